//! The charts of the learning pages.

mod camera;
mod crossed;
pub(super) mod feedback;
mod gap;
mod harm;
mod hours;
mod markers;
mod pareto;
mod parts;
mod places;
pub(super) mod training;
mod weeks;

pub use markers::MarkerAge;

use super::chart::Chart;
use super::view::{self, View};
use crate::disclosure::Figure;

/// The names of the charts, in the order in which they are shown.
pub const NAMES: [&str; 11] = [
    "weeks", "hours", "types", "factors", "places", "harm", "training", "camera", "feedback",
    "gap", "markers",
];

/// The chart of a name; none where there is no such chart. `markers` are those of the register that
/// warn.
#[must_use]
pub fn chart(name: &str, view: &View<'_>, markers: &[MarkerAge]) -> Option<Chart> {
    let known = NAMES.iter().find(|known| **known == name)?;
    let too_little = view.rule.figure(view::number(view.facts.len())) == Figure::Suppressed;
    if (too_little || view.facts.is_empty()) && !["gap", "markers"].contains(known) {
        return Some(view.too_little(known));
    }
    Some(match *known {
        "weeks" => weeks::chart(view),
        "hours" => hours::chart(view),
        "types" => pareto::types(view),
        "factors" => pareto::factors(view),
        "places" => places::chart(view),
        "harm" => harm::chart(view),
        "training" => training::chart(view),
        "camera" => camera::chart(view),
        "feedback" => feedback::chart(view),
        "gap" => gap::chart(view),
        "markers" => markers::chart(view, markers),
        _ => return None,
    })
}
