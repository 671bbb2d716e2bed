//! The entry that starts a record, and the one that lets a reader in.

use serde_json::{Map, Value, json};
use tabard_core::entry::{
    Audience, Compartment, Grant, Header, Kind, RecordOrigin, Seen, SignedEntry, Start, seal,
};
use tabard_core::ids::{DeviceId, Incarnation, RecordId};
use tabard_core::model::{Patch, Path, Scalar};
use tabard_core::record::{Actor, Record};
use tabard_tests::halves;

use crate::body::body;
use crate::log::log_of;
use crate::world::{EPOCH, NOW, World, hex, payload_and_signed, seeded};

/// The incident that the vectors tell of.
struct Incident {
    origin: RecordOrigin,
    changes: Vec<u8>,
    first: SignedEntry,
}

impl Incident {
    fn new(world: &World) -> Self {
        let mut rng = seeded(8);
        let to = (Compartment::Triage, EPOCH, &world.triage.public());
        let origin =
            RecordOrigin::new(world.region(), world.device.id(), Kind::Incident, to, &mut rng)
                .expect("a usable key");
        let header = header(Start::New, 1, [0; 16], vec![origin.home.clone()]);
        let changes = changes(world);
        let first = seal(world.region(), &world.device, header, &origin.key, &changes, &mut rng)
            .expect("an entry");
        Self { origin, changes, first }
    }

    /// The next entry: no change, but a reader, and the log as its author saw it.
    fn shared(&self, world: &World) -> SignedEntry {
        let mut rng = seeded(9);
        let reader = world.reader.public();
        let to = (Audience::Device(reader.device_id()), 0, reader.receiving());
        let grant = Grant::seal(world.region(), self.origin.id, &self.origin.key, to, &mut rng);
        let grants = vec![grant.expect("a usable key")];
        let mut header = header(Start::Of(self.origin.id), 2, self.first.id().short(), grants);
        header.seen = Some(self.seen(world));
        seal(world.region(), &world.device, header, &self.origin.key, b"", &mut rng)
            .expect("an entry")
    }

    /// A later change, which says itself when it was made.
    fn edited(&self, world: &World) -> (SignedEntry, Vec<u8>) {
        let actor = Actor::new(*world.device.id().as_bytes(), 0);
        let mut record = Record::new();
        record.edit(&actor, &began()).expect("a small change");
        let mut patch = Patch::default();
        let mut set = |path: &str, value: &str| {
            patch.set(Path::parse(path).expect("a path"), Scalar::Text(value.to_owned()));
        };
        set("callsign", "YA215");
        set(&stamp_of(world.device.id()), &NOW.plus_days(1).rfc3339());
        let changes = record.edit(&actor, &patch).expect("a small change").expect("a change");
        let header =
            header(Start::Of(self.origin.id), 3, self.shared(world).id().short(), Vec::new());
        let entry = seal(
            world.region(),
            &world.device,
            header,
            &self.origin.key,
            &changes,
            &mut seeded(22),
        );
        (entry.expect("an entry"), changes)
    }

    /// The log with the directory and the first entry.
    fn seen(&self, world: &World) -> Seen {
        let log = log_of(world, &[&self.first]);
        let root = *log.root().as_bytes().first_chunk().expect("8 bytes");
        Seen { size: log.size(), root }
    }
}

pub(crate) fn header(start: Start, seq: u64, prev: [u8; 16], grants: Vec<Grant>) -> Header {
    let (kind, incarnation) = (Kind::Incident, Incarnation(0));
    // The suite is set when the entry is sealed.
    Header { suite: 0, start, kind, incarnation, seq, prev, seen: None, grants, epoch: None }
}

fn changes(world: &World) -> Vec<u8> {
    let actor = Actor::new(*world.device.id().as_bytes(), 0);
    Record::new().edit(&actor, &began()).expect("a small change").expect("a change")
}

fn began() -> Patch {
    let mut patch = Patch::default();
    let mut set = |path, value| patch.set(Path::parse(path).expect("a path"), value);
    set("types/verbal_abuse", Scalar::Flag(true));
    set("callsign", Scalar::Text("YA214".to_owned()));
    set("narrative", Scalar::Text("Shouted at, then the door was kicked – twice.".to_owned()));
    patch
}

fn stamp_of(device: DeviceId) -> String {
    format!("edits/{device}/at")
}

/// The two entries, in the order of their chain.
pub(crate) fn both(world: &World) -> [SignedEntry; 2] {
    let incident = Incident::new(world);
    let shared = incident.shared(world);
    [incident.first, shared]
}

/// The record that they are of.
pub(crate) fn first_record(world: &World) -> RecordId {
    Incident::new(world).origin.id
}

pub(crate) fn first(world: &World) -> Value {
    let incident = Incident::new(world);
    let entry = &incident.first;
    let mut section = envelope(world, entry);
    section.extend(object(json!({
        "home_secret": hex(world.triage.to_bytes()),
        "kind": entry.header().kind.number(),
        "incarnation": entry.header().incarnation.0,
        "seq": entry.header().seq,
        "prev": hex(entry.header().prev),
        "epoch": EPOCH,
        "wrap": hex(&incident.origin.home.wrap),
        "home_info": hex(home_info(world, entry.author(), Kind::Incident)),
        "record_key": hex(incident.origin.key.as_bytes()),
        "record_id": hex(entry.record().as_bytes()),
    })));
    section.extend(body(world.region(), entry, &incident.origin.key));
    section.insert("changes".to_owned(), hex(&incident.changes).into());
    section.into()
}

pub(crate) fn envelope(world: &World, entry: &SignedEntry) -> Map<String, Value> {
    let (payload, signed) = payload_and_signed(entry.bytes(), b"tabard/entry/v1", world.region());
    let (header, sealed) = halves(entry.bytes());
    object(json!({
        "bytes": hex(entry.bytes()),
        "id": hex(entry.id().as_bytes()),
        "payload": hex(payload),
        "header": hex(header),
        "sealed": hex(sealed),
        "to_be_signed": hex(signed),
        "author": hex(entry.author().as_bytes()),
    }))
}

pub(crate) fn grant(world: &World) -> Value {
    let incident = Incident::new(world);
    let entry = incident.shared(world);
    let grant = entry.header().grants.first().expect("a grant");
    let seen = entry.header().seen.expect("a state of the log");
    let mut section = object(json!({
        "bytes": hex(entry.bytes()),
        "reader_secret": hex(world.reader.receiving().to_bytes()),
        "id": hex(entry.id().as_bytes()),
        "author_public": hex(world.device.public().signing_bytes()),
        "record_id": hex(entry.record().as_bytes()),
        "seq": entry.header().seq,
        "prev": hex(entry.header().prev),
        "seen_size": seen.size,
        "seen_root": hex(seen.root),
        "reader": hex(world.reader.id().as_bytes()),
        "reader_info": hex(reader_info(world, entry.record())),
        "wrap": hex(&grant.wrap),
        "record_key": hex(incident.origin.key.as_bytes()),
    }));
    section.extend(body(world.region(), &entry, &incident.origin.key));
    section.insert("changes".to_owned(), hex([]).into());
    section.into()
}

pub(crate) fn home_info(world: &World, author: DeviceId, kind: Kind) -> Vec<u8> {
    [
        b"tabard/home/v1".as_slice(),
        world.region().as_bytes(),
        author.as_bytes(),
        &[kind.number(), kind.home().number()],
        &EPOCH.to_be_bytes(),
    ]
    .concat()
}

/// The last entry of the device's chain until there.
pub(crate) fn newest(world: &World) -> SignedEntry {
    Incident::new(world).edited(world).0
}

pub(crate) fn edit(world: &World) -> Value {
    let incident = Incident::new(world);
    let (entry, changes) = incident.edited(world);
    let mut section = envelope(world, &entry);
    section.extend(object(json!({
        "author_public": hex(world.device.public().signing_bytes()),
        "record_id": hex(entry.record().as_bytes()),
        "record_key": hex(incident.origin.key.as_bytes()),
        "seq": entry.header().seq,
        "prev": hex(entry.header().prev),
        "stamp_path": stamp_of(world.device.id()),
        "stamp": NOW.plus_days(1).rfc3339(),
    })));
    section.extend(body(world.region(), &entry, &incident.origin.key));
    section.insert("changes".to_owned(), hex(changes).into());
    section.into()
}

fn reader_info(world: &World, record: RecordId) -> Vec<u8> {
    [
        b"tabard/reader/v1".as_slice(),
        world.region().as_bytes(),
        record.as_bytes(),
        world.reader.id().as_bytes(),
        &0_u32.to_be_bytes(),
    ]
    .concat()
}

pub(crate) fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
