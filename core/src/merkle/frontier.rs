//! The right edge of a growing tree: all that an append needs to know.

use super::{
    Hash, Rows, TreeError, TreeHead, node_hash,
    rows::{ROW_WIDTH, subtree},
};

/// The roots of the complete subtrees that make up a tree, widest first: one per bit set in its size.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    peaks: Vec<Hash>,
}

/// A hash that the store has to keep: the root of a complete subtree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Completed {
    /// The row it belongs to, 1 or more.
    pub row: u32,
    /// Its place in the row.
    pub place: u64,
    /// The root of the subtree.
    pub hash: Hash,
}

impl Frontier {
    /// The edge of a tree of `size` leaves, from what the store holds.
    pub fn load<R: Rows>(rows: &R, size: u64) -> Result<Self, TreeError<R::Error>> {
        let mut start = 0;
        let mut peaks = Vec::new();
        for level in (0..u64::BITS).rev().filter(|level| size >> level & 1 == 1) {
            let end = start + (1 << level);
            peaks.push(subtree(rows, start..end)?);
            start = end;
        }
        Ok(Self { size, peaks })
    }

    /// How many leaves the tree has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The size and the root of the tree.
    pub fn head(&self) -> TreeHead {
        let root = self.peaks.iter().rev().copied().reduce(|right, left| node_hash(&left, &right));
        TreeHead { size: self.size, root: root.unwrap_or(Hash::EMPTY) }
    }

    /// Adds one leaf, and hands every subtree root that the store must keep with it to `keep`, lowest
    /// row first.
    pub fn append(&mut self, leaf: Hash, mut keep: impl FnMut(Completed)) {
        let mut hash = leaf;
        for level in 0..self.size.trailing_ones() {
            let Some(left) = self.peaks.pop() else { break };
            hash = node_hash(&left, &hash);
            let leaves = 2 << level;
            if let Some(row) = row_of(leaves) {
                keep(Completed { row, place: self.size / leaves, hash });
            }
        }
        self.peaks.push(hash);
        self.size += 1;
    }
}

/// The row that keeps the roots of subtrees of so many leaves, if one does.
fn row_of(leaves: u64) -> Option<u32> {
    let height = ROW_WIDTH.ilog2();
    let level = leaves.ilog2();
    level.is_multiple_of(height).then_some(level / height)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use proptest::prelude::*;

    use super::super::testing::{MemoryRows, leaves, naive_root};
    use super::super::{leaf_hash, root};
    use super::*;

    #[test]
    fn an_empty_tree_has_the_empty_root() {
        assert_eq!(Frontier::default().head(), TreeHead { size: 0, root: Hash::EMPTY });
    }

    #[test]
    fn names_the_root_of_each_full_row() {
        let mut frontier = Frontier::default();
        let mut kept = Vec::new();
        for leaf in leaves(65_536) {
            frontier.append(leaf, |completed| kept.push(completed));
        }
        assert_eq!(kept.len(), 257);
        assert_eq!((kept[0].row, kept[0].place), (1, 0));
        assert_eq!(kept[0].hash, naive_root(&leaves(256)));
        assert_eq!((kept[255].row, kept[255].place), (1, 255));
        assert_eq!((kept[256].row, kept[256].place, kept[256].hash), (2, 0, frontier.head().root));
    }

    #[test]
    fn ten_thousand_leaves_at_once() {
        let mut rows = MemoryRows::of(&leaves(1_000));
        let mut frontier = Frontier::load(&rows, 1_000).unwrap();
        for index in 1_000u64..11_000 {
            rows.append(&mut frontier, leaf_hash(&index.to_be_bytes()));
        }
        assert_eq!(frontier.head().root, naive_root(&leaves(11_000)));
        assert_eq!(root(&rows, 11_000).unwrap(), frontier.head().root);
    }

    proptest! {
        #[test]
        fn a_loaded_edge_is_the_grown_one(size in 0usize..1200) {
            let all = leaves(size);
            let mut grown = Frontier::default();
            all.iter().for_each(|leaf| grown.append(*leaf, |_| ()));
            prop_assert_eq!(&Frontier::load(&MemoryRows::of(&all), size as u64).unwrap(), &grown);
            prop_assert_eq!(grown.head().root, naive_root(&all));
        }
    }
}
