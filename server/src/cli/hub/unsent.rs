//! `tabard hub unsent`.

use std::path::PathBuf;
use tabard_core::model::ReadingAct;

use serde_json::{Value, json};
use tabard_core::client::{SetAside, Unsent, record_kind};
use tabard_core::words::Words;

use crate::cli::audited;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::readable;
use crate::cli::region::Place;
use crate::said::words::counted;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "It shows them only: the device was removed before the region had them. Whoever wrote them may report\nthem again.\n\nExample:\n  tabard hub unsent --dir ./region --file ./phone/unsent-77aa….db"
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// The file that a wiped device left in its folder
    #[arg(long)]
    file: PathBuf,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        if !self.file.is_file() {
            return Err(Failure::new("not_found", "there is no such file: check --file"));
        }
        let mut hub = self.place.hub_up_to_date()?;
        audited::note(&mut hub, ReadingAct::ViewedReport, None)?;
        let read = hub.read_set_aside(&self.file)?;
        output.say(
            || words(&read),
            || {
                json!({
                    "records": read.records.iter().map(line).collect::<Value>(),
                    "unreadable": read.unreadable,
                })
            },
        )?;
        Ok(Exit::Done)
    }
}

fn line(one: &Unsent) -> Value {
    json!({
        "id": one.record.to_string(),
        "by": one.by.to_string(),
        "known": one.known,
        "report": one.report,
    })
}

fn words(read: &SetAside) -> String {
    let mut parts: Vec<String> = read.records.iter().map(record).collect();
    if read.unreadable > 0 {
        let count = counted(read.unreadable, "change");
        parts.push(format!("{count} cannot be read here: damaged, or sealed for others."));
    }
    if parts.is_empty() {
        parts.push("There is nothing in it.".to_owned());
    }
    parts.join("\n\n")
}

fn record(one: &Unsent) -> String {
    let kind = record_kind(one.kind);
    format!(
        "{}, by device {}\n{}",
        one.record,
        one.by,
        readable::record(Words::english(), kind, &one.report)
    )
}
