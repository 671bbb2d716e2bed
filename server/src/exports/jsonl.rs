//! A report a line. What stands under `report` is by `docs/report.schema.json` in both forms.

use serde_json::{Value, json};

use super::Line;
use super::plain::{ages, month, plain};

/// The bytes of a file.
pub(super) fn written(lines: &[Line], identifies: bool) -> Vec<u8> {
    let mut said: Vec<String> = lines
        .iter()
        .map(|line| format!("{}\n", if identifies { whole(line) } else { de_identified(line) }))
        .collect();
    if !identifies {
        // The order in which they came would tell more than the month does.
        said.sort_unstable();
    }
    said.concat().into_bytes()
}

fn whole(line: &Line) -> Value {
    json!({
        "id": line.id.to_string(),
        "came_at": line.fact.received.rfc3339(),
        "status": line.answer.get("status"),
        "outcome": line.answer.get("outcome"),
        "report": line.report,
    })
}

fn de_identified(line: &Line) -> Value {
    json!({
        "month": month(line.fact.day),
        "ages": ages(&line.report, line.fact.day),
        "status": line.answer.get("status"),
        "outcome": line.answer.get("outcome"),
        "report": plain(&line.report),
    })
}
