//! Records other than incidents as a person sees them: accounts, requests for support,
//! attachments.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::client::reading::read::{OwnChain, Reach, json_of, unsent_in};
use crate::client::{Client, ClientError, ReportState};
use crate::entry::Kind;
use crate::ids::{DeviceId, Millis, RecordId};
use crate::vault::{RecordRow, VaultError};

/// A record with where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordView {
    /// The record.
    pub id: RecordId,
    /// Its kind.
    pub kind: Kind,
    /// The incident it is about, where there is one.
    pub about: Option<RecordId>,
    /// Where it stands.
    pub state: ReportState,
    /// Entries of this device in it that the region does not hold yet.
    pub unsent: u64,
    /// Whether this device started it.
    pub own: bool,
    /// The device that started it, once that is known and where the reporter lets it be named.
    pub by: Option<DeviceId>,
    /// When it came to this device.
    pub started_at: Millis,
    /// When it last changed here.
    pub changed_at: Millis,
    /// The record as JSON.
    pub view: Value,
    /// What was typed and is not saved yet, by field.
    pub draft: BTreeMap<String, Value>,
    /// The hub's answer to it as JSON; null while there is none.
    pub answer: Value,
}

impl Client {
    /// A record of any kind but a follow-up, which is read with what it answers.
    ///
    /// # Errors
    /// [`ClientError::UnknownRecord`] or [`ClientError::LetGo`] when it is not here,
    /// [`ClientError::LeaseEnded`], and storage errors.
    pub fn record(&self, id: RecordId) -> Result<RecordView, ClientError> {
        self.may_read()?;
        self.view_of(&self.row_of(id)?, self.own_chain()?)
    }

    /// Where a record stands, without a word of what it says: no lease is needed for it.
    ///
    /// # Errors
    /// [`ClientError::UnknownRecord`] or [`ClientError::LetGo`] when it is not here, and storage
    /// errors.
    pub fn standing(&self, id: RecordId) -> Result<RecordView, ClientError> {
        let whole = self.view_of(&self.row_of(id)?, self.own_chain()?)?;
        Ok(RecordView { view: Value::Null, draft: BTreeMap::new(), answer: Value::Null, ..whole })
    }

    fn row_of(&self, id: RecordId) -> Result<RecordRow, ClientError> {
        let row = self.vault.read(|tables| tables.record(id))?;
        match row.filter(|row| row.kind != Kind::Followup && row.key.is_some()) {
            Some(row) => Ok(row),
            None => Err(self.vault.read(|tables| Self::not_here(tables, id))?),
        }
    }

    /// The records of a kind, the newest first.
    ///
    /// # Errors
    /// [`ClientError::LeaseEnded`], and storage errors.
    pub fn records(&self, kind: Kind) -> Result<Vec<RecordView>, ClientError> {
        self.may_read()?;
        let rows = self.vault.read(|tables| tables.records(kind))?;
        self.views_of(&rows)
    }

    /// The records of a kind about an incident, in the order in which they came.
    ///
    /// # Errors
    /// [`ClientError::LeaseEnded`], and storage errors.
    pub fn records_about(
        &self,
        incident: RecordId,
        kind: Kind,
    ) -> Result<Vec<RecordView>, ClientError> {
        self.may_read()?;
        let rows = self.vault.read(|tables| tables.about(incident, kind))?;
        self.views_of(&rows)
    }

    /// Every record of a kind whose id begins with a text.
    ///
    /// # Errors
    /// Storage errors.
    pub fn find_of(&self, kind: Kind, beginning: &str) -> Result<Vec<RecordId>, ClientError> {
        let digits = RecordId::LEN * 2;
        let bound = |digit: &str| {
            let rest = digits.checked_sub(beginning.len())?;
            format!("{beginning}{}", digit.repeat(rest)).parse().ok()
        };
        let Some(within) = bound("0").zip(bound("f")) else { return Ok(Vec::new()) };
        Ok(self.vault.read(|tables| tables.record_ids(kind, within))?)
    }

    fn views_of(&self, rows: &[RecordRow]) -> Result<Vec<RecordView>, ClientError> {
        let chain = self.own_chain()?;
        let readable = rows.iter().filter(|row| row.key.is_some());
        readable.map(|row| self.view_of(row, chain)).collect()
    }

    fn view_of(&self, row: &RecordRow, chain: OwnChain) -> Result<RecordView, ClientError> {
        let ((unsent, reach), draft, answer) = self.vault.read(|tables| {
            let unsent = unsent_in(tables, row.id, chain)?;
            Ok::<_, VaultError>((unsent, tables.draft(row.id)?, tables.followup_of(row.id)?))
        })?;
        let (view, named) = self.shown(row)?;
        let answer = answer.as_ref().map_or(Ok(Value::Null), json_of)?;
        // A request for support holds its own status, since both sides write in it.
        let speaks = if row.kind == Kind::Wellbeing { &view } else { &answer };
        let status = speaks.get("status").and_then(Value::as_str);
        let reach = if row.home.is_some() { Reach::Here } else { reach };
        let state = ReportState::of(reach, status);
        let draft = draft.iter().map(|(path, value)| (path.to_string(), json!(value))).collect();
        Ok(RecordView {
            id: row.id,
            kind: row.kind,
            about: row.about,
            state,
            unsent,
            own: row.owner == Some(self.device()),
            by: row.owner.filter(|_| named),
            started_at: row.started_at,
            changed_at: row.changed_at,
            view,
            draft,
            answer,
        })
    }
}
