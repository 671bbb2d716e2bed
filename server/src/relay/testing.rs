//! Regions in miniature: an authority, a hub, phones that write, and a relay on real files.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::path::Path;

use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};
use tabard_core::entry::{
    Audience, Compartment, Grant, Header, Kind, RecordOrigin, SignedEntry, Start, seal,
};
use tabard_core::ids::{DeviceId, EntryId, Incarnation, LogId, Millis, RecordId, RegionId};
use tabard_core::keys::{DeviceIdentity, PublicIdentity, ReceivingKey, RecordKey};
use tabard_core::region::{
    Authority, Certificate, Epoch, Membership, Revocation, Role, Roles, SignedStatement, Statement,
};
use tabard_core::wire::{Cursor, Receipt, Refusal, SyncRequest, SyncResponse};

use super::{Limits, Relay, RelayError};

pub(super) const NOW: Millis = Millis(1_800_000_000_000);
pub(super) const LOG: LogId = LogId::new([4; 16]);

pub(super) struct World {
    pub(super) rng: ChaCha20Rng,
    pub(super) authority: Authority,
    pub(super) identity: DeviceIdentity,
    pub(super) hub: Phone,
    pub(super) triage: ReceivingKey,
    pub(super) dir: tempfile::TempDir,
    pub(super) relay: Relay,
}

/// A record as those who write it know it.
#[derive(Clone)]
pub(super) struct Record {
    pub(super) id: RecordId,
    pub(super) kind: Kind,
    key: [u8; 32],
}

/// A device that writes and reads.
pub(super) struct Phone {
    pub(super) identity: DeviceIdentity,
    pub(super) incarnation: Incarnation,
    pub(super) seq: u64,
    pub(super) prev: [u8; 16],
    pub(super) log: Option<LogId>,
    pub(super) size: u64,
    pub(super) directory: u64,
    pub(super) cursors: Vec<Cursor>,
    pub(super) got: Vec<EntryId>,
}

impl World {
    pub(super) fn new() -> Self {
        Self::limited(Limits::default())
    }

    pub(super) fn limited(limits: Limits) -> Self {
        let mut rng = ChaCha20Rng::seed_from_u64(7);
        let authority = Authority::generate(&mut rng);
        let identity = DeviceIdentity::generate(&mut rng);
        let hub = Phone::new(DeviceIdentity::generate(&mut rng));
        let triage = ReceivingKey::generate(&mut rng);
        let dir = tempfile::tempdir().unwrap();
        let roles = Roles::of(&[Role::Issuer, Role::Triage]);
        let first = [
            authority.found("Test").unwrap(),
            authority.certify(hub.identity.public(), roles, NOW.plus_days(30)).unwrap(),
            authority.certify_relay(identity.public(), LOG).unwrap(),
        ];
        let region = authority.region();
        let relay = Relay::create(dir.path(), region, LOG, &identity, &first, limits).unwrap();
        let world = Self { rng, authority, identity, hub, triage, dir, relay };
        let public = world.triage.public();
        let epoch = Epoch { compartment: Compartment::Triage, number: 1, public };
        world.issue(&Statement::Epoch(epoch));
        world.admit(world.hub.id());
        world
    }

    pub(super) fn region(&self) -> RegionId {
        self.authority.region()
    }

    pub(super) fn sign(&self, statement: &Statement) -> Vec<u8> {
        SignedStatement::sign(self.region(), &self.hub.identity, statement).unwrap()
    }

    pub(super) fn issue(&self, statement: &Statement) -> Vec<u8> {
        let bytes = self.sign(statement);
        self.relay.append_statements(std::slice::from_ref(&bytes)).unwrap();
        bytes
    }

    /// Gives a device the triage secret.
    pub(super) fn admit(&self, member: DeviceId) {
        let compartment = Compartment::Triage;
        let one = Membership { compartment, epoch: 1, member, wrap: vec![0; 80] };
        self.issue(&Statement::Membership(one));
    }

    pub(super) fn stranger(&mut self) -> Phone {
        Phone::new(DeviceIdentity::generate(&mut self.rng))
    }

    pub(super) fn certify(&self, phone: &Phone, roles: &[Role]) -> Vec<u8> {
        let roles = Roles::of(roles);
        let not_after = NOW.plus_days(7);
        let device = phone.identity.public();
        self.issue(&Statement::Certificate(Certificate { device, roles, not_after }))
    }

    pub(super) fn phone(&mut self, roles: &[Role]) -> Phone {
        let phone = self.stranger();
        self.certify(&phone, roles);
        phone
    }

    pub(super) fn crew(&mut self) -> Phone {
        self.phone(&[Role::Crew])
    }

    /// The hub, to act as a device of its own.
    pub(super) fn take_hub(&mut self) -> Phone {
        let other = self.stranger();
        std::mem::replace(&mut self.hub, other)
    }

    pub(super) fn revoke(&self, phone: &Phone) -> Vec<u8> {
        self.issue(&Statement::Revocation(Revocation { device: phone.id(), at: NOW }))
    }

    /// An entry that starts an incident, or a follow-up by the triage.
    pub(super) fn start(&mut self, phone: &mut Phone, kind: Kind) -> (SignedEntry, Record) {
        self.start_for(phone, kind, &[])
    }

    /// The same, granted to other devices at once.
    pub(super) fn start_for(
        &mut self,
        phone: &mut Phone,
        kind: Kind,
        mates: &[PublicIdentity],
    ) -> (SignedEntry, Record) {
        let home = (Compartment::Triage, 1, &self.triage.public());
        let region = self.region();
        let origin = RecordOrigin::new(region, phone.id(), kind, home, &mut self.rng).unwrap();
        let record = Record { id: origin.id, kind, key: *origin.key.as_bytes() };
        let mut grants = vec![origin.home];
        grants.extend(mates.iter().map(|mate| self.grant(&record, mate)));
        (self.write(phone, &record, Start::New, grants), record)
    }

    pub(super) fn go_on(&mut self, phone: &mut Phone, record: &Record) -> SignedEntry {
        self.write(phone, record, Start::Of(record.id), vec![])
    }

    pub(super) fn go_on_at_length(&mut self, phone: &mut Phone, record: &Record) -> SignedEntry {
        self.write_much(phone, record, Start::Of(record.id), vec![], 20_000)
    }

    pub(super) fn invite(
        &mut self,
        phone: &mut Phone,
        record: &Record,
        mate: &PublicIdentity,
    ) -> SignedEntry {
        let grant = self.grant(record, mate);
        self.write(phone, record, Start::Of(record.id), vec![grant])
    }

    fn grant(&mut self, record: &Record, mate: &PublicIdentity) -> Grant {
        let to = (Audience::Device(mate.device_id()), 0, mate.receiving());
        Grant::seal(self.region(), record.id, &record_key(record), to, &mut self.rng).unwrap()
    }

    pub(super) fn write(
        &mut self,
        phone: &mut Phone,
        record: &Record,
        start: Start,
        grants: Vec<Grant>,
    ) -> SignedEntry {
        self.write_much(phone, record, start, grants, 40)
    }

    /// An entry of so many bytes that no compression makes fewer.
    fn write_much(
        &mut self,
        phone: &mut Phone,
        record: &Record,
        start: Start,
        grants: Vec<Grant>,
        bytes: usize,
    ) -> SignedEntry {
        let header = Header {
            suite: 0,
            start,
            kind: record.kind,
            incarnation: phone.incarnation,
            seq: phone.seq + 1,
            prev: phone.prev,
            seen: None,
            grants,
            epoch: record.kind.epoch_bound().then_some(1),
        };
        let mut content = vec![0; bytes];
        self.rng.fill_bytes(&mut content);
        let key = record_key(record);
        let entry =
            seal(self.region(), &phone.identity, header, &key, &content, &mut self.rng).unwrap();
        phone.seq += 1;
        phone.prev = entry.id().short();
        entry
    }

    pub(super) fn reopen(&mut self, dir: &Path) {
        self.relay = Relay::open(dir, Limits::default()).unwrap();
    }

    /// One exchange; the phone keeps what it is given.
    pub(super) fn sync(&self, phone: &mut Phone, entries: &[&SignedEntry]) -> Vec<Refusal> {
        let response = self.exchange(phone, entries).unwrap();
        phone.keep(self, &response);
        response.refused.unwrap_or_default().iter().map(|refused| refused.why).collect()
    }

    pub(super) fn exchange(
        &self,
        phone: &Phone,
        entries: &[&SignedEntry],
    ) -> Result<SyncResponse, RelayError> {
        self.relay.sync(NOW, phone.id(), phone.request(self.region(), entries))
    }

    pub(super) fn receipt(&self, response: &SyncResponse) -> Receipt {
        Receipt::verify(&response.receipt, &self.relay.directory().unwrap()).unwrap()
    }

    /// The ids in every feed, by the name of the party.
    pub(super) fn feeds(&self) -> BTreeMap<Vec<u8>, Vec<EntryId>> {
        let db = self.relay.writer.db();
        let sql = "SELECT name, bytes FROM feed JOIN party ON party.id = party
                   JOIN log ON log.position = feed.position ORDER BY party, item";
        let mut query = db.prepare(sql).unwrap();
        let mut feeds = BTreeMap::<_, Vec<_>>::new();
        let mut rows = query.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let entry = SignedEntry::parse(self.region(), row.get(1).unwrap()).unwrap();
            feeds.entry(row.get(0).unwrap()).or_default().push(entry.id());
        }
        feeds
    }

    pub(super) fn feed_of(&self, device: DeviceId) -> Vec<EntryId> {
        self.feeds().remove(device.as_bytes().as_slice()).unwrap_or_default()
    }

    pub(super) fn execute(&self, sql: &str) {
        assert_eq!(self.relay.writer.db().execute(sql, []).unwrap(), 1, "{sql}");
    }

    /// Holds the relay against its own log.
    pub(super) fn assert_sound(&self) {
        let report = self.relay.verify().unwrap();
        assert_eq!(report.fault, None);
        assert_eq!(report.head, self.relay.head().unwrap());
    }
}

fn record_key(record: &Record) -> RecordKey {
    RecordKey::new(record.key.into())
}

impl Phone {
    fn new(identity: DeviceIdentity) -> Self {
        Self {
            identity,
            incarnation: Incarnation(0),
            seq: 0,
            prev: [0; 16],
            log: None,
            size: 0,
            directory: 0,
            cursors: vec![],
            got: vec![],
        }
    }

    pub(super) fn id(&self) -> DeviceId {
        self.identity.id()
    }

    pub(super) fn public(&self) -> PublicIdentity {
        self.identity.public()
    }

    /// A new life, as after a restore.
    pub(super) fn reborn(&mut self) {
        self.incarnation = Incarnation(self.incarnation.0 + 1);
        self.seq = 0;
        self.prev = [0; 16];
    }

    pub(super) fn request(&self, region: RegionId, entries: &[&SignedEntry]) -> SyncRequest {
        let entries: Vec<_> = entries.iter().map(|entry| entry.bytes().to_vec().into()).collect();
        SyncRequest {
            region,
            incarnation: self.incarnation,
            log: self.log,
            size: self.size,
            directory: self.directory,
            cursors: self.cursors.clone(),
            entries: Some(entries).filter(|entries| !entries.is_empty()),
            statements: None,
            chains: None,
            carried: None,
            upstream: None,
        }
    }

    pub(super) fn keep(&mut self, world: &World, response: &SyncResponse) {
        let receipt = world.receipt(response);
        self.log = Some(receipt.log);
        self.size = receipt.size;
        for entry in response.entries.iter().flatten() {
            let entry = SignedEntry::parse(world.region(), entry.bytes.to_vec()).unwrap();
            self.got.push(entry.id());
        }
        for moved in response.cursors.iter().flatten() {
            self.cursors.retain(|cursor| cursor.audience != moved.audience);
            self.cursors.push(*moved);
        }
        if let Some(last) = response.statements.iter().flatten().last() {
            self.directory = last.position + 1;
        }
    }

    /// Fetches until nothing is left.
    pub(super) fn fetch(&mut self, world: &World) {
        loop {
            let response = world.exchange(self, &[]).unwrap();
            self.keep(world, &response);
            if response.more.is_none() {
                break;
            }
        }
    }
}

pub(super) fn ids(entries: &[&SignedEntry]) -> Vec<EntryId> {
    entries.iter().map(|entry| entry.id()).collect()
}
