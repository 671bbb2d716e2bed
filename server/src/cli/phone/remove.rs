//! `tabard phone remove`.

use std::path::PathBuf;

use serde_json::json;
use tabard_core::client::Client;
use tabard_core::phone::{Label, Person, Unfinished};

use super::Place;
use crate::cli::clock::device_now;
use crate::cli::device::key;
use crate::cli::failure::{Exit, Failure};
use crate::cli::lock::Lock;
use crate::cli::output::Output;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "A person stays while the region does not hold all that is theirs, or something was typed and not\nsaved. --force removes them all the same: their sealed outbox is copied into FOLDER first, from where\n`tabard device sync --carry FOLDER` can send it, and the sealed bytes of their attachments with it;\nwhat was typed and not saved is lost.\n\nExample:\n  tabard phone remove --dir ./phone --person RB\n  tabard phone remove --dir ./phone --person RB --force --export ./outbox-of-RB"
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// The person's label
    #[arg(long, value_name = "LABEL")]
    person: String,
    /// Remove them whatever waits
    #[arg(long, requires = "export")]
    force: bool,
    /// Where their sealed outbox is copied to first
    #[arg(long, value_name = "FOLDER", requires = "force")]
    export: Option<PathBuf>,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let (phone, label) = (self.place.phone(), self.person.parse::<Label>()?);
        let person = phone.find(&label)?;
        let _phone = Lock::take(&self.place.dir, output)?;
        let _lock = Lock::take(&person.dir, output)?;
        match &self.export {
            Some(to) => phone.export_and_remove(&person, to)?,
            None => phone.remove(&person, unfinished(&person, output)?)?,
        }
        let label = person.label.as_str();
        output.say(
            || format!("{label} is removed from this phone."),
            || json!({ "removed": label }),
        )?;
        Ok(Exit::Done)
    }
}

/// What the person's own vault says; nothing where their key is not here.
fn unfinished(person: &Person, output: &Output) -> Result<Option<Unfinished>, Failure> {
    if !person.dir.join("vault.db").exists() {
        return Ok(None);
    }
    match key::read(&person.dir) {
        Ok(key) => match Client::open(&person.dir, key, device_now()) {
            Ok(client) => Ok(Some(client.unfinished()?)),
            Err(error) => Err(error.into()),
        },
        Err(_) => {
            output.aside("their key is not here: what they typed and did not save cannot be seen");
            Ok(None)
        }
    }
}
