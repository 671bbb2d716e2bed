//! Where each part of the standard stands: what shows it, what is missing, and what is out of review.

use jiff::civil::Date;

use super::indicators::{Indicator, Indicators};
use super::live::Figures;
use super::part::Part;
use super::register::{Evidence, Rating, Register, Risk};

/// Where a part stands.
pub struct PartState<'r> {
    /// The part.
    pub part: Part,
    /// The evidence that counts.
    pub evidence: Vec<&'r Evidence>,
    /// What counted once.
    pub ended: Vec<&'r Evidence>,
    /// What counts, and should have been looked at again.
    pub overdue: Vec<&'r Evidence>,
    /// The indicators that a live figure shows by itself.
    pub live: Vec<&'r Indicator>,
    /// The indicators that nothing shows.
    pub missing: Vec<&'r Indicator>,
    /// Its ratings, the newest first.
    pub ratings: Vec<&'r Rating>,
    /// Its open risks.
    pub risks: Vec<&'r Risk>,
}

impl PartState<'_> {
    /// Its rating now.
    #[must_use]
    pub fn rating(&self) -> Option<&Rating> {
        self.ratings.first().copied()
    }

    /// The day on which something of it is to be looked at first.
    #[must_use]
    pub fn next_review(&self) -> Option<Date> {
        let evidence = self.evidence.iter().filter_map(|one| one.review_on);
        evidence.chain(self.risks.iter().filter_map(|one| one.review_on)).min()
    }
}

/// Where every part stands.
#[must_use]
pub fn parts<'r>(
    register: &'r Register,
    indicators: &'r Indicators,
    figures: &Figures<'_>,
) -> Vec<PartState<'r>> {
    Part::all().map(|part| state(part, register, indicators, figures)).collect()
}

fn state<'r>(
    part: Part,
    register: &'r Register,
    indicators: &'r Indicators,
    figures: &Figures<'_>,
) -> PartState<'r> {
    let of_part = register.evidence.iter().filter(|one| one.part == part);
    let (evidence, ended): (Vec<_>, Vec<_>) = of_part.partition(|one| one.stands());
    let overdue = evidence.iter().copied().filter(|one| one.is_overdue(figures.today)).collect();
    let shows = |one: &Indicator| one.figure.is_some_and(|live| figures.shows(live));
    let (live, others): (Vec<_>, Vec<_>) = indicators.of(part).partition(|one| shows(one));
    let shown = |one: &&Indicator| evidence.iter().any(|piece| piece.indicator == one.code);
    let missing = others.into_iter().filter(|one| !shown(one)).collect();
    PartState {
        part,
        overdue,
        live,
        missing,
        ratings: register.ratings.iter().rev().filter(|one| one.part == part).collect(),
        risks: register.open_risks().filter(|risk| risk.part == Some(part)).collect(),
        evidence,
        ended,
    }
}
