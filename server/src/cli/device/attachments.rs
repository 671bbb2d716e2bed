//! `tabard device attachments`.

use super::session::Place;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::shown_attachment;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  tabard device attachments --vault ./phone\n  tabard device attachments --vault ./phone 3f9a"
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// The report, by its id or the first characters of it; without it, those of all
    id: Option<String>,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let session = self.place.open_to_read(output)?;
        let report = self.id.as_deref().map(|typed| session.report(typed)).transpose()?;
        let all = session.client.attachments(report)?;
        output.say(
            || shown_attachment::table(output.words(), &all),
            || all.iter().map(shown_attachment::json).collect(),
        )?;
        Ok(Exit::Done)
    }
}
