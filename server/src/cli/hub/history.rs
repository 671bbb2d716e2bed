//! `tabard hub history`.

use serde_json::Value;
use tabard_core::model::ReadingAct;
use tabard_core::model::RecordKind;

use crate::cli::audited;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::pick;
use crate::cli::region::Place;
use crate::cli::shown_history;
use crate::said::names::Names;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "A report that was edited after it was sent is compared by it.\n\nExample:\n  tabard hub history --dir ./region 3f9a"
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// The report or an account of it, by its id or the first characters of it
    id: String,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut hub = self.place.hub_up_to_date()?;
        let (reports, accounts) = (hub.find(self.id.trim())?, hub.find_account(self.id.trim())?);
        let id = pick::one(&self.id, "report", reports.iter().chain(&accounts).copied())?;
        audited::note(&mut hub, ReadingAct::ViewedHistory, Some(id))?;
        let (kind, report) = match reports.contains(&id) {
            true => (RecordKind::Incident, hub.incident(id)?.summary.report),
            false => (RecordKind::Account, Value::Null),
        };
        let names = Names::at_hub(hub.devices()?, &report);
        shown_history::say(&hub.history(id)?, kind, &names, output)
    }
}
