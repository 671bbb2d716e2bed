//! What a reporter does with a report that was sent: reply to the hub, or take it back.

use rand_core::CryptoRng;
use serde_json::Value;

use crate::client::reading::read::json_of;
use crate::client::{Client, ClientError};
use crate::entry::Kind;
use crate::ids::{Millis, RecordId};
use crate::model::{Patch, conversation};

/// Words that a person adds to a conversation.
#[derive(Clone, Copy)]
pub struct Message<'a> {
    /// What is said.
    pub text: &'a str,
    /// The id of the message that it answers.
    pub to: Option<&'a str>,
    /// Who says it, by role; none for the reporter.
    pub from: Option<&'a str>,
}

impl Client {
    /// Says something to the hub, in the incident that it is about. Where the hub waits for the
    /// answer to one question, a reply that names no message answers that.
    ///
    /// # Errors
    /// [`ClientError::UnknownRecord`] when the incident is not here, [`ClientError::NoSuchMessage`],
    /// [`ClientError::TooLarge`].
    pub fn reply(
        &mut self,
        incident: RecordId,
        message: Message<'_>,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<bool, ClientError> {
        let row = self.known(incident, Kind::Incident)?;
        let answer = self.vault.read(|tables| tables.followup_of(incident))?;
        let answer = answer.as_ref().map_or(Ok(Value::Null), json_of)?;
        let to = match message.to {
            Some(to) => Some(named(&answer, to)?),
            None => match *conversation::open_questions(&json_of(&row)?, &answer) {
                [only] => Some(only),
                _ => None,
            },
        };
        let item = format!("replies/r{:08x}", rng.next_u32());
        let mut patch = Patch::default();
        patch.state(&format!("{item}/text"), message.text);
        patch.state(&format!("{item}/at"), now.rfc3339());
        if let Some(to) = to {
            patch.state(&format!("{item}/message"), to);
        }
        self.edit(incident, &patch, now, rng)
    }

    /// Says something in a request for support; the requester and wellbeing both may.
    ///
    /// # Errors
    /// [`ClientError::UnknownRecord`] when the request is not here, [`ClientError::TooLarge`].
    pub fn say_about_support(
        &mut self,
        request: RecordId,
        message: Message<'_>,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<bool, ClientError> {
        self.known(request, Kind::Wellbeing)?;
        let item = format!("messages/m{:08x}", rng.next_u32());
        let mut patch = Patch::default();
        patch.state(&format!("{item}/text"), message.text);
        patch.state(&format!("{item}/at"), now.rfc3339());
        if let Some(from) = message.from {
            patch.state(&format!("{item}/from"), from);
        }
        self.edit(request, &patch, now, rng)
    }

    /// Takes a report back. What it said stays in its history, and the hub learns the reason.
    /// Returns whether it was not taken back before.
    ///
    /// # Errors
    /// [`ClientError::NotTheReporter`] on any device but the one that reported it.
    pub fn withdraw(
        &mut self,
        id: RecordId,
        reason: Option<&str>,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<bool, ClientError> {
        let row = self.known(id, Kind::Incident)?;
        if row.owner != Some(self.device()) {
            return Err(ClientError::NotTheReporter);
        }
        let withdrawn = json_of(&row)?.get("withdrawn").and_then(Value::as_bool);
        if withdrawn == Some(true) {
            return Ok(false);
        }
        let mut patch = Patch::default();
        patch.state("withdrawn", true);
        patch.state("withdrawn_at", now.rfc3339());
        if let Some(reason) = reason {
            patch.state("withdrawn_reason", reason);
        }
        self.edit(id, &patch, now, rng)
    }
}

/// The message of the hub that a reply names.
fn named<'a>(answer: &Value, to: &'a str) -> Result<&'a str, ClientError> {
    match conversation::messages(answer).any(|id| id == to) {
        true => Ok(to),
        false => Err(ClientError::NoSuchMessage),
    }
}
