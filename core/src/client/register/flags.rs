//! Active safety markers as FHIR, for a system that cannot be a desk.

use serde_json::Value;

use crate::client::{Client, ClientError, MarkerView};
use crate::ids::{Millis, RecordId};
use crate::model::exchange::fhir_flag::{
    BASE, Category, FlagSubject, Instruction, Publisher, SafetyMarker, Status, bundle, flag,
};
use crate::model::marker::{self, Life};
use crate::model::subject::Subject;

/// What leaves as FHIR, and how much cannot.
#[derive(Clone, Debug, PartialEq)]
pub struct Flags {
    /// The markers that leave, in the order of their ids.
    pub markers: Vec<RecordId>,
    /// A Bundle of Flag resources (HL7 FHIR R4).
    pub bundle: Value,
    /// Active markers for whose subject a flag has no place, or that lack what it takes.
    pub left_out: usize,
}

impl Client {
    /// The markers that an approver let stand, as FHIR, published by this region.
    ///
    /// # Errors
    /// [`ClientError::Role`] on a device that keeps no register, [`ClientError::LeaseEnded`],
    /// [`ClientError::Flags`], and storage errors.
    pub fn safety_flags(&self) -> Result<Flags, ClientError> {
        let mut active = self.markers(|one| one.status.is_some_and(marker::Status::is_approved))?;
        active.sort_by_key(|one| one.id);
        let now = self.register_time();
        let at = now.rfc3339();
        let name = self.directory().name().unwrap_or_default();
        let publisher = Publisher { name, ods_code: None, base: BASE };
        let mut leaving = Vec::new();
        for one in &active {
            let versions = self.history(one.id)?.len() as u64;
            let leaves = Leaving::of(&self.marker(one.id)?, now, versions);
            leaving.extend(leaves.map(|leaves| (one.id, leaves)));
        }
        let lines: Vec<_> = leaving.iter().map(|(_, one)| one.lines()).collect();
        let (mut ids, mut markers) = (Vec::new(), Vec::new());
        for ((id, one), lines) in leaving.iter().zip(&lines) {
            // One that is not of the form that receivers read keeps none of the others.
            let fits = |one: &SafetyMarker<'_>| flag(one, &publisher, &at).is_ok();
            if let Some(marker) = one.marker(lines).filter(fits) {
                ids.push(*id);
                markers.push(marker);
            }
        }
        let bundle = bundle(&markers, &publisher, &at)?;
        Ok(Flags { left_out: active.len() - ids.len(), markers: ids, bundle })
    }
}

/// A marker with the texts that it leaves with.
struct Leaving {
    id: String,
    subject: Subject,
    fields: Vec<(&'static str, String)>,
    category: Category,
    instruction: Instruction,
    sentence: String,
    start: String,
    end: String,
    version: u64,
}

impl Leaving {
    /// An active safety marker; none for any other, or for one that lacks something.
    fn of(view: &MarkerView, now: Millis, version: u64) -> Option<Self> {
        view.status.filter(|status| status.is_approved())?;
        let facts = &view.marker.facts;
        let subject = view.subject.clone()?;
        Some(Self {
            id: view.record.id.to_string(),
            fields: subject.fields(),
            subject,
            category: Category::of(facts.category.as_deref()?)?,
            instruction: Instruction::of(facts.instruction.as_deref()?)?,
            sentence: facts.sentence.clone()?.trim().to_owned(),
            start: since(&view.marker.life, now)?.rfc3339(),
            end: view.until?.rfc3339(),
            version,
        })
    }

    fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(known, _)| *known == name).map(|(_, text)| text.as_str())
    }

    /// The lines of its address, the unit apart.
    fn lines(&self) -> Vec<&str> {
        ["building", "street"].into_iter().filter_map(|name| self.field(name)).collect()
    }

    /// The marker as FHIR's export takes it; none for a person whose NHS number is not known.
    fn marker<'a>(&'a self, lines: &'a [&'a str]) -> Option<SafetyMarker<'a>> {
        let (postcode, uprn) = (self.field("postcode"), self.field("uprn"));
        let subject = match &self.subject {
            Subject::Number(_) => FlagSubject::PhoneNumber { e164: self.field("number")? },
            Subject::Address(_) => FlagSubject::Address { lines, postcode, uprn },
            Subject::Unit(_) => {
                FlagSubject::PremisesUnit { unit: self.field("unit")?, lines, postcode, uprn }
            }
            Subject::Person(_) => FlagSubject::Person { nhs_number: self.field("nhs_number")? },
        };
        Some(SafetyMarker {
            id: &self.id,
            subject,
            category: self.category,
            sentence: &self.sentence,
            instruction: self.instruction,
            start: &self.start,
            end: &self.end,
            version: self.version,
            status: Status::Active,
        })
    }
}

/// Since when an approver has let it stand.
fn since(life: &Life, now: Millis) -> Option<Millis> {
    let stands = life.stands.iter().rev().skip_while(|(from, _)| from.as_millisecond() > now.0);
    let approved = stands.take_while(|(_, status)| status.is_approved());
    approved.last().map(|(from, _)| Millis(from.as_millisecond()))
}
