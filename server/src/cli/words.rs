//! States and times in words.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::fmt::temporal::Pieces;
use jiff::tz::TimeZone;
use tabard_core::client::{ReportState, Summary};
use tabard_core::ids::Millis;
use tabard_core::model::RecordKind;
use tabard_core::model::codes::{self, FOLLOWUP_STATUS, WELLBEING_STATUS};

/// Where a report stands that was saved just now.
pub(super) const SAVED: &str = "Saved on this phone. Not held by the region yet.";

/// Where a report stands, as one would say it.
pub(super) fn standing(summary: &Summary) -> String {
    standing_of(&summary.state, summary.unsent)
}

/// The same for a record of any kind that the hub reads.
pub(super) fn standing_of(state: &ReportState, unsent: u64) -> String {
    let stands = match state {
        ReportState::SavedOnThisPhone => SAVED.into(),
        ReportState::HeldByRegion => "Held by the region. Not opened by the hub yet.".into(),
        ReportState::Answered(status) => format!("{}.", status_label(status)),
    };
    with_changes(stands, state, unsent)
}

/// Where an account stands; it is read with its incident, and answered seldom.
pub(super) fn account_standing(state: &ReportState, unsent: u64) -> String {
    let stands = match state {
        ReportState::SavedOnThisPhone => SAVED.into(),
        ReportState::HeldByRegion => "Held by the region, for triage to read.".into(),
        ReportState::Answered(status) => format!("{}.", status_label(status)),
    };
    with_changes(stands, state, unsent)
}

/// Where a request for support stands.
pub(super) fn support_standing(state: &ReportState, unsent: u64) -> String {
    let stands = match state {
        ReportState::SavedOnThisPhone => "Saved on this phone. Nobody has it yet.".into(),
        ReportState::HeldByRegion => {
            "Held by the region. Nobody of wellbeing has opened it yet.".into()
        }
        ReportState::Answered(status) => {
            let label = WELLBEING_STATUS.get(status).map_or(status.as_str(), |code| code.label);
            format!("{label}.")
        }
    };
    with_changes(stands, state, unsent)
}

fn with_changes(stands: String, state: &ReportState, unsent: u64) -> String {
    match unsent {
        _ if *state == ReportState::SavedOnThisPhone => stands,
        0 => stands,
        1 => format!("{stands} One change waits to be sent."),
        changes => format!("{stands} {changes} changes wait to be sent."),
    }
}

/// What an incident's field asks.
pub(super) fn question(field: &str) -> String {
    RecordKind::Incident.field(field).map_or(field, |field| field.help).to_owned()
}

/// What a code of a list says; one that is not known is said as it is.
pub(super) fn code_label(list: &str, code: &str) -> String {
    let list = codes::ALL.iter().find(|known| known.name == list);
    list.and_then(|list| list.get(code)).map_or(code, |code| code.label).to_owned()
}

/// What a status of the follow-up's ladder says; a newer version's is said as it is.
pub(super) fn status_label(status: &str) -> &str {
    FOLLOWUP_STATUS.get(status).map_or(status, |code| code.label)
}

/// A moment, such as `22 Nov 2026, 17:40 UTC`.
pub(super) fn moment(at: Millis) -> String {
    let at = Timestamp::from_millisecond(at.0).unwrap_or_default();
    format!("{} UTC", day_and_time(at.to_zoned(TimeZone::UTC).datetime()))
}

/// A time of a report, by the clock of the crew that wrote it.
pub(super) fn time(text: &str) -> String {
    let written = || {
        let pieces = Pieces::parse(text).ok()?;
        Some(day_and_time(pieces.date().to_datetime(pieces.time()?)))
    };
    written().unwrap_or_else(|| text.to_owned())
}

fn day_and_time(at: DateTime) -> String {
    at.strftime("%-d %b %Y, %H:%M").to_string()
}

/// `1 report`, `2 reports`.
pub(super) fn counted(count: u64, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use tabard_core::ids::RecordId;

    use super::*;

    fn summary(state: ReportState, unsent: u64) -> Summary {
        Summary {
            id: RecordId::new([0; 16]),
            state,
            unsent,
            draft: false,
            unread: false,
            own: true,
            by: None,
            started_at: Millis(0),
            changed_at: Millis(0),
            report: json!({}),
        }
    }

    #[test]
    fn times_read_as_people_write_them() {
        assert_eq!(moment(Millis(1_795_369_200_000)), "22 Nov 2026, 17:40 UTC");
        assert_eq!(time("2026-06-03T02:05:00+01:00"), "3 Jun 2026, 02:05");
        assert_eq!(time("2026-06-03T02:05:00Z"), "3 Jun 2026, 02:05");
        assert_eq!(time("soon"), "soon");
    }

    #[test]
    fn states_are_sentences() {
        let saved = summary(ReportState::SavedOnThisPhone, 2);
        assert_eq!(standing(&saved), "Saved on this phone. Not held by the region yet.");
        let held = summary(ReportState::HeldByRegion, 1);
        assert!(standing(&held).ends_with("One change waits to be sent."));
        let answered = summary(ReportState::Answered("being_looked_at".to_owned()), 0);
        assert_eq!(standing(&answered), "Being looked at.");
    }
}
