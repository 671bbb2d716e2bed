//! Markers as JSON, and from another system. What another system decided is not decided here: what
//! is brought in is a proposal, and somebody here decides on it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rand_core::CryptoRng;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::client::register::marking::Proposal;
use crate::client::register::reading::MarkerView;
use crate::client::{Client, ClientError};
use crate::ids::{Millis, RecordId};
use crate::model::codes::{CALLER_BEHAVIOUR, MARKER_CATEGORY, RESPONSE_INSTRUCTION};
use crate::model::marker::{Evidence, Taken};
use crate::model::subject::{Subject, SubjectFault, SubjectKind};

/// Under which kind the device notes what it has brought in.
const NOTE: &str = "imported";
/// The longest line that is read.
const MAX_LINE: usize = 64 * 1024;

/// Why a line was not brought in. It says nothing of what stands in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportFault {
    /// Too long.
    #[error("the line is longer than 64 KiB")]
    TooLong,
    /// Not an object.
    #[error("the line is not a JSON object")]
    NotAnObject,
    /// No subject, or one that is none.
    #[error("`subject` has to be an object with `kind` and the fields of that kind")]
    NoSubject,
    /// The subject's fields.
    #[error("`subject`: {0}")]
    Subject(#[from] SubjectFault),
    /// A code.
    #[error("`{0}` is none of its codes: `tabard codes` lists them")]
    Code(&'static str),
    /// Brought in before.
    #[error("this line was brought in before: nothing was changed")]
    Known,
}

impl Client {
    /// Brings in a marker of another system, one line of JSON, as a proposal. Bringing the same line
    /// in again changes nothing.
    ///
    /// # Errors
    /// [`ClientError::Import`] for what is wrong with the line, [`ClientError::Step`] for what a
    /// proposal lacks, and storage errors.
    pub fn import_marker(
        &mut self,
        line: &str,
        by: &str,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<RecordId, ClientError> {
        let (subject, mut proposal) = parse(line)?;
        let mark: [u8; 32] = Sha256::digest(line.trim().as_bytes()).into();
        if self.note(NOTE, &mark)?.is_some() {
            return Err(ImportFault::Known.into());
        }
        by.clone_into(&mut proposal.by);
        let id = self.propose_marker(&subject, &proposal, now, rng)?;
        self.set_note(NOTE, &mark, id.as_bytes())?;
        Ok(id)
    }
}

fn parse(line: &str) -> Result<(Subject, Proposal), ImportFault> {
    if line.len() > MAX_LINE {
        return Err(ImportFault::TooLong);
    }
    let value: Value = serde_json::from_str(line).map_err(|_| ImportFault::NotAnObject)?;
    let object = value.as_object().ok_or(ImportFault::NotAnObject)?;
    let subject = object.get("subject").and_then(Value::as_object).ok_or(ImportFault::NoSubject)?;
    let kind = text(subject, "kind").and_then(|kind| SubjectKind::from_code(&kind));
    let kind = kind.ok_or(ImportFault::NoSubject)?;
    let about = Subject::from_fields(kind, |field| text(subject, field))?;
    let code = |field: &'static str, known: &crate::model::codes::CodeList| {
        let code = text(object, field);
        match code.as_deref().is_none_or(|code| known.get(code).is_some()) {
            true => Ok(code),
            false => Err(ImportFault::Code(field)),
        }
    };
    let behaviours = strings(object, "behaviours");
    if behaviours.iter().any(|code| CALLER_BEHAVIOUR.get(code).is_none()) {
        return Err(ImportFault::Code("behaviours"));
    }
    let evidence = object.get("evidence").and_then(Value::as_array).map(Vec::as_slice);
    let evidence = evidence.unwrap_or_default().iter().filter_map(Value::as_object);
    let evidence = evidence.map(|one| Evidence {
        incident: text(one, "incident"),
        cad_number: text(one, "cad_number"),
        call: text(one, "call"),
        at: text(one, "at"),
    });
    let proposal = Proposal {
        category: code("category", &MARKER_CATEGORY)?,
        behaviours: behaviours.into_iter().collect(),
        instruction: code("instruction", &RESPONSE_INSTRUCTION)?,
        sentence: text(object, "sentence"),
        evidence: evidence.collect(),
        reason: text(object, "reason"),
        ..Proposal::default()
    };
    Ok((about, proposal))
}

fn text(object: &Map<String, Value>, field: &str) -> Option<String> {
    let text = object.get(field)?.as_str()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn strings(object: &Map<String, Value>, field: &str) -> Vec<String> {
    let list = object.get(field).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    list.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// A marker as one JSON object.
pub(super) fn marker_json(view: &MarkerView, people: bool) -> Value {
    let marker = &view.marker;
    let mut subject: BTreeMap<&str, &str> = BTreeMap::new();
    for (field, value) in &marker.subject {
        let field = if field == "subject" { "kind" } else { field.as_str() };
        subject.insert(field, value);
    }
    let evidence = marker.facts.evidence.values().map(|one| {
        object([
            ("incident", one.incident.clone()),
            ("cad_number", one.cad_number.clone()),
            ("call", one.call.clone()),
            ("at", one.at.clone()),
        ])
    });
    json!({
        "id": view.record.id.to_string(),
        "subject": subject,
        "category": marker.facts.category,
        "behaviours": marker.facts.behaviours,
        "instruction": marker.facts.instruction,
        "sentence": marker.facts.sentence,
        "evidence": evidence.collect::<Vec<_>>(),
        "status": view.status.map(crate::model::marker::Status::code),
        "until": view.until.map(Millis::rfc3339),
        "state": view.record.state.word(),
        "unsent": view.record.unsent,
        "steps": marker.life.steps.iter().map(|taken| step_json(taken, people)).collect::<Vec<_>>(),
    })
}

fn step_json(taken: &Taken, people: bool) -> Value {
    let step = &taken.step;
    let mut value = object([
        ("act", Some(step.act.code().to_owned())),
        ("at", Some(step.at.to_string())),
        ("by", Some(step.by.clone()).filter(|by| people && !by.is_empty())),
        ("until", step.until.map(|until: Timestamp| until.to_string())),
        ("reason", step.reason.clone().filter(|_| people)),
        ("advice", step.advice.clone()),
        ("address_checked_on", step.address_checked_on.map(|day| day.to_string())),
        ("letter", step.letter.clone()),
        ("fault", taken.fault.map(|fault| fault.to_string())),
    ]);
    if let Some(value) = value.as_object_mut() {
        value.insert("counts".to_owned(), json!(taken.fault.is_none()));
    }
    value
}

fn object<const N: usize>(fields: [(&str, Option<String>); N]) -> Value {
    let said =
        fields.into_iter().filter_map(|(field, value)| Some((field.to_owned(), value?.into())));
    Value::Object(said.collect())
}
