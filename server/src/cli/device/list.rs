//! `tabard device list`.

use serde_json::{Value, json};
use tabard_core::client::Summary;

use super::session::Place;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::table::aligned;
use crate::cli::titles::title;
use crate::cli::words;

/// So many characters of an id tell the reports of one device apart.
const SHORT: usize = 10;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  tabard device list --vault ./phone\n  tabard device list --vault ./phone --all"
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// List those that this device left too
    #[arg(long)]
    all: bool,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let session = self.place.open(output)?;
        let reports = match self.all {
            true => session.client.incidents()?,
            false => session.client.current_incidents()?,
        };
        output.say(|| table(&reports), || reports.iter().map(line).collect())?;
        Ok(Exit::Done)
    }
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

fn table(reports: &[Summary]) -> String {
    if reports.is_empty() {
        return "There are no reports on this device yet.".to_owned();
    }
    let row = |report: &Summary| {
        vec![
            report.id.to_string().chars().take(SHORT).collect(),
            words::moment(report.started_at),
            title(&report.report),
            words::standing(report),
        ]
    };
    aligned(&reports.iter().map(row).collect::<Vec<_>>())
}
