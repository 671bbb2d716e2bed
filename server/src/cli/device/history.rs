//! `tabard device history`: who wrote what, and when.

use serde_json::{Value, json};
use tabard_core::client::{Change, Version};
use tabard_core::model::Scalar;

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
        let session = self.place.open(output)?;
        let (id, _) = session.any(&self.id)?;
        say(&session.client.history(id)?, output)
    }
}

/// Says the versions of a record.
pub(in crate::cli) fn say(versions: &[Version], output: &Output) -> Result<Exit, Failure> {
    output.say(|| in_words(versions), || versions.iter().map(line).collect())?;
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

fn in_words(versions: &[Version]) -> String {
    if versions.is_empty() {
        return "Nothing is saved in it yet.".to_owned();
    }
    let shown = versions.iter().map(|version| {
        let at = version.at.as_deref().map_or_else(|| "at a time not said".into(), words::time);
        let by =
            version.by.map_or_else(|| "a device not named".into(), |by| format!("device {by}"));
        let changes: Vec<_> = version.changes.iter().map(said).collect();
        format!("{at}, {by}\n{}", changes.join("\n"))
    });
    shown.collect::<Vec<_>>().join("\n\n")
}

fn said(change: &Change) -> String {
    let was = |value: &Option<Scalar>| value.as_ref().map_or_else(|| "nothing".into(), text);
    let settled = if change.settled { ", which settles what was stated twice" } else { "" };
    let (before, after) = (was(&change.before), was(&change.after));
    match (&change.before, &change.after) {
        (None, _) => format!("  {}: {after}{settled}", field(change)),
        _ => format!("  {}: {before} → {after}{settled}", field(change)),
    }
}

fn field(change: &Change) -> String {
    change.field.segments().collect::<Vec<_>>().join(".")
}

fn text(value: &Scalar) -> String {
    match value {
        Scalar::Flag(true) => "yes".to_owned(),
        Scalar::Flag(false) => "no".to_owned(),
        Scalar::Whole(whole) => whole.to_string(),
        Scalar::Text(text) => text.clone(),
    }
}
