//! `tabard device show`.

use serde_json::json;
use tabard_core::client::{Client, ClientError, Lease};
use tabard_core::entry::Kind;
use tabard_core::ids::RecordId;
use tabard_core::model::due::Clocks;
use tabard_core::model::finding::Likeness;
use tabard_core::model::missing::RULES;
use tabard_core::model::{is_withdrawn, title};
use tabard_core::outbox::Outbox;
use tabard_core::vault::{Vault, VaultError};
use tabard_core::words::Words;

use super::key;
use super::session::{Place, Session};
use crate::cli::clock::device_now;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::shown::{self, Shown};
use crate::cli::table::aligned;
use crate::said::names::Names;
use crate::said::words;

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
        let mut session = self.place.open_to_read(output)?;
        match &self.id {
            Some(typed) => {
                let id = session.report(typed)?;
                let shown = about(&mut session.client, id, output.words())?;
                output.say(|| shown.words(output.words()), || shown.json())?;
                session.client.mark_read(id)?;
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
        let words = output.words();
        let changes = |count: u64| words.counted("counts.change", count);
        let named = || roles.iter().map(|role| words.role(role)).collect::<Vec<_>>().join(", ");
        let until_when = |until| words::moment(words, until);
        let stopped = || words.text("device.not_stopped").to_owned();
        let none = || words.text("device.no_contact").to_owned();
        let row = |key: &str, value: String| vec![words.text(key).to_owned(), value];
        output.say(
            || {
                aligned(&[
                    row("device.device", id.clone()),
                    row("device.roles", named()),
                    row("device.certified_until", until.map_or_else(String::new, until_when)),
                    row("device.region", region.to_owned()),
                    row("device.server", meta.server.clone()),
                    row("device.held", changes(status.held)),
                    row("device.waiting", changes(status.waiting)),
                    row("device.outbox", changes(outbox)),
                    row("device.refused", changes(status.refused)),
                    row("device.last_contact", lease.last_contact.map_or_else(none, until_when)),
                    row("device.readable", readable(words, &lease)),
                    row("device.stopped", meta.stopped.clone().unwrap_or_else(stopped)),
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

/// A report with what is about it on this device.
fn about(client: &mut Client, id: RecordId, words: &Words) -> Result<Shown, ClientError> {
    let (incident, now) = (client.incident(id)?, device_now());
    let report = &incident.summary.report;
    let names = Names::on_device(words, client, report);
    let mut due = known(client.due(id, now, &Clocks::default()))?;
    due.retain(|due| !due.done && !due.what.is_for_the_hub());
    let possible = known(client.possible_duplicates(id, &Likeness::default()))?;
    let alike = shown::alike(&incident, &possible, |id| {
        client.incident(id).map(|one| title(words, &one.summary.report)).unwrap_or_default()
    });
    let missing = match incident.summary.state.word() {
        _ if is_withdrawn(report) => Vec::new(),
        "closed" => Vec::new(),
        _ => known(client.missing(id, RULES))?,
    };
    Ok(Shown {
        accounts: client.records_about(id, Kind::Account)?,
        attachments: client.attachments(Some(id))?,
        incident,
        missing,
        due,
        alike,
        names,
        now,
    })
}

/// Nothing, where the report was let go and only its answer is here.
fn known<T: Default>(found: Result<T, ClientError>) -> Result<T, ClientError> {
    match found {
        Err(ClientError::UnknownRecord(_) | ClientError::LetGo(_) | ClientError::Erased(_)) => {
            Ok(T::default())
        }
        other => other,
    }
}

/// Until when the device may be read, in words.
fn readable(words: &Words, lease: &Lease) -> String {
    match (lease.until, lease.ended) {
        (_, true) => words.text("device.not_readable").to_owned(),
        (Some(until), false) => {
            let until = words::moment(words, until);
            words.fill("device.readable_until", &[("until", &until)])
        }
        (None, false) => words.text("device.readable_for_ever").to_owned(),
    }
}
