//! Markers as a person reads them.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::client::register::card::{MarkerCard, marker_of, subject_of};
use crate::client::syncing::merge::document_of;
use crate::client::{Client, ClientError, RecordView};
use crate::entry::Kind;
use crate::ids::{Millis, RecordId};
use crate::model::marker::{Marker, Status};
use crate::model::subject::Subject;
use crate::vault::VaultError;
use crate::wire::Message;

/// A line of a list of markers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarkerSummary {
    /// The marker.
    pub id: RecordId,
    /// What it is about, by field.
    pub subject: BTreeMap<String, String>,
    /// Where it stands now.
    pub status: Option<Status>,
    /// When it began; none before a step of it counts.
    pub since: Option<Millis>,
    /// Until when it warns, if nothing further is decided.
    pub until: Option<Millis>,
    /// A code of `marker_category`.
    pub category: Option<String>,
    /// The neutral sentence for crews.
    pub sentence: Option<String>,
    /// How many incidents it rests on.
    pub incidents: u32,
    /// Who asked for it.
    pub proposed_by: Option<String>,
    /// Whether the person spoke to it and nothing was decided since.
    pub appeal: bool,
}

/// A marker with all that was decided on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarkerView {
    /// The record, with what waits to be sent of it, and as JSON.
    pub record: RecordView,
    /// What it is about; none where its fields name nothing that this version knows.
    pub subject: Option<Subject>,
    /// What it says, and its life.
    pub marker: Marker,
    /// Where it stands now.
    pub status: Option<Status>,
    /// Until when it warns, if nothing further is decided.
    pub until: Option<Millis>,
}

impl Client {
    /// The markers that are wanted, by where they stand now; those that end first at the beginning,
    /// those that do not warn at the end.
    ///
    /// # Errors
    /// [`ClientError::Role`] on a device that keeps no register, [`ClientError::LeaseEnded`], and
    /// storage errors.
    pub fn markers(
        &self,
        wanted: impl Fn(&MarkerSummary) -> bool,
    ) -> Result<Vec<MarkerSummary>, ClientError> {
        self.may_read_register()?;
        let now = self.register_time();
        let cards = self.vault.read(|tables| tables.cards_of(Kind::Marker))?;
        let mut all = Vec::new();
        for card in cards {
            let card = MarkerCard::from_bytes(&card).map_err(|_| VaultError::Damaged)?;
            let summary = summary(card, now);
            if wanted(&summary) {
                all.push(summary);
            }
        }
        all.sort_by_key(|one| (one.until.is_none(), one.until, one.id));
        Ok(all)
    }

    /// A marker.
    ///
    /// # Errors
    /// [`ClientError::UnknownRecord`] when it is not here, [`ClientError::LeaseEnded`], and storage
    /// errors.
    pub fn marker(&self, id: RecordId) -> Result<MarkerView, ClientError> {
        self.may_read_register()?;
        let row = self.known(id, Kind::Marker)?;
        let document = document_of(row.document.as_deref())?;
        let marker = marker_of(&document, row.owner, &self.directory);
        let now = self.register_time();
        let at = jiff::Timestamp::from_millisecond(now.0).unwrap_or(jiff::Timestamp::MAX);
        let until = marker.life.until(at).map(|until| Millis(until.as_millisecond()));
        let subject = subject_of(&marker.subject);
        let status = marker.at(at);
        Ok(MarkerView { record: self.record(id)?, subject, marker, status, until })
    }

    /// Whether this device may show the register now.
    pub(in crate::client) fn may_read_register(&self) -> Result<(), ClientError> {
        if !self.keeps(Kind::Marker) {
            return Err(ClientError::Role);
        }
        self.may_read()
    }
}

fn summary(card: MarkerCard, now: Millis) -> MarkerSummary {
    MarkerSummary {
        id: card.marker,
        status: card.status(now),
        since: card.since(),
        until: card.until(now),
        subject: card.subject,
        category: card.category,
        sentence: card.sentence,
        incidents: card.incidents,
        proposed_by: card.proposed_by,
        appeal: card.appeal,
    }
}

impl MarkerView {
    /// The marker as JSON: what it is about, what it says, where it stands, and each step with
    /// whether it counts. `people` says whether the names of who took the steps belong in it.
    #[must_use]
    pub fn json(&self, people: bool) -> Value {
        super::exchange::marker_json(self, people)
    }
}
