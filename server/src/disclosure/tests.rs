#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

fn rule() -> Rule {
    Rule::new(7, 5, 3).unwrap()
}

fn rows(published: &Published) -> Vec<Vec<String>> {
    let cell = |figure: &Figure| match figure {
        Figure::Shown(count) => count.to_string(),
        Figure::Suppressed => "*".to_owned(),
    };
    published.rows().map(|row| row.iter().map(cell).collect()).collect()
}

fn published(rule: Rule, counts: &[&[u64]]) -> Vec<Vec<String>> {
    let counts: Vec<_> = counts.iter().map(|row| row.to_vec()).collect();
    rows(&Table::new(&counts).unwrap().publish(rule))
}

#[test]
fn small_counts_are_suppressed_zero_is_shown_and_the_rest_is_rounded() {
    let figures: Vec<_> = [0, 1, 7, 8, 12, 13, 17, 18].map(|count| rule().figure(count)).into();
    use Figure::{Shown, Suppressed};
    let expected =
        [Shown(0), Suppressed, Suppressed, Shown(10), Shown(10), Shown(15), Shown(15), Shown(20)];
    assert_eq!(figures, expected);
    assert_eq!(Rule::EXACT.figure(3), Shown(3));
}

#[test]
fn parameters_that_hide_nothing_are_refused() {
    assert_eq!(Rule::new(7, 0, 3), Err(RuleFault::Step));
    assert_eq!(Rule::new(1, 5, 3), Err(RuleFault::RoundedAway(2)));
    assert_eq!(Rule::new(7, 5, 1), Err(RuleFault::Candidates));
}

#[test]
fn where_rounding_hides_enough_nothing_else_is_kept_back() {
    let expected = [["*", "20", "25"], ["0", "30", "30"], ["*", "50", "55"]];
    assert_eq!(published(rule(), &[&[3, 20], &[0, 30]]), expected);
}

#[test]
fn where_a_total_gives_a_count_away_others_go_with_it() {
    let unrounded = Rule::new(7, 1, 3).unwrap();
    let figures = published(unrounded, &[&[2, 20, 10], &[30, 40, 0]]);
    // 32 - 20 - 10 would be the 2, and 10 - 0 the 10, and 32 - 30 the 2 again.
    let expected = [["*", "20", "*", "32"], ["30", "40", "0", "70"], ["*", "60", "*", "102"]];
    assert_eq!(figures, expected);
}

#[test]
fn a_table_that_cannot_be_protected_is_withheld_whole() {
    // Seven counts of at least 1 that are 7 at most together are 1 each.
    let figures = published(rule(), &[&[1, 1, 1, 1, 1, 1, 1], &[0, 0, 0, 0, 0, 0, 40]]);
    assert!(figures.iter().flatten().all(|figure| figure == "*"), "{figures:?}");
}

#[test]
fn tables_that_are_none_are_refused() {
    assert_eq!(Table::new(&[]), Err(TableFault::Empty));
    assert_eq!(Table::new(&[vec![1, 2], vec![3]]), Err(TableFault::Ragged(2)));
    assert_eq!(Table::new(&[vec![u64::MAX, 1]]), Err(TableFault::TooMuch));
}

/// Every table of two rows and two columns that a reader can think of who knows the rule.
fn thinkable(published: &Published, rule: Rule, most: u64) -> Vec<[u64; 9]> {
    let figures: Vec<_> = published.rows().flatten().copied().collect();
    let withheld = figures.iter().all(|figure| *figure == Figure::Suppressed);
    let fits = |count: u64, figure: Figure| match figure {
        Figure::Shown(_) => rule.figure(count) == figure,
        Figure::Suppressed => withheld || count > 0,
    };
    let mut all = Vec::new();
    for a in (0..=most).filter(|a| fits(*a, figures[0])) {
        for b in (0..=most).filter(|b| fits(*b, figures[1]) && fits(a + b, figures[2])) {
            for c in (0..=most).filter(|c| fits(*c, figures[3]) && fits(a + c, figures[6])) {
                for d in (0..=most).filter(|d| fits(*d, figures[4])) {
                    let table = [a, b, a + b, c, d, c + d, a + c, b + d, a + b + c + d];
                    if table.iter().zip(&figures).all(|(count, figure)| fits(*count, *figure)) {
                        all.push(table);
                    }
                }
            }
        }
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_suppressed_count_can_be_computed_back(
        counts in prop::collection::vec(prop_oneof![3 => 0_u64..=9, 1 => 0_u64..=24], 4),
        masked in 3_u64..=8,
        step in prop_oneof![Just(1_u64), Just(5)],
    ) {
        let rule = Rule::new(masked, step, 3).unwrap();
        let table = Table::new(&[counts[..2].to_vec(), counts[2..].to_vec()]).unwrap();
        let published = table.publish(rule);
        let thinkable = thinkable(&published, rule, 32);
        let real = [
            counts[0], counts[1], counts[0] + counts[1],
            counts[2], counts[3], counts[2] + counts[3],
            counts[0] + counts[2], counts[1] + counts[3], counts.iter().sum(),
        ];
        prop_assert!(thinkable.contains(&real));
        for (place, count) in real.iter().enumerate() {
            if (1..=masked).contains(count) {
                let figure = published.rows().flatten().nth(place);
                prop_assert_eq!(figure, Some(&Figure::Suppressed));
                let values: BTreeSet<u64> = thinkable.iter().map(|table| table[place]).collect();
                prop_assert!(values.len() >= 3, "{place}: {values:?}");
            }
        }
    }

    #[test]
    fn what_is_shown_is_the_rounded_count_and_the_same_each_time(
        counts in prop::collection::vec(prop::collection::vec(0_u64..60, 4), 1..5),
    ) {
        let table = Table::new(&counts).unwrap();
        let published = table.publish(rule());
        prop_assert_eq!(&published, &table.publish(rule()));
        for (row, figures) in counts.iter().zip(published.rows()) {
            for (count, figure) in row.iter().zip(figures) {
                prop_assert!(*figure == Figure::Suppressed || *figure == rule().figure(*count));
            }
        }
    }
}
