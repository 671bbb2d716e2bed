//! The key of a vault, in a file that stands in for the phone's key store.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use rand_core::CryptoRng;
use tabard_core::client::KeyKeeper;
use tabard_core::vault::VaultKey;
use zeroize::Zeroizing;

use crate::cli::failure::Failure;

/// Says where the key is, when it is not beside the vault.
const ELSEWHERE: &str = "TABARD_VAULT_KEY_FILE";

/// The key that opens the vault in `dir`.
pub(in crate::cli) fn read(dir: &Path) -> Result<VaultKey, Failure> {
    let mut key = Zeroizing::new([0; 32]);
    let mut file = File::open(path(dir)).map_err(|error| match error.kind() {
        ErrorKind::NotFound => Failure::new(
            "no_key",
            "the vault's key is not here: put vault.key back, or name it in TABARD_VAULT_KEY_FILE",
        ),
        _ => Failure::folder(&error),
    })?;
    let whole = file.metadata().is_ok_and(|meta| meta.len() == 32);
    match file.read_exact(key.as_mut()) {
        Ok(()) if whole => Ok(VaultKey::new(key)),
        _ => Err(Failure::new(
            "key_damaged",
            "the vault's key is not 32 bytes: put the right file back; nothing was changed",
        )),
    }
}

/// The key of the vault in `dir`, made when there is none. It is on the disk when this returns.
pub(super) fn read_or_make(dir: &Path, rng: &mut impl CryptoRng) -> Result<VaultKey, Failure> {
    let path = path(dir);
    if !path.exists() {
        make(&path, rng).map_err(|error| Failure::folder(&error))?;
    }
    read(dir)
}

/// The file of a vault's key, which an order to wipe destroys.
pub(super) struct KeyFile<'d>(pub(super) &'d Path);

impl KeyKeeper for KeyFile<'_> {
    /// Overwritten first: a file that is only removed may be found again.
    fn destroy(&mut self) -> std::io::Result<()> {
        let path = path(self.0);
        for file in [path.with_extension("key-new"), path] {
            match OpenOptions::new().write(true).open(&file) {
                Ok(mut open) => {
                    open.write_all(&[0; 32])?;
                    open.sync_all()?;
                    drop(open);
                    fs::remove_file(&file)?;
                }
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
            if let Some(folder) = file.parent().filter(|folder| folder.is_dir()) {
                File::open(folder)?.sync_all()?;
            }
        }
        Ok(())
    }
}

/// Written whole under another name first: half a key would lock the vault for good.
fn make(path: &Path, rng: &mut impl CryptoRng) -> std::io::Result<()> {
    let mut key = Zeroizing::new([0; 32]);
    rng.fill_bytes(key.as_mut());
    let draft = path.with_extension("key-new");
    let mut file = private().create(true).truncate(true).write(true).open(&draft)?;
    file.write_all(key.as_ref())?;
    file.sync_all()?;
    fs::rename(&draft, path)?;
    match path.parent() {
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn path(dir: &Path) -> PathBuf {
    std::env::var_os(ELSEWHERE).map_or_else(|| dir.join("vault.key"), PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::entropy;

    #[test]
    fn a_key_is_made_once_and_for_its_owner_alone() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(read(dir.path()).err().unwrap().code(), "no_key");
        assert!(read_or_make(dir.path(), &mut entropy()).is_ok());
        let first = fs::read(dir.path().join("vault.key")).unwrap();
        assert!(read_or_make(dir.path(), &mut entropy()).is_ok());
        assert_eq!(fs::read(dir.path().join("vault.key")).unwrap(), first);
        assert_eq!(first.len(), 32);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(dir.path().join("vault.key")).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn a_key_of_another_length_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        for wrong in [0, 31, 33] {
            fs::write(dir.path().join("vault.key"), vec![7; wrong]).unwrap();
            assert_eq!(read(dir.path()).err().unwrap().code(), "key_damaged");
        }
    }
}
