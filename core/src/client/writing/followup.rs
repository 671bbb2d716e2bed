//! The hub's answer: it is written by triage, one for each report, and goes to who wrote that.

use rand_core::CryptoRng;
use serde_json::Value;

use crate::client::reading::read::json_of;
use crate::client::writing::account::SUBJECT;
use crate::client::{Client, ClientError};
use crate::entry::{Grant, Kind, MAX_GRANTS};
use crate::ids::{Millis, RecordId};
use crate::model::{Patch, RecordKind, closing, view};
use crate::record::Record;
use crate::vault::{RecordRow, VaultError};

/// A record's first entry has its home among its grants.
const GRANTS_AT_ONCE: usize = MAX_GRANTS - 1;

impl Client {
    /// Answers an incident, an account or a service's return: starts its follow-up, or goes on with
    /// it. Those who write the report read the answer, and nobody else of the crew. Only a device of
    /// the triage role can.
    ///
    /// # Errors
    /// [`ClientError::NotAnswered`] and [`ClientError::NoReason`] when the answer would leave the
    /// reporter without one; [`ClientError`] when there is no such report here, and storage errors.
    pub fn answer(
        &mut self,
        report: RecordId,
        patch: &Patch,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<RecordId, ClientError> {
        let (asked, known) = self.vault.read(|tables| {
            Ok::<_, VaultError>((tables.record(report)?, tables.followup_of(report)?))
        })?;
        asked
            .filter(|row| matches!(row.kind, Kind::Incident | Kind::Account | Kind::Returned))
            .ok_or(ClientError::UnknownRecord(report))?;
        let mut row = match known {
            Some(row) => row,
            None => self.begin(Kind::Followup, now, rng)?,
        };
        row.about = Some(report);
        let mut patch = patch.clone();
        patch.state(SUBJECT, report.to_string());
        let mut grants = self.grants_missing(report, &row, rng)?;
        let further = grants.split_off(grants.len().min(GRANTS_AT_ONCE));
        let id = row.id;
        self.commit(row, &patch, grants, now, rng)?;
        self.hand_out(id, further, now, rng)?;
        Ok(id)
    }

    /// Lets the writers of a report who joined since its answer read that answer. Nothing
    /// happens where there is none.
    ///
    /// # Errors
    /// Storage errors.
    pub fn share_answer(
        &mut self,
        report: RecordId,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), ClientError> {
        let Some(row) = self.vault.read(|tables| tables.followup_of(report))? else {
            return Ok(());
        };
        let grants = self.grants_missing(report, &row, rng)?;
        self.hand_out(row.id, grants, now, rng)
    }

    /// Hands a record out in as many entries as it takes.
    fn hand_out(
        &mut self,
        record: RecordId,
        grants: Vec<Grant>,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), ClientError> {
        for some in grants.chunks(GRANTS_AT_ONCE) {
            let row = self.writable(record)?;
            self.commit(row, &Patch::default(), some.to_vec(), now, rng)?;
        }
        Ok(())
    }

    /// Whether a follow-up, as it is about to be written, leaves its report with an answer.
    pub(in crate::client) fn leaves_an_answer(
        &self,
        followup: &RecordRow,
        document: &Record,
    ) -> Result<(), ClientError> {
        let answer = view(RecordKind::Followup, &document.tree());
        // Only closing looks at what the reporter wants.
        let closes = answer.get("status").and_then(Value::as_str) == Some("closed");
        let asked = match followup.about.filter(|_| closes) {
            Some(report) => self.vault.read(|tables| tables.record(report))?,
            None => None,
        };
        let report = asked.as_ref().map_or(Ok(Value::Null), json_of)?;
        closing::check(&report, &answer).map_err(|missing| match missing {
            closing::Missing::Answer => ClientError::NotAnswered,
            closing::Missing::Reason => ClientError::NoReason,
        })
    }

    fn grants_missing(
        &self,
        report: RecordId,
        followup: &RecordRow,
        rng: &mut dyn CryptoRng,
    ) -> Result<Vec<Grant>, ClientError> {
        let key = followup.key.clone().ok_or(ClientError::UnknownRecord(followup.id))?;
        let mut grants = Vec::new();
        for writer in self.readers_missing(report, followup)? {
            // A device that left the region since needs no answer.
            match self.grant_to_device(followup, &key, writer, rng) {
                Ok(grant) => grants.push(grant),
                Err(ClientError::RevokedDevice | ClientError::UnknownDevice) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(grants)
    }
}
