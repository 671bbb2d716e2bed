//! An open device, held by one command at a time.

use std::fs;
use std::path::{Path, PathBuf};

use tabard_core::client::{Client, ClientError};
use tabard_core::ids::{DeviceId, RecordId};
use tabard_core::phone::{PhoneError, SharedPhone};
use tabard_core::vault::VaultError;

use super::key;
use crate::cli::clock;
use crate::cli::failure::Failure;
use crate::cli::lock::Lock;
use crate::cli::output::Output;
use crate::cli::pick;

/// Where the device is.
#[derive(Debug, clap::Args)]
pub(super) struct Place {
    /// The device's folder, or PHONE@LABEL for a person on a shared phone
    #[arg(long = "vault", value_name = "FOLDER", value_parser = folder)]
    pub(super) dir: PathBuf,
}

/// A device that this command has to itself.
pub(super) struct Session {
    pub(super) client: Client,
    _lock: Lock,
}

impl Place {
    /// Opens the device that is enrolled here.
    pub(super) fn open(&self, output: &Output) -> Result<Session, Failure> {
        if !self.dir.join("vault.db").exists() {
            return Err(VaultError::Missing.into());
        }
        let lock = Lock::take(&self.dir, output)?;
        let client = Client::open(&self.dir, key::read(&self.dir)?, clock::device_now())?;
        // The answer to its code was lost: it has keys, and no region yet.
        if client.directory().name().is_none() {
            return Err(ClientError::NotEnrolled.into());
        }
        Ok(Session { client, _lock: lock })
    }

    /// Makes the folder of a device that will be enrolled, for its owner alone.
    pub(super) fn prepare(&self, output: &Output) -> Result<Lock, Failure> {
        make_private(&self.dir).map_err(|error| Failure::folder(&error))?;
        Lock::take(&self.dir, output)
    }
}

impl Session {
    /// The report whose id begins with what was typed.
    pub(super) fn report(&self, typed: &str) -> Result<RecordId, Failure> {
        pick::one(typed, "report", self.client.find(typed.trim())?)
    }

    /// The device of the region whose id begins with what was typed.
    pub(super) fn device(&self, typed: &str) -> Result<DeviceId, Failure> {
        let all = self.client.directory().devices().map(|(id, _)| id);
        pick::one(typed, "device", all)
    }
}

/// A folder, or that of the person with a label on a shared phone.
fn folder(text: &str) -> Result<PathBuf, PhoneError> {
    let (plain, shared) = (PathBuf::from(text), text.rsplit_once('@'));
    let shared = shared.map(|(phone, label)| (SharedPhone::at(Path::new(phone)), label));
    match shared.filter(|(phone, _)| !plain.exists() && phone.exists()) {
        Some((phone, label)) => Ok(phone.find(&label.parse()?)?.dir),
        None => Ok(plain),
    }
}

fn make_private(dir: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}
