//! `tabard device settle`.

use super::edit::say_changed;
use super::session::Place;
use crate::cli::clock::device_now;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::host::entropy;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "`tabard device show` lists under \"conflicts\" what devices stated at the same time. One of those\nvalues is stated again, for all; the others stay in the report's history.\n\nExample:\n  tabard device settle --vault ./phone 3f9a callsign --value YA214"
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// The report, by its id or the first characters of it
    id: String,
    /// The field, as under "conflicts"
    field: String,
    /// The value that is to stand, as it is shown there
    #[arg(long)]
    value: String,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut session = self.place.open(output)?;
        let id = session.report(&self.id)?;
        let (now, mut rng) = (device_now(), entropy());
        session.client.settle_conflict(id, &self.field, &self.value, now, &mut rng)?;
        say_changed(&session, id, true, output)?;
        Ok(Exit::Done)
    }
}
