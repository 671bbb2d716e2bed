//! What is written down about a call: one report for each, flags that rest on it, and what was done.
//! Every request may be repeated: the second finds what the first one wrote.

use serde_json::Value;
use tabard_core::client::{Client, ClientError, Flag};
use tabard_core::ids::{Millis, RecordId};
use tabard_core::model::marker::{Act as Taken, Quick, Status, Step};
use tabard_core::model::subject::PhoneNumber;
use tabard_core::model::{Patch, Path};

use super::fault::RegisterError;
use super::register::Register;
use crate::host::entropy;

/// The kinds of note that lead from a call to its report, and from a flag to its call and behaviour.
const CALL: &str = "desk-call";
const FLAG: &str = "desk-flag";

/// The call that something is written down about.
#[derive(Clone)]
pub(super) struct Subject {
    pub(super) key: String,
    pub(super) at: Millis,
    /// Who rings; none where there is no number that is the caller's own.
    pub(super) number: Option<PhoneNumber>,
    pub(super) call_id: Option<String>,
    pub(super) cad_number: Option<String>,
}

/// What is written down about a call.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Act {
    /// A warning was given, the first being 1.
    Warning(u8),
    /// The handler ended the call, after the clinical risk was checked.
    Ended,
    /// A supervisor was asked for.
    Supervisor,
    /// The handler takes a break.
    Break,
    /// It was abusive; nothing more is said.
    Log,
    /// What the handler wrote after it.
    Note(String),
}

impl Subject {
    /// What leads to the report: the call and when it rang, as its name is used again some day.
    fn report(&self) -> String {
        format!("{} {}", self.key, self.at.0)
    }
}

impl Register {
    /// Writes down what was done on a call, and flags its number for today where there is one.
    pub(super) fn flag(
        &self,
        id: &[u8; 16],
        subject: &Subject,
        quick: Quick,
    ) -> Result<(), RegisterError> {
        let now = self.now();
        self.write(|client| {
            // What was taken back meanwhile is not flagged again by a request that is late.
            if flag_note(client, id)?.is_some_and(|note| note.taken_back) {
                return Ok(());
            }
            let incident = report_of(client, subject, now)?;
            FlagNote::new(subject, quick).keep(client, id)?;
            let mut patch = about(subject);
            patch.state(&format!("caller_behaviours/{}", quick.behaviour), true);
            client.edit(incident, &patch, now, &mut entropy())?;
            let Some(number) = subject.number.clone() else { return Ok(()) };
            let (cad_number, call) = (subject.cad_number.clone(), subject.call_id.clone());
            let flag = Flag { number, quick, cad_number, call, by: self.by().to_owned() };
            client.flag_once(id, incident, &flag, now, &mut entropy()).map(|_| ())
        })
    }

    /// Takes a flag back: it was a slip. Whether there was one.
    pub(super) fn take_back(&self, id: &[u8; 16]) -> Result<bool, RegisterError> {
        let now = self.now();
        self.write(|client| {
            let Some(mut note) = flag_note(client, id)? else { return Ok(false) };
            if note.taken_back {
                return Ok(true);
            }
            if let Some(marker) = client.flagged_as(id)? {
                let step = Step::new(Taken::EnteredInError, client.step_time(now), self.by());
                match client.take_step(marker, &step, now, &mut entropy()) {
                    Err(ClientError::Step(_)) if !warns(client, marker)? => {}
                    other => other?,
                }
            }
            unsay(client, &note, now)?;
            note.taken_back = true;
            note.keep(client, id)?;
            Ok(true)
        })
    }

    /// Writes an act down.
    pub(super) fn act(&self, subject: &Subject, act: &Act) -> Result<(), RegisterError> {
        let now = self.now();
        self.write(|client| {
            let incident = report_of(client, subject, now)?;
            let mut patch = about(subject);
            match act {
                Act::Warning(number) => {
                    patch.state(&format!("eoc_actions/warning_{}", (*number).clamp(1, 3)), true);
                }
                Act::Ended => {
                    patch.state("eoc_actions/terminated", true);
                    patch.state("clinical_risk_checked", true);
                }
                Act::Supervisor => patch.state("eoc_actions/supervisor_took_over", true),
                Act::Break => patch.state("eoc_actions/break_given", true),
                Act::Log => {}
                Act::Note(text) => patch.state("narrative", text.as_str()),
            }
            client.edit(incident, &patch, now, &mut entropy()).map(|_| ())
        })
    }
}

/// The report of a call: one for each, found again by its note. The note is kept before anything is
/// saved in the report, so that whoever dies in between finds it.
fn report_of(client: &mut Client, subject: &Subject, now: Millis) -> Result<RecordId, ClientError> {
    let key = subject.report();
    if let Some(known) = noted_report(client, key.as_bytes())? {
        return Ok(known);
    }
    let incident = client.start_incident(now, &mut entropy())?;
    client.set_note(CALL, key.as_bytes(), incident.as_bytes())?;
    Ok(incident)
}

fn noted_report(client: &Client, key: &[u8]) -> Result<Option<RecordId>, ClientError> {
    let noted = client.note(CALL, key)?;
    Ok(noted.and_then(|bytes| RecordId::from_slice(&bytes).ok()))
}

/// What a report says of any abusive call.
fn about(subject: &Subject) -> Patch {
    let mut patch = Patch::default();
    patch.state("types/abusive_call", true);
    patch.state("primary_type", "abusive_call");
    patch.state("reporting_channel", "eoc_desktop");
    patch.state("location_type", "eoc_by_phone");
    patch.state("phases/call_taking", true);
    patch.state("occurred_at", subject.at.rfc3339());
    let texts = [
        ("caller_number", subject.number.as_ref().map(PhoneNumber::as_e164)),
        ("call_id", subject.call_id.as_deref()),
        ("cad_number", subject.cad_number.as_deref()),
    ];
    for (field, text) in texts {
        if let Some(text) = text {
            patch.state(field, text);
        }
    }
    patch
}

/// Takes a behaviour out of the report of its call, and the report back where it says nothing else.
fn unsay(client: &mut Client, note: &FlagNote, now: Millis) -> Result<(), ClientError> {
    let key = note.call.as_bytes();
    let Some(incident) = noted_report(client, key)? else { return Ok(()) };
    if let Ok(path) = Path::parse(&format!("caller_behaviours/{}", note.behaviour)) {
        let mut patch = Patch::default();
        patch.clear(path);
        client.edit(incident, &patch, now, &mut entropy())?;
    }
    let view = match client.record(incident) {
        // What may not be read is not judged: the report stays.
        Err(ClientError::LeaseEnded) => return Ok(()),
        read => read?.view,
    };
    let says = |field: &str| match view.get(field) {
        Some(Value::Array(all)) => !all.is_empty(),
        Some(Value::Null) | None => false,
        Some(_) => true,
    };
    if !["caller_behaviours", "eoc_actions", "narrative"].into_iter().any(says) {
        client.withdraw(incident, None, now, &mut entropy())?;
        // What is written about this call from now on is another report.
        client.set_note(CALL, key, &[])?;
    }
    Ok(())
}

fn warns(client: &Client, marker: RecordId) -> Result<bool, ClientError> {
    let found = client.markers(|one| one.id == marker)?;
    Ok(found.iter().any(|one| one.status.is_some_and(Status::warns)))
}

/// What the vault keeps of a flag, to take it back.
struct FlagNote {
    /// What leads to the report of its call.
    call: String,
    behaviour: String,
    taken_back: bool,
}

fn flag_note(client: &Client, id: &[u8; 16]) -> Result<Option<FlagNote>, ClientError> {
    let noted = client.note(FLAG, id)?;
    let value = noted.and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
    Ok(value.and_then(|value| {
        let text = |field: &str| Some(value.get(field)?.as_str()?.to_owned());
        let taken_back = value.get("taken_back").and_then(Value::as_bool).unwrap_or(false);
        Some(FlagNote { call: text("call")?, behaviour: text("behaviour")?, taken_back })
    }))
}

impl FlagNote {
    fn new(subject: &Subject, quick: Quick) -> Self {
        let behaviour = quick.behaviour.to_owned();
        Self { call: subject.report(), behaviour, taken_back: false }
    }

    fn keep(&self, client: &mut Client, id: &[u8; 16]) -> Result<(), ClientError> {
        let value = serde_json::json!({
            "call": self.call, "behaviour": self.behaviour, "taken_back": self.taken_back
        });
        client.set_note(FLAG, id, value.to_string().as_bytes())
    }
}
