//! What is typed and not saved yet, and what is still worth typing.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::client::syncing::merge::{actor, document_of};
use crate::client::{Client, ClientError};
use crate::entry::Kind;
use crate::ids::RecordId;
use crate::model::missing::{self, Missing, Rule};
use crate::model::{RecordKind, view};

/// What was typed into a record and is not part of it yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The record.
    pub record: RecordId,
    /// Its kind.
    pub kind: Kind,
    /// Each field that was typed into; null where it was cleared.
    pub fields: BTreeMap<String, Value>,
}

impl Client {
    /// Everything that was typed on this device and is not saved yet, as it was after a crash too.
    ///
    /// # Errors
    /// [`ClientError::LeaseEnded`], and storage errors.
    pub fn drafts(&self) -> Result<Vec<Draft>, ClientError> {
        self.may_read()?;
        self.vault.read(|tables| {
            let mut drafts = Vec::new();
            for record in tables.drafted()? {
                let Some(row) = tables.record(record)? else { continue };
                let typed = tables.draft(record)?;
                let fields = typed.iter().map(|(path, value)| (path.to_string(), json!(value)));
                drafts.push(Draft { record, kind: row.kind, fields: fields.collect() });
            }
            Ok(drafts)
        })
    }

    /// Forgets what was typed into a record since it was last saved.
    ///
    /// # Errors
    /// Storage errors.
    pub fn discard_draft(&mut self, record: RecordId) -> Result<(), ClientError> {
        Ok(self.vault.write(|tables| tables.clear_draft(record))?)
    }

    /// What is still worth filling in of an incident, by rules such as [`missing::RULES`]. Nothing
    /// of it has to be there for the report to be saved or sent.
    ///
    /// # Errors
    /// [`ClientError::UnknownRecord`] when it is not here, and storage errors.
    pub fn missing(&self, id: RecordId, rules: &[Rule]) -> Result<Vec<Missing>, ClientError> {
        self.may_read()?;
        let row = self.known(id, Kind::Incident)?;
        let mut document = document_of(row.document.as_deref())?;
        // What was typed counts as filled in: the person need not save to see the list get shorter.
        let typed = self.vault.read(|tables| tables.draft(id))?;
        document.edit(&actor(self.device(), self.meta()?.incarnation), &typed)?;
        Ok(missing::of(&view(RecordKind::Incident, &document.tree()), rules))
    }
}
