//! What travels: the head of a tree, and proofs about it.

use super::Hash;

/// A tree as far as it had grown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TreeHead {
    /// How many leaves it had.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
}

/// That a leaf stands at its place in a tree.
#[derive(Clone, Debug, Default, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
#[cbor(transparent)]
pub struct InclusionProof(Vec<Hash>);

/// That a tree begins with all the leaves of an older one.
#[derive(Clone, Debug, Default, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
#[cbor(transparent)]
pub struct ConsistencyProof(Vec<Hash>);

impl InclusionProof {
    /// A proof that was read; what it is worth shows when it is verified.
    pub fn from_hashes(hashes: Vec<Hash>) -> Self {
        Self(hashes)
    }

    /// The siblings on the way to the root, from the leaf up.
    pub fn hashes(&self) -> &[Hash] {
        &self.0
    }
}

impl ConsistencyProof {
    /// A proof that was read; what it is worth shows when it is verified.
    pub fn from_hashes(hashes: Vec<Hash>) -> Self {
        Self(hashes)
    }

    /// The nodes from which both roots follow, from the leaves up.
    pub fn hashes(&self) -> &[Hash] {
        &self.0
    }
}

/// Why a proof proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The leaf lies behind the end of the tree.
    #[error("leaf {index} is outside a tree of {size} leaves")]
    OutOfRange {
        /// The leaf's index.
        index: u64,
        /// The tree's size.
        size: u64,
    },
    /// The newer tree is smaller than the older one.
    #[error("the log shrank from {old} to {new} leaves")]
    Shrunk {
        /// The older tree's size.
        old: u64,
        /// The newer tree's size.
        new: u64,
    },
    /// The proof has more or fewer hashes than its place in the tree asks for.
    #[error("the proof has the wrong length")]
    WrongLength,
    /// The proof leads to another root than the newer tree's.
    #[error("the proof leads to another root")]
    WrongRoot,
    /// The proof does not contain the older tree: history was rewritten.
    #[error("the older tree is not part of the newer one")]
    WrongOldRoot,
}
