//! `tabard device history`: who wrote what, and when.

use tabard_core::client::record_kind;

use super::session::Place;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::shown_history;
use crate::said::names::Names;

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
        shown_history::say(&client.history(id)?, record_kind(kind), &names, output)
    }
}
