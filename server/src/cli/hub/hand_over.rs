//! `tabard hub hand-over`.

use serde_json::json;
use tabard_core::client::Handing;

use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::pick;
use crate::cli::region::Place;
use crate::host::{entropy, now};
use crate::said::words::handed_on;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "The old device is removed first; --keep leaves it. The new one shows the reports after its next sync,\nand goes on writing them. Requests for support are handed on by a wellbeing device: see `tabard device\nhand-over`. It may be run again.\n\nExample:\n  tabard hub hand-over --dir ./region --from \"YA214 phone 1\" --to 77aa"
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// The device that was lost: what the hub calls it, or the first characters of its id
    #[arg(long, value_name = "DEVICE")]
    from: String,
    /// The device of the same person that gets its reports
    #[arg(long, value_name = "DEVICE")]
    to: String,
    /// Closed reports too
    #[arg(long)]
    all: bool,
    /// Do not remove the old device
    #[arg(long)]
    keep: bool,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut hub = self.place.hub_up_to_date()?;
        let devices = hub.devices()?;
        let devices = || devices.iter().map(|line| (line.id, line.label.as_str()));
        let from = pick::one_by_label(&self.from, "device", devices())?;
        let to = pick::one_by_label(&self.to, "device", devices())?;
        if from == to {
            let what_to_do = "--from and --to name the same device: name the new one by --to";
            return Err(Failure::input("same_device", what_to_do));
        }
        if !self.keep {
            hub.revoke(from, now(), &mut entropy())?;
        }
        let which = if self.all { Handing::All } else { Handing::Open };
        let handed = hub.hand_over((from, to), which, now(), &mut entropy())?;
        let (old, new) = (from.to_string(), to.to_string());
        output.say(
            || handed_on(&handed, &new),
            || {
                json!({
                    "from": old,
                    "to": new,
                    "incidents": handed.incidents,
                    "others": handed.others,
                    "removed": !self.keep,
                })
            },
        )?;
        Ok(Exit::Done)
    }
}
