//! What is in a pack: the names of its files, its index, and what its records say.

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tabard_core::client::{Change, DisclosedView, Version, record_kind};
use tabard_core::merkle::{Hash, InclusionProof};

/// The version of the format.
pub(super) const FORMAT: &str = "tabard-evidence/1";
/// The index.
pub(super) const INDEX: &str = "index.json";
/// The hub's signature over the hash of the index.
pub(super) const SIGNATURE: &str = "index.cose";
/// The relay's signed state of its log.
pub(super) const RECEIPT: &str = "log/receipt.cose";
/// What opens each entry.
pub(super) const OPENINGS: &str = "openings.json";
/// What the records say, as it follows from the entries.
pub(super) const RECORDS: &str = "records.json";
/// The dictionary that it takes to open an entry.
pub(super) const DICTIONARY_FILE: &str = "entry-v1.dict";
/// How to check it, for who opens the file by chance.
pub(super) const README: &str = "readme.txt";

/// The index, in the order of its keys.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Index {
    pub(super) format: String,
    pub(super) region: String,
    pub(super) region_name: String,
    pub(super) report: String,
    pub(super) made_at: String,
    pub(super) made_by: Option<String>,
    pub(super) reason: Option<String>,
    pub(super) log: LogState,
    pub(super) files: Vec<FileLine>,
    pub(super) statements: Vec<Leaf>,
    pub(super) records: Vec<RecordLine>,
    pub(super) media: Vec<MediaLine>,
    pub(super) devices: Vec<DeviceLabel>,
    pub(super) redactions: Vec<RedactionLine>,
}

/// The state of the log that the proofs are for.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LogState {
    pub(super) id: String,
    pub(super) size: u64,
    pub(super) root: String,
}

/// A file of the pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileLine {
    pub(super) name: String,
    pub(super) size: u64,
    pub(super) sha256: String,
}

/// A file that is a leaf of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Leaf {
    pub(super) file: String,
    pub(super) position: u64,
    pub(super) proof: Vec<String>,
}

/// A record with its entries, in the order of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RecordLine {
    pub(super) id: String,
    pub(super) kind: String,
    /// Entries that the hub keeps apart, since they are refused or wait for others.
    pub(super) left_out: u64,
    pub(super) entries: Vec<Leaf>,
}

/// An attachment with its bytes, or without.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MediaLine {
    pub(super) record: String,
    pub(super) file: Option<String>,
}

/// What the hub calls a device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DeviceLabel {
    pub(super) id: String,
    pub(super) label: String,
}

/// What was blacked out in the redacted pages, and why; never what it said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RedactionLine {
    pub(super) record: String,
    pub(super) field: String,
    pub(super) why: String,
}

/// The hashes of a proof as they stand in the index.
pub(super) fn proof_lines(proof: &InclusionProof) -> Vec<String> {
    proof.hashes().iter().map(|hash| HEXLOWER.encode(hash.as_bytes())).collect()
}

/// A proof as it stands in the index; none when a line is no hash.
pub(super) fn proof_of(lines: &[String]) -> Option<InclusionProof> {
    let hashes = lines.iter().map(|line| hash_of(line).map(Hash::from_bytes));
    hashes.collect::<Option<_>>().map(InclusionProof::from_hashes)
}

/// 32 bytes in hexadecimal.
pub(super) fn hash_of(text: &str) -> Option<[u8; 32]> {
    HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok()
}

/// JSON as it stands in a pack.
pub(super) fn bytes_of(value: &impl Serialize) -> Vec<u8> {
    // Maps have texts for keys and nothing here fails to be written.
    let mut bytes = serde_json::to_vec_pretty(value).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// What the records say: every field by its path, and every version.
pub(super) fn records_json(views: &[DisclosedView]) -> Vec<u8> {
    let record = |view: &DisclosedView| {
        json!({
            "id": view.id.to_string(),
            "kind": record_kind(view.kind).name(),
            "values": view.values,
            "versions": view.versions.iter().map(version).collect::<Vec<_>>(),
        })
    };
    bytes_of(&views.iter().map(record).collect::<Vec<_>>())
}

fn version(version: &Version) -> Value {
    let change = |one: &Change| {
        json!({
            "field": one.field.to_string(),
            "before": one.before,
            "after": one.after,
            "settled": one.settled,
        })
    };
    json!({
        "by": version.by.map(|by| by.to_string()),
        "at": version.at,
        "changes": version.changes.iter().map(change).collect::<Vec<_>>(),
    })
}
