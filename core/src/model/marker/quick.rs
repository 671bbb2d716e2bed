//! Flagging by one digit in mid-call: which digit stands for what. A proposal of this project.

/// What a digit stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quick {
    /// The key, `1` to `9`.
    pub digit: u8,
    /// A code of `caller_behaviour`.
    pub behaviour: &'static str,
    /// The category that it has unless somebody chooses another: a code of `marker_category`.
    pub category: &'static str,
}

/// The nine, in the order of their digits.
pub const QUICK: [Quick; 9] = [
    quick(1, "swearing", VERBAL),
    quick(2, "threat_to_staff", GRAVE),
    quick(3, "threat_to_kill", GRAVE),
    quick(4, "sexual", VERBAL),
    quick(5, "racist", GRAVE),
    quick(6, "homophobic", GRAVE),
    quick(7, "disablist", GRAVE),
    quick(8, "hoax", VERBAL),
    quick(9, "stalking", GRAVE),
];

const VERBAL: &str = "verbal_abuse";
const GRAVE: &str = "weapon_intimidation_or_hate";

const fn quick(digit: u8, behaviour: &'static str, category: &'static str) -> Quick {
    Quick { digit, behaviour, category }
}

impl Quick {
    /// What a digit stands for.
    #[must_use]
    pub fn of(digit: u8) -> Option<Self> {
        QUICK.into_iter().find(|quick| quick.digit == digit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::codes::{CALL_VOLUME, CALLER_BEHAVIOUR, MARKER_CATEGORY};

    #[test]
    fn every_digit_stands_for_something_that_was_done() {
        for (number, quick) in (1..).zip(QUICK) {
            let behaviour = CALLER_BEHAVIOUR.get(quick.behaviour).unwrap();
            assert_ne!(behaviour.group, Some(CALL_VOLUME));
            assert!(MARKER_CATEGORY.get(quick.category).is_some());
            assert_eq!(Quick::of(number), Some(quick));
        }
        assert_eq!(Quick::of(0), None);
    }
}
