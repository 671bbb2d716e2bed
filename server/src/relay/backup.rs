//! A copy of a relay, made while it serves.

use std::fs::{self, File};
use std::path::Path;

use rusqlite::Connection;
use tabard_core::keys::DeviceIdentity;

use super::{RelayError, database, key};

/// Writes the state that `db` reads. The copy bears its name only once it is whole and durable.
pub(super) fn backup(
    db: &Connection,
    identity: &DeviceIdentity,
    to: &Path,
) -> Result<(), RelayError> {
    fs::create_dir_all(to)?;
    let (whole, part) = (database::path(to), to.join("relay.db.part"));
    if whole.exists() {
        return Err(RelayError::Exists);
    }
    key::write(to, identity)?;
    let file = key::create_private(&part)?;
    db.execute("VACUUM INTO ?1", [part.to_str().ok_or(RelayError::Files(std::io::ErrorKind::InvalidFilename))?])?;
    file.sync_all()?;
    fs::rename(&part, &whole)?;
    Ok(File::open(to)?.sync_all()?)
}
