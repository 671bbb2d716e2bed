//! Frequent callers: who may need a care plan. Nothing here ever makes a warning.

/// From how many separate calls for care in a time somebody is a frequent caller, by the rules of the
/// Frequent Caller National Network (S94, S103).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrequentTerms {
    /// An adult, in a month.
    pub adult_month: u64,
    /// An adult, in three months.
    pub adult_three_months: u64,
    /// A child under 18, in six months.
    pub child_six_months: u64,
    /// A communal address, in a month.
    pub communal_month: u64,
}

impl Default for FrequentTerms {
    fn default() -> Self {
        Self { adult_month: 5, adult_three_months: 12, child_six_months: 3, communal_month: 15 }
    }
}

/// Calls from one number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CallCounts {
    /// In a month.
    pub month: u64,
    /// In three months.
    pub three_months: u64,
    /// In six months.
    pub six_months: u64,
    /// Whether the patient is under 18.
    pub child: bool,
    /// Whether many people ring from there.
    pub communal: bool,
}

/// Which rule makes somebody a frequent caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frequency {
    /// An adult in a month.
    AdultMonth,
    /// An adult in three months.
    AdultThreeMonths,
    /// A child in six months.
    ChildSixMonths,
    /// A communal address in a month.
    CommunalMonth,
}

/// The rule that is met; none where none is.
#[must_use]
pub fn frequency(counts: CallCounts, terms: FrequentTerms) -> Option<Frequency> {
    if counts.communal {
        return (counts.month >= terms.communal_month).then_some(Frequency::CommunalMonth);
    }
    if counts.child {
        return (counts.six_months >= terms.child_six_months).then_some(Frequency::ChildSixMonths);
    }
    if counts.month >= terms.adult_month {
        return Some(Frequency::AdultMonth);
    }
    (counts.three_months >= terms.adult_three_months).then_some(Frequency::AdultThreeMonths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_networks_rules() {
        let adult =
            |month, three_months| CallCounts { month, three_months, ..CallCounts::default() };
        let of = |counts| frequency(counts, FrequentTerms::default());
        assert_eq!(of(adult(4, 11)), None);
        assert_eq!(of(adult(5, 5)), Some(Frequency::AdultMonth));
        assert_eq!(of(adult(4, 12)), Some(Frequency::AdultThreeMonths));
        let child = CallCounts { six_months: 3, child: true, ..CallCounts::default() };
        assert_eq!(of(child), Some(Frequency::ChildSixMonths));
        let home =
            CallCounts { month: 14, three_months: 40, communal: true, ..CallCounts::default() };
        assert_eq!(of(home), None, "many people ring from there");
        assert_eq!(of(CallCounts { month: 15, ..home }), Some(Frequency::CommunalMonth));
    }
}
