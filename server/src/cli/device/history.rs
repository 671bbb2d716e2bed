//! `tabard device history`: who wrote what, and when.

use serde_json::{Value, json};
use tabard_core::client::{Change, Version, record_kind};
use tabard_core::model::{RecordKind, Scalar};
use tabard_core::words::Words;

use super::session::Place;
use crate::cli::failure::{Exit, Failure};
use crate::cli::names::Names;
use crate::cli::output::Output;
use crate::cli::{readable, words};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Every version is kept, those that were settled too.\n\nExample:\n  tabard device history --vault ./phone 3f9a"
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// The report, account or request, by its id or the first characters of it
    id: String,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let session = self.place.open_to_read(output)?;
        let (id, kind) = session.any(&self.id)?;
        let client = &session.client;
        let names = Names::on_device(output.words(), client, &client.record(id)?.view);
        say(&client.history(id)?, record_kind(kind), &names, output)
    }
}

/// Says the versions of a record of a kind.
pub(in crate::cli) fn say(
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
        let at = version.at.as_deref().map(|at| words::time(words, at));
        let at = at.unwrap_or_else(|| words.text("shown.time_not_said").to_owned());
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
    let text = |value: &Option<Scalar>| {
        value.as_ref().map(|value| readable::stated(words, kind, &path, value))
    };
    let settled = if change.settled { words.text("shown.settled") } else { "" };
    let (before, after) = (text(&change.before), text(&change.after));
    let became = match readable::member(words, kind, &path) {
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
