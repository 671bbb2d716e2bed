//! Records as they read now, and fields as they are typed.

use rusqlite::{OptionalExtension, Row};
use zeroize::Zeroizing;

use super::{Tables, VaultError};
use crate::entry::{Grant, Kind};
use crate::ids::{DeviceId, Millis, RecordId};
use crate::keys::RecordKey;
use crate::model::{Patch, Path, Scalar};
use crate::wire::Message;

/// A record of the vault.
pub struct RecordRow {
    /// Its id.
    pub id: RecordId,
    /// Its kind.
    pub kind: Kind,
    /// Its key; none until granted.
    pub key: Option<RecordKey>,
    /// The device that started it; none until its first entry is here.
    pub owner: Option<DeviceId>,
    /// The grant its first entry will carry; none once that is written.
    pub home: Option<Grant>,
    /// For a follow-up, the incident it answers.
    pub about: Option<RecordId>,
    /// The saved document; none before the first change.
    pub document: Option<Vec<u8>>,
    /// The record as JSON; none before the first change.
    pub view: Option<String>,
    /// When it came into this vault, by this device's clock.
    pub started_at: Millis,
    /// When it last changed here.
    pub changed_at: Millis,
}

impl RecordRow {
    /// A record that has nothing yet but its name.
    #[must_use]
    pub const fn new(id: RecordId, kind: Kind, now: Millis) -> Self {
        Self {
            id,
            kind,
            key: None,
            owner: None,
            home: None,
            about: None,
            document: None,
            view: None,
            started_at: now,
            changed_at: now,
        }
    }
}

const COLUMNS: &str =
    "id, kind, key, owner, home_wrap, about, document, view, started_at, changed_at";

fn row(row: &Row<'_>) -> rusqlite::Result<Result<RecordRow, VaultError>> {
    let kind: u8 = row.get(1)?;
    let home: Option<Vec<u8>> = row.get(4)?;
    let home = home.map(|bytes| Grant::from_bytes(&bytes)).transpose();
    let (Some(kind), Ok(home)) = (Kind::from_number(kind), home) else {
        return Ok(Err(VaultError::Damaged));
    };
    let key: Option<[u8; 32]> = row.get(2)?;
    let about: Option<[u8; 16]> = row.get(5)?;
    Ok(Ok(RecordRow {
        id: RecordId::new(row.get(0)?),
        kind,
        key: key.map(Zeroizing::new).map(RecordKey::new),
        owner: row.get::<_, Option<[u8; 8]>>(3)?.map(DeviceId::new),
        home,
        about: about.map(RecordId::new),
        document: row.get(6)?,
        view: row.get(7)?,
        started_at: Millis(row.get(8)?),
        changed_at: Millis(row.get(9)?),
    }))
}

impl Tables<'_> {
    /// A record.
    ///
    /// # Errors
    /// Storage errors.
    pub fn record(&self, id: RecordId) -> Result<Option<RecordRow>, VaultError> {
        let mut query =
            self.0.prepare_cached(&format!("SELECT {COLUMNS} FROM record WHERE id = ?1"))?;
        query.query_row([id.as_bytes()], row).optional()?.transpose()
    }

    /// The records of a kind, the newest first.
    ///
    /// # Errors
    /// Storage errors.
    pub fn records(&self, kind: Kind) -> Result<Vec<RecordRow>, VaultError> {
        let mut query = self.0.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM record WHERE kind = ?1 ORDER BY started_at DESC, id"
        ))?;
        let rows = query.query_map([kind.number()], row)?;
        rows.map(|row| row?).collect()
    }

    /// What is about an incident, of one kind, in the order in which it came.
    ///
    /// # Errors
    /// Storage errors.
    pub fn about(&self, incident: RecordId, kind: Kind) -> Result<Vec<RecordRow>, VaultError> {
        let mut query = self.0.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM record WHERE about = ?1 AND kind = ?2 ORDER BY started_at, id"
        ))?;
        let rows = query.query_map((incident.as_bytes(), kind.number()), row)?;
        rows.map(|row| row?).collect()
    }

    /// The ids of the records of a kind, from one id up to another.
    ///
    /// # Errors
    /// Storage errors.
    pub fn record_ids(
        &self,
        kind: Kind,
        (from, to): (RecordId, RecordId),
    ) -> Result<Vec<RecordId>, VaultError> {
        let mut query = self
            .0
            .prepare_cached("SELECT id FROM record WHERE id BETWEEN ?2 AND ?3 AND kind = ?1")?;
        let within = (kind.number(), from.as_bytes(), to.as_bytes());
        let rows = query.query_map(within, |row| row.get::<_, [u8; 16]>(0))?;
        Ok(rows.map(|id| id.map(RecordId::new)).collect::<Result<_, _>>()?)
    }

    /// The follow-up of an incident; the one that changed last, should a restored hub have begun a
    /// second.
    ///
    /// # Errors
    /// Storage errors.
    pub fn followup_of(&self, incident: RecordId) -> Result<Option<RecordRow>, VaultError> {
        let mut query = self.0.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM record WHERE about = ?1 AND kind = ?2
             ORDER BY changed_at DESC, id LIMIT 1"
        ))?;
        let of = (incident.as_bytes(), Kind::Followup.number());
        query.query_row(of, row).optional()?.transpose()
    }

    /// The ids of incidents that have no follow-up yet.
    ///
    /// # Errors
    /// Storage errors.
    pub fn unanswered(&self) -> Result<Vec<RecordId>, VaultError> {
        let mut query = self.0.prepare_cached(
            // Two indexes tell nearly all: only an incident without a follow-up is looked at itself.
            "SELECT id FROM record AS incident WHERE kind = ?1
             AND NOT EXISTS (SELECT 1 FROM record WHERE about = incident.id AND kind = ?2)
             AND EXISTS (SELECT 1 FROM record AS written
                 WHERE written.id = incident.id AND written.document IS NOT NULL)",
        )?;
        let kinds = [Kind::Incident.number(), Kind::Followup.number()];
        let rows = query.query_map(kinds, |row| row.get::<_, [u8; 16]>(0))?;
        Ok(rows.map(|id| id.map(RecordId::new)).collect::<Result<_, _>>()?)
    }

    /// The returns of services that nothing was said of since they last changed.
    ///
    /// # Errors
    /// Storage errors.
    pub fn unreplied(&self) -> Result<Vec<RecordId>, VaultError> {
        let mut query = self.0.prepare_cached(
            "SELECT id FROM record AS told WHERE kind = ?1 AND (document IS NOT NULL) = 1
             AND NOT EXISTS (SELECT 1 FROM record WHERE about = told.id AND kind = ?2
                             AND changed_at >= told.changed_at)",
        )?;
        let kinds = [Kind::Returned.number(), Kind::Followup.number()];
        let rows = query.query_map(kinds, |row| row.get::<_, [u8; 16]>(0))?;
        Ok(rows.map(|id| id.map(RecordId::new)).collect::<Result<_, _>>()?)
    }

    /// Stores a record.
    ///
    /// # Errors
    /// Storage errors.
    pub fn set_record(&self, record: &RecordRow) -> Result<(), VaultError> {
        self.0
            .prepare_cached(
                "REPLACE INTO record (id, kind, key, owner, home_wrap, about, document, view,
                 started_at, changed_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            )?
            .execute((
                record.id.as_bytes(),
                record.kind.number(),
                record.key.as_ref().map(|key| key.as_bytes().as_slice()),
                record.owner.as_ref().map(DeviceId::as_bytes),
                record.home.as_ref().map(Message::to_bytes),
                record.about.as_ref().map(RecordId::as_bytes),
                record.document.as_ref(),
                record.view.as_ref(),
                record.started_at.0,
                record.changed_at.0,
            ))?;
        self.unlist(record.id)?;
        // The state of an incident is a word of its follow-up.
        match record.about {
            Some(incident) if record.kind == Kind::Followup => self.unlist(incident),
            Some(_) | None => Ok(()),
        }
    }

    /// What was typed into a record and not sealed yet.
    ///
    /// # Errors
    /// Storage errors.
    pub fn draft(&self, record: RecordId) -> Result<Patch, VaultError> {
        let mut query = self.0.prepare_cached("SELECT path, value FROM draft WHERE record = ?1")?;
        let rows = query.query_map([record.as_bytes()], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, Option<String>>(1)?))
        })?;
        let mut patch = Patch::default();
        for row in rows {
            let (path, value) = row?;
            let path = Path::parse(&path).map_err(|_| VaultError::Damaged)?;
            match value {
                Some(json) => {
                    let value: Scalar =
                        serde_json::from_str(&json).map_err(|_| VaultError::Damaged)?;
                    patch.set(path, value);
                }
                None => patch.clear(path),
            }
        }
        Ok(patch)
    }

    /// Keeps what is typed.
    ///
    /// # Errors
    /// Storage errors.
    pub fn type_into(&self, record: RecordId, patch: &Patch) -> Result<(), VaultError> {
        let mut insert = self
            .0
            .prepare_cached("REPLACE INTO draft (record, path, value) VALUES (?1, ?2, ?3)")?;
        for (path, value) in patch.iter() {
            let json = value.map(serde_json::to_string).transpose();
            let json = json.map_err(|_| VaultError::Damaged)?;
            insert.execute((record.as_bytes(), path.to_string(), json))?;
        }
        self.unlist(record)
    }

    /// Forgets what was typed into the fields of a patch, once that is sealed. What was typed into
    /// others stays.
    ///
    /// # Errors
    /// Storage errors.
    pub fn clear_typed(&self, record: RecordId, sealed: &Patch) -> Result<(), VaultError> {
        let mut delete =
            self.0.prepare_cached("DELETE FROM draft WHERE record = ?1 AND path = ?2")?;
        let mut forgotten = 0;
        for (path, _) in sealed.iter() {
            forgotten += delete.execute((record.as_bytes(), path.to_string()))?;
        }
        if forgotten > 0 { self.unlist(record) } else { Ok(()) }
    }

    /// Forgets all that was typed into a record.
    ///
    /// # Errors
    /// Storage errors.
    pub fn clear_draft(&self, record: RecordId) -> Result<(), VaultError> {
        let forgotten = self
            .0
            .prepare_cached("DELETE FROM draft WHERE record = ?1")?
            .execute([record.as_bytes()])?;
        if forgotten > 0 { self.unlist(record) } else { Ok(()) }
    }

    /// The records into which something was typed that is not sealed yet.
    ///
    /// # Errors
    /// Storage errors.
    pub fn drafted(&self) -> Result<Vec<RecordId>, VaultError> {
        let mut query = self.0.prepare_cached("SELECT DISTINCT record FROM draft")?;
        let rows = query.query_map([], |row| row.get::<_, [u8; 16]>(0))?;
        Ok(rows.map(|id| id.map(RecordId::new)).collect::<Result<_, _>>()?)
    }
}
