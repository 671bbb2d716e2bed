//! Categories with too few in them are counted together.

use super::rule::Rule;

/// A count by categories, of which those that are too small are counted together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folded {
    /// The categories that stand by themselves, by their place, in order.
    pub standing: Vec<usize>,
    /// All others together. What has none is among them: whoever reads cannot tell it from few.
    pub rest: u64,
}

/// Folds counts that add up to a whole, so that none that stands and no rest is too small, and the
/// rest is not so large either that all in it must be as large as small counts get. Where the whole is
/// too small itself, all of it is the rest.
#[must_use]
pub fn fold(counts: &[u64], rule: Rule) -> Folded {
    let stands = |count: &u64| *count > 0 && !rule.masks(*count);
    let mut standing: Vec<usize> = Vec::new();
    let mut rest = 0_u64;
    for (place, count) in counts.iter().enumerate() {
        match stands(count) {
            true => standing.push(place),
            false => rest = rest.saturating_add(*count),
        }
    }
    let count = |place: usize| counts.get(place).copied().unwrap_or_default();
    let mut all_small = true;
    loop {
        let folded = number(counts.len().saturating_sub(standing.len()));
        let most = folded.saturating_mul(*rule.masked().end());
        let tight = all_small && rest > 0 && most.saturating_sub(rest) + 1 < rule.candidates();
        if !rule.masks(rest) && !tight {
            break;
        }
        let smallest = standing.iter().copied().min_by_key(|place| (count(*place), *place));
        let Some(smallest) = smallest else { break };
        standing.retain(|place| *place != smallest);
        rest = rest.saturating_add(count(smallest));
        all_small = false;
    }
    Folded { standing, rest }
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

impl Folded {
    /// A row of counts by the same categories, with the rest at its end.
    #[must_use]
    pub fn row(&self, counts: &[u64]) -> Vec<u64> {
        let mut row: Vec<u64> =
            self.standing.iter().map(|at| counts.get(*at).copied().unwrap_or_default()).collect();
        let all: u64 = counts.iter().sum();
        row.push(all.saturating_sub(row.iter().sum()));
        row
    }

    /// Rows by the same categories, with the sum of the others at their end.
    #[must_use]
    pub fn rows(&self, rows: &[Vec<u64>]) -> Vec<Vec<u64>> {
        let stands = |at: &usize| rows.get(*at).cloned().unwrap_or_default();
        let mut folded: Vec<Vec<u64>> = self.standing.iter().map(stands).collect();
        let width = rows.first().map_or(0, Vec::len);
        let mut rest = vec![0_u64; width];
        let others = rows.iter().enumerate().filter(|(at, _)| !self.standing.contains(at));
        for (sum, count) in others.flat_map(|(_, row)| (0..width).zip(row)) {
            if let Some(sum) = rest.get_mut(sum) {
                *sum = sum.saturating_add(*count);
            }
        }
        folded.push(rest);
        folded
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rule() -> Rule {
        Rule::new(7, 5, 3).unwrap()
    }

    #[test]
    fn a_rest_that_is_too_small_takes_the_smallest_with_it() {
        let folded = fold(&[40, 3, 12, 0], rule());
        assert_eq!(folded, Folded { standing: vec![0], rest: 15 });
        assert_eq!(folded.row(&[40, 3, 12, 0]), [40, 15]);
        assert_eq!(folded.rows(&[vec![40], vec![3], vec![12], vec![0]]), [vec![40], vec![15]]);
    }

    #[test]
    fn a_rest_of_which_each_must_be_the_greatest_small_count_takes_one_more() {
        assert_eq!(fold(&[7, 7, 40, 9], rule()), Folded { standing: vec![2], rest: 23 });
        assert_eq!(fold(&[7, 4, 40, 9], rule()), Folded { standing: vec![2, 3], rest: 11 });
    }

    #[test]
    fn where_all_is_large_or_nothing_is_nothing_is_folded() {
        assert_eq!(fold(&[40, 0, 12], rule()), Folded { standing: vec![0, 2], rest: 0 });
        assert_eq!(fold(&[3, 2], rule()), Folded { standing: vec![], rest: 5 });
    }

    proptest! {
        #[test]
        fn nothing_small_is_left_unless_all_is(counts in prop::collection::vec(0_u64..30, 0..12)) {
            let folded = fold(&counts, rule());
            let all: u64 = counts.iter().sum();
            prop_assert!(folded.standing.iter().all(|at| counts[*at] > 7));
            prop_assert!(folded.rest == 0 || folded.rest > 7 || folded.rest == all);
            prop_assert_eq!(folded.row(&counts).iter().sum::<u64>(), all);
        }
    }
}
