//! Who appears in the vectors: every key from a seed of its own, so that one more moves no other.

use coset::{CborSerializable, CoseSign1};
use data_encoding::HEXLOWER;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use tabard_core::entry::Compartment;
use tabard_core::ids::{LogId, Millis, RegionId};
use tabard_core::keys::{DeviceIdentity, ReceivingKey};
use tabard_core::region::{Authority, Epoch, EpochIssuer, Role, Roles, SignedStatement, Statement};

/// The first second of 2026.
pub(crate) const NOW: Millis = Millis(1_767_225_600_000);
/// The epoch of the triage compartment.
pub(crate) const EPOCH: u32 = 1;
/// Not ASCII alone, so that lengths in bytes and in letters differ.
pub(crate) const NAME: &str = "Testshire – not real";
pub(crate) const LOG: LogId = LogId::new([0x1c; 16]);

pub(crate) struct World {
    pub(crate) authority: Authority,
    /// The hub: an issuer, and the member of triage.
    pub(crate) hub: DeviceIdentity,
    pub(crate) relay: DeviceIdentity,
    /// The phone that writes.
    pub(crate) device: DeviceIdentity,
    /// The phone of a mate who is let in.
    pub(crate) reader: DeviceIdentity,
    /// The secret of the triage epoch.
    pub(crate) triage: ReceivingKey,
    /// A desk that gives support.
    pub(crate) desk: DeviceIdentity,
    /// The secret of the wellbeing epoch, which the desk made.
    pub(crate) wellbeing: ReceivingKey,
    /// The secret of the register's epoch.
    pub(crate) register: ReceivingKey,
}

impl World {
    pub(crate) fn new() -> Self {
        Self {
            authority: Authority::generate(&mut seeded(1)),
            hub: DeviceIdentity::generate(&mut seeded(2)),
            relay: DeviceIdentity::generate(&mut seeded(3)),
            device: DeviceIdentity::generate(&mut seeded(4)),
            reader: DeviceIdentity::generate(&mut seeded(5)),
            triage: ReceivingKey::generate(&mut seeded(6)),
            desk: DeviceIdentity::generate(&mut seeded(20)),
            wellbeing: ReceivingKey::generate(&mut seeded(21)),
            register: ReceivingKey::generate(&mut seeded(24)),
        }
    }

    pub(crate) fn region(&self) -> RegionId {
        self.authority.region()
    }

    /// The authority's keys, seen as those of a device.
    pub(crate) fn root(&self) -> DeviceIdentity {
        let secrets = self.authority.secrets();
        let (signing, receiving) = secrets.split_at(32);
        let receiving = ReceivingKey::from_bytes(receiving.try_into().expect("32 bytes"));
        DeviceIdentity::from_parts(signing.try_into().expect("32 bytes"), receiving)
    }

    /// The lines of the directory, in their order.
    pub(crate) fn statements(&self) -> [Vec<u8>; 6] {
        let issuer = Roles::of(&[Role::Issuer, Role::Triage]);
        let hub = self.authority.certify(self.hub.public(), issuer, NOW.plus_days(365));
        let relay = self.authority.certify_relay(self.relay.public(), LOG);
        let founding = self.authority.found(NAME).expect("a founding");
        let (hub, relay) = (hub.expect("a certificate"), relay.expect("a certificate"));
        [founding, hub, relay, self.certificate(), self.epoch(), self.membership()]
    }

    /// The phone's certificate, by the hub.
    pub(crate) fn certificate(&self) -> Vec<u8> {
        let roles = Roles::of(&[Role::Crew, Role::Eoc]);
        let (device, not_after) = (self.device.public(), NOW.plus_days(90));
        self.by_hub(&Statement::Certificate(tabard_core::region::Certificate {
            device,
            roles,
            not_after,
        }))
    }

    /// The hub's copy of the triage secret, in a statement.
    pub(crate) fn membership(&self) -> Vec<u8> {
        let (region, issuer) = (self.region(), &self.hub);
        EpochIssuer { region, issuer, compartment: Compartment::Triage }
            .admit(EPOCH, &self.triage, &self.hub.public(), &mut seeded(7))
            .expect("a membership")
    }

    fn epoch(&self) -> Vec<u8> {
        let public = self.triage.public();
        self.by_hub(&Statement::Epoch(Epoch {
            compartment: Compartment::Triage,
            number: EPOCH,
            public,
        }))
    }

    fn by_hub(&self, statement: &Statement) -> Vec<u8> {
        self.stated(&self.hub, statement)
    }

    /// A statement by whomever, whether they may state it or not.
    pub(crate) fn stated(&self, signer: &DeviceIdentity, statement: &Statement) -> Vec<u8> {
        SignedStatement::sign(self.region(), signer, statement).expect("a statement")
    }
}

pub(crate) fn seeded(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

pub(crate) fn hex(bytes: impl AsRef<[u8]>) -> String {
    HEXLOWER.encode(bytes.as_ref())
}

/// The payload of a signed message, and the bytes under its signature.
pub(crate) fn payload_and_signed(
    bytes: &[u8],
    domain: &[u8],
    region: RegionId,
) -> (Vec<u8>, Vec<u8>) {
    let message = CoseSign1::from_slice(bytes).expect("a signed message");
    let signed = message.tbs_data(&[domain, region.as_bytes()].concat());
    (message.payload.expect("a payload"), signed)
}
