//! `tabard device revoke`.

use serde_json::json;

use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::pick;
use crate::cli::region::Place;
use crate::host::{entropy, now};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "`tabard hub devices` lists them. What the device sent before stays; it gets and sends nothing new.\nA phone that was lost is better wiped too. A phone without contact is not reached: see `tabard region\npolicy`.\n\nExample:\n  tabard device revoke --dir ./region 77aa --wipe"
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// The device, by its id or the first characters of it
    device: String,
    /// Order it to destroy what it holds; it obeys at its next contact
    #[arg(long)]
    wipe: bool,
    /// With --wipe: even reports that the region does not hold, which are kept sealed otherwise
    #[arg(long, requires = "wipe")]
    unsent_too: bool,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut hub = self.place.hub_up_to_date()?;
        let all = hub.devices()?.into_iter().map(|line| line.id);
        let device = pick::one(&self.device, "device", all)?;
        match self.wipe {
            true => hub.order_wipe(device, self.unsent_too, now(), &mut entropy())?,
            false => hub.revoke(device, now(), &mut entropy())?,
        }
        let wipe = if self.wipe { " It is wiped at its next contact." } else { "" };
        output.say(
            || {
                format!(
                    "Device {device} is removed: it gets nothing new and can send nothing new.{wipe}"
                )
            },
            || json!({ "device": device.to_string(), "revoked": true, "wipe": self.wipe }),
        )?;
        Ok(Exit::Done)
    }
}
