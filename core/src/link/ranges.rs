//! Range-based set reconciliation: two sides find the ids that only one of them has, in as many
//! steps as the difference is deep and with as many bytes as it is large.
//!
//! A range is compared by a salted hash over all ids in it. Sums and exclusive-ors of ids could be
//! kept for each range, but who chooses ids can make those collide; the sets here are a crew's,
//! and hashing them anew costs nothing that anyone would notice.

use std::collections::BTreeSet;

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use crate::ids::EntryId;
use crate::keys::{cut, digest};

/// A range with no more ids than this is told id by id.
const FEW: usize = 16;
/// Into so many parts a range is split.
const PARTS: usize = 16;
/// The longest bound: a whole id.
const LONGEST: usize = EntryId::LEN;

/// Binds the fingerprints to one link, so that nobody can prepare ids that collide in it.
#[derive(Clone, Copy)]
pub struct Salt([u8; 32]);

impl Salt {
    /// Takes the hash of the handshake.
    #[must_use]
    pub const fn new(hash: [u8; 32]) -> Self {
        Self(hash)
    }

    /// The bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// What one side says of the ids from a bound up to another.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Range {
    /// The first id, or the beginning of it.
    #[n(0)]
    pub from: ByteVec,
    /// The end, which is not in it; nothing for no end.
    #[n(1)]
    pub to: ByteVec,
    /// What it says.
    #[n(2)]
    pub says: Answer,
}

/// What is said of a range.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Answer {
    /// The hash of all ids in it.
    #[n(0)]
    Fingerprint(#[cbor(n(0), with = "minicbor::bytes")] [u8; 16]),
    /// The ids in it.
    #[n(1)]
    Ids(#[n(0)] Vec<EntryId>),
}

/// What came out so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Differences {
    /// What the other side has and this one does not.
    pub missing: BTreeSet<EntryId>,
    /// What this side has and the other does not.
    pub surplus: BTreeSet<EntryId>,
}

/// The ids of one side, in order.
#[derive(Clone, Debug, Default)]
pub struct Holding(Vec<EntryId>);

impl FromIterator<EntryId> for Holding {
    fn from_iter<T: IntoIterator<Item = EntryId>>(ids: T) -> Self {
        let sorted: BTreeSet<EntryId> = ids.into_iter().collect();
        Self(sorted.into_iter().collect())
    }
}

impl Holding {
    /// What the side that speaks first says: the hash of everything.
    #[must_use]
    pub fn whole(&self, salt: Salt) -> Range {
        let (from, to) = (Vec::new().into(), Vec::new().into());
        Range { from, to, says: Answer::Fingerprint(fingerprint(salt, &self.0)) }
    }

    /// Answers one range: with nothing where both have the same, with finer ranges or ids where
    /// they differ. Bounds of others are taken as they are: what lies in no range is not compared.
    #[must_use]
    pub fn answer(&self, range: &Range, salt: Salt, found: &mut Differences) -> Vec<Range> {
        let mine = self.between(&range.from, &range.to);
        match &range.says {
            Answer::Fingerprint(theirs) if *theirs == fingerprint(salt, mine) => Vec::new(),
            Answer::Fingerprint(_) if mine.len() <= FEW => {
                let says = Answer::Ids(mine.to_vec());
                vec![Range { from: range.from.clone(), to: range.to.clone(), says }]
            }
            Answer::Fingerprint(_) => split(range, mine, salt),
            Answer::Ids(theirs) => {
                let theirs: BTreeSet<_> =
                    theirs.iter().copied().filter(|id| lies(id, &range.from, &range.to)).collect();
                let held: BTreeSet<_> = mine.iter().copied().collect();
                found.missing.extend(theirs.difference(&held));
                found.surplus.extend(held.difference(&theirs));
                Vec::new()
            }
        }
    }

    fn between(&self, from: &[u8], to: &[u8]) -> &[EntryId] {
        let start = self.0.partition_point(|id| id.as_bytes().as_slice() < from);
        let end = match to {
            [] => self.0.len(),
            to => self.0.partition_point(|id| id.as_bytes().as_slice() < to),
        };
        self.0.get(start..end).unwrap_or_default()
    }
}

fn lies(id: &EntryId, from: &[u8], to: &[u8]) -> bool {
    let id = id.as_bytes().as_slice();
    id >= from && (to.is_empty() || id < to)
}

fn fingerprint(salt: Salt, ids: &[EntryId]) -> [u8; 16] {
    let ids: Vec<u8> = ids.iter().flat_map(|id| *id.as_bytes()).collect();
    cut(&digest("tabard/link/range/v1", &[salt.as_bytes(), &ids]))
}

/// Parts of a range that together cover it, of as many own ids each.
fn split(range: &Range, mine: &[EntryId], salt: Salt) -> Vec<Range> {
    let size = mine.len().div_ceil(PARTS).max(1);
    let mut parts: Vec<Range> = Vec::new();
    let mut from = range.from.clone();
    let mut chunks = mine.chunks(size).peekable();
    while let Some(chunk) = chunks.next() {
        let next = chunks.peek().and_then(|next| next.first());
        let to = match (chunk.last(), next) {
            (Some(last), Some(next)) => shortest_between(last, next).into(),
            _ => range.to.clone(),
        };
        let says = Answer::Fingerprint(fingerprint(salt, chunk));
        parts.push(Range { from: from.clone(), to: to.clone(), says });
        from = to;
    }
    parts
}

/// The shortest beginning of `next` that is greater than `last`.
fn shortest_between(last: &EntryId, next: &EntryId) -> Vec<u8> {
    let same = last.as_bytes().iter().zip(next.as_bytes()).take_while(|(a, b)| a == b).count();
    next.as_bytes().iter().take((same + 1).min(LONGEST)).copied().collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::VecDeque;

    use proptest::prelude::*;

    use super::*;
    use crate::wire::Message;

    const SALT: Salt = Salt::new([3; 32]);

    fn id(number: u32) -> EntryId {
        EntryId::new(digest("test", &[&number.to_be_bytes()]))
    }

    /// Lets two sides talk until neither has more to say. Gives what each found, and the bytes.
    fn reconcile(ours: &Holding, theirs: &Holding) -> ([Differences; 2], usize) {
        let mut found = [Differences::default(), Differences::default()];
        let mut to_theirs = VecDeque::from([ours.whole(SALT)]);
        let (mut bytes, mut turn) = (0, 0);
        while !to_theirs.is_empty() {
            let (side, at) = if turn % 2 == 0 { (theirs, 1) } else { (ours, 0) };
            let said: Vec<Range> = to_theirs.drain(..).collect();
            bytes += said.to_bytes().len();
            for range in &said {
                to_theirs.extend(side.answer(range, SALT, &mut found[at]));
            }
            turn += 1;
            assert!(turn < 64, "it comes to an end");
        }
        (found, bytes)
    }

    fn both(found: &[Differences; 2]) -> Differences {
        let [ours, theirs] = found;
        Differences {
            missing: ours.missing.union(&theirs.surplus).copied().collect(),
            surplus: ours.surplus.union(&theirs.missing).copied().collect(),
        }
    }

    proptest! {
        #[test]
        fn any_two_sets_find_exactly_what_differs(
            common in prop::collection::btree_set(0..100_000_u32, 0..300),
            ours in prop::collection::btree_set(100_000..200_000_u32, 0..120),
            theirs in prop::collection::btree_set(200_000..300_000_u32, 0..120),
        ) {
            let set = |own: &BTreeSet<u32>| own.union(&common).map(|n| id(*n)).collect::<Holding>();
            let (found, _) = reconcile(&set(&ours), &set(&theirs));
            let expected = Differences {
                missing: theirs.iter().map(|n| id(*n)).collect(),
                surplus: ours.iter().map(|n| id(*n)).collect(),
            };
            prop_assert_eq!(both(&found), expected);
        }

        #[test]
        fn ranges_of_a_hostile_hand_bring_nothing_down(
            own in 0..200_u32,
            from in prop::collection::vec(any::<u8>(), 0..40),
            to in prop::collection::vec(any::<u8>(), 0..40),
            told in prop::collection::vec(0..400_u32, 0..40),
            mark in any::<[u8; 16]>(),
        ) {
            let held: Holding = (0..own).map(id).collect();
            for says in [Answer::Fingerprint(mark), Answer::Ids(told.iter().map(|n| id(*n)).collect())] {
                let range = Range { from: from.clone().into(), to: to.clone().into(), says };
                let mut found = Differences::default();
                let answers = held.answer(&range, SALT, &mut found);
                prop_assert!(answers.len() <= PARTS);
                prop_assert!(found.surplus.iter().all(|id| held.0.contains(id)));
                prop_assert!(found.missing.iter().all(|id| !held.0.contains(id)));
            }
        }

        #[test]
        fn bytes_are_no_ranges_or_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            if let Ok(ranges) = Vec::<Range>::from_bytes(&bytes) {
                let held: Holding = (0..50).map(id).collect();
                for range in &ranges {
                    let _ = held.answer(range, SALT, &mut Differences::default());
                }
            }
        }
    }

    #[test]
    fn bytes_go_with_the_difference_and_not_with_the_set() {
        let size = |count: u32, differ: u32| {
            let ours: Holding = (0..count).map(id).collect();
            let theirs: Holding = (differ..count).map(id).collect();
            let (found, bytes) = reconcile(&ours, &theirs);
            assert_eq!(both(&found).surplus.len(), differ as usize);
            bytes
        };
        assert!(size(10_000, 0) < 64, "{}", size(10_000, 0));
        assert!(size(10_000, 1) < 2_500, "{}", size(10_000, 1));
        assert!(size(10_000, 10) < 16_000, "{}", size(10_000, 10));
        let (small, large) = (size(1_000, 1), size(16_000, 1));
        assert!(large < 3 * small, "{small} {large}");
    }
}
