//! Records other than incidents, as a device or the hub shows them.

use serde_json::{Value, json};
use tabard_core::client::{RecordView, record_kind};
use tabard_core::model::RecordKind;
use tabard_core::words::Words;

use super::names::Names;
use super::readable;

/// An account for people.
pub(super) fn account(words: &Words, account: &RecordView) -> String {
    let mut parts = vec![format!(
        "{}  {}",
        account.id,
        account.state.said(words, account.kind, account.unsent)
    )];
    if account.view.get("private") == Some(&Value::Bool(true)) {
        let apart = match account.own {
            true => words.text("shown.account_apart"),
            false => words.text("shown.account_apart_hub"),
        };
        parts.push(apart.to_owned());
    }
    // It is read with its incident.
    let (apart, names) = (["incident"], Names::default());
    let (kind, view) = (RecordKind::Account, &account.view);
    parts.push(readable::record_without(words, kind, view, &apart, &names));
    if !account.answer.is_null() {
        let answer =
            readable::record_without(words, RecordKind::Followup, &account.answer, &apart, &names);
        parts.push(format!("{}\n{answer}", words.text("shown.account_answer")));
    }
    parts.join("\n")
}

/// A record for programs.
pub(super) fn json(record: &RecordView) -> Value {
    json!({
        "id": record.id.to_string(),
        "kind": record_kind(record.kind).name(),
        "about": record.about.map(|about| about.to_string()),
        "state": record.state.word(),
        "unsent": record.unsent,
        "own": record.own,
        "by": record.by.map(|by| by.to_string()),
        "record": record.view,
        "draft": record.draft,
        "answer": record.answer,
    })
}
