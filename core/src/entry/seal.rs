//! Sealing and opening: compress, pad, encrypt under a one-time key, bind to the header, sign.

use chacha20poly1305::Nonce;
use chacha20poly1305::aead::{Aead, Payload};
use rand_core::CryptoRng;

use super::header::{SUITE, record_id};
use super::signed::payload_of;
use super::{
    Audience, BodyError, Compartment, Grant, Header, Kind, RefusedEntry, SignedEntry, body,
};
use crate::cose::{self, Domain};
use crate::ids::{DeviceId, RecordId, RegionId};
use crate::keys::{
    DeviceIdentity, OneTimeKey, Opening, ReceivingKey, ReceivingPublic, RecordKey, WrapError,
};

const SALT: usize = 16;
const COMMITMENT: usize = 32;

/// How a record came into being: its key, its id and the grant that its first entry carries.
/// The key is what HPKE exports to the record's home compartment, so that the wrap that hands it
/// over is 32 bytes, and the id is a hash of that wrap.
pub struct RecordOrigin {
    /// The record's id.
    pub id: RecordId,
    /// The record's key.
    pub key: RecordKey,
    /// The first grant of the first entry.
    pub home: Grant,
}

impl RecordOrigin {
    /// Starts a record that `author` writes and `compartment` reads.
    ///
    /// # Errors
    /// [`WrapError`] when the compartment's key is unusable.
    pub fn new(
        region: RegionId,
        author: DeviceId,
        kind: Kind,
        (compartment, epoch, public): (Compartment, u32, &ReceivingPublic),
        rng: &mut dyn CryptoRng,
    ) -> Result<Self, WrapError> {
        let info = home_info(region, author, kind, compartment, epoch);
        let (wrap, secret) = public.encapsulate(&info, rng)?;
        Ok(Self {
            id: record_id(region, author, kind, &wrap),
            key: RecordKey::new(secret),
            home: Grant { to: Audience::Compartment(compartment), epoch, wrap: wrap.to_vec() },
        })
    }
}

impl Grant {
    /// Seals a record's key to a further reader.
    ///
    /// # Errors
    /// [`WrapError`] when the reader's key is unusable.
    pub fn seal(
        region: RegionId,
        record: RecordId,
        key: &RecordKey,
        (to, epoch, public): (Audience, u32, &ReceivingPublic),
        rng: &mut dyn CryptoRng,
    ) -> Result<Self, WrapError> {
        let wrap = public.seal(&reader_info(region, record, &to, epoch), key.as_bytes(), rng)?;
        Ok(Self { to, epoch, wrap })
    }
}

impl SignedEntry {
    /// Takes the record's key out of one of this entry's grants.
    ///
    /// # Errors
    /// [`WrapError`] when the grant is not for this key or was moved here from elsewhere.
    pub fn unwrap_grant(
        &self,
        region: RegionId,
        grant: &Grant,
        key: &ReceivingKey,
    ) -> Result<RecordKey, WrapError> {
        let secret = match grant.to {
            Audience::Compartment(compartment) if grant.wrap.len() == 32 => {
                let kind = self.header().kind;
                let info = home_info(region, self.author(), kind, compartment, grant.epoch);
                key.decapsulate(&info, &grant.wrap)?
            }
            to => key.open(&reader_info(region, self.record(), &to, grant.epoch), &grant.wrap)?,
        };
        Ok(RecordKey::new(secret))
    }
}

fn home_info(
    region: RegionId,
    author: DeviceId,
    kind: Kind,
    compartment: Compartment,
    epoch: u32,
) -> Vec<u8> {
    let mut info = b"tabard/home/v1".to_vec();
    info.extend_from_slice(region.as_bytes());
    info.extend_from_slice(author.as_bytes());
    info.push(kind.number());
    info.push(compartment.number());
    info.extend_from_slice(&epoch.to_be_bytes());
    info
}

fn reader_info(region: RegionId, record: RecordId, to: &Audience, epoch: u32) -> Vec<u8> {
    let mut info = b"tabard/reader/v1".to_vec();
    info.extend_from_slice(region.as_bytes());
    info.extend_from_slice(record.as_bytes());
    match to {
        Audience::Compartment(compartment) => info.push(compartment.number()),
        Audience::Device(device) => info.extend_from_slice(device.as_bytes()),
    }
    info.extend_from_slice(&epoch.to_be_bytes());
    info
}

/// Seals changes into a signed entry. The header's suite is set here.
///
/// # Errors
/// [`RefusedEntry::TooLarge`] when the changes are more than an entry holds.
pub fn seal(
    region: RegionId,
    author: &DeviceIdentity,
    mut header: Header,
    key: &RecordKey,
    changes: &[u8],
    rng: &mut dyn CryptoRng,
) -> Result<SignedEntry, RefusedEntry> {
    header.suite = SUITE;
    let header_bytes = header.bytes();
    let mut salt = [0; SALT];
    rng.fill_bytes(&mut salt);
    let one_time = one_time(region, author.id(), &header_bytes, key, &salt);
    let packed = body::pack(changes).map_err(|BodyError| RefusedEntry::TooLarge)?;
    let ciphertext = one_time
        .cipher()
        .encrypt(&Nonce::default(), Payload { msg: &packed, aad: &header_bytes })
        .map_err(|_| RefusedEntry::TooLarge)?;
    let sealed = [salt.as_slice(), &one_time.commitment, &ciphertext].concat();
    let payload = payload_of(&header_bytes, &sealed);
    let bytes = cose::sign(Domain::Entry, region, author, payload)?;
    SignedEntry::parse(region, bytes)
}

/// Why a verified entry does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Sealed under another key than the record's.
    #[error("the entry was sealed under another key")]
    OtherKey,
    /// Changed, or bound to another header.
    #[error("the entry's body does not belong to its header")]
    Changed,
    /// Not compressed as agreed, or too large.
    #[error(transparent)]
    Body(#[from] BodyError),
}

/// Opens an entry whose signature has been verified, and returns its changes.
///
/// # Errors
/// [`OpenError`] when the key is not the record's or the body was tampered with.
pub fn open(region: RegionId, entry: &SignedEntry, key: &RecordKey) -> Result<Vec<u8>, OpenError> {
    open_with(region, entry, |salt| key.opening(salt))
}

/// The salt of an entry's body.
pub(super) fn salt_of(entry: &SignedEntry) -> Result<&[u8; SALT], OpenError> {
    let (_, sealed) = entry.parts().map_err(|_| OpenError::Changed)?;
    sealed.first_chunk::<SALT>().ok_or(OpenError::Changed)
}

/// Opens a body by what its salt gives.
pub(super) fn open_with(
    region: RegionId,
    entry: &SignedEntry,
    opening: impl FnOnce(&[u8; SALT]) -> Opening,
) -> Result<Vec<u8>, OpenError> {
    let (header, sealed) = entry.parts().map_err(|_| OpenError::Changed)?;
    let (salt, rest) = sealed.split_first_chunk::<SALT>().ok_or(OpenError::Changed)?;
    let (commitment, ciphertext) = rest.split_at_checked(COMMITMENT).ok_or(OpenError::Changed)?;
    let one_time = opening(salt).one_time(&info(&region, &entry.author(), header));
    if !one_time.commits_to(commitment) {
        return Err(OpenError::OtherKey);
    }
    let packed = one_time
        .cipher()
        .decrypt(&Nonce::default(), Payload { msg: ciphertext, aad: header })
        .map_err(|_| OpenError::Changed)?;
    Ok(body::unpack(&packed)?)
}

/// The header names record, kind, incarnation, seq and predecessor: bound here with its author,
/// a body cannot be taken for another's or for another place.
fn one_time(
    region: RegionId,
    author: DeviceId,
    header: &[u8],
    key: &RecordKey,
    salt: &[u8; SALT],
) -> OneTimeKey {
    key.one_time(salt, &info(&region, &author, header))
}

const fn info<'a>(region: &'a RegionId, author: &'a DeviceId, header: &'a [u8]) -> [&'a [u8]; 4] {
    [b"tabard/body/v1", region.as_bytes(), author.as_bytes(), header]
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use rand_chacha::ChaCha20Rng;
    use rand_core::{Rng, SeedableRng};

    use super::*;
    use crate::entry::Start;
    use crate::ids::Incarnation;

    const REGION: RegionId = RegionId::new([7; 16]);

    struct World {
        rng: ChaCha20Rng,
        author: DeviceIdentity,
        triage: ReceivingKey,
    }

    fn world() -> World {
        let mut rng = ChaCha20Rng::seed_from_u64(3);
        let author = DeviceIdentity::generate(&mut rng);
        let triage = ReceivingKey::generate(&mut rng);
        World { rng, author, triage }
    }

    fn header(start: Start, seq: u64, grants: Vec<Grant>) -> Header {
        let kind = Kind::Incident;
        let incarnation = Incarnation(0);
        let prev = if seq == 1 { [0; 16] } else { [9; 16] };
        Header { suite: 0, start, kind, incarnation, seq, prev, seen: None, grants, epoch: None }
    }

    fn start(world: &mut World) -> (SignedEntry, RecordKey) {
        let to = (Compartment::Triage, 1, &world.triage.public());
        let origin =
            RecordOrigin::new(REGION, world.author.id(), Kind::Incident, to, &mut world.rng)
                .unwrap();
        let header = header(Start::New, 1, vec![origin.home.clone()]);
        let entry =
            seal(REGION, &world.author, header, &origin.key, b"kicked", &mut world.rng).unwrap();
        assert_eq!(entry.record(), origin.id);
        (entry, origin.key)
    }

    #[test]
    fn triage_opens_what_a_phone_started_and_nobody_else_does() {
        let mut world = world();
        let (entry, key) = start(&mut world);
        let public = world.author.public();
        entry.verify(REGION, &public.verifying_key().unwrap()).unwrap();
        let unwrapped =
            entry.unwrap_grant(REGION, &entry.header().grants[0], &world.triage).unwrap();
        assert_eq!(unwrapped.as_bytes(), key.as_bytes());
        assert_eq!(open(REGION, &entry, &unwrapped).unwrap(), b"kicked");

        let stranger = ReceivingKey::generate(&mut world.rng);
        let wrong = entry.unwrap_grant(REGION, &entry.header().grants[0], &stranger).unwrap();
        assert_eq!(open(REGION, &entry, &wrong), Err(OpenError::OtherKey));
    }

    #[test]
    fn a_grant_moved_to_another_record_does_not_open() {
        let mut world = world();
        let (entry, key) = start(&mut world);
        let mate = ReceivingKey::generate(&mut world.rng);
        let to = (Audience::Device(DeviceId::new([1; 8])), 0, &mate.public());
        let grant = Grant::seal(REGION, entry.record(), &key, to, &mut world.rng).unwrap();
        let at = |record| header(Start::Of(record), 2, vec![grant.clone()]);
        let here =
            seal(REGION, &world.author, at(entry.record()), &key, b"", &mut world.rng).unwrap();
        let other = RecordId::new([5; 16]);
        let there = seal(REGION, &world.author, at(other), &key, b"", &mut world.rng).unwrap();
        assert!(here.unwrap_grant(REGION, &grant, &mate).is_ok());
        assert!(there.unwrap_grant(REGION, &grant, &mate).is_err());
    }

    #[test]
    fn a_body_under_another_header_or_author_does_not_open() {
        let mut world = world();
        let (entry, key) = start(&mut world);
        let (_, sealed) = entry.parts().unwrap();
        let thief = DeviceIdentity::generate(&mut world.rng);
        for (signer, seq) in [(&thief, 1), (&world.author, 2)] {
            let mut stolen = header(Start::Of(entry.record()), seq, vec![]);
            stolen.suite = SUITE;
            let payload = payload_of(&stolen.bytes(), sealed);
            let bytes = cose::sign(Domain::Entry, REGION, signer, payload).unwrap();
            let forged = SignedEntry::parse(REGION, bytes).unwrap();
            assert_eq!(open(REGION, &forged, &key), Err(OpenError::OtherKey));
        }
    }

    #[test]
    fn a_start_in_anothers_name_is_another_record() {
        let mut world = world();
        let (entry, key) = start(&mut world);
        let thief = DeviceIdentity::generate(&mut world.rng);
        let copied = header(Start::New, 1, entry.header().grants.clone());
        let forged = seal(REGION, &thief, copied, &key, b"", &mut world.rng).unwrap();
        assert_ne!(forged.record(), entry.record());
    }

    #[test]
    fn an_oversized_body_is_refused() {
        let mut world = world();
        let (_, key) = start(&mut world);
        let mut noise = vec![0; 100 * 1024];
        world.rng.fill_bytes(&mut noise);
        let header = header(Start::Of(RecordId::new([1; 16])), 2, vec![]);
        let sealed = seal(REGION, &world.author, header, &key, &noise, &mut world.rng);
        assert_eq!(sealed.err(), Some(RefusedEntry::TooLarge));
    }
}
