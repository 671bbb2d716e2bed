//! Whom or what a marker warns of, as the resource that a `Flag` contains.

use serde_json::{Map, Value, json};

use super::checks::{digits, line};
use super::{FlagError, Publisher};

const NHS_NUMBER: &str = "https://fhir.nhs.uk/Id/nhs-number";
const LINE_MAX: usize = 200;

/// Whom or what a marker warns of.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(test, derive(Debug))]
pub enum FlagSubject<'a> {
    /// A telephone number.
    PhoneNumber {
        /// In international form, as `+441632960000`.
        e164: &'a str,
    },
    /// A whole address, every home in it.
    Address {
        /// Its lines, without the postcode.
        lines: &'a [&'a str],
        /// Its postcode.
        postcode: Option<&'a str>,
        /// Its unique property reference number.
        uprn: Option<&'a str>,
    },
    /// A flat, ward or room, and no other at that address.
    PremisesUnit {
        /// The unit, as `Flat 3`.
        unit: &'a str,
        /// The lines of the address, without unit and postcode.
        lines: &'a [&'a str],
        /// Its postcode.
        postcode: Option<&'a str>,
        /// The unit's own unique property reference number.
        uprn: Option<&'a str>,
    },
    /// A person, by number alone: without one, nobody else could be sure who it is.
    Person {
        /// Ten digits.
        nhs_number: &'a str,
    },
}

impl FlagSubject<'_> {
    pub(super) fn resource(&self, publisher: &Publisher<'_>) -> Result<Value, FlagError> {
        match *self {
            Self::PhoneNumber { e164 } => phone_number(e164),
            Self::Address { lines, postcode, uprn } => {
                location(lines.to_vec(), postcode, uprn, publisher)
            }
            Self::PremisesUnit { unit, lines, postcode, uprn } => {
                location([&[unit], lines].concat(), postcode, uprn, publisher)
            }
            Self::Person { nhs_number } => person(nhs_number),
        }
    }
}

fn phone_number(e164: &str) -> Result<Value, FlagError> {
    let number = e164.strip_prefix('+').filter(|number| !number.starts_with('0'));
    number.and_then(|number| digits(number, 10, 7..=15)).ok_or(FlagError::PhoneNumber)?;
    Ok(json!({
        "resourceType": "Location",
        "id": "subject",
        "mode": "instance",
        "telecom": [{ "system": "phone", "value": e164 }],
    }))
}

fn location(
    lines: Vec<&str>,
    postcode: Option<&str>,
    uprn: Option<&str>,
    publisher: &Publisher<'_>,
) -> Result<Value, FlagError> {
    let plain = !lines.is_empty()
        && lines.iter().chain(&postcode).all(|text| line(text, LINE_MAX).is_some())
        && uprn.is_none_or(|uprn| digits(uprn, 10, 1..=12).is_some())
        && (postcode.is_some() || uprn.is_some());
    if !plain {
        return Err(FlagError::Address);
    }
    let mut location = Map::new();
    let mut put = |key: &str, value: Value| drop(location.insert(key.to_owned(), value));
    put("resourceType", json!("Location"));
    put("id", json!("subject"));
    if let Some(uprn) = uprn {
        // No official system for it is known to this project.
        put("identifier", json!([{ "system": publisher.uri("uprn"), "value": uprn }]));
    }
    put("mode", json!("instance"));
    let mut address = json!({ "type": "physical", "line": lines });
    if let (Some(address), Some(postcode)) = (address.as_object_mut(), postcode) {
        address.insert("postalCode".to_owned(), json!(postcode));
    }
    put("address", address);
    Ok(Value::Object(location))
}

fn person(nhs_number: &str) -> Result<Value, FlagError> {
    if !is_nhs_number(nhs_number) {
        return Err(FlagError::NhsNumber);
    }
    Ok(json!({
        "resourceType": "Patient",
        "id": "subject",
        "identifier": [{ "system": NHS_NUMBER, "value": nhs_number }],
    }))
}

/// Modulus 11: the digits times 10 down to 2, and the last as it is, add up to a multiple of 11.
fn is_nhs_number(number: &str) -> bool {
    let weighed = number.chars().filter_map(|c| c.to_digit(10)).zip((1..=10).rev());
    digits(number, 10, 10..=10).is_some()
        && weighed.map(|(digit, weight)| digit * weight).sum::<u32>() % 11 == 0
}
