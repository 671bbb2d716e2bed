//! The certificate of an erasure: what was erased, by whom, and what it does not reach. Its hash is in
//! the order that an issuer signed, so nobody can change it afterwards, and the names in it are in no
//! directory.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tabard_core::ids::{Millis, RecordId};
use tabard_core::region::CertificateHash;

use super::{Planned, Settings};
use crate::hub::{Hub, HubError};

/// What an erasure does not reach, said in each certificate.
const NOT_REACHED: [&str; 6] = [
    "Backups: copies of this region from before keep it until they are destroyed by their own date. A copy that is put back lets go of it once it has the order again.",
    "Devices that have not been in contact since: each erases it with its next exchange.",
    "What was given out: packs of evidence, exports, returns, printed pages, and what was answered to a person about themselves.",
    "What people wrote down elsewhere, on paper or in other systems.",
    "Requests for support, which the hub cannot read; markers, lessons and the audit, which have periods of their own.",
    "Disks that keep what was overwritten: the operator encrypts them, and destroys them in the end.",
];

/// Who orders an erasure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct People<'a> {
    /// Who ordered it.
    pub ordered_by: &'a str,
    /// Who else agreed.
    pub approved_by: &'a str,
    /// Why.
    pub why: &'a str,
}

impl People<'_> {
    /// Whether two different people are named, and a reason.
    #[must_use]
    pub fn are_two(&self) -> bool {
        let folded = |text: &str| text.trim().to_lowercase();
        let (one, other) = (folded(self.ordered_by), folded(self.approved_by));
        !one.is_empty() && !other.is_empty() && one != other && !self.why.trim().is_empty()
    }
}

/// The text of a certificate. It is hashed as it is, and never written anew.
pub(super) fn text(
    hub: &Hub,
    settings: &Settings,
    planned: &[Planned],
    people: &People<'_>,
    now: Millis,
) -> String {
    let erased = |one: &Planned| {
        let records = one.reach.records.iter();
        json!({
            "report": one.item.record.to_string(),
            "class": one.item.class.code(),
            "period_from": one.item.from.to_string(),
            "period_ended": one.item.due.to_string(),
            "records": records
                .map(|(id, kind)| json!({ "id": id.to_string(), "kind": kind.number() }))
                .collect::<Value>(),
            "entries": one.reach.held.entries,
            "bytes": one.reach.held.bytes,
            "chunks": one.reach.chunks.len(),
            "attachments_without_chunks": one.reach.without_chunks,
        })
    };
    json!({
        "form": "tabard/erasure/v1",
        "region": hub.relay().region().to_string(),
        "log": hub.relay().log().to_string(),
        "device": hub.device().to_string(),
        "ordered_at": now.rfc3339(),
        "ordered_by": people.ordered_by,
        "approved_by": people.approved_by,
        "why": people.why,
        "years": {
            "not_serious": settings.not_serious_years,
            "serious": settings.serious_years,
        },
        "erased": planned.iter().map(erased).collect::<Value>(),
        "not_reached": NOT_REACHED,
    })
    .to_string()
}

/// What a certificate says, held against the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// Its hash, as the order names it.
    pub hash: String,
    /// What it says.
    pub says: Value,
    /// The places in the log of the orders that name it.
    pub positions: BTreeSet<u64>,
    /// The first thing that does not hold.
    pub fault: Option<String>,
}

/// Holds a certificate's text against the log of a region: that an issuer's order names its hash, that
/// each of its records is erased by that order, and that no byte of them is there.
///
/// # Errors
/// Storage errors. What does not hold is no error, but said.
pub fn judge(hub: &Hub, text: &str) -> Result<Judged, HubError> {
    let hash = CertificateHash::of(text.as_bytes());
    let says: Value = serde_json::from_str(text).unwrap_or_default();
    let erased = says.get("erased").and_then(Value::as_array).into_iter().flatten();
    let listed = erased.filter_map(|one| one.get("records")?.as_array()).flatten();
    let ids: Vec<Option<RecordId>> =
        listed.map(|one| one.get("id")?.as_str()?.parse().ok()).collect();
    let (mut positions, mut fault) = (BTreeSet::new(), None);
    let mut records = Vec::new();
    for id in ids {
        let Some(id) = id else {
            fault = Some("it names something that is no record".to_owned());
            break;
        };
        match hub.erased(id)? {
            Some(erased) if erased.certificate == hash => {
                positions.insert(erased.position);
                records.push(id);
            }
            Some(_) => fault = Some(format!("record {id} was erased by another certificate")),
            None => fault = Some(format!("the log has no order to erase record {id}")),
        }
        if fault.is_some() {
            break;
        }
    }
    if fault.is_none() && records.is_empty() {
        fault = Some("it names no record".to_owned());
    }
    if fault.is_none() && hub.relay().held_of(&records)?.entries > 0 {
        fault = Some("the log still has bytes of what it says is erased".to_owned());
    }
    Ok(Judged { hash: hash.to_string(), says, positions, fault })
}

#[cfg(test)]
mod tests {
    use super::People;

    #[test]
    fn one_person_is_not_two_however_they_are_written() {
        let people =
            |one, other, why| People { ordered_by: one, approved_by: other, why }.are_two();
        assert!(people("A. Green", "B. Brown", "Period over."));
        for (one, other, why) in [
            ("A. Green", "a. green ", "Period over."),
            ("", "B. Brown", "Period over."),
            ("A. Green", " ", "Period over."),
            ("A. Green", "B. Brown", " "),
        ] {
            assert!(!people(one, other, why), "{one} {other} {why}");
        }
    }
}
