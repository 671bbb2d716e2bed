//! The folder of an edge: its relay, and the keys by which it speaks to the region.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rand_core::CryptoRng;
use tabard_core::files::sync;
use tabard_core::ids::{LogId, RegionId};
use tabard_core::keys::{DeviceIdentity, PublicIdentity, ReceivingKey};
use zeroize::Zeroizing;

use crate::relay::{Limits, Relay, RelayError};

/// Why an edge's folder is of no use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EdgeError {
    /// Nothing here.
    #[error("there is no edge in this folder: make one with `tabard region edge`")]
    NoEdge,
    /// Nothing may be overwritten.
    #[error("there are files in that folder already: choose another")]
    NotEmpty,
    /// `edge.key` is none.
    #[error("edge.key is not an edge's key: make a new edge with `tabard region edge`")]
    Key,
    /// A file.
    #[error("the edge's files cannot be read or written ({0})")]
    Files(io::ErrorKind),
    /// Its relay.
    #[error(transparent)]
    Relay(#[from] RelayError),
}

impl From<io::Error> for EdgeError {
    fn from(error: io::Error) -> Self {
        Self::Files(error.kind())
    }
}

/// The keys of an edge that is being made.
pub(crate) struct NewEdge {
    relay: DeviceIdentity,
    device: DeviceIdentity,
    pub(crate) log: LogId,
}

impl NewEdge {
    pub(crate) fn generate(rng: &mut dyn CryptoRng) -> Self {
        let (relay, device) = (DeviceIdentity::generate(rng), DeviceIdentity::generate(rng));
        let mut log = [0; LogId::LEN];
        rng.fill_bytes(&mut log);
        Self { relay, device, log: LogId::new(log) }
    }

    pub(crate) fn relay(&self) -> PublicIdentity {
        self.relay.public()
    }

    pub(crate) fn device(&self) -> PublicIdentity {
        self.device.public()
    }
}

fn key_file(dir: &Path) -> PathBuf {
    dir.join("edge.key")
}

/// Refuses a folder in which there is something.
pub(crate) fn check_empty(dir: &Path) -> Result<(), EdgeError> {
    let taken = dir.exists() && dir.read_dir()?.next().is_some();
    if taken { Err(EdgeError::NotEmpty) } else { Ok(()) }
}

/// Writes an edge into an empty folder, with the directory so far, which certifies it.
///
/// # Errors
/// [`EdgeError`].
pub(crate) fn write(
    dir: &Path,
    region: RegionId,
    edge: &NewEdge,
    statements: &[Vec<u8>],
) -> Result<(), EdgeError> {
    check_empty(dir)?;
    tabard_core::files::create_private(dir)?;
    let relay = dir.join("relay");
    fs::create_dir_all(&relay)?;
    drop(Relay::create_edge(&relay, region, edge.log, &edge.relay, statements, Limits::default())?);
    let mut secrets = Zeroizing::new(edge.device.signing_seed().to_vec());
    secrets.extend_from_slice(edge.device.receiving().to_bytes().as_ref());
    write_secret(&key_file(dir), &secrets)?;
    Ok(sync(dir)?)
}

fn write_secret(path: &Path, secret: &[u8]) -> io::Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(secret)?;
    file.sync_all()
}

/// The relay of an edge's folder, and the keys by which it speaks to the region.
///
/// # Errors
/// [`EdgeError`] when there is none or it does not open.
pub fn open(dir: &Path) -> Result<(Relay, DeviceIdentity), EdgeError> {
    if !key_file(dir).exists() {
        return Err(EdgeError::NoEdge);
    }
    let secrets = Zeroizing::new(fs::read(key_file(dir))?);
    let (seed, receiving) = secrets.split_first_chunk::<32>().ok_or(EdgeError::Key)?;
    let receiving: &[u8; 32] = receiving.try_into().map_err(|_| EdgeError::Key)?;
    let identity = DeviceIdentity::from_parts(seed, ReceivingKey::from_bytes(receiving));
    let relay = Relay::open(&dir.join("relay"), Limits::default())?;
    if relay.is_edge() { Ok((relay, identity)) } else { Err(EdgeError::NoEdge) }
}
