//! What hostile tests are made of.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use automerge::{Change, ExpandedChange};
use sha2::{Digest, Sha256};

use super::{Actor, Record, Step};
use crate::model::{Patch, Path, Scalar};

pub(super) const HONEST: Actor = Actor::new([1; 8], 1);
pub(super) const EVE: Actor = Actor::new([0xee; 8], 1);

pub(super) fn step(author: Actor, seq: u64, changes: Vec<u8>) -> Step {
    Step { author, seq, changes }
}

pub(super) fn set(path: &str, value: &str) -> Patch {
    let mut patch = Patch::default();
    patch.set(Path::parse(path).unwrap(), Scalar::Text(value.to_owned()));
    patch
}

pub(super) fn edit(record: &mut Record, actor: Actor, path: &str, value: &str) -> Vec<u8> {
    record.edit(&actor, &set(path, value)).unwrap().expect("the patch changes something")
}

/// A record with one step of an honest author.
pub(super) fn base() -> (Record, Step) {
    let mut record = Record::new();
    let changes = edit(&mut record, HONEST, "callsign", "A1");
    (record, step(HONEST, 1, changes))
}

/// Frames a chunk with the checksum it should have.
pub(super) fn chunk(kind: u8, body: &[u8]) -> Vec<u8> {
    let mut tail = vec![kind];
    let mut length = body.len();
    loop {
        let more = length > 0x7f;
        tail.push(u8::try_from(length & 0x7f).unwrap() | if more { 0x80 } else { 0 });
        length >>= 7;
        if !more {
            break;
        }
    }
    tail.extend(body);
    let mut out = vec![0x85, 0x6f, 0x4a, 0x83];
    out.extend(&Sha256::digest(&tail)[..4]);
    out.extend(tail);
    out
}

/// The body of a chunk shorter than 16 KiB.
pub(super) fn body(chunk: &[u8]) -> &[u8] {
    let length = if chunk[9] & 0x80 == 0 { 1 } else { 2 };
    &chunk[9 + length..]
}

/// Lets Automerge write a change again after a lie was put in.
pub(super) fn rewrite(change: &[u8], lie: impl FnOnce(&mut ExpandedChange)) -> Vec<u8> {
    let mut expanded = Change::from_bytes(change.to_vec()).unwrap().decode();
    lie(&mut expanded);
    Change::from(expanded).raw_bytes().to_vec()
}
