//! The relay's own keys, in a file that only its user reads.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use tabard_core::keys::{DeviceIdentity, ReceivingKey};
use zeroize::Zeroizing;

use super::RelayError;

const FILE: &str = "relay.key";

/// Writes the signing seed, then the receiving key. Nothing is overwritten.
pub(super) fn write(dir: &Path, identity: &DeviceIdentity) -> Result<(), RelayError> {
    let mut file = create_private(&dir.join(FILE))?;
    file.write_all(identity.signing_seed().as_ref())?;
    file.write_all(identity.receiving().to_bytes().as_ref())?;
    file.sync_all()?;
    Ok(File::open(dir)?.sync_all()?)
}

pub(super) fn read(dir: &Path) -> Result<DeviceIdentity, RelayError> {
    let (mut seed, mut receiving) = (Zeroizing::new([0; 32]), Zeroizing::new([0; 32]));
    let mut file = File::open(dir.join(FILE))?;
    file.read_exact(seed.as_mut()).map_err(|_| RelayError::Key)?;
    file.read_exact(receiving.as_mut()).map_err(|_| RelayError::Key)?;
    if file.read(&mut [0])? != 0 {
        return Err(RelayError::Key);
    }
    Ok(DeviceIdentity::from_parts(&seed, ReceivingKey::from_bytes(&receiving)))
}

/// A new, empty file that only its user reads.
pub(super) fn create_private(path: &Path) -> Result<File, RelayError> {
    Ok(OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use rand_chacha::ChaCha20Rng;
    use rand_core::SeedableRng;

    use super::*;

    #[test]
    fn keys_come_back_and_only_their_user_reads_them() {
        let dir = tempfile::tempdir().unwrap();
        let identity = DeviceIdentity::generate(&mut ChaCha20Rng::seed_from_u64(1));
        write(dir.path(), &identity).unwrap();
        assert_eq!(read(dir.path()).unwrap().public(), identity.public());
        let path = dir.path().join(FILE);
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(write(dir.path(), &identity), Err(RelayError::Exists));

        let longer = [std::fs::read(&path).unwrap().as_slice(), &[0]].concat();
        for bytes in [&longer[..], &longer[..63]] {
            std::fs::write(&path, bytes).unwrap();
            assert_eq!(read(dir.path()).err(), Some(RelayError::Key));
        }
    }
}
