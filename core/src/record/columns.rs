//! The columns in which Automerge writes the operations of a change.

use automerge::ScalarValue;
use automerge::legacy::OpType;

use super::actor::Actor;
use super::change::Head;
use super::reader::Reader;
use super::step::Refusal;
use crate::model::Path;

/// The most operations one step may hold.
pub(super) const MAX_OPS: usize = 4096;
/// The most predecessors the operations of one change may name.
pub(super) const MAX_PREDECESSORS: usize = 4096;

/// The place of an operation in the whole history: its counter and its author.
pub(super) type OpId = (u64, Actor);

/// What an operation does to its key, and the operations it replaces.
pub(super) struct Op {
    pub(super) path: Path,
    pub(super) action: OpType,
    pub(super) predecessors: Vec<OpId>,
}

impl Op {
    /// Whether it sets a value rather than deleting one.
    pub(super) const fn puts(&self) -> bool {
        matches!(self.action, OpType::Put(_))
    }
}

/// The columns of our dialect. No other may be there: they would place an operation in a nested
/// object, a list or a text.
#[derive(Default)]
pub(super) struct Columns<'a> {
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
    pub(super) fn read(body: &mut Reader<'a>) -> Result<Self, Refusal> {
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

    pub(super) fn ops(&self, head: &Head) -> Result<Vec<Op>, Refusal> {
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
        let ops = cells.map(|(((key, action), kind), predecessors)| {
            let path = Path::parse(key).ok()?;
            let action = read_action(action, kind, &mut values)?;
            Some(Op { path, action, predecessors })
        });
        ops.collect::<Option<_>>().ok_or(Refusal::NotAField)
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
            ids.by_ref()
                .take(count)
                .map(|(counter, actor)| Some((counter, head.author(actor)?)))
                .collect()
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
