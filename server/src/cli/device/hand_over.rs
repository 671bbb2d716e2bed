//! `tabard device hand-over`.

use serde_json::json;
use tabard_core::client::Handing;

use super::session::Place;
use crate::cli::clock::device_now;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::host::entropy;
use crate::said::words::handed_on;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "A triage desk hands reports on, a wellbeing device requests for support; sync afterwards.\n\nExample:\n  tabard device hand-over --vault ./wellbeing --from 3c1d --to 77aa"
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// The device that was lost, by its id or the first characters of it
    #[arg(long, value_name = "DEVICE")]
    from: String,
    /// The device of the same person that gets its records
    #[arg(long, value_name = "DEVICE")]
    to: String,
    /// Closed reports too
    #[arg(long)]
    all: bool,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut session = self.place.open(output)?;
        let devices = (session.device(&self.from)?, session.device(&self.to)?);
        let which = if self.all { Handing::All } else { Handing::Open };
        let handed = session.client.hand_over(devices, which, device_now(), &mut entropy())?;
        let (from, to) = (devices.0.to_string(), devices.1.to_string());
        output.say(
            || handed_on(&handed, &to),
            || {
                json!({
                    "from": from,
                    "to": to,
                    "incidents": handed.incidents,
                    "others": handed.others,
                })
            },
        )?;
        Ok(Exit::Done)
    }
}
