//! `tabard device invite`.

use tabard_core::region::MateCode;

use super::edit::say_changed;
use super::session::Place;
use crate::cli::clock::device_now;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::host::entropy;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "The other device is known here once both have synced, or have been linked with each other.\n\nExample:\n  tabard device invite --vault ./phone 3f9a --mate TABARDMATE1…\n  tabard device invite --vault ./phone 3f9a --device 77aa"
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// The report, by its id or the first characters of it
    id: String,
    /// The code that the crew-mate's device shows
    #[arg(long, value_name = "CODE", conflicts_with = "device")]
    mate: Option<String>,
    /// The crew-mate's device, by its id or the first characters of it
    #[arg(long, value_name = "DEVICE", required_unless_present = "mate")]
    device: Option<String>,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let code = self.mate.as_deref().map(MateCode::parse).transpose()?;
        let mut session = self.place.open(output)?;
        let id = session.report(&self.id)?;
        let (now, mut rng) = (device_now(), entropy());
        let changed = match (code, &self.device) {
            (Some(code), _) => session.client.invite_mate(id, &code, now, &mut rng)?,
            (None, device) => {
                let device = session.device(device.as_deref().unwrap_or_default())?;
                session.client.invite(id, device, now, &mut rng)?
            }
        };
        say_changed(&session, id, changed, output)?;
        Ok(Exit::Done)
    }
}
