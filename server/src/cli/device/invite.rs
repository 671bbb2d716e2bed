//! `tabard device invite`.

use super::edit::say_changed;
use super::session::Place;
use crate::cli::clock::device_now;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::host::entropy;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "The other device must have enrolled before this one last synced.\n\nExample:\n  tabard device invite --vault ./phone 3f9a --device 77aa"
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// The report, by its id or the first characters of it
    id: String,
    /// The crew-mate's device, by its id or the first characters of it
    #[arg(long, value_name = "DEVICE")]
    device: String,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut session = self.place.open(output)?;
        let (id, device) = (session.report(&self.id)?, session.device(&self.device)?);
        let changed = session.client.invite(id, device, device_now(), &mut entropy())?;
        say_changed(&session, id, changed, output)?;
        Ok(Exit::Done)
    }
}
