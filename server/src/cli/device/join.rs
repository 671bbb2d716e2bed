//! `tabard device join`.

use super::edit::say_changed;
use super::session::Place;
use crate::cli::clock::device_now;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::host::entropy;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "For a report that this device was let into. Who had left it is back.\n\nExample:\n  tabard device join --vault ./phone 3f9a --name \"Sam\" --role \"Paramedic\""
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// The report, by its id or the first characters of it
    id: String,
    /// The name that others are to read in the report
    #[arg(long)]
    name: Option<String>,
    /// The role that others are to read in the report
    #[arg(long)]
    role: Option<String>,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut session = self.place.open(output)?;
        let id = session.report(&self.id)?;
        let (name, role) = (self.name.as_deref(), self.role.as_deref());
        let changed = session.client.join(id, name, role, device_now(), &mut entropy())?;
        say_changed(&session, id, changed, output)?;
        Ok(Exit::Done)
    }
}
