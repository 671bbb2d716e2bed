//! Markers as they leave for another system.

use tabard_core::client::MarkerView;
use tabard_core::ids::Millis;
use tabard_core::model::exchange::fhir_flag::{
    Category, FlagSubject, Instruction, Publisher, SafetyMarker, Status, flag,
};
use tabard_core::model::marker::Life;
use tabard_core::model::subject::Subject;

/// A marker with the texts that it leaves with.
pub(super) struct Leaving {
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
    pub(super) fn of(view: &MarkerView, now: Millis, version: u64) -> Option<Self> {
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
    pub(super) fn lines(&self) -> Vec<&str> {
        ["building", "street"].into_iter().filter_map(|name| self.field(name)).collect()
    }

    /// The marker as FHIR's export takes it; none for a person whose NHS number is not known.
    pub(super) fn marker<'a>(&'a self, lines: &'a [&'a str]) -> Option<SafetyMarker<'a>> {
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

/// Whether a marker can leave as it is.
pub(super) fn fits(marker: &SafetyMarker<'_>, publisher: &Publisher<'_>, at: &str) -> bool {
    flag(marker, publisher, at).is_ok()
}

/// Since when an approver has let it stand.
fn since(life: &Life, now: Millis) -> Option<Millis> {
    let stands = life.stands.iter().rev().skip_while(|(from, _)| from.as_millisecond() > now.0);
    let approved = stands.take_while(|(_, status)| status.is_approved());
    approved.last().map(|(from, _)| Millis(from.as_millisecond()))
}
