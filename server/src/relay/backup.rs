//! A copy of a relay, made while it serves.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::Path;

use rusqlite::Connection;
use tabard_core::keys::DeviceIdentity;

use super::{RelayError, database, key};

/// Writes the newest state that `db` sees. The copy bears its name only once it is whole and
/// durable, together with the key.
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
    if part.exists() {
        fs::remove_file(&part)?;
    }
    let file = key::create_private(&part)?;
    let name = part.to_str().ok_or(RelayError::Files(ErrorKind::InvalidFilename))?;
    db.execute("VACUUM INTO ?1", [name])?;
    file.sync_all()?;
    key::write(to, identity)?;
    fs::rename(&part, &whole)?;
    Ok(File::open(to)?.sync_all()?)
}
