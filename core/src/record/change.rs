//! One change in Automerge's format, read by ourselves and in the one dialect we write: scalars
//! put at, or deleted from, keys of the root map.
//!
//! Bytes of others never reach Automerge's decoder, which panics, hangs or allocates without bound
//! on some of them. What we read is written again by Automerge's encoder, and only when that gives
//! the very same bytes is it a change. So the checksum, the order of columns and every choice of
//! encoding are checked in one comparison.

use std::num::NonZeroU64;

use automerge::legacy::{Key, ObjectId, Op as RawOp, OpId as RawOpId, OpType};
use automerge::{Change, ChangeHash, ExpandedChange, ScalarValue};

use super::actor::Actor;
use super::gate::Refusal;
use super::reader::Reader;
use crate::model::Path;

/// The most operations one step may hold.
pub(super) const MAX_OPS: usize = 4096;
/// The most predecessors the operations of one change may name.
pub(super) const MAX_PREDECESSORS: usize = 4096;

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
const CHANGE_CHUNK: u8 = 1;
const HASH: usize = 32;

/// The place of an operation in the whole history: its counter and its author.
pub(super) type OpId = (u64, Actor);

/// What an operation does to its key, and the operations it replaces.
pub(super) struct Op {
    pub(super) path: Path,
    pub(super) puts: bool,
    pub(super) predecessors: Vec<OpId>,
}

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
        let rows = Columns::read(&mut body)?.rows(&head)?;
        if !body.is_empty() {
            return Err(Refusal::NotAField);
        }
        let change = encode(&head, &rows);
        if change.raw_bytes() != self.raw {
            return Err(Refusal::NotCanonical);
        }
        let ops = rows.into_iter().map(|row| row.op).collect();
        Ok(Proposed { actor: author, ops, change })
    }
}

struct Head {
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
    fn author(&self, number: u64) -> Option<Actor> {
        match usize::try_from(number).ok()?.checked_sub(1) {
            None => Some(self.actor),
            Some(index) => self.others.get(index).copied(),
        }
    }
}

struct Row {
    op: Op,
    action: OpType,
}

/// The columns of our dialect. No other may be there: they would place an operation in a nested
/// object, a list or a text.
#[derive(Default)]
struct Columns<'a> {
    keys: &'a [u8],
    inserts: &'a [u8],
    actions: &'a [u8],
    kinds: &'a [u8],
    values: &'a [u8],
    group: &'a [u8],
    group_actors: &'a [u8],
    group_counters: &'a [u8],
}

impl<'a> Columns<'a> {
    fn read(body: &mut Reader<'a>) -> Result<Self, Refusal> {
        let count = body.length().ok_or(Refusal::NotAChange)?;
        let mut specs = Vec::new();
        for _ in 0..count {
            let spec = body.unsigned().ok_or(Refusal::NotAChange)?;
            specs.push((spec, body.length().ok_or(Refusal::NotAChange)?));
        }
        let mut columns = Self::default();
        for (spec, length) in specs {
            let column = match spec {
                0x15 => &mut columns.keys,
                0x34 => &mut columns.inserts,
                0x42 => &mut columns.actions,
                0x56 => &mut columns.kinds,
                0x57 => &mut columns.values,
                0x70 => &mut columns.group,
                0x71 => &mut columns.group_actors,
                0x73 => &mut columns.group_counters,
                _ => return Err(Refusal::NotAField),
            };
            *column = body.take(length).ok_or(Refusal::NotAChange)?;
        }
        Ok(columns)
    }

    fn rows(&self, head: &Head) -> Result<Vec<Row>, Refusal> {
        let actions = Reader::new(self.actions).runs(MAX_OPS, Reader::unsigned);
        let actions = actions.ok_or(Refusal::NotAChange)?;
        let keys = Reader::new(self.keys).runs(actions.len(), Reader::text);
        let kinds = Reader::new(self.kinds).runs(actions.len(), Reader::unsigned);
        let (keys, kinds) = keys.zip(kinds).ok_or(Refusal::NotAChange)?;
        let predecessors = self.predecessors(head, actions.len()).ok_or(Refusal::NotAChange)?;
        let lengths = [keys.len(), kinds.len(), predecessors.len()];
        if actions.is_empty() || lengths != [actions.len(); 3] {
            return Err(Refusal::NotAChange);
        }
        if Reader::new(self.inserts).length() != Some(actions.len()) {
            return Err(Refusal::NotAField);
        }

        let mut values = Reader::new(self.values);
        let cells = keys.into_iter().zip(actions).zip(kinds).zip(predecessors);
        let rows = cells.map(|(((key, action), kind), predecessors)| {
            let path = Path::parse(key).ok()?;
            let action = read_action(action, kind, &mut values)?;
            let puts = matches!(action, OpType::Put(_));
            Some(Row { op: Op { path, puts, predecessors }, action })
        });
        rows.collect::<Option<_>>().ok_or(Refusal::NotAField)
    }

    fn predecessors(&self, head: &Head, ops: usize) -> Option<Vec<Vec<OpId>>> {
        let groups = Reader::new(self.group).runs(ops, Reader::length)?;
        let total = groups.iter().try_fold(0, |sum: usize, n| sum.checked_add(*n))?;
        if total > MAX_PREDECESSORS {
            return None;
        }
        let actors = Reader::new(self.group_actors).runs(total, Reader::unsigned)?;
        let counters = Reader::new(self.group_counters).sums(total)?;
        if [actors.len(), counters.len()] != [total; 2] {
            return None;
        }
        let mut ids = counters.into_iter().zip(actors);
        let take = |count| {
            ids.by_ref().take(count).map(|(counter, actor)| Some((counter, head.author(actor)?))).collect()
        };
        groups.into_iter().map(take).collect()
    }
}

fn read_action(action: u64, kind: u64, values: &mut Reader<'_>) -> Option<OpType> {
    const PUT: u64 = 1;
    const DELETE: u64 = 3;
    let bytes = values.take(usize::try_from(kind >> 4).ok()?)?;
    let value = match (action, kind & 0xf, bytes.is_empty()) {
        (DELETE, 0, true) => return Some(OpType::Delete),
        (PUT, 1, true) => ScalarValue::Boolean(false),
        (PUT, 2, true) => ScalarValue::Boolean(true),
        (PUT, 4, false) => ScalarValue::Int(Reader::new(bytes).signed()?),
        (PUT, 6, _) => ScalarValue::Str(std::str::from_utf8(bytes).ok()?.into()),
        _ => return None,
    };
    Some(OpType::Put(value))
}

fn encode(head: &Head, rows: &[Row]) -> Change {
    let operations = rows.iter().map(|row| RawOp {
        action: row.action.clone(),
        obj: ObjectId::Root,
        key: Key::Map(row.op.path.to_string().into()),
        pred: row.op.predecessors.iter().map(|(counter, actor)| RawOpId(*counter, actor.id())).collect(),
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
