//! Live figures: what the region's own records show for a part of the standard at this moment.

use jiff::civil::Date;
use tabard_core::words::Words;

use super::register::Register;
use crate::disclosure::Figure;
use crate::learning::Rates;
use crate::learning::chart::HIDDEN;

/// A figure that evidence may point to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Live {
    /// Incidents that were reported.
    Incidents,
    /// Incidents in which somebody was hurt.
    Injured,
    /// Incidents in which a camera recorded.
    Recorded,
    /// Incidents that led to a sanction.
    Sanctions,
    /// The share of reporters who heard what came of it within 7 days.
    HeardWithin7,
    /// The same within 28 days.
    HeardWithin28,
    /// The share of incidents that say what training the affected had.
    TrainingSaid,
    /// The share of open risks whose review is not overdue.
    RisksInDate,
    /// The share of evidence whose review is not overdue.
    EvidenceInDate,
    /// Lessons in the library.
    LessonsShared,
}

/// What the figures are read from.
pub struct Figures<'a> {
    /// Counts of reports, as may be shown.
    pub rates: Rates,
    /// The register.
    pub register: &'a Register,
    /// How many lessons are shared.
    pub lessons: u64,
    /// Today, by the region's time.
    pub today: Date,
}

impl Live {
    /// Every figure.
    pub const ALL: [Self; 10] = [
        Self::Incidents,
        Self::Injured,
        Self::Recorded,
        Self::Sanctions,
        Self::HeardWithin7,
        Self::HeardWithin28,
        Self::TrainingSaid,
        Self::RisksInDate,
        Self::EvidenceInDate,
        Self::LessonsShared,
    ];

    /// Its code in files and records.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Incidents => "incidents",
            Self::Injured => "injured",
            Self::Recorded => "recorded",
            Self::Sanctions => "sanctions",
            Self::HeardWithin7 => "heard_within_7",
            Self::HeardWithin28 => "heard_within_28",
            Self::TrainingSaid => "training_said",
            Self::RisksInDate => "risks_in_date",
            Self::EvidenceInDate => "evidence_in_date",
            Self::LessonsShared => "lessons_shared",
        }
    }

    /// The figure of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|live| live.code() == code)
    }

    /// Whether it counts reports, and is no share.
    #[must_use]
    pub const fn is_count(self) -> bool {
        matches!(self, Self::Incidents | Self::Injured | Self::Recorded | Self::Sanctions)
    }

    /// What it is called.
    #[must_use]
    pub fn name(self, words: &Words) -> &str {
        words.text(match self {
            Self::Incidents => "console.standard.figure.incidents",
            Self::Injured => "console.standard.figure.injured",
            Self::Recorded => "console.standard.figure.recorded",
            Self::Sanctions => "console.standard.figure.sanctions",
            Self::HeardWithin7 => "console.standard.figure.heard_within_7",
            Self::HeardWithin28 => "console.standard.figure.heard_within_28",
            Self::TrainingSaid => "console.standard.figure.training_said",
            Self::RisksInDate => "console.standard.figure.risks_in_date",
            Self::EvidenceInDate => "console.standard.figure.evidence_in_date",
            Self::LessonsShared => "console.standard.figure.lessons_shared",
        })
    }
}

impl Figures<'_> {
    /// A figure as people read it; [`HIDDEN`] where it may not be shown, or there is nothing to
    /// reckon it from.
    #[must_use]
    pub fn said(&self, live: Live) -> String {
        let count = |figure: Figure| match figure {
            Figure::Shown(count) => Some(count.to_string()),
            Figure::Suppressed => None,
        };
        let share = |share: Option<u64>| share.map(|share| format!("{share}%"));
        let said = match live {
            Live::Incidents => count(self.rates.incidents),
            Live::Injured => count(self.rates.injured),
            Live::Recorded => count(self.rates.recorded),
            Live::Sanctions => count(self.rates.sanctions),
            Live::HeardWithin7 => share(self.rates.heard_within_7),
            Live::HeardWithin28 => share(self.rates.heard_within_28),
            Live::TrainingSaid => share(self.rates.training_said),
            // No counts of people: nothing is kept back (docs/adr/0024).
            Live::RisksInDate => {
                share(in_date(self.register.open_risks().map(|one| one.is_overdue(self.today))))
            }
            Live::EvidenceInDate => share(in_date(
                self.register
                    .evidence
                    .iter()
                    .filter(|one| one.stands())
                    .map(|one| one.is_overdue(self.today)),
            )),
            Live::LessonsShared => Some(self.lessons.to_string()),
        };
        said.unwrap_or_else(|| HIDDEN.to_owned())
    }

    /// Whether a figure can be shown at all.
    #[must_use]
    pub fn shows(&self, live: Live) -> bool {
        self.said(live) != HIDDEN
    }
}

/// The share of what is not overdue, in whole per cent, rounded down so that 100 means all.
fn in_date(overdue: impl Iterator<Item = bool>) -> Option<u64> {
    let (mut all, mut good) = (0_u64, 0_u64);
    for overdue in overdue {
        all += 1;
        good += u64::from(!overdue);
    }
    (good * 100).checked_div(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_all_is_all() {
        assert_eq!(in_date([].into_iter()), None);
        assert_eq!(in_date([false, false].into_iter()), Some(100));
        assert_eq!(in_date((0..201).map(|number| number == 0)), Some(99));
    }

    #[test]
    fn every_figure_has_its_code_and_its_name() {
        for live in Live::ALL {
            assert_eq!(Live::from_code(live.code()), Some(live));
            let name = live.name(Words::english());
            assert!(!name.is_empty() && !name.starts_with("console."), "{name}");
        }
    }
}
