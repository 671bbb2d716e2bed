//! How the categories of a return are called.

use tabard_core::model::codes::{
    CONTRIBUTORY_FACTOR, CodeList, INCIDENT_TYPE, LOCATION_TYPE, STAFF_GROUP,
};
use tabard_core::words::Words;

use super::document::REST;
use super::tally::NOT_SAID;

/// What a dimension counts by.
#[must_use]
pub fn dimension(words: &Words, name: &str) -> String {
    words.text(&format!("console.return.by.{name}")).to_owned()
}

/// A category of a dimension; the code itself where a newer version wrote it.
#[must_use]
pub fn category(words: &Words, name: &str, code: &str) -> String {
    match (code, list_of(name)) {
        (REST, _) => words.text("console.learning.rest").to_owned(),
        (NOT_SAID, _) => words.text("console.learning.not_said").to_owned(),
        (code, Some(list)) if list.spellings().any(|one| one == code) => {
            words.label(list.name, code).to_owned()
        }
        (code, _) => code.to_owned(),
    }
}

fn list_of(dimension: &str) -> Option<&'static CodeList> {
    match dimension {
        "type" => Some(&INCIDENT_TYPE),
        "place" => Some(&LOCATION_TYPE),
        "staff_group" => Some(&STAFF_GROUP),
        "factor" => Some(&CONTRIBUTORY_FACTOR),
        _ => None,
    }
}
