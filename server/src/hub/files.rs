//! The files of a region's folder.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

pub(super) use tabard_core::files::{create_private, sync};
use tabard_core::vault::VaultKey;
use zeroize::Zeroizing;

use super::HubError;

/// The relay's folder.
pub(super) fn relay(dir: &Path) -> PathBuf {
    dir.join("relay")
}

/// The hub's vault.
pub(super) fn hub(dir: &Path) -> PathBuf {
    dir.join("hub")
}

/// The authority's secret key, to be taken offline.
pub(super) fn authority(dir: &Path) -> PathBuf {
    dir.join("authority.key")
}

fn vault_key(dir: &Path) -> PathBuf {
    hub(dir).join("vault.key")
}

pub(super) fn is_region(dir: &Path) -> bool {
    hub(dir).join("vault.db").exists() && relay(dir).exists()
}

/// Keeps other hub processes out of the folder until it is dropped.
pub(super) fn lock(dir: &Path) -> Result<File, HubError> {
    let file = OpenOptions::new().create(true).append(true).open(hub(dir).join("lock"))?;
    file.lock()?;
    Ok(file)
}

pub(super) fn read_vault_key(dir: &Path) -> Result<VaultKey, HubError> {
    let bytes = Zeroizing::new(fs::read(vault_key(dir))?);
    let key = <[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| HubError::KeyFile)?;
    Ok(VaultKey::new(Zeroizing::new(key)))
}

pub(super) fn write_vault_key(dir: &Path, key: &[u8; 32]) -> Result<(), HubError> {
    write_secret(&vault_key(dir), key)
}

pub(super) fn copy_vault_key(from: &Path, to: &Path) -> Result<(), HubError> {
    write_secret(&vault_key(to), &Zeroizing::new(fs::read(vault_key(from))?))
}

/// Writes a new file that only its owner reads, durably.
pub(super) fn write_secret(path: &Path, secret: &[u8]) -> Result<(), HubError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(secret)?;
    file.sync_all()?;
    Ok(())
}
