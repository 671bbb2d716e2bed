//! A report with all that is known of it, as a device or the hub shows it.

use serde_json::{Value, json};
use tabard_core::client::Incident;
use tabard_core::model::RecordKind;
use tabard_core::words::Words;

use super::titles::title;
use super::{readable, words};

pub(super) fn json(incident: &Incident) -> Value {
    let summary = &incident.summary;
    json!({
        "id": summary.id.to_string(),
        "state": summary.state.word(),
        "unsent": summary.unsent,
        "own": summary.own,
        "started_at": summary.started_at.rfc3339(),
        "changed_at": summary.changed_at.rfc3339(),
        "report": summary.report,
        "answer": incident.answer,
        "writers": incident.writers,
        "draft": incident.draft,
        "refused": incident.refused,
    })
}

pub(super) fn words(words: &Words, incident: &Incident) -> String {
    let summary = &incident.summary;
    let (since, changed) =
        (words::moment(words, summary.started_at), words::moment(words, summary.changed_at));
    let here = words.fill("shown.here_since", &[("since", &since), ("changed", &changed)]);
    let mut parts = vec![
        format!("{}\n{}", summary.id, title(words, &summary.report)),
        format!("{}\n{here}", words::standing(words, summary)),
        readable::record(words, RecordKind::Incident, &summary.report),
    ];
    if !incident.answer.is_null() {
        let answer = readable::record(words, RecordKind::Followup, &incident.answer);
        parts.push(format!("{}\n{answer}", words.text("shown.answer")));
    }
    if !incident.draft.is_empty() {
        let draft = readable::record(words, RecordKind::Incident, &json!(incident.draft));
        parts.push(format!("{}\n{draft}", words.text("shown.draft")));
    }
    if !incident.refused.is_empty() {
        parts.push(words.counted("shown.refused", incident.refused.len() as u64));
    }
    let writers = incident.writers.join(", ");
    parts.push(words.fill("shown.writers", &[("writers", &writers)]));
    parts.join("\n\n")
}
