//! An enrolled device that keeps to no rule: it seals, signs and sends what it likes.

use std::collections::BTreeMap;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use tabard_core::entry::{
    self, Audience, Compartment, Grant, Header, Kind, RecordOrigin, SignedEntry, Start,
};
use tabard_core::ids::{DeviceId, Incarnation, RecordId};
use tabard_core::keys::{DeviceIdentity, ReceivingKey, RecordKey};
use tabard_core::model::{RecordKind, parse_assignment};
use tabard_core::record::{Actor, Record, Standing, Step};
use tabard_core::region::{Role, member_info};
use tabard_core::wire::Refusal;

use crate::{Region, forge};

/// An enrolled device without a conscience.
pub struct Attacker {
    /// Its keys.
    pub identity: DeviceIdentity,
    /// The keys of the records that it was let into.
    pub keys: BTreeMap<RecordId, RecordKey>,
    /// What it was given.
    pub read: Vec<SignedEntry>,
    /// The life of its chain.
    pub incarnation: Incarnation,
    /// The place of its newest entry, and what the next one quotes.
    pub newest: (u64, [u8; 16]),
}

impl Region {
    /// Enrols a device that the test plays itself.
    pub fn attacker(&mut self, name: &str, role: Role) -> Attacker {
        let identity = DeviceIdentity::generate(&mut self.rng);
        let (now, expires) = (self.now, self.now.plus_days(1));
        let mut hub = self.hub();
        let code = hub.enrol_code(role, name, "", expires, &mut self.rng).expect("a code");
        hub.enrol(&code.answer(&identity), now, &mut self.rng).expect("the hub enrols");
        let (keys, read) = (BTreeMap::new(), Vec::new());
        Attacker { identity, keys, read, incarnation: Incarnation(0), newest: (0, [0; 16]) }
    }
}

impl Attacker {
    /// Its id.
    pub fn device(&self) -> DeviceId {
        self.identity.id()
    }

    /// Who it is in a document.
    pub fn actor(&self) -> Actor {
        Actor::new(*self.device().as_bytes(), self.incarnation.0)
    }

    /// Fetches everything it is entitled to.
    pub fn fetch(&mut self, region: &Region) {
        let relay = region.relay();
        let response = region.ask(&relay, self.device(), self.incarnation, Vec::new());
        for one in response.entries.into_iter().flatten() {
            let entry = SignedEntry::parse(relay.region(), one.bytes.into()).expect("an entry");
            for grant in &entry.header().grants {
                if grant.to == Audience::Device(self.device()) {
                    let key = entry.unwrap_grant(relay.region(), grant, self.identity.receiving());
                    self.keys.insert(entry.record(), key.expect("the key it was granted"));
                }
            }
            self.read.push(entry);
        }
    }

    /// The record as it stands by what was fetched.
    pub fn document(&self, region: &Region, record: RecordId) -> Record {
        let (id, key) = (region.id(), self.keys.get(&record).expect("the record's key"));
        let mut document = Record::new();
        for one in self.read.iter().filter(|one| one.record() == record) {
            let changes = entry::open(id, one, key).expect("an entry that opens");
            let author = Actor::new(*one.author().as_bytes(), one.header().incarnation.0);
            if !changes.is_empty() {
                let standing = document.admit(&Step { author, seq: one.header().seq, changes });
                assert_eq!(standing, Standing::Applied);
            }
        }
        document
    }

    /// The header of its next entry.
    pub fn header(&self, kind: Kind, start: Start, grants: Vec<Grant>) -> Header {
        let (seq, prev) = self.newest;
        Header {
            suite: 1,
            start,
            kind,
            incarnation: self.incarnation,
            seq: seq + 1,
            prev,
            seen: None,
            grants,
            epoch: kind.epoch_bound().then_some(1),
        }
    }

    /// Seals its next entry.
    pub fn seal(
        &mut self,
        region: &mut Region,
        header: Header,
        key: &RecordKey,
        changes: &[u8],
    ) -> SignedEntry {
        let id = region.id();
        let bound = header.epoch.and_then(|epoch| {
            let secrets = self.secrets(region).into_iter();
            let mut of =
                secrets.filter(|(to, number, _)| (*to, *number) == (Compartment::Register, epoch));
            of.next().map(|(_, _, secret)| key.under(&secret, epoch))
        });
        let key = bound.as_ref().unwrap_or(key);
        let sealed = entry::seal(id, &self.identity, header, key, changes, &mut region.rng);
        let sealed = sealed.expect("an entry");
        self.newest = (sealed.header().seq, sealed.id().short());
        sealed
    }

    /// Seals its next entry around a body as it is, neither packed nor padded.
    pub fn seal_body(
        &mut self,
        region: &mut Region,
        header: &Header,
        key: &RecordKey,
        body: &[u8],
    ) -> SignedEntry {
        let header = minicbor::to_vec(header).expect("CBOR");
        let (id, salt) = (region.id(), [5; 16]);
        let author = self.device();
        let info: [&[u8]; 4] = [b"tabard/body/v1", id.as_bytes(), author.as_bytes(), &header];
        let one_time = key.one_time(&salt, &info);
        let payload = Payload { msg: body, aad: &header };
        let cipher = ChaCha20Poly1305::new((&*one_time.key).into());
        let sealed = cipher.encrypt(&Nonce::default(), payload).expect("a ciphertext");
        let body = [salt.as_slice(), &one_time.commitment, &sealed].concat();
        let bytes = forge::signed(id, &self.identity, &header, &body);
        let sealed = SignedEntry::parse(id, bytes).expect("an entry");
        self.newest = (sealed.header().seq, sealed.id().short());
        sealed
    }

    /// Goes on with a record that it holds the key of.
    pub fn go_on(&mut self, region: &mut Region, record: RecordId, changes: &[u8]) -> SignedEntry {
        let header = self.header(Kind::Incident, Start::Of(record), Vec::new());
        let key = self.keys.get(&record).expect("the record's key").clone();
        self.seal(region, header, &key, changes)
    }

    /// Starts a record of its own.
    pub fn start(&mut self, region: &mut Region, kind: Kind, changes: &[u8]) -> SignedEntry {
        let directory = region.relay().directory().expect("the directory");
        let epoch = directory.epoch(kind.home()).expect("a key of its home");
        let home = (kind.home(), epoch.number, &epoch.public);
        let origin = RecordOrigin::new(region.id(), self.device(), kind, home, &mut region.rng);
        let origin = origin.expect("a record");
        let header = self.header(kind, Start::New, vec![origin.home]);
        let sealed = self.seal(region, header, &origin.key, changes);
        self.keys.insert(sealed.record(), origin.key);
        sealed
    }

    /// The secrets of compartments that were ever wrapped to it.
    pub fn secrets(&self, region: &Region) -> Vec<(Compartment, u32, ReceivingKey)> {
        let directory = region.relay().directory().expect("the directory");
        let mine = directory.memberships_of(self.device());
        mine.map(|one| {
            let info = member_info(region.id(), one.compartment, one.epoch, one.member);
            let secret = self.identity.receiving().open(&info, &one.wrap).expect("its own copy");
            (one.compartment, one.epoch, ReceivingKey::from_bytes(&secret))
        })
        .collect()
    }

    /// A record's key, as a compartment that it was a member of was given it.
    pub fn key_of(&self, region: &Region, record: RecordId) -> Option<RecordKey> {
        let secrets = self.secrets(region);
        let log = region.whole_log().into_iter().filter(|entry| entry.record() == record);
        log.into_iter().find_map(|entry| {
            entry.header().grants.iter().find_map(|grant| {
                let of = |(to, epoch, _): &&(Compartment, u32, ReceivingKey)| {
                    (grant.to, grant.epoch) == (Audience::Compartment(*to), *epoch)
                };
                let (_, _, secret) = secrets.iter().find(of)?;
                entry.unwrap_grant(region.id(), grant, secret).ok()
            })
        })
    }

    /// The entries of a record that it opens, given all that lies at the relay.
    pub fn opens(&self, region: &Region, record: RecordId) -> Vec<SignedEntry> {
        let Some(key) = self.key_of(region, record) else { return Vec::new() };
        let secrets = self.secrets(region);
        let opens = |entry: &SignedEntry| {
            let under = secrets.iter().map(|(_, epoch, secret)| key.under(secret, *epoch));
            let mut keys = under.chain([key.clone()]);
            keys.any(|key| entry::open(region.id(), entry, &key).is_ok())
        };
        let log = region.whole_log().into_iter();
        log.filter(|entry| entry.record() == record && opens(entry)).collect()
    }

    /// Hands a key to a device, as if it were the record's.
    pub fn grant(
        &self,
        region: &mut Region,
        record: RecordId,
        key: &RecordKey,
        to: DeviceId,
    ) -> Grant {
        let directory = region.relay().directory().expect("the directory");
        let reader = &directory.device(to).expect("a device").certificate.device;
        let to = (Audience::Device(to), 0, reader.receiving());
        Grant::seal(region.id(), record, key, to, &mut region.rng).expect("a grant")
    }

    /// The changes of an edit: `field=value`.
    pub fn edit(&self, document: &mut Record, kind: RecordKind, assignment: &str) -> Vec<u8> {
        let patch = parse_assignment(kind, assignment).expect("an assignment");
        document.edit(&self.actor(), &patch).expect("an edit").expect("a change")
    }

    /// Sends entries and returns what the relay refuses.
    pub fn send(&self, region: &Region, entries: &[&SignedEntry]) -> Vec<Refusal> {
        let bytes = entries.iter().map(|entry| entry.bytes().to_vec()).collect();
        region.offer(self.device(), self.incarnation, bytes)
    }
}
