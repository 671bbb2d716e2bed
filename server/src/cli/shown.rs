//! A report with all that is known of it, as a device or the hub shows it.

use serde_json::{Value, json};
use tabard_core::client::{Incident, RecordView};
use tabard_core::model::RecordKind;
use tabard_core::words::Words;

use super::device::{json_of, words_of};
use super::titles::title;
use super::{readable, words};

pub(super) fn json(incident: &Incident, accounts: &[RecordView]) -> Value {
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
        "accounts": accounts.iter().map(json_of).collect::<Vec<_>>(),
        "unread": summary.unread,
        "writers": incident.writers,
        "draft": incident.draft,
        "refused": incident.refused,
    })
}

pub(super) fn words(words: &Words, incident: &Incident, accounts: &[RecordView]) -> String {
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
    parts.extend(
        accounts
            .iter()
            .map(|one| format!("{}\n{}", words.text("shown.account"), words_of(words, one))),
    );
    let writers = incident.writers.join(", ");
    parts.push(match writers.is_empty() {
        true => words.text("shown.writers_not_told").to_owned(),
        false => words.fill("shown.writers", &[("writers", &writers)]),
    });
    parts.join("\n\n")
}
