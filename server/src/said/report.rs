//! What is said of a whole report.

use serde_json::Value;
use tabard_core::client::Incident;
use tabard_core::ids::RecordId;
use tabard_core::model::is_withdrawn;
use tabard_core::words::Words;

use super::words;

/// That a report was taken back, and why; nothing where it was not.
pub(crate) fn withdrawn(words: &Words, report: &Value) -> Vec<String> {
    if !is_withdrawn(report) {
        return Vec::new();
    }
    let text = |name: &str| report.get(name).and_then(Value::as_str);
    let when = words::time_if_said(words, text("withdrawn_at"));
    let reason = text("withdrawn_reason");
    let reason = reason.map(|reason| words.fill("shown.withdrawn_reason", &[("reason", reason)]));
    let taken_back = words.fill("shown.withdrawn", &[("when", &when)]);
    [Some(taken_back), reason].into_iter().flatten().collect()
}

/// The reports that a report or its answer is linked to.
pub(crate) fn linked(incident: &Incident) -> Vec<RecordId> {
    let link = |record: &Value| record.get("duplicate_of")?.as_str()?.parse().ok();
    let mut linked: Vec<RecordId> =
        [&incident.summary.report, &incident.answer].into_iter().filter_map(link).collect();
    linked.dedup();
    linked
}
