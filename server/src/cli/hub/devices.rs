//! `tabard hub devices`.

use serde_json::{Value, json};

use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::region::Place;
use crate::cli::table::aligned;
use crate::cli::words;
use crate::hub::DeviceLine;

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  tabard hub devices --dir ./region")]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let devices = self.place.hub_up_to_date()?.devices()?;
        output.say(
            || aligned(&devices.iter().map(row).collect::<Vec<_>>()),
            || devices.iter().map(line).collect(),
        )?;
        Ok(Exit::Done)
    }
}

fn roles(device: &DeviceLine) -> Vec<String> {
    device.roles.iter().map(|role| role.to_string()).collect()
}

fn line(device: &DeviceLine) -> Value {
    json!({
        "id": device.id.to_string(),
        "roles": roles(device),
        "label": device.label,
        "not_after": device.not_after.rfc3339(),
        "revoked": device.revoked,
    })
}

fn row(device: &DeviceLine) -> Vec<String> {
    let standing = match device.revoked {
        true => "removed".to_owned(),
        false => format!("until {}", words::moment(device.not_after)),
    };
    vec![device.id.to_string(), roles(device).join(", "), device.label.clone(), standing]
}
