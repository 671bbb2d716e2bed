//! What affected a patient too, as FHIR.

use serde_json::Value;
use tabard_core::ids::Millis;
use tabard_core::model::codes::{INCIDENT_TYPE, LOCATION_TYPE};
use tabard_core::model::exchange::fhir_event::{PatientEvent, bundle};
use tabard_core::model::exchange::fhir_flag::{BASE, FlagError, Publisher};

use super::Line;
use super::plain::month;

/// The service that answers for what leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Service<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its code in the Organisation Data Service.
    pub ods_code: Option<&'a str>,
    /// What its own codes begin with; those of this project where none is given.
    pub base: Option<&'a str>,
}

/// Whether a report says that a patient was affected: only such a one is an adverse event.
pub(super) fn affects_a_patient(line: &Line) -> bool {
    line.report.get("patient_affected") == Some(&Value::Bool(true))
}

/// The bytes of a bundle.
pub(super) fn written(
    lines: &[Line],
    identifies: bool,
    service: &Service<'_>,
    now: Millis,
) -> Result<Vec<u8>, FlagError> {
    let publisher = Publisher {
        name: service.name,
        ods_code: service.ods_code,
        base: service.base.unwrap_or(BASE),
    };
    let mut events: Vec<PatientEvent> = lines.iter().map(|line| event(line, identifies)).collect();
    if !identifies {
        // The order in which they came would tell more than the month does.
        events.sort_by(|one, other| key(one).cmp(&key(other)));
    }
    Ok(format!("{}\n", bundle(&events, &publisher, &now.rfc3339())?).into_bytes())
}

fn key(event: &PatientEvent) -> (&str, &[String], Option<&str>) {
    (&event.date, &event.types, event.place.as_deref())
}

fn event(line: &Line, identifies: bool) -> PatientEvent {
    let fact = &line.fact;
    let known = (0..).zip(INCIDENT_TYPE.spellings());
    let types = known.filter(|(place, _)| fact.types.has(*place)).map(|(_, code)| code.to_owned());
    let place = fact.place.and_then(|place| LOCATION_TYPE.codes.get(usize::from(place)));
    PatientEvent {
        id: identifies.then(|| line.id.to_string()),
        date: if identifies { fact.day.to_string() } else { month(fact.day) },
        types: types.collect(),
        place: place.map(|code| code.code.to_owned()),
    }
}
