//! How long warnings last: what a region states, and what holds where it states nothing.

use jiff::SignedDuration;

/// The region's terms at a moment. Each is the longest that a step may grant: who takes it may grant
/// less.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// How long an alert for today lasts. 24 hours, a proposal of this project.
    pub alert: SignedDuration,
    /// How long a temporary marker waits for its decision. 45 days, as in the East of England (S110).
    pub temporary: SignedDuration,
    /// How far ahead a review may be. 366 days: twelve months is practice that no source of ours
    /// confirms, so a region states its own.
    pub review: SignedDuration,
    /// How long before its review a marker is shown as due. 30 days, a proposal of this project.
    pub due: SignedDuration,
    /// How many days old the check of who lives at an address may be when it is decided on. 31 days,
    /// a proposal of this project.
    pub address_check_days: i64,
}

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

impl Default for Terms {
    fn default() -> Self {
        Self {
            alert: SignedDuration::from_secs(24 * HOUR),
            temporary: SignedDuration::from_secs(45 * DAY),
            review: SignedDuration::from_secs(366 * DAY),
            due: SignedDuration::from_secs(30 * DAY),
            address_check_days: 31,
        }
    }
}

impl Terms {
    /// The terms of a region that states some of them, in hours and days.
    #[must_use]
    pub fn stated(
        alert_hours: Option<u16>,
        temporary_days: Option<u16>,
        review_days: Option<u16>,
    ) -> Self {
        let default = Self::default();
        let of = |stated: Option<u16>, unit: i64, otherwise| {
            stated.map_or(otherwise, |number| SignedDuration::from_secs(i64::from(number) * unit))
        };
        Self {
            alert: of(alert_hours, HOUR, default.alert),
            temporary: of(temporary_days, DAY, default.temporary),
            review: of(review_days, DAY, default.review),
            ..default
        }
    }
}
