//! Incidents with their follow-ups, one after the other, for whoever counts over all of them.

use rusqlite::{Params, Row};

use super::{Tables, VaultError};
use crate::entry::Kind;
use crate::ids::{Millis, RecordId};

/// An incident that can be read here, with the follow-up about it, as they were stored.
pub struct Told<'a> {
    /// The incident.
    pub id: RecordId,
    /// When it came into this vault.
    pub started_at: Millis,
    /// When it or its follow-up last changed here.
    pub changed_at: Millis,
    /// The incident as JSON.
    pub view: &'a str,
    /// Its follow-up as JSON, once there is one.
    pub answer: Option<&'a str>,
}

/// The follow-up is the one that changed last, as in [`Tables::followup_of`].
const TOLD: &str =
    "SELECT one.id, one.started_at, max(one.changed_at, ifnull(answer.changed_at, 0)),
            one.view, answer.view
     FROM record AS one LEFT JOIN record AS answer ON answer.id = (
         SELECT id FROM record WHERE about = one.id AND kind = ?2
         ORDER BY changed_at DESC, id LIMIT 1)
     WHERE one.kind = ?1 AND one.key IS NOT NULL AND one.view IS NOT NULL";

impl Tables<'_> {
    /// Gives every incident that can be read here to `take`.
    ///
    /// # Errors
    /// Storage errors, and the first of `take`.
    pub fn tell_all<E: From<VaultError>>(
        &self,
        take: impl FnMut(Told<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.tell(TOLD, (Kind::Incident.number(), Kind::Followup.number()), take)
    }

    /// Gives the incidents to `take` that changed at this time or later, or whose follow-up did.
    ///
    /// # Errors
    /// As [`Tables::tell_all`].
    pub fn tell_changed<E: From<VaultError>>(
        &self,
        since: Millis,
        take: impl FnMut(Told<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let asked = (Kind::Incident.number(), Kind::Followup.number(), since.0);
        self.tell(&changed(), asked, take)
    }

    fn tell<E: From<VaultError>>(
        &self,
        query: &str,
        asked: impl Params,
        mut take: impl FnMut(Told<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut query = self.0.prepare_cached(query).map_err(VaultError::from)?;
        let mut rows = query.query(asked).map_err(VaultError::from)?;
        while let Some(row) = rows.next().map_err(VaultError::from)? {
            take(told(row).map_err(VaultError::from)?)?;
        }
        Ok(())
    }
}

/// The plus signs keep SQLite from going through all records of a kind: only what changed is read.
fn changed() -> String {
    let told = TOLD.replace("one.kind = ?1", "+one.kind = ?1");
    format!(
        "{told} AND one.id IN (
             SELECT CASE kind WHEN ?1 THEN id ELSE about END FROM record
             WHERE changed_at >= ?3 AND +kind IN (?1, ?2))"
    )
}

fn told<'a>(row: &'a Row<'_>) -> rusqlite::Result<Told<'a>> {
    Ok(Told {
        id: RecordId::new(row.get(0)?),
        started_at: Millis(row.get(1)?),
        changed_at: Millis(row.get(2)?),
        view: row.get_ref(3)?.as_str()?,
        answer: row.get_ref(4)?.as_str_or_null()?,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use zeroize::Zeroizing;

    use super::*;
    use crate::vault::{Vault, VaultKey};

    #[test]
    fn what_changed_is_read_without_going_through_all() {
        let dir = tempfile::tempdir().unwrap();
        let vault = Vault::create(dir.path(), &VaultKey::new(Zeroizing::new([7; 32]))).unwrap();
        let plan = vault.read(|tables| {
            let mut query = tables.0.prepare(&format!("EXPLAIN QUERY PLAN {}", changed()))?;
            let steps = query.query_map((1, 2, 3), |row| row.get::<_, String>(3))?;
            Ok::<_, VaultError>(steps.collect::<Result<Vec<_>, _>>()?)
        });
        let plan = plan.unwrap();
        assert!(plan.iter().any(|step| step.contains("INDEX record_changed")), "{plan:?}");
        assert!(!plan.iter().any(|step| step.contains("record_written")), "{plan:?}");
        assert!(!plan.iter().any(|step| step.starts_with("SCAN")), "{plan:?}");
    }
}
