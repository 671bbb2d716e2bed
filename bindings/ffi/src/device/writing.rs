//! Writing: what is typed is kept at once, what is saved is durable when the call returns.

use tabard_core::client::{Client, Message, record_kind};
use tabard_core::entry::Kind;
use tabard_core::model::{Patch, RecordKind};

use super::{Device, id};
use crate::error::{Fault, TabardError};
use crate::host::{entropy, now};
use crate::value::{Edit, Value, patch};

/// Edits of a record.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Writing {
    /// The record: an incident, an account, or a request for support.
    pub record: String,
    /// What is edited.
    pub edits: Vec<Edit>,
}

/// Something said to the hub, or in a request for support.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Reply {
    /// The incident, or the request for support.
    pub record: String,
    /// What is said.
    pub text: String,
    /// The id of the hub's message that this answers; none for its only open question, or for no
    /// message.
    pub to: Option<String>,
}

/// A report that is taken back.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Withdrawal {
    /// The report.
    pub record: String,
    /// Why, for the hub.
    pub reason: Option<String>,
}

/// One of the values that devices state for a field, for all to show from now on.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Settling {
    /// The record.
    pub record: String,
    /// The path, as in a conflict.
    pub path: String,
    /// One of the values listed there.
    pub value: Value,
}

#[uniffi::export]
impl Device {
    /// Starts a report. It exists at once, with a key of its own, and is sent once something in it
    /// is saved. Gives its id.
    ///
    /// # Errors
    /// [`TabardError::NotAllowed`] when the region has nobody to read it, and storage errors.
    pub fn start_report(&self) -> Result<String, TabardError> {
        self.with(|client| Ok(client.start_incident(now(), &mut entropy())?.to_string()))
    }

    /// Starts this person's own account of an incident, or finds the one begun before. Triage reads
    /// it, and no crew-mate.
    ///
    /// # Errors
    /// [`TabardError::NotFound`] when the incident is not here, and storage errors.
    pub fn start_account(&self, incident: String) -> Result<String, TabardError> {
        self.with(|client| {
            let incident = id(&incident)?;
            Ok(client.start_account(incident, now(), &mut entropy())?.to_string())
        })
    }

    /// Starts a request for support, after an incident or after none. Wellbeing alone reads it.
    ///
    /// # Errors
    /// [`TabardError::NotAllowed`] when the region has nobody to read it, and storage errors.
    pub fn start_support(&self, incident: Option<String>) -> Result<String, TabardError> {
        self.with(|client| {
            let incident = incident.as_deref().map(id).transpose()?;
            Ok(client.start_support_request(incident, now(), &mut entropy())?.to_string())
        })
    }

    /// Keeps fields as they are typed, encrypted, and part of the record with the next save.
    ///
    /// # Errors
    /// [`TabardError::Input`] names the field that has a fault; nothing is kept then.
    pub fn type_into(&self, writing: Writing) -> Result<(), TabardError> {
        self.with(|client| {
            let (record, patch) = edited(client, writing)?;
            Ok(client.type_into(record, &patch)?)
        })
    }

    /// Seals what was typed and puts it into the outbox, durably. Gives whether there was anything.
    ///
    /// # Errors
    /// Storage errors; what was typed is kept.
    pub fn save(&self, record: String) -> Result<bool, TabardError> {
        self.with(|client| Ok(client.save(id(&record)?, now(), &mut entropy())?))
    }

    /// Writes a whole report at once and saves it. Gives its id.
    ///
    /// # Errors
    /// [`TabardError::Input`] names the field that has a fault; nothing is kept then.
    pub fn report_at_once(&self, edits: Vec<Edit>) -> Result<String, TabardError> {
        self.with(|client| {
            let patch = patch(RecordKind::Incident, edits)?;
            Ok(client.report(&patch, now(), &mut entropy())?.to_string())
        })
    }

    /// Changes a record and saves it. Gives whether anything changed.
    ///
    /// # Errors
    /// [`TabardError::Input`], [`TabardError::NotAllowed`]; the record is as it was then.
    pub fn edit(&self, writing: Writing) -> Result<bool, TabardError> {
        self.with(|client| {
            let (record, patch) = edited(client, writing)?;
            Ok(client.edit(record, &patch, now(), &mut entropy())?)
        })
    }

    /// Forgets what was typed into a record since it was last saved.
    ///
    /// # Errors
    /// Storage errors.
    pub fn discard_draft(&self, record: String) -> Result<(), TabardError> {
        self.with(|client| Ok(client.discard_draft(id(&record)?)?))
    }

    /// Says something to the hub, or in a request for support.
    ///
    /// # Errors
    /// [`TabardError::NotFound`], [`TabardError::Input`] for a message that the hub did not send.
    pub fn reply(&self, reply: Reply) -> Result<bool, TabardError> {
        self.with(|client| {
            let record = id(&reply.record)?;
            let message = Message { text: &reply.text, to: reply.to.as_deref(), from: None };
            let (now, rng) = (now(), &mut entropy());
            Ok(match client.standing(record)?.kind {
                Kind::Wellbeing => client.say_about_support(record, message, now, rng)?,
                _ => client.reply(record, message, now, rng)?,
            })
        })
    }

    /// Takes a report back. What it said stays in its history. Gives whether that was new.
    ///
    /// # Errors
    /// [`TabardError::NotAllowed`] on any device but the one that reported it.
    pub fn withdraw(&self, withdrawal: Withdrawal) -> Result<bool, TabardError> {
        self.with(|client| {
            let (record, reason) = (id(&withdrawal.record)?, withdrawal.reason.as_deref());
            Ok(client.withdraw(record, reason, now(), &mut entropy())?)
        })
    }

    /// Says which of the values that devices state for a field shows from now on.
    ///
    /// # Errors
    /// [`TabardError::Input`] when they agree, or none of them states that value.
    pub fn settle(&self, settling: Settling) -> Result<(), TabardError> {
        self.with(|client| {
            let value = match &settling.value {
                Value::Flag { on } => on.to_string(),
                Value::Whole { number } => number.to_string(),
                Value::Text { text } => text.clone(),
            };
            let (record, now) = (id(&settling.record)?, now());
            Ok(client.settle_conflict(record, &settling.path, &value, now, &mut entropy())?)
        })
    }

    /// Marks a report as looked at.
    ///
    /// # Errors
    /// Storage errors.
    pub fn mark_read(&self, record: String) -> Result<(), TabardError> {
        self.with(|client| Ok(client.mark_read(id(&record)?)?))
    }
}

/// The record that is written, and edits that fit its kind.
fn edited(client: &Client, writing: Writing) -> Result<(tabard_core::ids::RecordId, Patch), Fault> {
    let record = id(&writing.record)?;
    let kind = record_kind(client.standing(record)?.kind);
    Ok((record, patch(kind, writing.edits)?))
}
