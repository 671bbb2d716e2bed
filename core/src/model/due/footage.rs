//! Footage is overwritten unless somebody keeps it: each recording is a task until it is known what
//! became of it.

use serde_json::Value;

use super::moment::{Moment, When, moment_of};
use super::{Clocks, Due, Note, What, day, items, said};

pub(super) fn due(
    report: &Value,
    answer: &Value,
    accident: Option<&Moment>,
    clocks: &Clocks,
) -> Vec<Due> {
    let by_default = |begins: Option<&Moment>| {
        begins.map_or(When::Now, |begins| begins.days_later(clocks.footage_days))
    };
    let mut due = Vec::new();
    for (id, recording) in items(report, "recordings") {
        let begins = moment_of(recording, "from");
        let begins = begins.as_ref().or(accident);
        // A day is a day anywhere: where no clock is known it ends by that of Greenwich.
        let utc = Moment::greenwich();
        let held = held_until(report, recording);
        let when = held.map_or_else(|| by_default(begins), |day| begins.unwrap_or(&utc).on(day));
        due.push(
            Due::new(What::KeepFootage, Some(id), when)
                .done(is_settled(answer, id))
                .noting(Note::KeptByDefault, held.is_none())
                .noting(Note::NoReference, recording.get("reference").is_none()),
        );
    }
    let ran = |staff: &Value| matches!(said(staff, "bwv_activated"), Some("yes" | "partial"));
    let is_of =
        |recording: &Value, id: &str| recording.get("staff").and_then(Value::as_str) == Some(id);
    for (id, _) in items(report, "staff").filter(|(_, staff)| ran(staff)) {
        if !items(report, "recordings").any(|(_, recording)| is_of(recording, id)) {
            due.push(Due::new(What::FindFootage, Some(id), by_default(accident)));
        }
    }
    let running = report.get("camera_running").and_then(Value::as_bool).unwrap_or_default();
    if running && due.is_empty() {
        due.push(Due::new(What::FindFootage, None, by_default(accident)));
    }
    due
}

/// What is said of the recording itself, or of its wearer's camera.
fn held_until(report: &Value, recording: &Value) -> Option<jiff::civil::Date> {
    let of_wearer = || {
        let wearer = recording.get("staff")?.as_str()?;
        let (_, staff) = items(report, "staff").find(|(id, _)| *id == wearer)?;
        day(staff, "bwv_hold_until")
    };
    day(recording, "hold_until").or_else(of_wearer)
}

/// Whether it is known what became of a recording. To have asked for it is not to have it.
fn is_settled(answer: &Value, recording: &str) -> bool {
    items(answer, "footage").any(|(_, one)| {
        let about = one.get("recording").and_then(Value::as_str) == Some(recording);
        about && matches!(said(one, "status"), Some("kept" | "not_found" | "gone" | "released"))
    })
}
