//! Safety markers as FHIR R4 `Flag` resources, for a dispatch system that cannot be a desk.
//!
//! What leaves is what a crew is to know and until when: no incident, no story, nobody of the
//! staff. A person leaves as an NHS number alone. A marker that no longer stands leaves without its
//! reason, so that a receiver can take it down and learns nothing more. The same markers at the same
//! time give the same bytes.

mod checks;
mod codes;
mod definitions;
mod subject;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use checks::{base, digits, line, moment};
pub use codes::{Category, Instruction, Status};
pub(super) use definitions::code_system;
pub use definitions::{DefinedAs, definitions};
pub use subject::FlagSubject;

/// Under which our own codes and identifiers stand where a service states no base of its own. The
/// namespace is not registered: a service that exchanges beyond its own systems states its own.
pub const BASE: &str = "urn:tabard:fhir:";

/// The longest sentence that leaves, in characters: a proposal of this project.
pub const SENTENCE_MAX: usize = 300;

const CONFIDENTIALITY: &str = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
const FLAG_CATEGORY: &str = "http://terminology.hl7.org/CodeSystem/flag-category";
const NULL_FLAVOR: &str = "http://terminology.hl7.org/CodeSystem/v3-NullFlavor";
const ODS_CODE: &str = "https://fhir.nhs.uk/Id/ods-organization-code";

/// A marker, as far as others are told of it.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(test, derive(Debug))] // outside tests it has no way into a log
pub struct SafetyMarker<'a> {
    /// Its record's id, in up to 64 characters of 0-9 and a-f.
    pub id: &'a str,
    /// Whom or what it warns of.
    pub subject: FlagSubject<'a>,
    /// Its category.
    pub category: Category,
    /// What crews are told: one neutral line.
    pub sentence: &'a str,
    /// What crews are to do.
    pub instruction: Instruction,
    /// Since when it stands, in RFC 3339.
    pub start: &'a str,
    /// When it ends unless it is reviewed, in RFC 3339.
    pub end: &'a str,
    /// How often it was changed: a receiver keeps the highest.
    pub version: u64,
    /// Whether it stands.
    pub status: Status,
}

/// The service that answers for the markers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Publisher<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its code in the Organisation Data Service.
    pub ods_code: Option<&'a str>,
    /// What its own codes and identifiers begin with, such as [`BASE`]: a URI that ends in `:`, `/`
    /// or `#`.
    pub base: &'a str,
}

impl Publisher<'_> {
    pub(super) fn uri(&self, name: &str) -> String {
        format!("{}{name}", self.base)
    }
}

/// Why something cannot leave. It quotes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FlagError {
    /// The id has other characters, or too many.
    #[error("a marker's id is 1 to 64 characters of 0-9 and a-f")]
    Id,
    /// The sentence is empty, too long or more than a line.
    #[error("the sentence for crews is one line of 1 to {SENTENCE_MAX} characters")]
    Sentence,
    /// A time that cannot be read.
    #[error("a time is not RFC 3339, or not of this era")]
    Time,
    /// It would end before it starts.
    #[error("a marker ends after it starts")]
    Period,
    /// The number is in another form.
    #[error("a telephone number is in international form, as +441632960000")]
    PhoneNumber,
    /// The address cannot be found by what it says.
    #[error("an address is lines of text, with a postcode or a UPRN of up to 12 digits")]
    Address,
    /// The number's check digit does not fit.
    #[error("an NHS number is ten digits with a check digit that fits")]
    NhsNumber,
    /// What the service says of itself.
    #[error(
        "the service has a name of one line, and a base that is a URI ending in ':', '/' or '#'"
    )]
    Publisher,
    /// One marker was given twice.
    #[error("a marker is in the list twice")]
    Twice,
}

/// A marker as it stands at a time (RFC 3339): whatever its status says, it is inactive from its
/// end on.
///
/// # Errors
/// [`FlagError`] when a field is not of its form.
pub fn flag(
    marker: &SafetyMarker<'_>,
    publisher: &Publisher<'_>,
    at: &str,
) -> Result<Value, FlagError> {
    digits(marker.id, 16, 1..=64).ok_or(FlagError::Id)?;
    let sentence = line(marker.sentence, SENTENCE_MAX).ok_or(FlagError::Sentence)?;
    let (start, end) = (moment(marker.start)?, moment(marker.end)?);
    if end <= start {
        return Err(FlagError::Period);
    }
    let status = match marker.status {
        Status::Active if end <= moment(at)? => Status::Inactive,
        stated => stated,
    };

    let mut categories = vec![json!({ "coding": [
        { "system": FLAG_CATEGORY, "code": "safety", "display": "Safety" },
    ] })];
    // "Not provided by the sender due to security, privacy or other reasons", in HL7's words.
    let mut code = json!({ "coding": [{ "system": NULL_FLAVOR, "code": "MSK" }] });
    let mut flag = Map::new();
    let mut put = |key: &str, value: Value| drop(flag.insert(key.to_owned(), value));

    put("resourceType", json!("Flag"));
    put("id", json!(marker.id));
    put("meta", json!({ "versionId": marker.version.to_string(), "security": restricted() }));
    put("contained", json!([marker.subject.resource(publisher)?, author(publisher)?]));
    if status == Status::Active {
        categories.push(json!({ "coding": [
            { "system": publisher.uri(Category::LIST), "code": marker.category.code() },
        ] }));
        code = json!({ "text": sentence });
        put("extension", json!([instruction(marker.instruction, publisher)]));
    }
    put("identifier", json!([{ "system": publisher.uri("marker"), "value": marker.id }]));
    put("status", json!(status.code()));
    put("category", json!(categories));
    put("code", code);
    put("subject", json!({ "reference": "#subject" }));
    put("period", json!({ "start": start.to_string(), "end": end.to_string() }));
    put("author", json!({ "reference": "#author" }));
    Ok(Value::Object(flag))
}

/// Markers as they stand at a time (RFC 3339), as a `Bundle` in the order of their ids.
///
/// # Errors
/// [`FlagError`] when a field is not of its form, or a marker is given twice.
pub fn bundle(
    markers: &[SafetyMarker<'_>],
    publisher: &Publisher<'_>,
    at: &str,
) -> Result<Value, FlagError> {
    let mut entries = BTreeMap::new();
    for marker in markers {
        let entry = json!({ "fullUrl": full_url("marker", marker.id), "resource": flag(marker, publisher, at)? });
        if entries.insert(marker.id, entry).is_some() {
            return Err(FlagError::Twice);
        }
    }
    let mut bundle = json!({
        "resourceType": "Bundle",
        "meta": { "security": restricted() },
        "type": "collection",
        "timestamp": moment(at)?.to_string(),
    });
    // FHIR knows no empty lists.
    if let (Some(bundle), false) = (bundle.as_object_mut(), entries.is_empty()) {
        bundle.insert("entry".to_owned(), entries.into_values().collect());
    }
    Ok(bundle)
}

/// A UUID of version 8 (RFC 9562) that a thing of a kind keeps through all its versions.
pub(super) fn full_url(kind: &str, id: &str) -> String {
    let hash = Sha256::digest(format!("tabard fhir {kind} {id}"));
    let bits = hash.iter().take(16).fold(0_u128, |bits, byte| bits << 8 | u128::from(*byte));
    let bits = bits & !(0xf000_u128 << 64) | 0x8000_u128 << 64;
    let bits = bits & !(0xc000_u128 << 48) | 0x8000_u128 << 48;
    format!(
        "urn:uuid:{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        bits >> 96,
        bits >> 80 & 0xffff,
        bits >> 64 & 0xffff,
        bits >> 48 & 0xffff,
        bits & 0xffff_ffff_ffff
    )
}

/// Access by role only (S108, S112): HL7's `restricted`.
pub(super) fn restricted() -> Value {
    json!([{ "system": CONFIDENTIALITY, "code": "R" }])
}

fn instruction(instruction: Instruction, publisher: &Publisher<'_>) -> Value {
    json!({
        "url": publisher.uri(definitions::EXTENSION),
        "valueCoding": {
            "system": publisher.uri(Instruction::LIST),
            "code": instruction.code(),
        },
    })
}

/// The service, never one of its people.
pub(super) fn author(publisher: &Publisher<'_>) -> Result<Value, FlagError> {
    let name = line(publisher.name, 200).ok_or(FlagError::Publisher)?;
    base(publisher.base).ok_or(FlagError::Publisher)?;
    let Some(code) = publisher.ods_code else {
        return Ok(json!({ "resourceType": "Organization", "id": "author", "name": name }));
    };
    let code = line(code, 20).ok_or(FlagError::Publisher)?;
    Ok(json!({
        "resourceType": "Organization",
        "id": "author",
        "identifier": [{ "system": ODS_CODE, "value": code }],
        "name": name,
    }))
}
