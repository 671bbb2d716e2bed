//! A report with all that is known of it, as a device or the hub shows it.

use serde_json::{Value, json};
use tabard_core::client::{Incident, RecordView};
use tabard_core::model::RecordKind;

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

pub(super) fn words(incident: &Incident, accounts: &[RecordView]) -> String {
    let summary = &incident.summary;
    let mut parts = vec![
        format!("{}\n{}", summary.id, title(&summary.report)),
        format!(
            "{}\nHere since {}, last changed {}.",
            words::standing(summary),
            words::moment(summary.started_at),
            words::moment(summary.changed_at)
        ),
        readable::record(RecordKind::Incident, &summary.report),
    ];
    if !incident.answer.is_null() {
        let answer = readable::record(RecordKind::Followup, &incident.answer);
        parts.push(format!("The hub's answer\n{answer}"));
    }
    if !incident.draft.is_empty() {
        let draft = readable::record(RecordKind::Incident, &json!(incident.draft));
        parts.push(format!("Typed and not saved yet\n{draft}"));
    }
    if !incident.refused.is_empty() {
        let count = words::counted(incident.refused.len() as u64, "change");
        parts.push(format!("Refused and kept apart: {count}; see --json."));
    }
    parts.extend(accounts.iter().map(|one| format!("An account\n{}", words_of(one))));
    parts.push(match incident.writers.is_empty() {
        true => "Who wrote it is not to be told.".to_owned(),
        false => format!("Written by {}", incident.writers.join(", ")),
    });
    parts.join("\n\n")
}
