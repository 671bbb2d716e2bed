//! RIDDOR 2013: which absence and which injury is to be reported to HSE, and by which day. It
//! counts and reminds; whether to report is decided, and the report is sent, by a person.

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;

use super::moment::{Moment, days_counted, later};
use super::{Clocks, Due, Note, What, When, day, items, said};

/// More than so many days are recorded (S74).
const RECORDED_OVER: i64 = 3;
/// More than so many days are reported: regulation 4 (S72).
const REPORTED_OVER: i64 = 7;

/// Days away from work because of an accident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Absence {
    /// How many there were up to today, with rest days and without the day of the accident (S72a).
    days: i64,
    /// Since when it goes on.
    since: Option<Date>,
    /// Whether two statements of it differ.
    differs: bool,
}

pub(super) fn due(
    report: &Value,
    answer: &Value,
    accident: &Moment,
    now: Timestamp,
    clocks: &Clocks,
) -> Vec<Due> {
    let personal = report.get("personal_dispute").and_then(Value::as_bool).unwrap_or_default();
    let today = accident.day_at(now);
    let mut due = Vec::new();
    for (id, staff) in items(report, "staff") {
        let absence = absence(staff, accident.day(), today);
        let decided = personal || is_decided(answer, id);
        let at_latest = |what, when| {
            Due::new(what, Some(id), when).done(decided).noting(Note::PersonalDispute, personal)
        };
        if has_named_injury(staff) {
            let when = accident.days_later(clocks.named_injury_days);
            due.push(at_latest(What::ReportNamedInjury, when).noting(Note::WithoutDelay, true));
        }
        if absence.days > REPORTED_OVER {
            let when = accident.days_later(clocks.incapacity_days);
            let physical = is_physical(report, id, staff);
            due.push(
                at_latest(What::ReportOver7Days, when)
                    .noting(Note::NoPhysicalInjury, !physical)
                    .noting(Note::AbsenceDiffers, absence.differs),
            );
        } else if absence.days > RECORDED_OVER {
            due.push(
                at_latest(What::RecordOver3Days, When::Now)
                    .noting(Note::AbsenceDiffers, absence.differs),
            );
        }
        if let Some(since) = absence.since.filter(|_| absence.days <= REPORTED_OVER && !personal) {
            // The first day on which it is more than seven.
            due.push(Due::new(What::AbsenceCheck, Some(id), accident.on(later(since, 7))));
        }
    }
    due
}

/// What is stated as a number or as a range may be said of days that nobody dated: the longest
/// statement counts.
fn absence(staff: &Value, accident: Date, today: Date) -> Absence {
    let until = day(staff, "absence_until");
    let from = day(staff, "absence_from").map(|from| from.max(later(accident, 1)));
    let dated = from.map(|from| days_counted(from, until.unwrap_or(today).min(today)));
    let stated = staff.get("absence_days").and_then(Value::as_i64);
    let ranged = match said(staff, "absence") {
        Some("over_7") => REPORTED_OVER + 1,
        Some("over_3") => RECORDED_OVER + 1,
        _ => 0,
    };
    let longest = dated.into_iter().chain(stated).chain([ranged]).max();
    let ended = until.is_some_and(|until| until < today);
    Absence {
        days: longest.unwrap_or_default(),
        since: from.filter(|_| until.is_none()),
        differs: ended && dated.zip(stated).is_some_and(|(dated, stated)| dated != stated),
    }
}

fn has_named_injury(staff: &Value) -> bool {
    said(staff, "riddor_injury").is_some_and(|code| !matches!(code, "none" | "prefer_not_to_say"))
}

fn is_decided(answer: &Value, staff: &str) -> bool {
    items(answer, "riddor").any(|(_, one)| {
        let about = one.get("staff").and_then(Value::as_str) == Some(staff);
        about && (one.get("reported_on").is_some() || one.get("not_reported_reason").is_some())
    })
}

/// Whether any physical injury of a member of staff is written down.
fn is_physical(report: &Value, id: &str, staff: &Value) -> bool {
    let hurt = |code: &str| !matches!(code, "none" | "prefer_not_to_say");
    let harm = ["physical_harm_0h", "physical_harm_72h", "physical_harm_28d", "riddor_injury"];
    let injured = |(_, injury): (&str, &Value)| {
        injury.get("staff").and_then(Value::as_str) == Some(id)
            && said(injury, "injury_type").is_some_and(hurt)
    };
    harm.iter().any(|field| said(staff, field).is_some_and(hurt))
        || items(report, "injuries").any(injured)
}
