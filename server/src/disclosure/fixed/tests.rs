#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::Figure::{Shown, Suppressed};
use super::*;

fn exact() -> Rule {
    Rule::new(7, 1, 3).unwrap()
}

#[test]
fn a_small_count_alone_takes_one_beside_it_with_it() {
    let figures = publish(&[vec![3, 20, 40]], Sums::Rows, exact());
    assert_eq!(figures, [[Suppressed, Suppressed, Shown(40)]]);
}

#[test]
fn where_all_sums_are_known_a_small_count_is_one_corner_of_four() {
    let rows = [vec![3, 20, 40], vec![30, 25, 60], vec![50, 70, 90]];
    let figures = publish(&rows, Sums::Both, exact());
    let hidden = figures.iter().flatten().filter(|figure| **figure == Suppressed).count();
    assert_eq!(hidden, 4, "{figures:?}");
    assert_eq!(figures[2], [Shown(50), Shown(70), Shown(90)]);
}

#[test]
fn what_cannot_be_protected_is_withheld_whole() {
    let figures = publish(&[vec![3, 0, 0]], Sums::Rows, exact());
    assert_eq!(figures, [[Suppressed; 3]]);
}

#[test]
fn what_cannot_grow_gives_no_cover() {
    // The 2 may be a 1 only where one beside it may be one more, and the 20 may not.
    let rule = Rule::new(2, 1, 2).unwrap();
    let rows = [vec![2], vec![20], vec![30]];
    let figures = publish_within(&rows, &[9, 20, 31], Sums::Columns, rule);
    assert_eq!(figures.concat(), [Suppressed, Shown(20), Suppressed]);
}

#[test]
fn no_table_and_ragged_rows_do_no_harm() {
    assert_eq!(publish(&[], Sums::Both, exact()), Vec::<Vec<Figure>>::new());
    assert_eq!(publish(&[vec![]], Sums::Both, exact()), [vec![]]);
    assert_eq!(publish(&[vec![9, 9], vec![9]], Sums::Total, exact())[1], [Shown(9), Shown(0)]);
}

/// Every table that a reader can think of who knows the sums and the rule, by trying all.
fn thinkable(rows: &[Vec<u64>], figures: &[Vec<Figure>], sums: Sums, rule: Rule) -> Vec<Vec<u64>> {
    let width = rows[0].len();
    let real: Vec<u64> = rows.iter().flatten().copied().collect();
    let figures: Vec<Figure> = figures.iter().flatten().copied().collect();
    let most = real.iter().sum::<u64>();
    let mut all = vec![Vec::new()];
    for (figure, real) in figures.iter().zip(&real) {
        let may: Vec<u64> = match figure {
            // A reader is taken to know these to the unit.
            Shown(_) => vec![*real],
            Suppressed => (1..=most).collect(),
        };
        all = all
            .iter()
            .flat_map(|begun: &Vec<u64>| {
                may.iter().map(|one| begun.iter().copied().chain([*one]).collect::<Vec<_>>())
            })
            .filter(|begun| begun.iter().sum::<u64>() <= most)
            .collect();
    }
    let row_sums =
        |table: &[u64]| table.chunks(width).map(|row| row.iter().sum()).collect::<Vec<u64>>();
    let column_sums = |table: &[u64]| {
        (0..width).map(|at| table.iter().skip(at).step_by(width).sum()).collect::<Vec<u64>>()
    };
    all.retain(|table| {
        let rows_fit = row_sums(table) == row_sums(&real);
        let columns_fit = column_sums(table) == column_sums(&real);
        let fits = match sums {
            Sums::Total => true,
            Sums::Rows => rows_fit,
            Sums::Columns => columns_fit,
            Sums::Both => rows_fit && columns_fit,
        };
        // Who knows the rule knows what it would have shown.
        let shown = |(count, figure): (&u64, &Figure)| {
            *figure == Suppressed || rule.figure(*count) == *figure
        };
        fits && table.iter().sum::<u64>() == most && table.iter().zip(&figures).all(shown)
    });
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_suppressed_count_can_be_computed_back_from_sums(
        counts in prop::collection::vec(prop_oneof![4 => 0_u64..=4, 1 => 0_u64..=9], 6),
        masked in 2_u64..=4,
        sums in prop_oneof![
            Just(Sums::Total), Just(Sums::Rows), Just(Sums::Columns), Just(Sums::Both)
        ],
    ) {
        let rule = Rule::new(masked, 1, 2).unwrap();
        let rows = [counts[..3].to_vec(), counts[3..].to_vec()];
        let figures = publish(&rows, sums, rule);
        let withheld = figures.iter().flatten().all(|figure| *figure == Suppressed);
        prop_assume!(!withheld);
        let all = thinkable(&rows, &figures, sums, rule);
        prop_assert!(all.contains(&counts));
        for (place, count) in counts.iter().enumerate() {
            if (1..=masked).contains(count) {
                let figure = figures[place / 3][place % 3];
                prop_assert_eq!(figure, Suppressed);
                let values: BTreeSet<u64> = all.iter().map(|table| table[place]).collect();
                prop_assert!(values.len() >= 2, "{place}: {values:?} in {figures:?}");
            }
        }
    }

    #[test]
    fn the_same_counts_give_the_same_figures_and_those_are_the_rules(
        rows in prop::collection::vec(prop::collection::vec(0_u64..40, 5), 1..6),
    ) {
        let rule = Rule::new(7, 5, 3).unwrap();
        let figures = publish(&rows, Sums::Both, rule);
        prop_assert_eq!(&figures, &publish(&rows, Sums::Both, rule));
        for (count, figure) in rows.iter().flatten().zip(figures.iter().flatten()) {
            prop_assert!(*figure == Suppressed || *figure == rule.figure(*count));
        }
    }
}
