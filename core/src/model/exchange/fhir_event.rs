//! Incidents in which a patient was affected as well, as FHIR R4 `AdverseEvent` resources.
//!
//! LFPSE knows harm of patients alone, and staff as "human agent" or reporter; so what leaves here is
//! that an event was, of which kind, when and at what kind of place: nobody's name, nothing of a member of
//! staff, no story. How a patient was harmed is no field of a report, so none is stated. (S66, S67:
//! an unofficial copy of LFPSE's version 5; a service settles its own profile with its receiver.)

use serde_json::{Map, Value, json};

use super::fhir_flag::{
    DefinedAs, FlagError, Publisher, author, code_system, full_url, restricted,
};
use crate::model::codes::{CodeList, INCIDENT_TYPE, LOCATION_TYPE};

/// An incident, as far as others are told of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PatientEvent {
    /// Its record's id, where who it is may be told.
    pub id: Option<String>,
    /// When: a month `2026-05`, a day, or a moment in RFC 3339.
    pub date: String,
    /// Codes of what happened.
    pub types: Vec<String>,
    /// The code of the kind of place.
    pub place: Option<String>,
}

/// Events as a `Bundle`, in the order in which they are given.
///
/// # Errors
/// [`FlagError::Publisher`] when what the service says of itself is not of its form.
pub fn bundle(
    events: &[PatientEvent],
    publisher: &Publisher<'_>,
    at: &str,
) -> Result<Value, FlagError> {
    author(publisher)?;
    let entry = |(number, event): (usize, &PatientEvent)| {
        let id = event.id.clone().unwrap_or_else(|| format!("event-{}", number + 1));
        json!({
            "fullUrl": full_url("event", &format!("{at} {id}")),
            "resource": adverse_event(event, &id, publisher),
        })
    };
    let entries: Vec<Value> = events.iter().enumerate().map(entry).collect();
    let mut bundle = json!({
        "resourceType": "Bundle",
        "meta": { "security": restricted() },
        "type": "collection",
        "timestamp": at,
    });
    // FHIR knows no empty lists.
    if let (Some(bundle), false) = (bundle.as_object_mut(), entries.is_empty()) {
        bundle.insert("entry".to_owned(), entries.into());
    }
    Ok(bundle)
}

fn adverse_event(event: &PatientEvent, id: &str, publisher: &Publisher<'_>) -> Value {
    let mut contained = vec![json!({ "resourceType": "Patient", "id": "patient" })];
    let mut resource = Map::new();
    let mut put = |key: &str, value: Value| drop(resource.insert(key.to_owned(), value));
    put("resourceType", json!("AdverseEvent"));
    put("id", json!(id));
    put("meta", json!({ "security": restricted() }));
    if let Some(code) =
        event.place.as_deref().and_then(|code| coding(&LOCATION_TYPE, code, publisher))
    {
        contained.push(json!({
            "resourceType": "Location",
            "id": "place",
            "mode": "kind",
            "type": [{ "coding": [code] }],
        }));
    }
    let place = contained.len() > 1;
    put("contained", json!(contained));
    if let Some(id) = &event.id {
        put("identifier", json!({ "system": publisher.uri("incident"), "value": id }));
    }
    put("actuality", json!("actual"));
    let codes = event.types.iter().filter_map(|code| coding(&INCIDENT_TYPE, code, publisher));
    let codes: Vec<Value> = codes.collect();
    if !codes.is_empty() {
        put("event", json!({ "coding": codes }));
    }
    // Nobody is named: the patient is somebody whom this service knows of.
    put("subject", json!({ "reference": "#patient" }));
    put("date", json!(event.date));
    if place {
        put("location", json!({ "reference": "#place" }));
    }
    Value::Object(resource)
}

/// A code of a list that stands in it: one of a newer version is left out.
fn coding(list: &CodeList, code: &str, publisher: &Publisher<'_>) -> Option<Value> {
    let known = list.get(code)?;
    Some(json!({ "system": publisher.uri(list.name), "code": known.code }))
}

/// The code systems of an event.
///
/// # Errors
/// [`FlagError::Publisher`] when what the service says of itself is not of its form.
pub fn definitions(publisher: &Publisher<'_>) -> Result<[DefinedAs; 2], FlagError> {
    author(publisher)?;
    let concepts = |list: &CodeList| -> Vec<Value> {
        list.spellings().map(|code| json!({ "code": code, "display": code })).collect()
    };
    let system =
        |list: &CodeList, title: &str| code_system(list.name, title, &concepts(list), publisher);
    Ok([system(&INCIDENT_TYPE, "IncidentType"), system(&LOCATION_TYPE, "LocationType")])
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::fhir_flag::BASE;
    use super::*;

    const SERVICE: Publisher<'static> =
        Publisher { name: "Sample Ambulance Service", ods_code: Some("RZZ"), base: BASE };
    const AT: &str = "2026-06-01T12:00:00Z";

    #[test]
    fn an_event_says_what_when_and_where_and_nobody() {
        let event = PatientEvent {
            date: "2026-05".to_owned(),
            types: vec!["verbal_abuse".to_owned(), "of_a_newer_version".to_owned()],
            place: Some("care_home".to_owned()),
            id: None,
        };
        let bundle = bundle(std::slice::from_ref(&event), &SERVICE, AT).unwrap();
        let resource = &bundle["entry"][0]["resource"];
        assert_eq!(resource["actuality"], "actual");
        assert_eq!(resource["date"], "2026-05");
        assert_eq!(resource["event"]["coding"].as_array().map(Vec::len), Some(1));
        assert_eq!(resource["contained"][0], json!({ "resourceType": "Patient", "id": "patient" }));
        assert!(resource.get("identifier").is_none());
        assert_eq!(bundle, super::bundle(&[event], &SERVICE, AT).unwrap(), "the same bytes");
    }

    #[test]
    fn no_events_are_no_empty_list() {
        assert!(bundle(&[], &SERVICE, AT).unwrap().get("entry").is_none());
        let nobody = Publisher { name: "", ..SERVICE };
        assert_eq!(bundle(&[], &nobody, AT), Err(FlagError::Publisher));
    }
}
