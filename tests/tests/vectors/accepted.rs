//! The core takes what stands in the committed file, also when it would write other bytes today.

mod chunks;
mod exchanges;
mod records;
mod region;

use data_encoding::HEXLOWER;
use serde_json::Value;
use tabard_core::cose::{Domain, Unverified};
use tabard_core::entry::{SignedEntry, open};
use tabard_core::ids::RegionId;
use tabard_core::keys::{ReceivingKey, VerifyingKey};
use tabard_core::merkle::{ConsistencyProof, Hash, InclusionProof, TreeHead};
use tabard_core::record::{Actor, Standing, Step, settle};
use tabard_core::region::{Directory, DirectoryError, EnrolmentCode, EnrolmentRequest};
use tabard_core::wire::http_signature::{RequestHead, SignatureHeaders, UnixSeconds, verify};
use tabard_core::wire::{Message, Receipt};

use crate::COMMITTED;

/// A value of the committed file, by its path.
fn at(path: &str) -> &'static Value {
    let (section, key) = path.split_once('/').expect("a section and a key");
    let section = COMMITTED.get(section).expect("a section");
    section.pointer(&format!("/{key}")).expect("a key")
}

fn text(path: &str) -> &'static str {
    at(path).as_str().expect("a text")
}

fn number(value: &Value) -> u64 {
    value.as_u64().expect("a number")
}

fn bytes(path: &str) -> Vec<u8> {
    hex(at(path))
}

fn hex(value: &Value) -> Vec<u8> {
    HEXLOWER.decode(value.as_str().expect("hexadecimal").as_bytes()).expect("hexadecimal")
}

fn array<const N: usize>(path: &str) -> [u8; N] {
    bytes(path).try_into().expect("as many bytes")
}

fn region() -> RegionId {
    text("region/id").parse().expect("a region")
}

/// The first so many lines of the directory, each of which counts or does not as the file says.
/// Those that do not are signed as well as the others, by somebody who has no right.
fn directory(lines: usize) -> Directory {
    let mut directory = Directory::new(region());
    for (line, position) in items("directory/lines").iter().take(lines).zip(0..) {
        let counts = line[1].as_bool().expect("yes or no");
        let expected = if counts { Ok(()) } else { Err(DirectoryError::NoRight) };
        assert_eq!(directory.apply(position, &hex(&line[0])), expected, "line {position}");
    }
    directory
}

fn key(path: &str) -> VerifyingKey {
    VerifyingKey::from_bytes(&array(path)).expect("a key")
}

/// Opens an entry with the secret of the reader of its first grant.
fn opened(section: &str, secret: &str) -> (SignedEntry, Vec<u8>) {
    let entry = bytes(&format!("{section}/bytes"));
    let entry = SignedEntry::parse(region(), entry).expect("an entry");
    entry.verify(region(), &key("device/signing_public")).expect("by the device");
    let secret = ReceivingKey::from_bytes(&array(&format!("{section}/{secret}")));
    let grant = entry.header().grants.first().expect("a grant");
    let record_key = entry.unwrap_grant(region(), grant, &secret).expect("for this reader");
    let changes = open(region(), &entry, &record_key).expect("under the record's key");
    (entry, changes)
}

#[test]
fn a_directory_begins_with_the_founding() {
    let mut directory = Directory::new(region());
    directory.apply(0, &bytes("statement/bytes")).expect("a founding");
    assert_eq!(directory.name(), Some(text("statement/name")));
}

#[test]
fn both_entries_open_and_the_gate_lets_them_in() {
    let (first, changes) = opened("entry", "home_secret");
    assert_eq!(changes, bytes("entry/changes"));
    let author = Actor::new(*first.author().as_bytes(), first.header().incarnation.0);
    let step = Step { author, seq: first.header().seq, changes };
    let settlement = settle([step]);
    assert!(settlement.standings.values().all(|standing| *standing == Standing::Applied));
    assert_eq!(settlement.standings.len(), 1);

    let (shared, changes) = opened("grant", "reader_secret");
    assert_eq!((shared.record(), changes.len()), (first.record(), 0));
    assert_eq!(shared.header().prev, first.id().short());
}

#[test]
fn the_relay_signed_the_receipt() {
    let receipt = Unverified::parse(&bytes("receipt/bytes")).expect("a signed message");
    let verdict = receipt.verify(Domain::Receipt, region(), &key("receipt/relay_public"));
    assert_eq!(verdict, Ok(()));
    let receipt = Receipt::from_bytes(receipt.payload()).expect("a receipt");
    assert_eq!(receipt.head.map(|head| head.to_string()).as_deref(), Some(text("grant/id")));
}

#[test]
fn the_answer_proves_the_code() {
    let code = EnrolmentCode::parse(text("code/text")).expect("a code");
    let request = EnrolmentRequest::from_bytes(&bytes("code/request")).expect("an answer");
    assert!(request.code == code.id && request.proves(&code.secret));
}

#[test]
fn the_request_is_signed() {
    let [method, authority, path] =
        ["method", "authority", "path"].map(|key| text(&format!("http_signature/{key}")));
    let [content_digest, signature_input, signature] =
        ["content_digest", "signature_input", "signature"]
            .map(|key| text(&format!("http_signature/{key}")).to_owned());
    let headers = SignatureHeaders { content_digest, signature_input, signature };
    let head = RequestHead::new(method, authority, path).expect("a request");
    let now = UnixSeconds(number(at("http_signature/created")));
    let signed = verify(&head, &headers, now, |_| Some(key("http_signature/public")));
    assert!(signed.expect("a signature").with_body(&bytes("http_signature/body")).is_ok());
}

#[test]
fn every_proof_of_the_tree_holds() {
    for one in items("merkle/inclusion") {
        let (index, head) = (number(&one["index"]), head(number(&one["size"])));
        let leaf = hash(&at("merkle/leaf_hashes")[usize::try_from(index).expect("small")]);
        let proof = InclusionProof::from_hashes(hashes(&one["proof"]));
        assert_eq!(proof.verify(&leaf, index, &head), Ok(()), "{one}");
    }
    for one in items("merkle/consistency") {
        let (old, new) = (head(number(&one["old"])), head(number(&one["new"])));
        let proof = ConsistencyProof::from_hashes(hashes(&one["proof"]));
        assert_eq!(proof.verify(&old, &new), Ok(()), "{one}");
    }
}

fn items(path: &str) -> &'static [Value] {
    at(path).as_array().expect("a list")
}

fn head(size: u64) -> TreeHead {
    let root = &at("merkle/roots")[usize::try_from(size).expect("small")];
    TreeHead { size, root: hash(root) }
}

fn hash(value: &Value) -> Hash {
    Hash::from_bytes(hex(value).try_into().expect("32 bytes"))
}

fn hashes(values: &Value) -> Vec<Hash> {
    values.as_array().expect("a list").iter().map(hash).collect()
}
