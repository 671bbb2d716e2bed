//! `tabard device list`.

use serde_json::{Value, json};
use tabard_core::client::Summary;
use tabard_core::words::Words;

use super::session::Place;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::table::aligned;
use crate::cli::titles::title;
use crate::cli::words;

/// So many characters of an id tell the reports of one device apart.
const SHORT: usize = 10;

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  tabard device list --vault ./phone")]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let reports = self.place.open(output)?.client.incidents()?;
        let words = output.words();
        output.say(
            || table(words, &reports),
            || reports.iter().map(|report| line(words, report)).collect(),
        )?;
        Ok(Exit::Done)
    }
}

fn line(words: &Words, report: &Summary) -> Value {
    json!({
        "id": report.id.to_string(),
        "state": report.state.word(),
        "unsent": report.unsent,
        "draft": report.draft,
        "unread": report.unread,
        "own": report.own,
        "started_at": report.started_at.rfc3339(),
        "changed_at": report.changed_at.rfc3339(),
        "title": title(words, &report.report),
    })
}

fn table(words: &Words, reports: &[Summary]) -> String {
    if reports.is_empty() {
        return words.text("shown.no_reports").to_owned();
    }
    let row = |report: &Summary| {
        vec![
            report.id.to_string().chars().take(SHORT).collect(),
            words::moment(words, report.started_at),
            title(words, &report.report),
            words::standing(words, report),
            if report.unread { words.text("shown.new").to_owned() } else { String::new() },
        ]
    };
    aligned(&reports.iter().map(row).collect::<Vec<_>>())
}
