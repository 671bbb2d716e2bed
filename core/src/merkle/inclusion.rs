//! Proofs that a leaf is in the tree (RFC 9162, section 2.1.3).

use super::{
    Hash, InclusionProof, ProofError, Rows, TreeError, TreeHead, node_hash,
    rows::{split, subtree},
};

/// Proves that leaf `index` is in the tree of the first `size` leaves.
pub fn inclusion<R: Rows>(
    rows: &R,
    index: u64,
    size: u64,
) -> Result<InclusionProof, TreeError<R::Error>> {
    if index >= size {
        return Err(TreeError::OutOfRange { asked: index, size });
    }
    let mut siblings = Vec::new();
    let mut range = 0..size;
    while range.end - range.start > 1 {
        let middle = range.start + split(range.end - range.start);
        if index < middle {
            siblings.push(subtree(rows, middle..range.end)?);
            range.end = middle;
        } else {
            siblings.push(subtree(rows, range.start..middle)?);
            range.start = middle;
        }
    }
    siblings.reverse();
    Ok(InclusionProof::from_hashes(siblings))
}

impl InclusionProof {
    /// Checks that `leaf` is the leaf at `index` of the tree with this head.
    pub fn verify(&self, leaf: &Hash, index: u64, head: &TreeHead) -> Result<(), ProofError> {
        if index >= head.size {
            return Err(ProofError::OutOfRange { index, size: head.size });
        }
        let mut node = index;
        let mut last = head.size - 1;
        let mut hash = *leaf;
        for sibling in self.hashes() {
            if last == 0 {
                return Err(ProofError::WrongLength);
            }
            if node & 1 == 1 || node == last {
                hash = node_hash(sibling, &hash);
                // A last node without a right sibling rises until it has a left one.
                let rise = node.trailing_zeros();
                node >>= rise;
                last >>= rise;
            } else {
                hash = node_hash(&hash, sibling);
            }
            node >>= 1;
            last >>= 1;
        }
        match last {
            0 if hash == head.root => Ok(()),
            0 => Err(ProofError::WrongRoot),
            _ => Err(ProofError::WrongLength),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use std::cell::Cell;

    use proptest::prelude::*;

    use super::super::testing::{
        Counted, MemoryRows, head_of, leaves, naive_inclusion, oracle, to_oracle_root,
        vector_leaves,
    };
    use super::*;

    #[test]
    fn proofs_of_the_certificate_transparency_vectors() {
        let rows = MemoryRows::of(&vector_leaves());
        let path = |index, size| -> Vec<String> {
            inclusion(&rows, index, size).unwrap().hashes().iter().map(Hash::to_string).collect()
        };
        assert_eq!(path(0, 1), Vec::<String>::new());
        assert_eq!(
            path(0, 8),
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ]
        );
        assert_eq!(
            path(5, 8),
            [
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ]
        );
        assert_eq!(
            path(2, 3),
            ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]
        );
    }

    #[test]
    fn a_proof_in_a_large_tree_reads_little() {
        let all = leaves(300_000);
        let rows = Counted { rows: MemoryRows::of(&all), hashes: Cell::new(0) };
        let proof = inclusion(&rows, 123_456, 300_000).unwrap();
        assert!(rows.hashes.get() <= 3 * 512, "{} hashes", rows.hashes.get());
        proof.verify(&all[123_456], 123_456, &head_of(&all)).unwrap();
    }

    #[test]
    fn a_leaf_outside_is_refused() {
        let all = leaves(5);
        let refused = inclusion(&MemoryRows::of(&all), 5, 5);
        assert_eq!(refused, Err(TreeError::OutOfRange { asked: 5, size: 5 }));
        let verdict = InclusionProof::default().verify(&all[0], 5, &head_of(&all));
        assert_eq!(verdict, Err(ProofError::OutOfRange { index: 5, size: 5 }));
    }

    fn a_place() -> impl Strategy<Value = (usize, usize)> {
        (1usize..1200).prop_flat_map(|size| (0..size, Just(size)))
    }

    proptest! {
        #[test]
        fn a_proof_holds_for_its_leaf_and_no_other((index, size) in a_place()) {
            let all = leaves(size);
            let head = head_of(&all);
            let proof = inclusion(&MemoryRows::of(&all), index as u64, size as u64).unwrap();
            prop_assert_eq!(proof.hashes(), naive_inclusion(index, &all));
            prop_assert_eq!(proof.verify(&all[index], index as u64, &head), Ok(()));
            for other in [index + 1, index.wrapping_sub(1)] {
                prop_assert!(proof.verify(&all[index], other as u64, &head).is_err());
            }
            let larger = TreeHead { size: head.size * 2 + 1, ..head };
            prop_assert!(proof.verify(&all[index], index as u64, &larger).is_err());
        }

        #[test]
        fn any_change_to_a_proof_breaks_it((index, size) in a_place(), at: prop::sample::Index, bit in 0u8..8) {
            let all = leaves(size);
            let proof = inclusion(&MemoryRows::of(&all), index as u64, size as u64).unwrap();
            let verdict = |hashes| InclusionProof::from_hashes(hashes).verify(&all[index], index as u64, &head_of(&all));

            let longer = [proof.hashes(), &[all[0]]].concat();
            prop_assert_eq!(verdict(longer), Err(ProofError::WrongLength));
            if let Some((_, shorter)) = proof.hashes().split_last() {
                prop_assert_eq!(verdict(shorter.to_vec()), Err(ProofError::WrongLength));
                let mut flipped = proof.hashes().to_vec();
                let which = at.index(flipped.len());
                let mut bytes = *flipped[which].as_bytes();
                bytes[at.index(32)] ^= 1 << bit;
                flipped[which] = Hash::from_bytes(bytes);
                prop_assert_eq!(verdict(flipped), Err(ProofError::WrongRoot));
            }
        }

        #[test]
        fn an_independent_implementation_agrees((index, size) in a_place()) {
            let tree = oracle(size);
            let all = leaves(size);
            let proof = inclusion(&MemoryRows::of(&all), index as u64, size as u64).unwrap();
            let ours = proof.hashes().iter().flat_map(|hash| *hash.as_bytes()).collect::<Vec<u8>>();
            let theirs = tree.prove_inclusion(index);
            prop_assert_eq!(theirs.as_bytes(), &ours);
            prop_assert_eq!(tree.root(), to_oracle_root(&head_of(&all)));
        }
    }
}
