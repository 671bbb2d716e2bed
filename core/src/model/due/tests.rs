//! The clocks, by examples of the law's words and by what must always hold.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use jiff::civil::Date;
use proptest::prelude::*;
use serde_json::json;

use super::*;

const ACCIDENT: &str = "2026-06-01T23:30:00+01:00";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn due(report: &Value, answer: &Value, now: &str) -> Vec<Due> {
    of_incident(report, answer, at(now), &Clocks::default())
}

fn of(due: &[Due], what: What) -> Option<&Due> {
    due.iter().find(|one| one.what == what)
}

fn day_of(due: &[Due], what: What) -> Option<String> {
    match of(due, what)?.when {
        When::On { day, .. } => Some(day.to_string()),
        When::Now => Some("now".to_owned()),
        When::At(at) => Some(at.to_string()),
    }
}

/// One member of staff, hurt on the evening of the first of June.
fn hurt(staff: &Value) -> Value {
    let mut staff = staff.clone();
    staff["id"] = json!("s1");
    json!({ "occurred_at": ACCIDENT, "staff": [staff] })
}

fn codes(due: &[Due], what: What) -> Vec<&'static str> {
    of(due, what).unwrap().notes.iter().map(|note| note.code()).collect()
}

#[test]
fn harm_is_asked_three_times_and_each_answer_is_its_own() {
    let report = hurt(&json!({ "physical_harm_0h": "low", "psych_harm_0h": "none" }));
    let due = due(&report, &Value::Null, "2026-06-05T00:00:00Z");
    assert!(of(&due, What::HarmAtOnce).unwrap().done);
    assert_eq!(day_of(&due, What::HarmAfter72Hours).unwrap(), "2026-06-04T22:30:00Z");
    assert_eq!(day_of(&due, What::HarmAfter28Days).unwrap(), "2026-06-29T22:30:00Z");
    assert!(of(&due, What::HarmAfter72Hours).unwrap().is_overdue(at("2026-06-04T22:30:00Z")));
    assert!(!of(&due, What::HarmAfter72Hours).unwrap().is_overdue(at("2026-06-04T22:29:59Z")));
    // Half an answer, or that it is not known, is none; to rather not say is one.
    for (harm, done) in [("unknown", false), ("not_recorded", false), ("prefer_not_to_say", true)] {
        let report = hurt(&json!({ "physical_harm_0h": "low", "psych_harm_0h": harm }));
        let due = super::tests::due(&report, &Value::Null, "2026-06-05T00:00:00Z");
        assert_eq!(of(&due, What::HarmAtOnce).unwrap().done, done, "{harm}");
    }
}

#[test]
fn the_dead_are_not_asked_again() {
    let due = due(&hurt(&json!({ "physical_harm_0h": "fatal" })), &Value::Null, ACCIDENT);
    assert!(of(&due, What::HarmAtOnce).is_some());
    assert!(of(&due, What::HarmAfter72Hours).is_none());
}

#[test]
fn who_takes_a_report_back_is_not_asked_on_and_the_law_still_counts() {
    let mut report = hurt(&json!({ "riddor_injury": "fracture" }));
    report["withdrawn"] = json!(true);
    report["police_contacted"] = json!("999");
    let due = due(&report, &Value::Null, ACCIDENT);
    assert!(of(&due, What::HarmAtOnce).is_none() && of(&due, What::AskPolice).is_none());
    assert!(of(&due, What::ReportNamedInjury).is_some());
}

#[test]
fn more_than_seven_days_are_reported_within_fifteen_of_the_accident() {
    // The day of the accident does not count, rest days do: from the 2nd to the 8th are seven.
    let away = |until: &str| hurt(&json!({ "absence_from": "2026-06-01", "absence_until": until }));
    let now = "2026-07-01T12:00:00Z";
    for (until, report, record) in [
        ("2026-06-01", false, false),
        ("2026-06-04", false, false),
        ("2026-06-05", false, true),
        ("2026-06-08", false, true),
        ("2026-06-09", true, false),
        ("2026-06-30", true, false),
    ] {
        let due = due(&away(until), &Value::Null, now);
        assert_eq!(of(&due, What::ReportOver7Days).is_some(), report, "{until}");
        assert_eq!(of(&due, What::RecordOver3Days).is_some(), record, "{until}");
        if report {
            assert_eq!(day_of(&due, What::ReportOver7Days).unwrap(), "2026-06-16");
        }
    }
}

#[test]
fn an_absence_counts_up_to_today_and_is_looked_at_until_it_is_over_seven_days() {
    let report = hurt(&json!({ "absence_from": "2026-06-02" }));
    for (now, over) in [("2026-06-08T12:00:00Z", false), ("2026-06-09T12:00:00Z", true)] {
        let due = due(&report, &Value::Null, now);
        assert_eq!(of(&due, What::ReportOver7Days).is_some(), over, "{now}");
        assert_eq!(of(&due, What::AbsenceCheck).is_some(), !over, "{now}");
        if !over {
            assert_eq!(day_of(&due, What::AbsenceCheck).unwrap(), "2026-06-09");
        }
    }
    // A sick note until a day to come is no absence yet.
    let report = hurt(&json!({ "absence_from": "2026-06-02", "absence_until": "2026-08-01" }));
    let due = due(&report, &Value::Null, "2026-06-03T12:00:00Z");
    assert!(of(&due, What::ReportOver7Days).is_none());
}

#[test]
fn days_and_ranges_count_where_no_dates_are_given_and_the_longest_counts() {
    let now = "2026-07-01T12:00:00Z";
    for (staff, over) in [
        (json!({ "absence_days": 7 }), false),
        (json!({ "absence_days": 8 }), true),
        (json!({ "absence": "over_7" }), true),
        (json!({ "absence": "over_3" }), false),
        (json!({ "absence_days": 2, "absence": "over_7" }), true),
    ] {
        let due = due(&hurt(&staff), &Value::Null, now);
        assert_eq!(of(&due, What::ReportOver7Days).is_some(), over, "{staff}");
    }
    let both =
        json!({ "absence_days": 9, "absence_from": "2026-06-02", "absence_until": "2026-06-12" });
    let due = due(&hurt(&both), &Value::Null, now);
    assert!(codes(&due, What::ReportOver7Days).contains(&"absence_differs"));
}

#[test]
fn an_injury_that_the_law_names_is_reported_whatever_the_absence() {
    let report = hurt(&json!({ "riddor_injury": "fracture" }));
    let due = due(&report, &Value::Null, ACCIDENT);
    assert_eq!(day_of(&due, What::ReportNamedInjury).unwrap(), "2026-06-11");
    assert_eq!(codes(&due, What::ReportNamedInjury), ["without_delay"]);
    let clocks = Clocks { named_injury_days: 1, ..Clocks::default() };
    let due = of_incident(&report, &Value::Null, at(ACCIDENT), &clocks);
    assert_eq!(day_of(&due, What::ReportNamedInjury).unwrap(), "2026-06-02");
    for none in ["none", "unknown", "not_recorded", "prefer_not_to_say"] {
        let due =
            super::tests::due(&hurt(&json!({ "riddor_injury": none })), &Value::Null, ACCIDENT);
        assert!(of(&due, What::ReportNamedInjury).is_none(), "{none}");
    }
}

#[test]
fn both_readings_are_shown_where_nobody_is_hurt_in_body() {
    let now = "2026-07-01T12:00:00Z";
    let mind = hurt(&json!({ "absence_days": 20, "psych_harm_0h": "severe" }));
    let shown = due(&mind, &Value::Null, now);
    assert_eq!(codes(&shown, What::ReportOver7Days), ["no_physical_injury_disputed"]);
    assert!(!of(&shown, What::ReportOver7Days).unwrap().done, "it decides nothing");
    let mut body = mind.clone();
    body["injuries"] = json!([{ "id": "i1", "staff": "s1", "injury_type": "bruise" }]);
    assert!(codes(&due(&body, &Value::Null, now), What::ReportOver7Days).is_empty());
    let mut another = mind;
    another["injuries"] = json!([{ "id": "i1", "staff": "s2", "injury_type": "bruise" }]);
    assert!(!codes(&due(&another, &Value::Null, now), What::ReportOver7Days).is_empty());
}

#[test]
fn a_purely_personal_dispute_is_not_reportable() {
    let mut report = hurt(&json!({ "absence_days": 20, "riddor_injury": "fracture" }));
    report["personal_dispute"] = json!(true);
    let due = due(&report, &Value::Null, "2026-07-01T12:00:00Z");
    for what in [What::ReportOver7Days, What::ReportNamedInjury] {
        assert!(of(&due, what).unwrap().done);
        assert!(codes(&due, what).contains(&"purely_personal_dispute"));
    }
}

#[test]
fn a_person_reports_or_says_why_not_for_each_member_of_staff() {
    let report = hurt(&json!({ "absence_days": 20 }));
    for (decision, done) in [
        (json!({ "id": "r1", "staff": "s1", "reported_on": "2026-06-10" }), true),
        (json!({ "id": "r1", "staff": "s1", "not_reported_reason": "x" }), true),
        (json!({ "id": "r1", "staff": "s2", "reported_on": "2026-06-10" }), false),
        (json!({ "id": "r1", "staff": "s1", "by": "x" }), false),
    ] {
        let due = due(&report, &json!({ "riddor": [decision] }), "2026-07-01T12:00:00Z");
        assert_eq!(of(&due, What::ReportOver7Days).unwrap().done, done, "{decision}");
    }
}

#[test]
fn the_day_of_the_accident_is_that_of_the_crews_clock() {
    // Half past midnight in summer is the evening before in Greenwich.
    let mut report = hurt(&json!({ "absence_days": 20 }));
    report["occurred_at"] = json!("2026-06-02T00:30:00+01:00");
    let summer = due(&report, &Value::Null, "2026-07-01T12:00:00Z");
    assert_eq!(day_of(&summer, What::ReportOver7Days).unwrap(), "2026-06-17");
    report["occurred_at"] = json!("2026-06-01T23:30:00Z");
    let written = due(&report, &Value::Null, "2026-07-01T12:00:00Z");
    assert_eq!(day_of(&written, What::ReportOver7Days).unwrap(), "2026-06-16");
    // Over the end of summer time a day is a day.
    report["occurred_at"] = json!("2026-10-20T12:00:00+01:00");
    let autumn = due(&report, &Value::Null, "2026-12-01T12:00:00Z");
    assert_eq!(day_of(&autumn, What::ReportOver7Days).unwrap(), "2026-11-04");
    // Leap days are days.
    report["occurred_at"] = json!("2028-02-20T12:00:00Z");
    let leap = due(&report, &Value::Null, "2028-04-01T12:00:00Z");
    assert_eq!(day_of(&leap, What::ReportOver7Days).unwrap(), "2028-03-06");
}

#[test]
fn a_day_is_overdue_once_it_has_ended_by_the_crews_clock() {
    let due = due(&hurt(&json!({ "absence_days": 20 })), &Value::Null, "2026-07-01T12:00:00Z");
    let report = of(&due, What::ReportOver7Days).unwrap();
    assert!(!report.is_overdue(at("2026-06-16T22:59:59Z")));
    assert!(report.is_overdue(at("2026-06-16T23:00:00Z")));
}

#[test]
fn a_time_that_has_not_come_starts_no_clock() {
    let report = hurt(&json!({ "absence_days": 20, "riddor_injury": "fracture" }));
    let early = due(&report, &Value::Null, "2026-06-01T21:29:00Z");
    assert_eq!(early.iter().map(|one| one.what).collect::<Vec<_>>(), [What::TimeToCome]);
    // A clock may be a little ahead.
    let ahead = due(&report, &Value::Null, "2026-06-01T21:31:00Z");
    assert!(of(&ahead, What::TimeToCome).is_none());
    let unsaid = due(&json!({ "staff": [{ "id": "s1" }] }), &Value::Null, ACCIDENT);
    assert_eq!(unsaid.iter().map(|one| one.what).collect::<Vec<_>>(), [What::SayWhen]);
}

#[test]
fn the_police_are_asked_after_a_fortnight_and_then_monthly_until_it_is_known() {
    let mut report = json!({ "occurred_at": "2026-01-17T12:00:00Z", "police_contacted": "999" });
    for (now, day) in [
        ("2026-01-18T12:00:00Z", "2026-01-31"),
        ("2026-02-27T12:00:00Z", "2026-01-31"),
        ("2026-02-28T12:00:00Z", "2026-02-28"),
        ("2026-03-31T12:00:00Z", "2026-03-31"),
        ("2027-01-30T12:00:00Z", "2026-12-31"),
    ] {
        assert_eq!(
            day_of(&due(&report, &Value::Null, now), What::AskPolice).unwrap(),
            day,
            "{now}"
        );
    }
    report["police_outcome"] = json!("not_yet");
    assert!(!of(&due(&report, &Value::Null, ACCIDENT), What::AskPolice).unwrap().done);
    report["police_outcome"] = json!("charged_summonsed");
    assert!(of(&due(&report, &Value::Null, ACCIDENT), What::AskPolice).unwrap().done);
    report["police_contacted"] = json!("no");
    assert!(of(&due(&report, &Value::Null, ACCIDENT), What::AskPolice).is_none());
}

#[test]
fn each_recording_is_a_task_until_it_is_known_what_became_of_it() {
    let report = json!({
        "occurred_at": ACCIDENT,
        "staff": [{ "id": "s1", "bwv_hold_until": "2026-07-15" }],
        "recordings": [
            { "id": "k1", "reference": "c", "hold_until": "2026-06-05" },
            { "id": "k2", "from": "2026-06-02T00:10:00+01:00" },
            { "id": "k3", "staff": "s1" },
        ],
    });
    let tasks = |answer: &Value| -> Vec<(String, String, bool)> {
        let due = due(&report, answer, "2026-06-03T00:00:00Z");
        let footage = due.iter().filter(|one| one.what == What::KeepFootage);
        let task = |one: &Due| {
            let When::On { day, .. } = one.when else { return None };
            Some((one.item.clone()?, day.to_string(), one.done))
        };
        footage.filter_map(task).collect()
    };
    let task = |id: &str, day: &str, done| (id.to_owned(), day.to_owned(), done);
    assert_eq!(
        tasks(&Value::Null),
        [
            task("k1", "2026-06-05", false),
            task("k2", "2026-07-02", false),
            task("k3", "2026-07-15", false)
        ]
    );
    for (status, done) in [
        ("asked_for", false),
        ("kept", true),
        ("not_found", true),
        ("gone", true),
        ("released", true),
    ] {
        let answer = json!({ "footage": [{ "id": "k1", "recording": "k1", "status": status }] });
        assert_eq!(tasks(&answer)[0], task("k1", "2026-06-05", done), "{status}");
        assert!(!tasks(&answer)[1].2);
    }
    let due = due(&report, &Value::Null, ACCIDENT);
    assert_eq!(codes(&due, What::KeepFootage), Vec::<&str>::new());
    let second = due.iter().find(|one| one.item.as_deref() == Some("k2")).unwrap();
    assert_eq!(second.notes, [Note::KeptByDefault, Note::NoReference]);
}

#[test]
fn footage_is_kept_whatever_else_is_not_known() {
    let report =
        json!({ "recordings": [{ "id": "k1", "hold_until": "2026-06-05" }, { "id": "k2" }] });
    let due = due(&report, &Value::Null, "2026-06-03T00:00:00Z");
    let tasks: Vec<_> = due.iter().filter(|one| one.what == What::KeepFootage).collect();
    assert_eq!(tasks.len(), 2);
    assert_eq!(tasks[0].when, When::Now);
}

#[test]
fn a_camera_that_ran_and_has_no_recording_is_looked_for() {
    let report = hurt(&json!({ "bwv_activated": "partial" }));
    let shown = due(&report, &Value::Null, ACCIDENT);
    assert_eq!(of(&shown, What::FindFootage).unwrap().item.as_deref(), Some("s1"));
    let mut found = report.clone();
    found["recordings"] = json!([{ "id": "k1", "staff": "s1" }]);
    assert!(of(&due(&found, &Value::Null, ACCIDENT), What::FindFootage).is_none());
    let running = json!({ "occurred_at": ACCIDENT, "camera_running": true });
    assert!(of(&due(&running, &Value::Null, ACCIDENT), What::FindFootage).is_some());
    assert!(
        due(&json!({ "occurred_at": ACCIDENT, "camera_running": false }), &Value::Null, ACCIDENT)
            .is_empty()
    );
}

#[test]
fn trim_is_no_sooner_than_72_hours_and_again_at_28_days() {
    let now = at("2026-06-03T00:00:00Z");
    let clocks = Clocks::default();
    let mut request = json!({ "support": ["trim_72h"], "occurred_at": ACCIDENT });
    let shown = of_support(&request, now, &clocks);
    assert_eq!(day_of(&shown, What::TrimAfter72Hours).unwrap(), "2026-06-04T22:30:00Z");
    assert_eq!(day_of(&shown, What::TrimAfter28Days).unwrap(), "2026-06-29T22:30:00Z");
    request["offers"] = json!([{ "id": "o1", "support": "trim_72h", "done_at": ACCIDENT }]);
    let shown = of_support(&request, now, &clocks);
    assert!(of(&shown, What::TrimAfter72Hours).unwrap().done);
    assert!(!of(&shown, What::TrimAfter28Days).unwrap().done);
    request["offers"] = json!([{ "id": "o1", "support": "trim_28d", "response": "declined" }]);
    assert!(of(&of_support(&request, now, &clocks), What::TrimAfter28Days).unwrap().done);
    assert!(of_support(&json!({ "support": ["physio"] }), now, &clocks).is_empty());
}

#[test]
fn what_is_no_report_makes_nothing_due_and_fails_nothing() {
    for odd in [
        json!(null),
        json!([1]),
        json!({ "staff": "x", "recordings": [1, { "id": 2 }], "occurred_at": 7 }),
        json!({ "occurred_at": "9999-12-30T23:59:59Z", "staff": [{ "id": "s", "absence_days": -4 }] }),
        json!({ "occurred_at": "-009999-01-01T00:00:00Z", "staff": [{ "id": "s", "absence_from": "9999-12-31" }] }),
    ] {
        for now in [Timestamp::MIN, Timestamp::MAX, at(ACCIDENT)] {
            let due = of_incident(&odd, &odd, now, &Clocks::default());
            assert!(due.iter().all(|one| one.what != What::ReportOver7Days), "{odd}");
        }
    }
}

fn any_day() -> impl Strategy<Value = Date> {
    (2020..2032_i16, 1..=12_i8, 1..=28_i8).prop_map(|(y, m, d)| jiff::civil::date(y, m, d))
}

fn any_staff() -> impl Strategy<Value = Value> {
    let harm = proptest::sample::select(vec!["none", "low", "unknown", "fatal"]);
    (proptest::option::of(any_day()), proptest::option::of(any_day()), 0..30_i64, harm).prop_map(
        |(from, until, days, harm)| {
            let mut staff = json!({ "id": "s1", "absence_days": days, "physical_harm_0h": harm });
            if let Some(from) = from {
                staff["absence_from"] = json!(from.to_string());
            }
            if let Some(until) = until {
                staff["absence_until"] = json!(until.to_string());
            }
            staff
        },
    )
}

proptest! {
    #[test]
    fn another_day_away_never_moves_the_day_and_never_takes_it_back(
        accident in any_day(), days in 0..400_i64, hour in 0..24_u8, offset in -11..=11_i8,
    ) {
        let occurred = format!("{accident}T{hour:02}:15:00{offset:+03}:00");
        let now = at("2040-01-01T00:00:00Z");
        let of_days = |days: i64| {
            let report = json!({ "occurred_at": occurred, "staff": [{ "id": "s1", "absence_days": days }] });
            let due = of_incident(&report, &Value::Null, now, &Clocks::default());
            day_of(&due, What::ReportOver7Days)
        };
        let (fewer, more) = (of_days(days), of_days(days + 1));
        prop_assert_eq!(fewer.is_some(), days > 7);
        if fewer.is_some() {
            prop_assert_eq!(&fewer, &more);
        }
        if let Some(more) = more {
            let day: Date = more.parse().unwrap();
            prop_assert_eq!(day.duration_since(accident).as_hours(), 15 * 24);
        }
    }

    #[test]
    fn what_is_due_first_stands_first(accident in any_day(), staff in any_staff(), now in any_day()) {
        let report = json!({
            "occurred_at": format!("{accident}T12:00:00+01:00"), "staff": [staff],
            "police_contacted": "999", "recordings": [{ "id": "k1" }],
        });
        let now = at(&format!("{now}T00:00:00Z"));
        let due = of_incident(&report, &Value::Null, now, &Clocks::default());
        prop_assert!(due.windows(2).all(|two| two[0].when.ends() <= two[1].when.ends()));
        let again = of_incident(&report, &Value::Null, now, &Clocks::default());
        prop_assert_eq!(due, again);
    }
}
