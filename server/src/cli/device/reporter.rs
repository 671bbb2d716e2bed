//! `tabard device reply` and `withdraw`.

use tabard_core::client::Message;

use super::edit::say_changed;
use super::session::Place;
use crate::cli::clock::device_now;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::host::entropy;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Where the hub waits for the answer to one question, --to is not needed. `tabard device show` lists the\nhub's messages with their ids.\n\nExample:\n  tabard device reply --vault ./phone 3f9a \"The dog was brown.\"\n  tabard device reply --vault ./phone 3f9a \"The left one.\" --to m77aa1234"
)]
pub(in crate::cli) struct Reply {
    #[command(flatten)]
    place: Place,
    /// The report, by its id or the first characters of it
    id: String,
    /// What to say
    text: String,
    /// The message that it answers
    #[arg(long, value_name = "MESSAGE")]
    to: Option<String>,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Only the device that reported it can. What it said stays in its history.\n\nExample:\n  tabard device withdraw --vault ./phone 3f9a --reason \"It was another job.\""
)]
pub(in crate::cli) struct Withdraw {
    #[command(flatten)]
    place: Place,
    /// The report, by its id or the first characters of it
    id: String,
    /// Why, for the hub to read
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

impl Reply {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut session = self.place.open(output)?;
        let id = session.report(&self.id)?;
        let message = Message { text: &self.text, to: self.to.as_deref(), from: None };
        let changed = session.client.reply(id, message, device_now(), &mut entropy())?;
        say_changed(&session, id, changed, output)?;
        Ok(Exit::Done)
    }
}

impl Withdraw {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut session = self.place.open(output)?;
        let id = session.report(&self.id)?;
        let reason = self.reason.as_deref().filter(|reason| !reason.trim().is_empty());
        let changed = session.client.withdraw(id, reason, device_now(), &mut entropy())?;
        say_changed(&session, id, changed, output)?;
        Ok(Exit::Done)
    }
}
