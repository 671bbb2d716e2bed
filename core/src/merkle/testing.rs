//! A store in memory, the definitions of RFC 9162 word for word, and somebody else's tree.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::{cell::Cell, convert::Infallible, ops::Range};

use ct_merkle::{RootHash, mem_backed_tree::MemoryBackedTree};
use sha2::Sha256;

use super::{Frontier, Hash, Rows, TreeHead, leaf_hash, node_hash, rows::split};

#[derive(Default)]
pub(super) struct MemoryRows {
    pub(super) rows: Vec<Vec<Hash>>,
}

impl MemoryRows {
    pub(super) fn of(leaves: &[Hash]) -> Self {
        let mut rows = Self::default();
        let mut frontier = Frontier::default();
        leaves.iter().for_each(|leaf| rows.append(&mut frontier, *leaf));
        rows
    }

    pub(super) fn append(&mut self, frontier: &mut Frontier, leaf: Hash) {
        self.keep(0, frontier.size(), leaf);
        frontier
            .append(leaf, |completed| self.keep(completed.row, completed.place, completed.hash));
    }

    fn keep(&mut self, row: u32, place: u64, hash: Hash) {
        self.rows.resize_with(self.rows.len().max(row as usize + 1), Vec::new);
        let row = &mut self.rows[row as usize];
        assert_eq!(place, row.len() as u64, "rows grow at their end");
        row.push(hash);
    }
}

impl Rows for MemoryRows {
    type Error = Infallible;

    fn read(&self, row: u32, places: Range<u64>) -> Result<Vec<Hash>, Infallible> {
        let row = self.rows.get(row as usize).map(Vec::as_slice).unwrap_or_default();
        let end = row.len().min(places.end as usize);
        Ok(row.get(places.start as usize..end).unwrap_or_default().to_vec())
    }
}

pub(super) struct Counted {
    pub(super) rows: MemoryRows,
    pub(super) hashes: Cell<u64>,
}

impl Rows for Counted {
    type Error = Infallible;

    fn read(&self, row: u32, places: Range<u64>) -> Result<Vec<Hash>, Infallible> {
        self.hashes.set(self.hashes.get() + places.end - places.start);
        self.rows.read(row, places)
    }
}

/// Leaf `i` says `i`.
pub(super) fn leaves(count: usize) -> Vec<Hash> {
    (0..count as u64).map(|index| leaf_hash(&index.to_be_bytes())).collect()
}

pub(super) fn head_of(leaves: &[Hash]) -> TreeHead {
    TreeHead { size: leaves.len() as u64, root: naive_root(leaves) }
}

/// `MTH(D[n])`.
pub(super) fn naive_root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Hash::EMPTY,
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(split(leaves.len() as u64) as usize);
            node_hash(&naive_root(left), &naive_root(right))
        }
    }
}

/// `PATH(m, D[n])`.
pub(super) fn naive_inclusion(index: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() == 1 {
        return Vec::new();
    }
    let k = split(leaves.len() as u64) as usize;
    let (left, right) = leaves.split_at(k);
    let (mut path, sibling) = match index < k {
        true => (naive_inclusion(index, left), right),
        false => (naive_inclusion(index - k, right), left),
    };
    path.push(naive_root(sibling));
    path
}

/// `PROOF(m, D[n])`.
pub(super) fn naive_consistency(old: usize, leaves: &[Hash]) -> Vec<Hash> {
    naive_subproof(old, leaves, true)
}

fn naive_subproof(old: usize, leaves: &[Hash], known: bool) -> Vec<Hash> {
    if old == leaves.len() {
        return if known { Vec::new() } else { vec![naive_root(leaves)] };
    }
    let k = split(leaves.len() as u64) as usize;
    let (left, right) = leaves.split_at(k);
    let (mut proof, sibling) = match old <= k {
        true => (naive_subproof(old, left, known), right),
        false => (naive_subproof(old - k, right, false), left),
    };
    proof.push(naive_root(sibling));
    proof
}

/// The same leaves in an implementation by others.
pub(super) fn oracle(count: usize) -> MemoryBackedTree<Sha256, [u8; 8]> {
    let mut tree = MemoryBackedTree::new();
    (0..count as u64).for_each(|index| tree.push(index.to_be_bytes()));
    tree
}

pub(super) fn to_oracle_root(head: &TreeHead) -> RootHash<Sha256> {
    RootHash::new((*head.root.as_bytes()).into(), head.size)
}

/// The leaves that the implementations of Certificate Transparency share as test vectors.
pub(super) fn vector_leaves() -> Vec<Hash> {
    let hex = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ];
    hex.map(|leaf| leaf_hash(&data_encoding::HEXLOWER.decode(leaf.as_bytes()).unwrap())).to_vec()
}

/// The root over the first 0, 1, … 8 of them.
pub(super) const VECTOR_ROOTS: [&str; 9] = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];
