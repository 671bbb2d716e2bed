//! `tabard device list`.

use serde_json::{Value, json};
use tabard_core::client::{Listed, Page, Summary};

use super::session::Place;
use crate::cli::failure::{Exit, Failure};
use crate::cli::filters::Filters;
use crate::cli::output::Output;
use crate::cli::table::aligned;
use crate::cli::titles::title;
use crate::cli::words;

/// So many characters of an id tell the reports of one device apart.
const SHORT: usize = 10;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  tabard device list --vault ./phone --unfinished --own\n  tabard device list --vault ./phone --from 2026-03-01 --limit 20"
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    filters: Filters,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let asked = self.filters.asked()?;
        let mut client = self.place.open(output)?.client;
        if asked.is_everything() {
            let reports = client.incidents()?;
            output
                .say(|| table(reports.iter(), NONE_YET), || reports.iter().map(line).collect())?;
            return Ok(Exit::Done);
        }
        let page = asked.read(|filter, after, most| client.list(filter, after, most))?;
        say(&page, "No report on this device is like that.", output)?;
        Ok(Exit::Done)
    }
}

const NONE_YET: &str = "There are no reports on this device yet.";

/// Says a part of a list. Each line of the JSON names its place, so that any can be gone on from.
pub(super) fn say(page: &Page, none: &str, output: &Output) -> Result<(), Failure> {
    let reports = || page.records.iter().map(|one| &one.summary);
    output.say(|| table(reports(), none), || page.records.iter().map(listed).collect())?;
    if let Some(next) = page.next {
        output.aside(&format!("there are more: --after {next}"));
    }
    Ok(())
}

fn listed(listed: &Listed) -> Value {
    let mut line = line(&listed.summary);
    if let Some(line) = line.as_object_mut() {
        line.insert("place".to_owned(), json!(listed.place.to_string()));
    }
    line
}

fn line(report: &Summary) -> Value {
    json!({
        "id": report.id.to_string(),
        "state": report.state.word(),
        "unsent": report.unsent,
        "draft": report.draft,
        "own": report.own,
        "started_at": report.started_at.rfc3339(),
        "changed_at": report.changed_at.rfc3339(),
        "title": title(&report.report),
    })
}

fn table<'a>(reports: impl Iterator<Item = &'a Summary>, none: &str) -> String {
    let row = |report: &Summary| {
        vec![
            report.id.to_string().chars().take(SHORT).collect(),
            words::moment(report.started_at),
            title(&report.report),
            words::standing(report),
        ]
    };
    let rows: Vec<_> = reports.map(row).collect();
    if rows.is_empty() { none.to_owned() } else { aligned(&rows) }
}
