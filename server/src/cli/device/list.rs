//! `tabard device list`.

use serde_json::{Value, json};
use tabard_core::client::{Listed, Page, Summary};
use tabard_core::entry::Kind;
use tabard_core::model::{is_withdrawn, title};
use tabard_core::words::Words;

use super::session::Place;
use crate::cli::failure::{Exit, Failure};
use crate::cli::filters::Filters;
use crate::cli::output::Output;
use crate::cli::pick;
use crate::cli::table::aligned;
use crate::cli::titles::marks;
use crate::said::words;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  tabard device list --vault ./phone --unfinished --own\n  tabard device list --vault ./phone --from 2026-03-01 --limit 20\n  tabard device list --vault ./phone --all"
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    filters: Filters,
    /// List those that this device left too
    #[arg(long)]
    all: bool,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let (asked, words) = (self.filters.asked()?, output.words());
        let mut client = self.place.open_to_read(output)?.client;
        if asked.is_everything() {
            let reports = match self.all {
                true => client.incidents()?,
                false => client.current_incidents()?,
            };
            output.say(
                || table(words, reports.iter(), words.text("shown.no_reports")),
                || reports.iter().map(|report| line(words, report)).collect(),
            )?;
            return Ok(Exit::Done);
        }
        let mut page = asked.read(|filter, after, most| client.list(filter, after, most))?;
        if !self.all {
            page.records.retain(|one| !client.has_left(&one.summary));
        }
        say(&page, words.text("shown.none_like_that"), output)?;
        Ok(Exit::Done)
    }
}

/// Says a part of a list. Each line of the JSON names its place, so that any can be gone on from.
pub(super) fn say(page: &Page, none: &str, output: &Output) -> Result<(), Failure> {
    let (words, reports) = (output.words(), || page.records.iter().map(|one| &one.summary));
    output.say(
        || table(words, reports(), none),
        || page.records.iter().map(|one| listed(words, one)).collect(),
    )?;
    if let Some(next) = page.next {
        output.aside(&words.fill("shown.more", &[("place", &next.to_string())]));
    }
    Ok(())
}

fn listed(words: &Words, listed: &Listed) -> Value {
    let mut line = line(words, &listed.summary);
    if let Some(line) = line.as_object_mut() {
        line.insert("place".to_owned(), json!(listed.place.to_string()));
    }
    line
}

fn line(words: &Words, report: &Summary) -> Value {
    json!({
        "id": report.id.to_string(),
        "state": report.state.word(),
        "unsent": report.unsent,
        "draft": report.draft,
        "unread": report.unread,
        "withdrawn": is_withdrawn(&report.report),
        "own": report.own,
        "started_at": report.started_at.rfc3339(),
        "changed_at": report.changed_at.rfc3339(),
        "title": title(words, &report.report),
    })
}

fn table<'a>(words: &Words, reports: impl Iterator<Item = &'a Summary>, none: &str) -> String {
    let row = |report: &Summary| {
        vec![
            pick::short(report.id),
            words::moment(words, report.started_at),
            title(words, &report.report),
            report.state.said(words, Kind::Incident, report.unsent),
            marks(words, report),
        ]
    };
    let rows: Vec<_> = reports.map(row).collect();
    if rows.is_empty() { none.to_owned() } else { aligned(&rows) }
}
