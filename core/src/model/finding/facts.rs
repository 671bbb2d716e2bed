//! What lists and the search for duplicates go by.

use jiff::Timestamp;
use serde_json::Value;

use crate::model::missing;

/// What a list shows and filters by, of one record.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// When the event began, where that is said.
    pub occurred_at: Option<Timestamp>,
    /// The codes of what happened.
    pub types: Vec<String>,
    /// The code of the kind of place.
    pub location_type: Option<String>,
    /// Whether it was taken back.
    pub withdrawn: bool,
    /// Whether something that is asked first is not said yet.
    pub unfinished: bool,
    /// The number of the job, in letters and digits alone.
    pub cad_number: Option<String>,
    /// The service, in letters and digits alone: numbers of jobs are its own.
    pub service: Option<String>,
    /// Where it was.
    pub place: Place,
    /// The id of the report that tells the same event.
    pub duplicate_of: Option<String>,
}

/// Where an event was, in each of the ways in which that can be said.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Place {
    /// The unique property reference number, in letters and digits alone.
    pub uprn: Option<String>,
    /// The postcode, in letters and digits alone.
    pub postcode: Option<String>,
    /// The address, in letters and digits alone.
    pub address: Option<String>,
    /// Degrees north and east.
    pub position: Option<(f64, f64)>,
}

impl Facts {
    /// The facts in a record's JSON.
    #[must_use]
    pub fn of(record: &Value) -> Self {
        let text = |field: &str| record.get(field).and_then(Value::as_str);
        let plainly = |field: &str| text(field).map(plain).filter(|said| !said.is_empty());
        let degrees = |field: &str, most: f64| {
            text(field)?.trim().parse::<f64>().ok().filter(|degrees| degrees.abs() <= most)
        };
        let types = record.get("types").and_then(Value::as_array);
        Self {
            occurred_at: text("occurred_at").and_then(|at| at.parse().ok()),
            types: types.into_iter().flatten().filter_map(Value::as_str).map(Into::into).collect(),
            location_type: text("location_type").map(Into::into),
            withdrawn: record.get("withdrawn").and_then(Value::as_bool).unwrap_or_default(),
            unfinished: missing::of(record, missing::RULES).iter().any(|one| one.at_once),
            cad_number: plainly("cad_number"),
            service: plainly("service"),
            place: Place {
                uprn: plainly("uprn"),
                postcode: plainly("postcode"),
                address: plainly("address"),
                position: degrees("latitude", 90.0).zip(degrees("longitude", 180.0)),
            },
            duplicate_of: text("duplicate_of").map(Into::into),
        }
    }
}

/// Letters and digits alone, in capitals: two people write a number or an address with other gaps.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn reads_what_is_said() {
        let facts = Facts::of(&json!({
            "types": ["verbal_abuse"],
            "occurred_at": "1970-01-01T01:00:01+01:00",
            "cad_number": " yas-0123 ",
            "postcode": "zz1 1aa",
            "latitude": "53.8", "longitude": "-1.55",
            "withdrawn": true,
        }));
        assert_eq!(facts.occurred_at, Timestamp::from_second(1).ok());
        assert_eq!(facts.cad_number.as_deref(), Some("YAS0123"));
        assert_eq!(facts.place.postcode.as_deref(), Some("ZZ11AA"));
        assert_eq!(facts.place.position, Some((53.8, -1.55)));
        assert!(facts.withdrawn && facts.unfinished);
    }

    #[test]
    fn what_is_no_place_is_none() {
        let facts = Facts::of(&json!({ "latitude": "NaN", "longitude": "1", "uprn": "--" }));
        assert_eq!(facts.place, Place::default());
        assert_eq!(Facts::of(&json!({ "latitude": "91", "longitude": "1" })).place.position, None);
        assert_eq!(Facts::of(&json!("text")).types, Vec::<String>::new());
    }
}
