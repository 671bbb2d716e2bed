//! What a reader can work out: a linear programme over everything that is shown. Its matrix is that
//! of a flow, so that the least and the greatest value of a count are whole, and every value between
//! them is possible.

use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOutcome, Variable};

/// What a reader knows of one count before adding up.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    pub(super) least: u64,
    /// None for no limit.
    pub(super) most: Option<u64>,
}

/// How many values of the count at a place remain possible. The table is given row by row with its
/// totals in the last column and row; `width` counts the totals' column.
pub(super) fn possible(known: &[Known], width: usize, place: usize) -> u64 {
    let least = bound(known, width, place, OptimizationDirection::Minimize);
    let most = bound(known, width, place, OptimizationDirection::Maximize);
    match (least, most) {
        // What really was counted solves it: an error is the solver's, and counts as exposed.
        (Some(least), Some(most)) => {
            let (least, most) = (least.round() as u64, most.round() as u64);
            most.saturating_sub(least).saturating_add(1)
        }
        _ => 0,
    }
}

fn bound(
    known: &[Known],
    width: usize,
    place: usize,
    direction: OptimizationDirection,
) -> Option<f64> {
    let mut problem = Problem::new(direction);
    let counts: Vec<Variable> = known
        .iter()
        .enumerate()
        .map(|(at, known)| {
            let most = known.most.map_or(f64::INFINITY, |most| most as f64);
            problem.add_var(if at == place { 1.0 } else { 0.0 }, (known.least as f64, most))
        })
        .collect();
    let sums = counts.chunks(width).map(<[_]>::to_vec);
    let down =
        (0..width).map(|column| counts.iter().skip(column).step_by(width).copied().collect());
    for line in sums.chain(down) {
        let (total, parts) = line.split_last()?;
        let parts = parts.iter().map(|part| (*part, 1.0)).chain([(*total, -1.0)]);
        problem.add_constraint(parts.collect::<Vec<_>>(), ComparisonOp::Eq, 0.0);
    }
    match problem.solve().ok()? {
        SolveOutcome::Solution(solution) => counts.get(place).map(|count| solution[*count]),
        SolveOutcome::Interrupted(_) => None,
    }
}
