//! Proofs that a tree only grew (RFC 9162, section 2.1.4).

use super::{
    ConsistencyProof, Hash, ProofError, Rows, TreeError, TreeHead, node_hash,
    rows::{split, subtree},
};

/// Proves that the tree of the first `new` leaves begins with the tree of the first `old`.
pub fn consistency<R: Rows>(
    rows: &R,
    old: u64,
    new: u64,
) -> Result<ConsistencyProof, TreeError<R::Error>> {
    if old > new {
        return Err(TreeError::OutOfRange { asked: old, size: new });
    }
    let mut nodes = Vec::new();
    let mut range = 0..new;
    while old != 0 && old < range.end {
        let middle = range.start + split(range.end - range.start);
        if old <= middle {
            nodes.push(subtree(rows, middle..range.end)?);
            range.end = middle;
        } else {
            nodes.push(subtree(rows, range.start..middle)?);
            range.start = middle;
        }
    }
    // What is left is a subtree that ends where the old tree did; if it is all of the old tree, the
    // verifier has its root already.
    if range.start > 0 {
        nodes.push(subtree(rows, range)?);
    }
    nodes.reverse();
    Ok(ConsistencyProof::from_hashes(nodes))
}

impl ConsistencyProof {
    /// Checks that the tree with the head `new` begins with the one with the head `old`.
    pub fn verify(&self, old: &TreeHead, new: &TreeHead) -> Result<(), ProofError> {
        if old.size > new.size {
            return Err(ProofError::Shrunk { old: old.size, new: new.size });
        }
        match old.size {
            0 => self.verify_nothing(old, &Hash::EMPTY),
            size if size == new.size => self.verify_nothing(old, &new.root),
            _ => self.verify_growth(old, new),
        }
    }

    /// Both heads stand for the same leaves, or the older for none: there is nothing to prove.
    fn verify_nothing(&self, old: &TreeHead, expected: &Hash) -> Result<(), ProofError> {
        match self.hashes() {
            _ if old.root != *expected => Err(ProofError::WrongOldRoot),
            [] => Ok(()),
            _ => Err(ProofError::WrongLength),
        }
    }

    fn verify_growth(&self, old: &TreeHead, new: &TreeHead) -> Result<(), ProofError> {
        let (first, path) = match self.hashes() {
            hashes if old.size.is_power_of_two() => (&old.root, hashes),
            [first, path @ ..] => (first, path),
            [] => return Err(ProofError::WrongLength),
        };
        let rise = (old.size - 1).trailing_ones();
        let mut node = (old.size - 1) >> rise;
        let mut last = (new.size - 1) >> rise;
        let (mut old_root, mut new_root) = (*first, *first);
        for sibling in path {
            if last == 0 {
                return Err(ProofError::WrongLength);
            }
            if node & 1 == 1 || node == last {
                old_root = node_hash(sibling, &old_root);
                new_root = node_hash(sibling, &new_root);
                let rise = node.trailing_zeros();
                node >>= rise;
                last >>= rise;
            } else {
                new_root = node_hash(&new_root, sibling);
            }
            node >>= 1;
            last >>= 1;
        }
        match last {
            0 if old_root != old.root => Err(ProofError::WrongOldRoot),
            0 if new_root != new.root => Err(ProofError::WrongRoot),
            0 => Ok(()),
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
        Counted, MemoryRows, head_of, leaves, naive_consistency, oracle, vector_leaves,
    };
    use super::*;

    #[test]
    fn proofs_of_the_certificate_transparency_vectors() {
        let rows = MemoryRows::of(&vector_leaves());
        let path = |old, new| -> Vec<String> {
            consistency(&rows, old, new).unwrap().hashes().iter().map(Hash::to_string).collect()
        };
        assert_eq!(path(1, 1), Vec::<String>::new());
        assert_eq!(
            path(1, 8),
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ]
        );
        assert_eq!(
            path(6, 8),
            [
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ]
        );
        assert_eq!(
            path(2, 5),
            [
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ]
        );
    }

    #[test]
    fn a_proof_over_a_large_tree_reads_little() {
        let all = leaves(300_000);
        let rows = Counted { rows: MemoryRows::of(&all), hashes: Cell::new(0) };
        let proof = consistency(&rows, 123_457, 300_000).unwrap();
        assert!(rows.hashes.get() <= 3 * 512, "{} hashes", rows.hashes.get());
        proof.verify(&head_of(&all[..123_457]), &head_of(&all)).unwrap();
    }

    #[test]
    fn a_log_that_shrank_is_refused() {
        let all = leaves(5);
        let (smaller, larger) = (head_of(&all[..3]), head_of(&all));
        let verdict = ConsistencyProof::default().verify(&larger, &smaller);
        assert_eq!(verdict, Err(ProofError::Shrunk { old: 5, new: 3 }));
        let refused = consistency(&MemoryRows::of(&all), 5, 3);
        assert_eq!(refused, Err(TreeError::OutOfRange { asked: 5, size: 3 }));
    }

    #[test]
    fn two_roots_of_one_size_are_refused() {
        let honest = head_of(&leaves(5));
        let other = TreeHead { root: head_of(&leaves(4)).root, ..honest };
        let verdict = ConsistencyProof::default().verify(&honest, &other);
        assert_eq!(verdict, Err(ProofError::WrongOldRoot));
    }

    fn two_sizes() -> impl Strategy<Value = (usize, usize)> {
        (0usize..1200).prop_flat_map(|new| (0..=new, Just(new)))
    }

    proptest! {
        #[test]
        fn a_proof_holds_for_its_trees((old, new) in two_sizes()) {
            let all = leaves(new);
            let proof = consistency(&MemoryRows::of(&all), old as u64, new as u64).unwrap();
            prop_assert_eq!(proof.verify(&head_of(&all[..old]), &head_of(&all)), Ok(()));
            if old > 0 {
                prop_assert_eq!(proof.hashes(), naive_consistency(old, &all));
            }
        }

        #[test]
        fn a_rewritten_history_has_no_proof((old, new) in two_sizes(), at: prop::sample::Index) {
            prop_assume!(old > 0);
            let before = leaves(new);
            let mut after = before.clone();
            after[at.index(old)] = Hash::EMPTY;
            let proof = consistency(&MemoryRows::of(&after), old as u64, new as u64).unwrap();
            prop_assert!(proof.verify(&head_of(&before[..old]), &head_of(&after)).is_err());
        }

        #[test]
        fn any_change_to_a_proof_breaks_it((old, new) in two_sizes(), at: prop::sample::Index, bit in 0u8..8) {
            let all = leaves(new);
            let proof = consistency(&MemoryRows::of(&all), old as u64, new as u64).unwrap();
            let verdict = |hashes| {
                ConsistencyProof::from_hashes(hashes).verify(&head_of(&all[..old]), &head_of(&all))
            };

            prop_assert!(verdict([proof.hashes(), &[Hash::EMPTY]].concat()).is_err());
            if let Some((_, shorter)) = proof.hashes().split_last() {
                prop_assert!(verdict(shorter.to_vec()).is_err());
                let mut flipped = proof.hashes().to_vec();
                let which = at.index(flipped.len());
                let mut bytes = *flipped[which].as_bytes();
                bytes[at.index(32)] ^= 1 << bit;
                flipped[which] = Hash::from_bytes(bytes);
                prop_assert!(verdict(flipped).is_err());
            }
        }

        #[test]
        fn an_independent_implementation_agrees((old, new) in two_sizes()) {
            prop_assume!(0 < old && old < new);
            let proof = consistency(&MemoryRows::of(&leaves(new)), old as u64, new as u64).unwrap();
            let ours = proof.hashes().iter().flat_map(|hash| *hash.as_bytes()).collect::<Vec<u8>>();
            let theirs = oracle(new).prove_consistency(new - old);
            prop_assert_eq!(theirs.as_bytes(), &ours);
        }
    }
}
