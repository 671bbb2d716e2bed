//! `tabard device show`.

use serde_json::json;
use tabard_core::client::Lease;
use tabard_core::outbox::Outbox;
use tabard_core::vault::{Vault, VaultError};

use super::key;
use super::session::{Place, Session};
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::table::aligned;
use crate::cli::{shown, words};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  tabard device show --vault ./phone 3f9a\n  tabard device show --vault ./phone"
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// The report, by its id or the first characters of it; without it, the device itself
    id: Option<String>,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let session = self.place.open_to_read(output)?;
        match &self.id {
            Some(typed) => {
                let incident = session.client.incident(session.report(typed)?)?;
                output.say(|| shown::words(&incident), || shown::json(&incident))?;
            }
            None => self.device(&session, output)?,
        }
        Ok(Exit::Done)
    }

    fn device(&self, session: &Session, output: &Output) -> Result<(), Failure> {
        let (client, dir) = (&session.client, &self.place.dir);
        let vault = Vault::open(dir, &key::read(dir)?)?;
        let meta = vault.read(|tables| tables.meta())?.ok_or(VaultError::Missing)?;
        let outbox = Outbox::open(dir)?.len()?;
        let lease = client.lease();
        let (status, directory) = (client.sync_status()?, client.directory());
        let (id, region) = (client.device().to_string(), directory.name().unwrap_or_default());
        let own = directory.device(client.device());
        let roles: Vec<String> = own.map_or_else(Vec::new, |own| {
            own.certificate.roles.iter().map(|role| role.to_string()).collect()
        });
        let until = own.map(|own| own.certificate.not_after);
        let row = |name: &str, value: String| vec![name.to_owned(), value];
        output.say(
            || {
                aligned(&[
                    row("Device", id.clone()),
                    row("Roles", roles.join(", ")),
                    row("Certified until", until.map_or_else(String::new, words::moment)),
                    row("Region", region.to_owned()),
                    row("Server", meta.server.clone()),
                    row("Held by the region", words::counted(status.held, "change")),
                    row("Waiting to be sent", words::counted(status.waiting, "change")),
                    row("Outbox", words::counted(outbox, "change")),
                    row("Refused here", words::counted(status.refused, "change")),
                    row("Last contact", lease.last_contact.map_or_else(|| "none".to_owned(), words::moment)),
                    row("Can be read", readable(&lease)),
                    row("Stopped", meta.stopped.clone().unwrap_or_else(|| "no".to_owned())),
                ])
            },
            || {
                json!({
                    "device": id,
                    "roles": roles,
                    "certified_until": until.map(|until| until.rfc3339()),
                    "region": region,
                    "region_id": directory.region().to_string(),
                    "server": meta.server,
                    "held": status.held,
                    "waiting": status.waiting,
                    "refused": status.refused,
                    "outbox": outbox,
                    "incarnation": meta.incarnation.0,
                    "stopped": meta.stopped,
                    "last_contact": lease.last_contact.map(|at| at.rfc3339()),
                    "read_lease": { "until": lease.until.map(|at| at.rfc3339()), "ended": lease.ended },
                })
            },
        )
    }
}

/// Until when the device may be read, in words.
fn readable(lease: &Lease) -> String {
    match (lease.until, lease.ended) {
        (_, true) => "no: sync first".to_owned(),
        (Some(until), false) => format!("until {}, and longer after a sync", words::moment(until)),
        (None, false) => "without an end".to_owned(),
    }
}
