//! What lists go by: one narrow row for each record whose key is here. It is made late, before the
//! next question, so that saving does not pay for it.

use rusqlite::OptionalExtension;
use serde_json::Value;

use super::{Tables, VaultError};
use crate::entry::Kind;
use crate::ids::{DeviceId, Incarnation, Millis, RecordId};
use crate::model::finding::{Facts, Pressure, words_of};

/// Bits of a number that tell apart what came within one millisecond.
const TIE_BITS: u32 = 20;

/// What a record's listing is made of.
struct Source {
    kind: Kind,
    readable: bool,
    owner: Option<[u8; 8]>,
    unsealed: bool,
    view: Option<String>,
    started_at: i64,
}

/// The words of a record that was listed.
struct Said {
    number: i64,
    /// Whether words of it are in the index already.
    before: bool,
    words: String,
}

impl Tables<'_> {
    /// Lets a record be listed anew before the next question.
    pub(super) fn unlist(&self, record: RecordId) -> Result<(), VaultError> {
        self.0
            .prepare_cached("INSERT OR IGNORE INTO unlisted (record) VALUES (?1)")?
            .execute([record.as_bytes()])?;
        Ok(())
    }

    /// Takes a record out of lists and out of what is found by its words, at once.
    ///
    /// # Errors
    /// Storage errors.
    pub fn forget_listing(&self, record: RecordId) -> Result<(), VaultError> {
        if let Some(number) = self.number_of(record)? {
            self.clear_words(number)?;
            self.0.prepare_cached("DELETE FROM listing WHERE number = ?1")?.execute([number])?;
        }
        self.0
            .prepare_cached("DELETE FROM unlisted WHERE record = ?1")?
            .execute([record.as_bytes()])?;
        Ok(())
    }

    /// Writes the index of words anew, without those that no record says any more.
    ///
    /// # Errors
    /// Storage errors.
    pub fn forget_words(&self) -> Result<(), VaultError> {
        self.0.execute("INSERT INTO words (words) VALUES ('optimize')", [])?;
        Ok(())
    }

    /// Whether a record waits to be listed.
    ///
    /// # Errors
    /// Storage errors.
    pub fn has_unlisted(&self) -> Result<bool, VaultError> {
        Ok(self.0.prepare_cached("SELECT 1 FROM unlisted LIMIT 1")?.exists([])?)
    }

    /// Lists records that changed, and their words. Returns how many those were: fewer than `most`
    /// once nothing is left.
    ///
    /// # Errors
    /// Storage errors.
    pub fn list_changed(&self, most: usize) -> Result<usize, VaultError> {
        let changed: Vec<RecordId> = {
            let mut query = self.0.prepare_cached("SELECT record FROM unlisted LIMIT ?1")?;
            let rows = query.query_map([most], |row| row.get::<_, [u8; 16]>(0))?;
            rows.map(|id| id.map(RecordId::new)).collect::<Result<_, _>>()?
        };
        let mut said = Vec::new();
        for record in &changed {
            match self.source(*record)? {
                Some(source) if source.readable => said.push(self.list_one(*record, &source)?),
                Some(_) | None => self.forget_listing(*record)?,
            }
        }
        // The index writes out what it gathered whenever a number is not above the one before.
        said.sort_unstable_by_key(|one| one.number);
        for Said { number, before, words } in said {
            if before {
                self.clear_words(number)?;
            }
            self.set_words(number, &words)?;
        }
        Ok(changed.len())
    }

    fn source(&self, record: RecordId) -> Result<Option<Source>, VaultError> {
        let mut query = self.0.prepare_cached(
            "SELECT kind, key IS NOT NULL, owner, home_wrap IS NOT NULL, view, started_at
             FROM record WHERE id = ?1",
        )?;
        let source = query.query_row([record.as_bytes()], |row| {
            Ok(Kind::from_number(row.get(0)?).map(|kind| {
                Ok::<_, rusqlite::Error>(Source {
                    kind,
                    readable: row.get(1)?,
                    owner: row.get(2)?,
                    unsealed: row.get(3)?,
                    view: row.get(4)?,
                    started_at: row.get(5)?,
                })
            }))
        });
        let Some(source) = source.optional()? else { return Ok(None) };
        Ok(Some(source.ok_or(VaultError::Damaged)??))
    }

    /// Lists a record, and gives its words for the index.
    fn list_one(&self, record: RecordId, source: &Source) -> Result<Said, VaultError> {
        let known = self.number_of(record)?;
        let number = match known {
            Some(number) => number,
            None => self.free_number(record, source.started_at)?,
        };
        let view: Value = match &source.view {
            Some(view) => serde_json::from_str(view).map_err(|_| VaultError::Damaged)?,
            None => Value::Null,
        };
        let mut words = words_of(&view);
        for (_, typed) in self.draft(record)?.iter() {
            words.push_str(&words_of(&serde_json::json!(typed)));
        }
        self.set_listing(number, record, source, &view)?;
        self.0
            .prepare_cached("DELETE FROM unlisted WHERE record = ?1")?
            .execute([record.as_bytes()])?;
        Ok(Said { number, before: known.is_some(), words })
    }

    fn set_listing(
        &self,
        number: i64,
        record: RecordId,
        source: &Source,
        view: &Value,
    ) -> Result<(), VaultError> {
        let facts = Facts::of(view);
        let incident = source.kind == Kind::Incident;
        let occurred_at = facts.occurred_at.map(|at| at.as_millisecond()).filter(|_| incident);
        let types: String = facts.types.iter().map(|code| format!(",{code},")).collect();
        let status = if incident { self.status_of(record)? } else { None };
        let pressure = match incident {
            true => {
                Pressure::of(view, status.as_deref(), self.is_news(record, source.view.as_deref())?)
            }
            false => None,
        };
        self.0
            .prepare_cached(
                "REPLACE INTO listing (number, id, kind, owner, unsealed, occurred_at, happened_at,
                 types, location_type, status, withdrawn, unfinished, cad_number, pressure)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
            )?
            .execute((
                number,
                record.as_bytes(),
                source.kind.number(),
                source.owner,
                source.unsealed,
                occurred_at,
                occurred_at.unwrap_or(source.started_at),
                types,
                facts.location_type.as_ref(),
                status,
                facts.withdrawn,
                facts.unfinished && incident,
                facts.cad_number.as_ref().filter(|_| incident),
                pressure.map(Pressure::number),
            ))?;
        Ok(())
    }

    /// The status of an incident's follow-up.
    fn status_of(&self, incident: RecordId) -> Result<Option<String>, VaultError> {
        let mut query = self.0.prepare_cached(
            "SELECT json_extract(view, '$.status') FROM record WHERE about = ?1 AND kind = ?2
             AND view IS NOT NULL ORDER BY changed_at DESC, id LIMIT 1",
        )?;
        let of = (incident.as_bytes(), Kind::Followup.number());
        Ok(query.query_row(of, |row| row.get(0)).optional()?.flatten())
    }

    pub(super) fn number_of(&self, record: RecordId) -> Result<Option<i64>, VaultError> {
        let mut query = self.0.prepare_cached("SELECT number FROM listing WHERE id = ?1")?;
        Ok(query.query_row([record.as_bytes()], |row| row.get(0)).optional()?)
    }

    /// A number that sorts by the time at which a record came, and by its id within a millisecond.
    fn free_number(&self, record: RecordId, started_at: i64) -> Result<i64, VaultError> {
        let latest = i64::MAX >> (TIE_BITS + 1);
        let at = started_at.clamp(0, latest) << TIE_BITS;
        let [first, second, third, ..] = *record.as_bytes();
        let tie = u32::from_be_bytes([0, first, second, third]) >> (24 - TIE_BITS);
        let mut number = at | i64::from(tie ^ ((1 << TIE_BITS) - 1));
        let mut taken = self.0.prepare_cached("SELECT 1 FROM listing WHERE number = ?1")?;
        while taken.exists([number])? {
            number = number.saturating_add(1);
        }
        Ok(number)
    }

    /// Entries of a chain after a place in one record: how many, and whether the one with which
    /// their author started it is among them; as [`Tables::unsent`].
    ///
    /// # Errors
    /// Storage errors.
    pub fn unsent_of(
        &self,
        record: RecordId,
        (author, incarnation, after): (DeviceId, Incarnation, u64),
    ) -> Result<(u64, bool), VaultError> {
        let mut query = self.0.prepare_cached(
            "SELECT count(*) FILTER (WHERE incarnation = ?3 AND seq > ?4),
                    count(*) FILTER (WHERE position IS NULL),
                    (SELECT owner FROM record WHERE id = ?1) IS ?2
             FROM entry WHERE record = ?1 AND author = ?2",
        )?;
        let of = (record.as_bytes(), author.as_bytes(), incarnation.0, after);
        Ok(query.query_row(of, |row| {
            let (unsent, nowhere, own): (u64, u64, bool) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok((unsent, own && unsent > 0 && unsent == nowhere))
        })?)
    }

    /// A record as JSON, and the follow-up about it.
    ///
    /// # Errors
    /// Storage errors.
    pub fn views_of(
        &self,
        record: RecordId,
    ) -> Result<(Option<String>, Option<String>), VaultError> {
        let mut query = self.0.prepare_cached(
            "SELECT view, (SELECT view FROM record WHERE about = ?1 AND kind = ?2
                           ORDER BY changed_at DESC, id LIMIT 1)
             FROM record WHERE id = ?1",
        )?;
        let of = (record.as_bytes(), Kind::Followup.number());
        Ok(query.query_row(of, |row| Ok((row.get(0)?, row.get(1)?)))?)
    }

    /// Incidents with this number of a job, and incidents that began at most `millis` before or
    /// after a moment; no more than `most` of each, the nearest in time first.
    ///
    /// # Errors
    /// Storage errors.
    pub fn near(
        &self,
        cad_number: Option<&str>,
        at: Option<Millis>,
        millis: i64,
        most: usize,
    ) -> Result<Vec<RecordId>, VaultError> {
        let mut found = Vec::new();
        let id = |row: &rusqlite::Row<'_>| row.get::<_, [u8; 16]>(0).map(RecordId::new);
        if let Some(cad_number) = cad_number {
            let mut query = self.0.prepare_cached(
                "SELECT id FROM listing WHERE cad_number = ?1 ORDER BY number DESC LIMIT ?2",
            )?;
            for row in query.query_map((cad_number, most), id)? {
                found.push(row?);
            }
        }
        if let Some(Millis(at)) = at {
            let mut query = self.0.prepare_cached(
                "SELECT id FROM listing WHERE occurred_at BETWEEN ?2 AND ?3
                 ORDER BY abs(occurred_at - ?1) LIMIT ?4",
            )?;
            let within = (at, at.saturating_sub(millis), at.saturating_add(millis), most);
            for row in query.query_map(within, id)? {
                found.push(row?);
            }
        }
        Ok(found)
    }
}
