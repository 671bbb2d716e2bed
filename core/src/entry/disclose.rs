//! Opening one entry to somebody who has no key of its record: for evidence, entry by entry.

use super::seal::{open_with, salt_of};
use super::{OpenError, SignedEntry};
use crate::ids::RegionId;
use crate::keys::{Opening, RecordKey};

/// What opens this entry alone, for whoever holds its record's key.
///
/// # Errors
/// [`OpenError`] when the key is not the record's or the body was tampered with: nothing is
/// disclosed that does not open.
pub fn disclose(
    region: RegionId,
    entry: &SignedEntry,
    key: &RecordKey,
) -> Result<Opening, OpenError> {
    let opening = key.opening(salt_of(entry)?);
    open_disclosed(region, entry, &opening)?;
    Ok(opening)
}

/// Opens an entry that was disclosed, and returns its changes.
///
/// # Errors
/// [`OpenError`] when it is not what opens this entry.
pub fn open_disclosed(
    region: RegionId,
    entry: &SignedEntry,
    opening: &Opening,
) -> Result<Vec<u8>, OpenError> {
    open_with(region, entry, |_| opening.clone())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use rand_chacha::ChaCha20Rng;
    use rand_core::SeedableRng;
    use zeroize::Zeroizing;

    use super::*;
    use crate::entry::{self, Header, Kind, Start};
    use crate::ids::{Incarnation, RecordId};
    use crate::keys::DeviceIdentity;

    const REGION: RegionId = RegionId::new([7; 16]);

    #[test]
    fn what_opens_one_entry_opens_no_other_of_the_same_record_and_is_not_its_key() {
        let mut rng = ChaCha20Rng::seed_from_u64(5);
        let author = DeviceIdentity::generate(&mut rng);
        let key = RecordKey::new(Zeroizing::new([3; 32]));
        let mut sealed = |seq, changes: &[u8]| {
            let (start, kind) = (Start::Of(RecordId::new([1; 16])), Kind::Incident);
            let (incarnation, prev, grants) = (Incarnation(0), [9; 16], Vec::new());
            let header = Header {
                suite: 0,
                start,
                kind,
                incarnation,
                seq,
                prev,
                seen: None,
                grants,
                epoch: None,
            };
            entry::seal(REGION, &author, header, &key, changes, &mut rng).unwrap()
        };
        let (first, later) = (sealed(2, b"kicked"), sealed(3, b"and bitten"));
        let opening = disclose(REGION, &first, &key).unwrap();
        assert_eq!(open_disclosed(REGION, &first, &opening).unwrap(), b"kicked");
        assert_eq!(open_disclosed(REGION, &later, &opening), Err(OpenError::OtherKey));
        let as_key = RecordKey::new(Zeroizing::new(*opening.as_bytes()));
        assert_eq!(entry::open(REGION, &later, &as_key), Err(OpenError::OtherKey));
        assert_eq!(entry::open(REGION, &first, &as_key), Err(OpenError::OtherKey));
        let other = RecordKey::new(Zeroizing::new([4; 32]));
        assert!(disclose(REGION, &first, &other).is_err());
    }
}
