//! What falls due, and what is held.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use tabard_core::client::{Hold, MarkerSummary, Summary};
use tabard_core::entry::Kind;
use tabard_core::ids::{Millis, RecordId};
use tabard_core::model::marker::Status;

use super::Settings;
use super::class::{Class, of_report};
use crate::hub::{Hub, HubError};
use crate::said::words::timestamp;

/// The statuses after which nothing further is done, as the core has them.
const CLOSED: [&str; 2] = ["closed", "withdrawn_by_reporter"];

/// Something that is kept for so long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The record.
    pub record: RecordId,
    /// Its class.
    pub class: Class,
    /// The day from which its period runs.
    pub from: Date,
    /// The day on which it is over.
    pub due: Date,
    /// Whether a hold keeps it all the same.
    pub held: bool,
}

/// What is kept, and until when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outlook {
    /// What is due by the last day that was asked for, the first one first. What is held is among
    /// it, and says so.
    pub due: Vec<Item>,
    /// How many have a day later than that.
    pub later: usize,
    /// How many reports are not closed, and so have no day.
    pub open: usize,
    /// The holds in force, those to be looked at first at the beginning.
    pub holds: Vec<Hold>,
}

impl Outlook {
    /// What may be erased on a day: what is due by then and not held.
    pub fn erasable(&self, on: Date) -> impl Iterator<Item = &Item> {
        self.due.iter().filter(move |item| item.due <= on && !item.held)
    }
}

/// What falls due at a hub in the days to come.
///
/// # Errors
/// Storage errors.
pub fn outlook(
    hub: &Hub,
    settings: &Settings,
    now: Millis,
    days: u16,
) -> Result<Outlook, HubError> {
    let holds = hub.holds()?;
    let reports = hub.incidents()?;
    let mut kept: Vec<_> = reports.iter().map(|one| of_summary(one, settings)).collect();
    kept.extend(hub.markers(|_| true)?.iter().filter_map(of_marker));
    for log in hub.as_device().records(Kind::Readings)? {
        kept.push((log.id, Class::Audit, day_of(log.changed_at)));
    }
    let last = day_of(now.plus_days(i64::from(days)));
    Ok(reckoned(&kept, settings, &holds, last))
}

/// A record with its class and the day from which its period runs.
type Kept = (RecordId, Class, Date);

/// The days on which what is kept is due.
fn reckoned(
    kept: &[Kept],
    settings: &Settings,
    holds: &BTreeMap<RecordId, Hold>,
    last: Date,
) -> Outlook {
    let is_held = |record| holds.get(&record).is_some_and(Hold::is_in_force);
    let (mut due, mut later, mut open) = (Vec::new(), 0, 0);
    for (record, class, from) in kept.iter().copied() {
        let Some(years) = settings.years(class) else {
            open += 1;
            continue;
        };
        match from.checked_add(i64::from(years).years()) {
            Ok(day) if day <= last => {
                due.push(Item { record, class, from, due: day, held: is_held(record) });
            }
            _ => later += 1,
        }
    }
    due.sort_by_key(|item| (item.due, item.record));
    let mut holds: Vec<Hold> = holds.values().filter(|hold| hold.is_in_force()).cloned().collect();
    holds.sort_by(|a, b| a.review_on.cmp(&b.review_on));
    Outlook { due, later, open, holds }
}

fn of_summary(one: &Summary, settings: &Settings) -> Kept {
    let closed = CLOSED.contains(&one.state.word());
    let class = of_report(&one.report, closed, &settings.serious);
    let stated = ["occurred_at", "captured_at"]
        .into_iter()
        .find_map(|field| one.report.get(field)?.as_str()?.parse::<Timestamp>().ok());
    // Of an incident without a time it is known when its report came, which was later.
    let from = stated.map_or_else(|| day_of(one.started_at), civil);
    (one.id, class, from)
}

/// A marker that warns is kept; its period runs from its end.
fn of_marker(one: &MarkerSummary) -> Option<Kept> {
    if one.status.is_some_and(Status::warns) {
        return None;
    }
    Some((one.id, Class::Marker, day_of(one.until.or(one.since)?)))
}

pub(super) fn day_of(at: Millis) -> Date {
    civil(timestamp(at))
}

fn civil(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn id(n: u8) -> RecordId {
        RecordId::new([n; 16])
    }

    fn hold(record: RecordId, in_force: bool) -> Hold {
        Hold {
            record,
            why: "Claim.".to_owned(),
            by: "A".to_owned(),
            at: "2026-01-01T00:00:00Z".to_owned(),
            review_on: "2026-02-01".to_owned(),
            released_at: (!in_force).then(|| "2026-03-01T00:00:00Z".to_owned()),
            released_by: None,
            released_why: None,
        }
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn each_class_is_due_after_its_years_and_what_is_open_never() {
        let from = day("2016-02-29");
        let kept = [
            (id(1), Class::NotSerious, from),
            (id(2), Class::Serious, from),
            (id(3), Class::Open, day("1990-01-01")),
            (id(4), Class::Audit, from),
        ];
        let none = BTreeMap::new();
        let on = reckoned(&kept, &Settings::default(), &none, day("2026-02-28"));
        assert_eq!(on.due.iter().map(|item| item.record).collect::<Vec<_>>(), [id(1)]);
        assert_eq!((on.due[0].due, on.later, on.open), (day("2026-02-28"), 2, 1));
        let before = reckoned(&kept, &Settings::default(), &none, day("2026-02-27"));
        assert_eq!((before.due.len(), before.later), (0, 3));
        let all = reckoned(&kept, &Settings::default(), &none, day("2042-03-01"));
        let order: Vec<_> = all.due.iter().map(|item| item.class).collect();
        assert_eq!(order, [Class::NotSerious, Class::Serious, Class::Audit]);
    }

    proptest! {
        #[test]
        fn what_is_held_is_never_erasable(
            kept in prop::collection::vec((0u8..12, 0usize..5, 1950i16..2030), 0..30),
            holds in prop::collection::btree_map(0u8..12, any::<bool>(), 0..12),
            years in 1u16..30,
            on in 1990i16..2100,
        ) {
            let classes =
                [Class::Open, Class::Serious, Class::NotSerious, Class::Marker, Class::Audit];
            let kept: Vec<Kept> = kept
                .into_iter()
                .map(|(n, class, year)| (id(n), classes[class], Date::new(year, 6, 1).unwrap()))
                .collect();
            let holds: BTreeMap<_, _> =
                holds.into_iter().map(|(n, force)| (id(n), hold(id(n), force))).collect();
            let settings = Settings {
                not_serious_years: years,
                serious_years: years,
                marker_years: years,
                audit_years: years,
                ..Settings::default()
            };
            let on = Date::new(on, 1, 1).unwrap();
            let outlook = reckoned(&kept, &settings, &holds, on);
            for item in outlook.erasable(on) {
                prop_assert!(!holds.get(&item.record).is_some_and(Hold::is_in_force));
                prop_assert!(item.class != Class::Open && item.due <= on);
            }
            // And the only thing that keeps what is due is a hold.
            let kept_back = outlook.due.len() - outlook.erasable(on).count();
            prop_assert_eq!(kept_back, outlook.due.iter().filter(|item| item.held).count());
        }
    }
}
