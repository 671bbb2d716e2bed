//! `tabard device history`: who wrote what, and when.

use serde_json::{Value, json};
use tabard_core::client::{Change, Version};
use tabard_core::model::Scalar;
use tabard_core::words::Words;

use super::session::Place;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::words;

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
        let (id, _) = session.any(&self.id)?;
        say(&session.client.history(id)?, output)
    }
}

/// Says the versions of a record.
pub(in crate::cli) fn say(versions: &[Version], output: &Output) -> Result<Exit, Failure> {
    output.say(|| in_words(output.words(), versions), || versions.iter().map(line).collect())?;
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

fn in_words(words: &Words, versions: &[Version]) -> String {
    if versions.is_empty() {
        return words.text("states.nothing_saved_yet").to_owned();
    }
    let shown = versions.iter().map(|version| {
        let at = version.at.as_deref().map(|at| words::time(words, at));
        let at = at.unwrap_or_else(|| words.text("shown.time_not_said").to_owned());
        let by = match version.by {
            Some(by) => words.fill("shown.device", &[("device", &by.to_string())]),
            None => words.text("shown.device_not_named").to_owned(),
        };
        let changes: Vec<_> = version.changes.iter().map(|one| said(words, one)).collect();
        format!("{at}, {by}\n{}", changes.join("\n"))
    });
    shown.collect::<Vec<_>>().join("\n\n")
}

fn said(words: &Words, change: &Change) -> String {
    let text = |value: &Option<Scalar>| value.as_ref().map(|value| text(words, value));
    let settled = if change.settled { words.text("shown.settled") } else { "" };
    let after = text(&change.after).unwrap_or_else(|| "—".to_owned());
    match text(&change.before) {
        None => format!("  {}: {after}{settled}", field(change)),
        Some(before) => format!("  {}: {before} → {after}{settled}", field(change)),
    }
}

fn field(change: &Change) -> String {
    change.field.segments().collect::<Vec<_>>().join(".")
}

fn text(words: &Words, value: &Scalar) -> String {
    match value {
        Scalar::Flag(true) => words.text("shown.yes").to_owned(),
        Scalar::Flag(false) => words.text("shown.no").to_owned(),
        Scalar::Whole(whole) => whole.to_string(),
        Scalar::Text(text) => text.clone(),
    }
}
