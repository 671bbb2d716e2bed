//! The first entry of a record of every other kind.

use serde_json::{Value, json};
use tabard_core::entry::{Compartment, Header, Kind, RecordOrigin, SignedEntry, Start, seal};
use tabard_core::ids::Incarnation;
use tabard_core::keys::{DeviceIdentity, RecordKey};
use tabard_core::model::{Patch, Path, Scalar};
use tabard_core::record::{Actor, Record};

use crate::body::body;
use crate::chunks;
use crate::entry::{envelope, first_record, home_info, newest, object};
use crate::world::{EPOCH, NOW, World, hex, seeded};

/// A record just begun.
struct Begun {
    origin: RecordOrigin,
    entry: SignedEntry,
    changes: Vec<u8>,
}

fn origin(world: &World, author: &DeviceIdentity, kind: Kind) -> RecordOrigin {
    let public = match kind.home() {
        Compartment::Triage => world.triage.public(),
        Compartment::Wellbeing => world.wellbeing.public(),
        Compartment::Register => world.register.public(),
    };
    let (region, to) = (world.region(), (kind.home(), EPOCH, &public));
    let origin = RecordOrigin::new(region, author.id(), kind, to, &mut seeded(of(kind, 30)));
    origin.expect("a usable key")
}

/// A seed of its own for each kind.
fn of(kind: Kind, first: u64) -> u64 {
    first + u64::from(kind.number())
}

fn begun(
    world: &World,
    author: &DeviceIdentity,
    kind: Kind,
    (seq, prev): (u64, [u8; 16]),
    says: &[(&str, Scalar)],
) -> Begun {
    let origin = origin(world, author, kind);
    let (start, incarnation, grants) = (Start::New, Incarnation(0), vec![origin.home.clone()]);
    let header = Header {
        suite: 0,
        start,
        kind,
        incarnation,
        seq,
        prev,
        seen: None,
        grants,
        epoch: kind.epoch_bound().then_some(EPOCH),
    };
    let mut patch = Patch::default();
    for (path, value) in says {
        patch.set(Path::parse(path).expect("a path"), value.clone());
    }
    let actor = Actor::new(*author.id().as_bytes(), 0);
    let changes = Record::new().edit(&actor, &patch).expect("a small change").expect("a change");
    let mut rng = seeded(of(kind, 40));
    let key = sealing(world, &origin, kind);
    let entry = seal(world.region(), author, header, &key, &changes, &mut rng);
    Begun { origin, entry: entry.expect("an entry"), changes }
}

/// What seals the entries of a record: its key, and the register's with it where the kind asks.
fn sealing(world: &World, origin: &RecordOrigin, kind: Kind) -> RecordKey {
    match kind.epoch_bound() {
        true => origin.key.under(&world.register, EPOCH),
        false => origin.key.clone(),
    }
}

fn words(text: impl Into<String>) -> Scalar {
    Scalar::Text(text.into())
}

fn followup_of(world: &World) -> Begun {
    let says =
        [("incident", words(first_record(world).to_string())), ("status", words("received"))];
    begun(world, &world.hub, Kind::Followup, (1, [0; 16]), &says)
}

/// The mate's own words; the first of three entries in the chain of that phone.
fn account_of(world: &World) -> Begun {
    let says = [
        ("incident", words(first_record(world).to_string())),
        ("what_happened", words("I stood at the door.")),
        ("begun_at", words(NOW.rfc3339())),
    ];
    begun(world, &world.reader, Kind::Account, (1, [0; 16]), &says)
}

/// The record whose bytes [`chunks`] seals.
pub(crate) fn attachment_origin(world: &World) -> RecordOrigin {
    origin(world, &world.reader, Kind::Attachment)
}

fn attachment_of(world: &World) -> Begun {
    let sealed = chunks::sealed(world);
    let says = [
        ("incident", words(first_record(world).to_string())),
        ("size", Scalar::Whole(sealed.manifest.size().try_into().expect("small"))),
        ("sha256", words(hex(sealed.manifest.sha256()))),
        ("chunks", Scalar::Whole(1)),
        ("manifest", words(sealed.address.to_string())),
    ];
    let before = account_of(world).entry.id().short();
    begun(world, &world.reader, Kind::Attachment, (2, before), &says)
}

fn support_of(world: &World) -> Begun {
    let says = [("note", words("Please call me.")), ("asked_at", words(NOW.rfc3339()))];
    let before = attachment_of(world).entry.id().short();
    begun(world, &world.reader, Kind::Wellbeing, (3, before), &says)
}

fn section(world: &World, begun: &Begun, author: &DeviceIdentity) -> Value {
    let (entry, kind) = (&begun.entry, begun.entry.header().kind);
    let secret = match kind.home() {
        Compartment::Triage => world.triage.to_bytes(),
        Compartment::Wellbeing => world.wellbeing.to_bytes(),
        Compartment::Register => world.register.to_bytes(),
    };
    let mut section = envelope(world, entry);
    section.extend(object(json!({
        "author_public": hex(author.public().signing_bytes()),
        "home_secret": hex(secret),
        "kind": kind.number(),
        "compartment": kind.home().number(),
        "incarnation": entry.header().incarnation.0,
        "seq": entry.header().seq,
        "prev": hex(entry.header().prev),
        "epoch": EPOCH,
        "wrap": hex(&begun.origin.home.wrap),
        "home_info": hex(home_info(world, entry.author(), kind)),
        "record_key": hex(begun.origin.key.as_bytes()),
        "record_id": hex(entry.record().as_bytes()),
    })));
    let key = sealing(world, &begun.origin, kind);
    section.extend(body(world.region(), entry, &key));
    if kind.epoch_bound() {
        section.insert("entry_key".to_owned(), hex(key.as_bytes()).into());
    }
    section.insert("changes".to_owned(), hex(&begun.changes).into());
    section.into()
}

/// A marker, which a desk flags; its entries are sealed under the register's key too.
pub(crate) fn marker(world: &World) -> Value {
    let says = [
        ("subject", words("phone_number")),
        ("number", words("+447700900123")),
        ("behaviours/threat_to_staff", Scalar::Flag(true)),
        ("evidence/e1/cad_number", words("4711")),
        ("begun_at", words(NOW.rfc3339())),
    ];
    let before = newest(world).id().short();
    let begun = begun(world, &world.device, Kind::Marker, (4, before), &says);
    section(world, &begun, &world.device)
}

pub(crate) fn followup(world: &World) -> Value {
    section(world, &followup_of(world), &world.hub)
}

pub(crate) fn account(world: &World) -> Value {
    section(world, &account_of(world), &world.reader)
}

pub(crate) fn attachment(world: &World) -> Value {
    section(world, &attachment_of(world), &world.reader)
}

pub(crate) fn support(world: &World) -> Value {
    section(world, &support_of(world), &world.reader)
}
