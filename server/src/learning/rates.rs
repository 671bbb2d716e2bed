//! Single figures of a period, as the charts show them: what a board is told in a line.

use super::chart::percent;
use super::charts::{feedback, training};
use super::fact::Camera;
use super::view::{View, number};
use crate::disclosure::{Figure, Sums, publish};

/// The figures of a period, as may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rates {
    /// Incidents that count.
    pub incidents: Figure,
    /// Of them those in which somebody was hurt.
    pub injured: Figure,
    /// Those in which a camera recorded.
    pub recorded: Figure,
    /// Those that led to a sanction by police or a court.
    pub sanctions: Figure,
    /// The share of reporters who heard what came of it within 7 days, in whole per cent.
    pub heard_within_7: Option<u64>,
    /// The same within 28 days.
    pub heard_within_28: Option<u64>,
    /// The share of incidents that say what training the affected had.
    pub training_said: Option<u64>,
}

impl Rates {
    /// The figures of a view.
    #[must_use]
    pub fn of(view: &View<'_>) -> Self {
        let count = |of: &dyn Fn(&super::fact::Fact) -> bool| {
            let with = view.facts.iter().filter(|fact| of(fact)).count();
            let pair = vec![number(with), number(view.facts.len() - with)];
            // The rest can be worked out from the whole: both are shown, or none.
            let shown = publish(&[pair], Sums::Rows, view.rule).pop().unwrap_or_default();
            shown.first().copied().unwrap_or(Figure::Suppressed)
        };
        let (heard, of) = feedback::figures(view);
        let [heard_within_7, heard_within_28] =
            heard.get(1).map_or([None, None], |parts| feedback::shares_of(parts, of));
        let (not_said, whole) = training::not_said(view);
        Self {
            incidents: view.whole(),
            injured: count(&|fact| fact.injured == Some(true)),
            recorded: count(&|fact| fact.camera == Camera::Activated),
            sanctions: count(&|fact| fact.sanction),
            heard_within_7,
            heard_within_28,
            training_said: percent(not_said, whole).map(|share| 100 - share),
        }
    }
}
