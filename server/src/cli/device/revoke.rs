//! `tabard device revoke`.

use serde_json::json;

use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::pick;
use crate::cli::region::Place;
use crate::host::{entropy, now};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "`tabard hub devices` lists them. What the device sent before stays; it gets and sends nothing new.\n\nExample:\n  tabard device revoke --dir ./region 77aa"
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// The device, by its id or the first characters of it
    device: String,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut hub = self.place.hub_up_to_date()?;
        let all = hub.devices()?.into_iter().map(|line| line.id);
        let device = pick::one(&self.device, "device", all)?;
        hub.revoke(device, now(), &mut entropy())?;
        output.say(
            || format!("Device {device} is removed: it gets nothing new and can send nothing new."),
            || json!({ "device": device.to_string(), "revoked": true }),
        )?;
        Ok(Exit::Done)
    }
}
