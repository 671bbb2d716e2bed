//! The relay's receipt, and the tree under it.

use std::convert::Infallible;
use std::ops::Range;

use data_encoding::HEXLOWER;
use serde_json::{Value, json};
use tabard_core::entry::SignedEntry;
use tabard_core::merkle::{Hash, Rows, consistency, inclusion, leaf_hash, root};
use tabard_core::wire::Receipt;

use crate::entry::both;
use crate::world::{LOG, NOW, World, hex, payload_and_signed};

/// The leaves that implementations of Certificate Transparency share.
const LEAVES: [&str; 8] = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
];

/// The sizes of which everything is proved: one leaf, a lone last leaf, an odd shape, a full tree.
const SIZES: [u64; 4] = [1, 5, 7, 8];

/// A tree too small for any row but its leaves.
pub(crate) struct Log(Vec<Hash>);

impl Rows for Log {
    type Error = Infallible;

    fn read(&self, row: u32, places: Range<u64>) -> Result<Vec<Hash>, Infallible> {
        let places = usize::try_from(places.start).ok().zip(usize::try_from(places.end).ok());
        let held = places.filter(|_| row == 0).and_then(|(start, end)| self.0.get(start..end));
        Ok(held.unwrap_or_default().to_vec())
    }
}

impl Log {
    fn of<'b>(contents: impl IntoIterator<Item = &'b [u8]>) -> Self {
        Self(contents.into_iter().map(leaf_hash).collect())
    }

    pub(crate) fn size(&self) -> u64 {
        self.0.len() as u64
    }

    pub(crate) fn root(&self) -> Hash {
        self.root_at(self.size())
    }

    fn root_at(&self, size: u64) -> Hash {
        root(self, size).expect("a tree of that size")
    }
}

/// A log of the directory and then these entries.
pub(crate) fn log_of(world: &World, entries: &[&SignedEntry]) -> Log {
    let statements = world.statements();
    let entries = entries.iter().map(|entry| entry.bytes());
    Log::of(statements.iter().map(Vec::as_slice).chain(entries))
}

/// The relay's word on both entries, for the phone that wrote them.
pub(crate) fn receipt(world: &World) -> Value {
    let [first, shared] = both(world);
    let log = log_of(world, &[&first, &shared]);
    let receipt = Receipt {
        log: LOG,
        size: log.size(),
        root: *log.root().as_bytes(),
        time: NOW.plus_seconds(1),
        device: world.device.id(),
        incarnation: shared.header().incarnation,
        seq: shared.header().seq,
        head: Some(shared.id()),
    };
    let bytes = receipt.sign(world.region(), &world.relay).expect("a receipt");
    let (payload, _) = payload_and_signed(&bytes, b"tabard/receipt/v1", world.region());
    json!({
        "bytes": hex(bytes),
        "relay_public": hex(world.relay.public().signing_bytes()),
        "payload": hex(payload),
        "log": hex(receipt.log.as_bytes()),
        "size": receipt.size,
        "root": hex(receipt.root),
        "time": receipt.time.0,
        "device": hex(receipt.device.as_bytes()),
        "incarnation": receipt.incarnation.0,
        "seq": receipt.seq,
        "head": hex(shared.id().as_bytes()),
    })
}

pub(crate) fn merkle() -> Value {
    let leaves = LEAVES.map(|leaf| HEXLOWER.decode(leaf.as_bytes()).expect("hexadecimal"));
    let tree = Log::of(leaves.iter().map(Vec::as_slice));
    let roots: Vec<_> = (0..=8).map(|size| tree.root_at(size).to_string()).collect();
    json!({
        "leaves": LEAVES,
        "leaf_hashes": texts(&tree.0),
        "roots": roots,
        "inclusion": inclusions(&tree),
        "consistency": consistencies(&tree),
    })
}

fn inclusions(tree: &Log) -> Value {
    let each = SIZES.into_iter().flat_map(|size| (0..size).map(move |index| (index, size)));
    each.map(|(index, size)| {
        let proof = inclusion(tree, index, size).expect("a leaf of the tree");
        json!({ "index": index, "size": size, "proof": texts(proof.hashes()) })
    })
    .collect()
}

fn consistencies(tree: &Log) -> Value {
    let each = SIZES.into_iter().flat_map(|new| (0..=new).map(move |old| (old, new)));
    each.map(|(old, new)| {
        let proof = consistency(tree, old, new).expect("an older tree");
        json!({ "old": old, "new": new, "proof": texts(proof.hashes()) })
    })
    .collect()
}

fn texts(hashes: &[Hash]) -> Vec<String> {
    hashes.iter().map(Hash::to_string).collect()
}
