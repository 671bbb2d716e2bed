//! `tabard hub devices`.

use serde_json::{Value, json};
use tabard_core::words::Words;

use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::region::Place;
use crate::cli::table::aligned;
use crate::host::now;
use crate::hub::DeviceLine;
use crate::said::words;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "The hub renews all certificates but its own: see `tabard region renew`.\n\nExample:\n  tabard hub devices --dir ./region"
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let hub = self.place.hub_up_to_date()?;
        let due = hub.renewal_due(now()).map(|_| hub.device());
        let devices = hub.devices()?;
        let due = |device: &DeviceLine| due == Some(device.id);
        output.say(
            || {
                let row = |one| row(output.words(), one, due(one));
                aligned(&devices.iter().map(row).collect::<Vec<_>>())
            },
            || devices.iter().map(|one| line(one, due(one))).collect(),
        )?;
        Ok(Exit::Done)
    }
}

fn roles(device: &DeviceLine) -> Vec<String> {
    device.roles.iter().map(|role| role.to_string()).collect()
}

fn line(device: &DeviceLine, due: bool) -> Value {
    json!({
        "id": device.id.to_string(),
        "roles": roles(device),
        "label": device.label,
        "not_after": device.not_after.rfc3339(),
        "revoked": device.revoked,
        "renewal_due": due,
    })
}

fn row(words: &Words, device: &DeviceLine, due: bool) -> Vec<String> {
    let until = || words.fill("shown.until", &[("when", &words::moment(words, device.not_after))]);
    let standing = match device.revoked {
        true => words.text("shown.removed").to_owned(),
        false if due => format!("{}: certify it anew by `tabard region renew`", until()),
        false => until(),
    };
    let roles = roles(device);
    let named: Vec<_> = roles.iter().map(|role| words.role(role)).collect();
    vec![device.id.to_string(), named.join(", "), device.label.clone(), standing]
}
