//! How many markers there are. One service answered the same question as 83, 1,122 and 253 (S101):
//! by different rules, on different days, with no history kept. So a count names its rule, its
//! moment and the state of the log that it was made from, and comes out the same again.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use super::Status;

/// What is counted once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    /// Each marker.
    #[default]
    Marker,
    /// Each number, address, unit or person, however many markers it has.
    Subject,
    /// Each building, however many flats of it have markers; other subjects as above.
    Premises,
}

/// Which markers are counted, and what counts once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Those that stand so.
    pub statuses: BTreeSet<Status>,
    /// Those about such a subject, by codes of `marker_subject`; all where there is none.
    pub subjects: BTreeSet<String>,
    /// What counts once.
    pub unit: Unit,
}

/// A word that names no rule or unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a rule is approved, temporary, alert or warning, and counts per marker, subject or premises"
)]
pub struct UnknownRule;

impl FromStr for Unit {
    type Err = UnknownRule;

    fn from_str(word: &str) -> Result<Self, UnknownRule> {
        [Self::Marker, Self::Subject, Self::Premises]
            .into_iter()
            .find(|unit| unit.to_string() == word)
            .ok_or(UnknownRule)
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Marker => "marker",
            Self::Subject => "subject",
            Self::Premises => "premises",
        })
    }
}

impl Rule {
    /// The rule of a word: `approved` (an approver let it stand), `temporary` (asked for),
    /// `alert` (for today), `warning` (any of these).
    ///
    /// # Errors
    /// [`UnknownRule`].
    pub fn named(word: &str, unit: Unit) -> Result<Self, UnknownRule> {
        let approved = [Status::ApprovedActive, Status::Renewed, Status::DueReview];
        let temporary = [Status::TemporaryActive, Status::DecisionPending];
        let statuses = match word {
            "approved" => approved.into(),
            "temporary" => temporary.into(),
            "alert" => [Status::AlertToday].into(),
            "warning" => {
                approved.into_iter().chain(temporary).chain([Status::AlertToday]).collect()
            }
            _ => return Err(UnknownRule),
        };
        Ok(Self { statuses, subjects: BTreeSet::new(), unit })
    }
}

/// A marker as a count sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Where it stood.
    pub status: Option<Status>,
    /// A code of `marker_subject`.
    pub kind: String,
    /// What is the same for all markers about one subject.
    pub subject: String,
    /// What is the same for all markers about one building.
    pub premises: String,
}

impl Rule {
    /// Counts.
    #[must_use]
    pub fn count(&self, markers: &[Counted]) -> usize {
        let counts = markers.iter().filter(|one| {
            one.status.is_some_and(|status| self.statuses.contains(&status))
                && (self.subjects.is_empty() || self.subjects.contains(&one.kind))
        });
        match self.unit {
            Unit::Marker => counts.count(),
            Unit::Subject => counts.map(|one| &one.subject).collect::<BTreeSet<_>>().len(),
            Unit::Premises => counts.map(|one| &one.premises).collect::<BTreeSet<_>>().len(),
        }
    }
}
