//! The log's Merkle tree (RFC 6962, RFC 9162) over SHA-256: what makes a rollback, an omission or a
//! split view provable.
//!
//! A store keeps leaf hashes and the roots of complete subtrees of 256, 65,536, … leaves: the [rows]
//! of the tree. That is 0.4% more than the leaves alone, and a root or a proof over any number of
//! leaves still takes a few hundred hashes. [`Frontier`] tells the store what to write on an append,
//! [`inclusion`] and [`consistency`] prove, [`InclusionProof::verify`] and
//! [`ConsistencyProof::verify`] check with nothing but the proof and two tree heads.
//!
//! [rows]: Rows

mod consistency;
mod frontier;
mod hash;
mod inclusion;
mod proof;
mod rows;
#[cfg(test)]
mod testing;

pub use consistency::consistency;
pub use frontier::{Completed, Frontier};
pub use hash::{Hash, leaf_hash, node_hash};
pub use inclusion::inclusion;
pub use proof::{ConsistencyProof, InclusionProof, ProofError, TreeHead};
pub use rows::{ROW_WIDTH, Rows, TreeError, root};
