//! Opening the database: one file, read by any number of processes at once.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use tabard_core::ids::{LogId, RegionId};
use tabard_core::sqlite;

use super::{RelayError, key};

const FILE: &str = "relay.db";
const SCHEMA: &str = include_str!("schema.sql");
const EDGE_SCHEMA: &str = include_str!("edge.sql");
/// What the third version added, for both kinds.
const ERASED: &str = include_str!("erased.sql");
const VERSION: i64 = 3;
/// That of the relay of a control room, which has more tables.
const EDGE_VERSION: i64 = 4;
/// The versions before entries were erased.
const FIRST: [i64; 2] = [1, 2];
const BUSY: Duration = Duration::from_secs(10);
const STATEMENTS: usize = 64;

/// The database of a folder.
pub(super) fn path(dir: &Path) -> PathBuf {
    dir.join(FILE)
}

/// Whose log a database holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Home {
    pub(super) region: RegionId,
    pub(super) log: LogId,
    /// Whether it is the relay of a control room, which follows the region's.
    pub(super) edge: bool,
}

/// Makes an empty database that only its user reads.
pub(super) fn create(dir: &Path, home: Home) -> Result<Connection, RelayError> {
    let file = path(dir);
    key::create_private(&file)?;
    let db = sqlite::open(file, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    prepare(&db)?;
    lay_out(&db, home)?;
    Ok(db)
}

/// Opens a database of this version.
pub(super) fn open(dir: &Path) -> Result<(Connection, Home), RelayError> {
    let file = path(dir);
    if !file.exists() {
        return Err(RelayError::Missing);
    }
    let db = sqlite::open(file, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    prepare(&db)?;
    raise(&db)?;
    let edge = match version(&db)? {
        VERSION => false,
        EDGE_VERSION => true,
        found if found > EDGE_VERSION => return Err(RelayError::Newer { found }),
        _ => return Err(RelayError::Damaged),
    };
    let (region, log): ([u8; 16], [u8; 16]) =
        db.query_row("SELECT region, log FROM relay", [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let home = Home { region: RegionId::new(region), log: LogId::new(log), edge };
    Ok((db, home))
}

/// A database that vanishes when it is closed, for checking another against it. It is a file and
/// not memory: logs are larger.
pub(super) fn scratch(dir: &Path, home: Home) -> Result<Connection, RelayError> {
    let path = dir.join(format!("verify-{}.tmp", std::process::id()));
    key::create_private(&path)?;
    let db = sqlite::open(&path, OpenFlags::SQLITE_OPEN_READ_WRITE);
    std::fs::remove_file(&path)?;
    let db = db?;
    db.execute_batch(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;",
    )?;
    db.set_prepared_statement_cache_capacity(STATEMENTS);
    lay_out(&db, home)?;
    Ok(db)
}

fn version(db: &Connection) -> Result<i64, RelayError> {
    Ok(db.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

/// Adds what a database of the first versions lacks. Of several processes one does it.
fn raise(db: &Connection) -> Result<(), RelayError> {
    if !FIRST.contains(&version(db)?) {
        return Ok(());
    }
    db.execute_batch("BEGIN IMMEDIATE")?;
    let raised = version(db).and_then(|found| {
        if FIRST.contains(&found) {
            db.execute_batch(ERASED)?;
            let version = if found == FIRST[0] { VERSION } else { EDGE_VERSION };
            db.pragma_update(None, "user_version", version)?;
        }
        Ok(db.execute_batch("COMMIT")?)
    });
    if raised.is_err() {
        // The first failure is the one to tell.
        let _ = db.execute_batch("ROLLBACK");
    }
    raised
}

fn prepare(db: &Connection) -> Result<(), RelayError> {
    db.busy_timeout(BUSY)?;
    db.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = FAST;
         PRAGMA mmap_size = 0;",
    )?;
    db.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(())
}

fn lay_out(db: &Connection, home: Home) -> Result<(), RelayError> {
    let transaction = db.unchecked_transaction()?;
    transaction.execute_batch(SCHEMA)?;
    transaction.execute_batch(ERASED)?;
    if home.edge {
        transaction.execute_batch(EDGE_SCHEMA)?;
    }
    let version = if home.edge { EDGE_VERSION } else { VERSION };
    transaction.pragma_update(None, "user_version", version)?;
    transaction.execute(
        "INSERT INTO relay (region, log) VALUES (?1, ?2)",
        (home.region.as_bytes(), home.log.as_bytes()),
    )?;
    Ok(transaction.commit()?)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const HOME: Home =
        Home { region: RegionId::new([1; 16]), log: LogId::new([2; 16]), edge: false };

    #[test]
    fn a_database_of_a_newer_version_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(open(dir.path()).err(), Some(RelayError::Missing));
        let db = create(dir.path(), HOME).unwrap();
        assert_eq!(create(dir.path(), HOME).err(), Some(RelayError::Exists));
        assert_eq!(open(dir.path()).unwrap().1, HOME);
        db.pragma_update(None, "user_version", EDGE_VERSION + 1).unwrap();
        assert_eq!(open(dir.path()).err(), Some(RelayError::Newer { found: EDGE_VERSION + 1 }));
    }

    #[test]
    fn commits_are_synced() {
        let dir = tempfile::tempdir().unwrap();
        create(dir.path(), HOME).unwrap();
        let (db, _) = open(dir.path()).unwrap();
        let pragma = |name: &str| {
            db.pragma_query_value(None, name, |row| row.get::<_, rusqlite::types::Value>(0))
                .unwrap()
        };
        assert_eq!(pragma("journal_mode"), "wal".to_owned().into());
        assert_eq!(pragma("synchronous"), 2i64.into());
    }
}
