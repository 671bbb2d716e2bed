//! What is known of a caller, as the page and a CAD are told it.

use std::cmp::Reverse;

use serde::Serialize;
use tabard_core::client::{LookUp, Warning as Found};
use tabard_core::ids::RecordId;
use tabard_core::model::marker::{CallCounts, FrequentTerms, Status, frequency};

/// What is known of a caller.
#[derive(Clone, Default, PartialEq, Eq, Serialize)]
pub(super) struct Known {
    /// Warnings about whoever has this number, the gravest first; none where many people share it.
    pub(super) markers: Vec<Warning>,
    /// A code of `shared_line`, where many people ring from there.
    pub(super) shared_line: Option<String>,
    /// How many warnings are kept for a number that many people share.
    pub(super) kept: usize,
    /// What is known for care, and is no warning.
    pub(super) care: Option<Care>,
}

/// A warning that stands.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub(super) struct Warning {
    /// The markers that say so.
    pub(super) ids: Vec<String>,
    /// A code of `marker_status`.
    pub(super) status: &'static str,
    /// A code of `marker_category`.
    pub(super) category: Option<String>,
    /// Codes of `caller_behaviour`.
    pub(super) behaviours: Vec<String>,
    /// A code of `response_instruction`.
    pub(super) instruction: Option<String>,
    pub(super) sentence: Option<String>,
    /// How many recorded incidents it rests on.
    pub(super) incidents: u32,
    /// When the last of them was (RFC 3339).
    pub(super) last_at: Option<String>,
    /// Until when it stands (RFC 3339).
    pub(super) until: Option<String>,
}

/// How often somebody calls, and the plan for it.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub(super) struct Care {
    pub(super) calls_in_month: u64,
    pub(super) calls_in_three_months: u64,
    pub(super) calls_in_six_months: u64,
    /// Whether a rule of the Frequent Caller National Network is met.
    pub(super) frequent: bool,
    pub(super) counted_on: Option<String>,
    pub(super) plan: Option<String>,
}

impl Known {
    /// The same where what is presented says already that many people ring from there.
    pub(super) fn of_a_shared_line(mut self, line: &str) -> Self {
        self.kept += self.markers.iter().map(|marker| marker.ids.len()).sum::<usize>();
        self.markers.clear();
        self.shared_line.get_or_insert_with(|| line.to_owned());
        self
    }

    /// The markers that somebody is shown.
    pub(super) fn shown(&self) -> Vec<RecordId> {
        let ids = self.markers.iter().flat_map(|marker| &marker.ids);
        ids.filter_map(|id| id.parse().ok()).collect()
    }
}

impl From<LookUp> for Known {
    fn from(found: LookUp) -> Self {
        let caller = found.caller.unwrap_or_default();
        let care = Care {
            calls_in_month: caller.counts.month,
            calls_in_three_months: caller.counts.three_months,
            calls_in_six_months: caller.counts.six_months,
            frequent: frequency(caller.counts, FrequentTerms::default()).is_some(),
            counted_on: caller.counted_on,
            plan: caller.plan,
        };
        let counted = CallCounts { child: false, communal: false, ..caller.counts };
        let any = care.plan.is_some() || counted != CallCounts::default();
        let markers = in_order(found.warnings.into_iter().map(Warning::from));
        let known = Self { markers, shared_line: None, kept: 0, care: any.then_some(care) };
        match caller.shared_line {
            Some(line) => known.of_a_shared_line(&line),
            None => known,
        }
    }
}

/// The gravest first, then those that somebody decided on, then the latest. Flags that say the same
/// are said once.
fn in_order(all: impl Iterator<Item = Warning>) -> Vec<Warning> {
    let mut markers: Vec<Warning> = Vec::new();
    for one in all {
        match markers.iter_mut().find(|known| known.says_the_same(&one)) {
            Some(known) => known.join(one),
            None => markers.push(one),
        }
    }
    let rank = |one: &Warning| {
        (!one.is_grave(), one.status == Status::AlertToday.code(), Reverse(one.last_at.clone()))
    };
    markers.sort_by_key(rank);
    markers
}

impl Warning {
    fn says_the_same(&self, other: &Self) -> bool {
        let said = |one: &Self| {
            (
                one.status,
                one.category.clone(),
                one.behaviours.clone(),
                one.instruction.clone(),
                one.sentence.clone(),
            )
        };
        said(self) == said(other)
    }

    fn join(&mut self, other: Self) {
        self.ids.extend(other.ids);
        self.incidents += other.incidents;
        self.last_at = self.last_at.take().max(other.last_at);
        self.until = self.until.take().max(other.until);
    }

    fn is_grave(&self) -> bool {
        matches!(
            self.category.as_deref(),
            Some("physical_violence" | "weapon_intimidation_or_hate")
        )
    }
}

impl From<Found> for Warning {
    fn from(found: Found) -> Self {
        Self {
            ids: vec![found.marker.to_string()],
            status: found.status.code(),
            category: found.category,
            behaviours: found.behaviours,
            instruction: found.instruction,
            sentence: found.sentence,
            incidents: found.incidents,
            last_at: found.last_incident,
            until: found.until.map(tabard_core::ids::Millis::rfc3339),
        }
    }
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn warning(id: &str, status: Status, category: &str, last_at: &str) -> Warning {
        Warning {
            ids: vec![id.to_owned()],
            status: status.code(),
            category: Some(category.to_owned()),
            behaviours: Vec::new(),
            instruction: None,
            sentence: None,
            incidents: 1,
            last_at: Some(last_at.to_owned()),
            until: Some(last_at.to_owned()),
        }
    }

    fn ids(markers: &[Warning]) -> Vec<String> {
        markers.iter().map(|marker| marker.ids.join(" ")).collect()
    }

    #[test]
    fn the_gravest_comes_first_and_what_was_decided_before_what_was_flagged() {
        const GRAVE: &str = "physical_violence";
        let markers = in_order(
            [
                warning("caution", Status::ApprovedActive, "verbal_abuse", "2026-03-03"),
                warning("flag", Status::AlertToday, GRAVE, "2026-03-04"),
                warning("old", Status::ApprovedActive, GRAVE, "2026-01-01"),
                warning("new", Status::Renewed, GRAVE, "2026-02-02"),
            ]
            .into_iter(),
        );
        assert_eq!(ids(&markers), ["new", "old", "flag", "caution"]);
    }

    #[test]
    fn flags_that_say_the_same_are_said_once() {
        let flag = |id, at| warning(id, Status::AlertToday, "verbal_abuse", at);
        let markers = in_order([flag("a", "2026-03-03"), flag("b", "2026-03-05")].into_iter());
        assert_eq!(ids(&markers), ["a b"]);
        assert_eq!((markers[0].incidents, markers[0].last_at.as_deref()), (2, Some("2026-03-05")));

        let known = Known { markers, ..Known::default() }.of_a_shared_line("school");
        assert_eq!((known.kept, known.markers.len()), (2, 0));
        assert_eq!(known.shared_line.as_deref(), Some("school"));
    }
}
