//! What a store keeps of the tree, and how any subtree is computed from it.

use std::ops::Range;

use super::hash::{Hash, node_hash};

/// How many nodes of one row make one node of the row above.
pub const ROW_WIDTH: u64 = 1 << ROW_HEIGHT;

const ROW_HEIGHT: u32 = 8;

/// The stored rows of a tree: row 0 holds the leaf hashes, row `n` the roots of its complete
/// subtrees of `256^n` leaves.
pub trait Rows {
    /// What can go wrong in the store.
    type Error;

    /// The hashes of `row` at `places`, in order. Never more than 256 are asked for at once, and
    /// only such as [`Frontier`](super::Frontier) has named.
    fn read(&self, row: u32, places: Range<u64>) -> Result<Vec<Hash>, Self::Error>;
}

impl<R: Rows + ?Sized> Rows for &R {
    type Error = R::Error;

    fn read(&self, row: u32, places: Range<u64>) -> Result<Vec<Hash>, Self::Error> {
        (**self).read(row, places)
    }
}

/// Why a root or a proof could not be computed.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum TreeError<E> {
    /// The store failed.
    #[error("the tree's store failed")]
    Store(#[source] E),
    /// The store does not hold all the hashes that a tree of this size has.
    #[error("row {row} of the tree lacks a hash between {} and {}", places.start, places.end)]
    Missing {
        /// The row that was read.
        row: u32,
        /// The places that were asked for.
        places: Range<u64>,
    },
    /// The leaf or the older tree is not within the tree.
    #[error("{asked} is outside a tree of {size} leaves")]
    OutOfRange {
        /// The leaf's index or the older tree's size.
        asked: u64,
        /// The size of the tree.
        size: u64,
    },
}

/// The root of the first `size` leaves.
pub fn root<R: Rows>(rows: &R, size: u64) -> Result<Hash, TreeError<R::Error>> {
    match size {
        0 => Ok(Hash::EMPTY),
        _ => subtree(rows, 0..size),
    }
}

/// The root of the leaves in `range`, which is not empty and begins at a multiple of the power of two
/// that is not smaller than its length.
pub(super) fn subtree<R: Rows>(rows: &R, range: Range<u64>) -> Result<Hash, TreeError<R::Error>> {
    let length = range.end - range.start;
    if length.is_power_of_two() {
        return complete(rows, range.start, length);
    }
    let middle = range.start + split(length);
    let left = subtree(rows, range.start..middle)?;
    let right = subtree(rows, middle..range.end)?;
    Ok(node_hash(&left, &right))
}

/// How many of `length` leaves are left of the root: the largest power of two below `length`, which
/// is at least 2.
pub(super) fn split(length: u64) -> u64 {
    1 << (length - 1).ilog2()
}

/// The root of `length` leaves from `start`, a power of two and a multiple of it.
fn complete<R: Rows>(rows: &R, start: u64, length: u64) -> Result<Hash, TreeError<R::Error>> {
    let level = length.ilog2();
    let row = level / ROW_HEIGHT;
    let below = row * ROW_HEIGHT;
    let places = (start >> below)..((start + length) >> below);
    let hashes = rows.read(row, places.clone()).map_err(TreeError::Store)?;
    let expected = places.end - places.start;
    match fold(hashes) {
        (Some(hash), held) if held == expected => Ok(hash),
        _ => Err(TreeError::Missing { row, places }),
    }
}

/// The root over a full level of a tree, and how wide that level was.
fn fold(mut level: Vec<Hash>) -> (Option<Hash>, u64) {
    let width = level.len() as u64;
    while level.len() > 1 {
        level = level
            .chunks(2)
            .filter_map(|pair| match pair {
                [left, right] => Some(node_hash(left, right)),
                _ => None,
            })
            .collect();
    }
    (level.first().copied(), width)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use std::cell::Cell;

    use proptest::prelude::*;

    use super::super::testing::{
        Counted, MemoryRows, VECTOR_ROOTS, leaves, naive_root, vector_leaves,
    };
    use super::*;

    #[test]
    fn roots_of_the_certificate_transparency_vectors() {
        let rows = MemoryRows::of(&vector_leaves());
        for (size, expected) in VECTOR_ROOTS.iter().enumerate() {
            assert_eq!(root(&rows, size as u64).unwrap().to_string(), *expected, "size {size}");
        }
    }

    #[test]
    fn a_large_root_reads_little() {
        let rows = Counted { rows: MemoryRows::of(&leaves(300_000)), hashes: Cell::new(0) };
        assert_eq!(root(&rows, 299_999).unwrap(), naive_root(&leaves(299_999)));
        assert!(rows.hashes.get() <= 3 * 255, "{} hashes", rows.hashes.get());
    }

    #[test]
    fn a_store_with_a_hole_is_found_out() {
        let mut rows = MemoryRows::of(&leaves(700));
        rows.rows[1].pop();
        assert_eq!(root(&rows, 700), Err(TreeError::Missing { row: 1, places: 0..2 }));
        assert!(root(&rows, 300).is_ok());
    }

    proptest! {
        #[test]
        fn every_root_is_the_naive_one(size in 0usize..1500, more in 0usize..300) {
            let all = leaves(size + more);
            prop_assert_eq!(root(&MemoryRows::of(&all), size as u64).unwrap(), naive_root(&all[..size]));
        }
    }
}
