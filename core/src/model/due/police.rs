//! The police are asked what came of it, for a service is not told by itself (S57).

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;

use super::moment::{Moment, later, months_later};
use super::{Clocks, Due, What, said};

pub(super) fn due(
    report: &Value,
    accident: &Moment,
    now: Timestamp,
    clocks: &Clocks,
) -> Option<Due> {
    let told = said(report, "police_contacted")
        .is_some_and(|code| !matches!(code, "no" | "prefer_not_to_say"));
    if !told {
        return None;
    }
    let closed = said(report, "police_outcome").is_some_and(|code| code != "not_yet");
    let first = later(accident.day(), clocks.police_days);
    let when = accident.on(latest(first, accident.day_at(now)));
    Some(Due::new(What::AskPolice, None, when).done(closed))
}

/// First after some days, then every month: the last such day that has come, or the first.
fn latest(first: Date, today: Date) -> Date {
    let years = i32::from(today.year()) - i32::from(first.year());
    let months = years * 12 + i32::from(today.month()) - i32::from(first.month());
    let come = |months| months_later(first, months).filter(|day| *day <= today);
    come(months.max(0)).or_else(|| come((months - 1).max(0))).unwrap_or(first)
}
