//! One change in Automerge's format, read by ourselves and in the one dialect we write: scalars
//! put at, or deleted from, keys of the root map.
//!
//! Bytes of others never reach Automerge's decoder, which panics, hangs or allocates without bound
//! on some of them. What we read is written again by Automerge's encoder, and only when that gives
//! the very same bytes is it a change. So the checksum, the order of columns and every choice of
//! encoding are checked in one comparison.

use std::num::NonZeroU64;

use automerge::legacy::{Key, ObjectId, Op as RawOp, OpId as RawOpId};
use automerge::{Change, ChangeHash, ExpandedChange};

use super::actor::Actor;
use super::columns::{Columns, Op};
use super::reader::Reader;
use super::step::Refusal;

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
const CHANGE_CHUNK: u8 = 1;
const HASH: usize = 32;

/// A change in our dialect. Holding one proves that its bytes are canonical.
pub(super) struct Proposed {
    pub(super) actor: Actor,
    pub(super) ops: Vec<Op>,
    pub(super) change: Change,
}

impl Proposed {
    pub(super) fn hash(&self) -> ChangeHash {
        self.change.hash()
    }
}

/// Takes the next chunk off `bytes`.
pub(super) fn next_chunk<'a>(bytes: &mut Reader<'a>) -> Result<Chunk<'a>, Refusal> {
    let mut head = *bytes;
    let whole = *bytes;
    let magic = head.take(MAGIC.len()).ok_or(Refusal::NotAChange)?;
    let _checksum = head.take(4).ok_or(Refusal::NotAChange)?;
    let kind = head.byte().ok_or(Refusal::NotAChange)?;
    if magic != MAGIC {
        return Err(Refusal::NotAChange);
    }
    if kind != CHANGE_CHUNK {
        return Err(Refusal::WrongChunk);
    }
    let body = head.prefixed().ok_or(Refusal::NotAChange)?;
    let length = whole.left() - head.left();
    let raw = bytes.take(length).ok_or(Refusal::NotAChange)?;
    Ok(Chunk { raw, body })
}

/// A framed change that nobody has looked into yet.
pub(super) struct Chunk<'a> {
    raw: &'a [u8],
    body: &'a [u8],
}

impl Chunk<'_> {
    /// Reads the change, which must be `author`'s.
    pub(super) fn read(&self, author: Actor) -> Result<Proposed, Refusal> {
        let mut body = Reader::new(self.body);
        let head = Head::read(&mut body).ok_or(Refusal::NotAChange)?;
        if head.actor != author {
            return Err(Refusal::WrongActor);
        }
        let ops = Columns::read(&mut body)?.ops(&head)?;
        if !body.is_empty() {
            return Err(Refusal::NotAField);
        }
        let change = encode(&head, &ops);
        if change.raw_bytes() != self.raw {
            return Err(Refusal::NotCanonical);
        }
        Ok(Proposed { actor: author, ops, change })
    }
}

/// What stands in a change before its operations.
pub(super) struct Head {
    dependencies: Vec<ChangeHash>,
    actor: Actor,
    seq: u64,
    start_op: NonZeroU64,
    others: Vec<Actor>,
}

impl Head {
    fn read(body: &mut Reader<'_>) -> Option<Self> {
        let count = body.length()?;
        let mut hashes = Reader::new(body.take(count.checked_mul(HASH)?)?);
        let mut dependencies = Vec::new();
        while let Some(hash) = hashes.take(HASH) {
            dependencies.push(ChangeHash::try_from(hash).ok()?);
        }
        if !dependencies.is_sorted_by(|a, b| a < b) {
            return None;
        }
        let actor = Actor::from_bytes(body.prefixed()?)?;
        let seq = body.unsigned()?;
        // Automerge counts operations in 32 bits; the last ones stay free for what is applied after.
        let start_op = u32::try_from(body.unsigned()?).ok().filter(|n| *n < u32::MAX / 2)?;
        let start_op = NonZeroU64::new(start_op.into())?;
        // No time and no message: both would tell when and on what a report was written.
        if body.signed()? != 0 || body.unsigned()? != 0 {
            return None;
        }
        let count = body.length()?;
        let mut others = Vec::new();
        for _ in 0..count {
            others.push(Actor::from_bytes(body.prefixed()?)?);
        }
        Some(Self { dependencies, actor, seq, start_op, others })
    }

    /// Finds an author by its number in this change: the change's own is number 0.
    pub(super) fn author(&self, number: u64) -> Option<Actor> {
        match usize::try_from(number).ok()?.checked_sub(1) {
            None => Some(self.actor),
            Some(index) => self.others.get(index).copied(),
        }
    }
}

fn encode(head: &Head, ops: &[Op]) -> Change {
    let id = |(counter, actor): &(u64, Actor)| RawOpId(*counter, actor.id());
    let operations = ops.iter().map(|op| RawOp {
        action: op.action.clone(),
        obj: ObjectId::Root,
        key: Key::Map(op.path.to_string().into()),
        pred: op.predecessors.iter().map(id).collect(),
        insert: false,
    });
    Change::from(ExpandedChange {
        operations: operations.collect(),
        actor_id: head.actor.id(),
        hash: None,
        seq: head.seq,
        start_op: head.start_op,
        time: 0,
        message: None,
        deps: head.dependencies.clone(),
        extra_bytes: Vec::new(),
        author: None,
    })
}
