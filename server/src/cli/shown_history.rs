//! The versions of a record, as a device or the hub shows them.

use serde_json::{Value, json};
use tabard_core::client::{Change, Version};
use tabard_core::model::{RecordKind, Scalar};
use tabard_core::words::Words;

use super::failure::{Exit, Failure};
use super::names::Names;
use super::output::Output;
use super::{readable, words};
use crate::said::fields::{member, stated};

/// Says the versions of a record of a kind.
pub(super) fn say(
    versions: &[Version],
    kind: RecordKind,
    names: &Names,
    output: &Output,
) -> Result<Exit, Failure> {
    output.say(
        || in_words(output.words(), versions, kind, names),
        || versions.iter().map(line).collect(),
    )?;
    Ok(Exit::Done)
}

fn line(version: &Version) -> Value {
    let change = |one: &Change| {
        json!({
            "field": field(one),
            "before": one.before,
            "after": one.after,
            "settled": one.settled,
        })
    };
    json!({
        "by": version.by.map(|by| by.to_string()),
        "at": version.at,
        "changes": version.changes.iter().map(change).collect::<Vec<_>>(),
    })
}

fn in_words(words: &Words, versions: &[Version], kind: RecordKind, names: &Names) -> String {
    if versions.is_empty() {
        return words.text("states.nothing_saved_yet").to_owned();
    }
    let shown = versions.iter().map(|version| {
        let at = words::time_if_said(words, version.at.as_deref());
        let by = match version.by {
            Some(by) => names.of(words, by),
            None => words.text("shown.device_not_named").to_owned(),
        };
        let changes: Vec<_> = version.changes.iter().map(|one| said(words, kind, one)).collect();
        format!("{at}, {by}\n{}", changes.join("\n"))
    });
    shown.collect::<Vec<_>>().join("\n\n")
}

fn said(words: &Words, kind: RecordKind, change: &Change) -> String {
    let path = field(change);
    let heading = readable::heading(words, kind, &path);
    let text =
        |value: &Option<Scalar>| value.as_ref().map(|value| stated(words, kind, &path, value));
    let settled = if change.settled { words.text("shown.settled") } else { "" };
    let (before, after) = (text(&change.before), text(&change.after));
    let became = match member(words, kind, &path) {
        // A member of a set is there or not.
        Some(member) => match change.after {
            Some(Scalar::Flag(true)) => format!("+ {member}"),
            _ => format!("− {member}"),
        },
        None => {
            let after = after.unwrap_or_else(|| "—".to_owned());
            before.map_or_else(|| after.clone(), |before| format!("{before} → {after}"))
        }
    };
    format!("  {heading}: {became}{settled}")
}

fn field(change: &Change) -> String {
    change.field.segments().collect::<Vec<_>>().join(".")
}
