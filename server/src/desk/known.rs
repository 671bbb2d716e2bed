//! What is known of a caller, as the page and a CAD are told it.

use serde::Serialize;
use tabard_core::client::{LookUp, Warning as Found};
use tabard_core::ids::RecordId;
use tabard_core::model::marker::{CallCounts, FrequentTerms, frequency};

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
    pub(super) id: String,
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
        self.kept += self.markers.len();
        self.markers.clear();
        self.shared_line.get_or_insert_with(|| line.to_owned());
        self
    }

    /// The markers that somebody is shown.
    pub(super) fn shown(&self) -> Vec<RecordId> {
        self.markers.iter().filter_map(|marker| marker.id.parse().ok()).collect()
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
        let mut markers: Vec<_> = found.warnings.into_iter().map(Warning::from).collect();
        markers.sort_by_key(|marker| !marker.is_grave());
        let known = Self { markers, shared_line: None, kept: 0, care: any.then_some(care) };
        match caller.shared_line {
            Some(line) => known.of_a_shared_line(&line),
            None => known,
        }
    }
}

impl Warning {
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
            id: found.marker.to_string(),
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
