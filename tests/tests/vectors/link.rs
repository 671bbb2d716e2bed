//! Two phones that link: the handshake, every turn, and what is compared in them. And the code by
//! which one is named to the other.

use data_encoding::BASE32_NOPAD;
use rand_core::Rng;
use serde_json::{Value, json};
use tabard_core::entry::SignedEntry;
use tabard_core::ids::EntryId;
use tabard_core::keys::{DeviceIdentity, PublicIdentity};
use tabard_core::link::{
    CallTag, Channel, Differences, Hello, Holding, Received, Salt, Side, Turn,
};
use tabard_core::region::MateCode;
use tabard_core::wire::Message;

use crate::entry::both;
use crate::lines;
use crate::world::{World, hex, seeded};

/// Blanks around it do not count.
const CAD_NUMBER: &str = " 2601-0417 ";
/// The seeds of the two sides: the first 32 bytes that each draws are its ephemeral key.
pub(crate) const SEEDS: [u64; 2] = [60, 61];
/// The places of the certificates in the directory.
const HUB: usize = 1;
const WRITER: usize = 3;
const MATE: usize = 7;

/// A link as both ends and whoever listens between them see it.
struct Spoken {
    ends: [Channel; 2],
    frames: Vec<Value>,
    turns: Vec<Value>,
}

const NAMES: [&str; 2] = ["connects", "listens"];

impl Spoken {
    /// The mate connects, the phone that writes listens.
    fn new(world: &World) -> Self {
        let end = |side, of: &DeviceIdentity, certificate, seed| {
            let hello = hello(world, &of.public(), certificate).to_bytes();
            let (region, own) = (world.region(), of.receiving());
            Channel::new(side, region, own, hello, &mut seeded(seed)).expect("usable keys")
        };
        let [connects, listens] = SEEDS;
        let connects = end(Side::Connects, &world.reader, MATE, connects);
        let listens = end(Side::Listens, &world.device, WRITER, listens);
        let mut spoken = Self { ends: [connects, listens], frames: vec![], turns: vec![] };
        spoken.pass_on(0);
        assert!(spoken.heard(1).is_none(), "the first message names nobody");
        spoken.pass_on(1);
        assert!(matches!(spoken.heard(0), Some(Received::Hello { .. })));
        spoken.ends[0].prove().expect("the time for it");
        spoken.pass_on(0);
        assert!(matches!(spoken.heard(1), Some(Received::Hello { .. })));
        spoken
    }

    fn heard(&mut self, end: usize) -> Option<Received> {
        self.ends[end].receive().expect("what was sent")
    }

    fn pass_on(&mut self, from: usize) {
        let bytes = self.ends[from].take_outgoing();
        self.ends[1 - from].feed(&bytes);
        self.frames.push(json!([NAMES[from], hex(bytes)]));
    }

    fn say(&mut self, from: usize, turn: &Turn) {
        self.ends[from].send(&turn.to_bytes()).expect("an open channel");
        self.pass_on(from);
        let Some(Received::Message(heard)) = self.heard(1 - from) else { panic!("a message") };
        assert_eq!(Turn::from_bytes(&heard).as_ref(), Ok(turn));
        self.turns.push(json!([NAMES[from], hex(heard)]));
    }

    fn salt(&self) -> Salt {
        self.ends[0].salt().expect("a handshake that is over")
    }
}

fn hello(world: &World, device: &PublicIdentity, certificate: usize) -> Hello {
    let lines = lines::all(world);
    let statements = [HUB, certificate].map(|at| lines[at].clone().into()).to_vec();
    Hello { device: device.clone(), statements }
}

pub(crate) fn link(world: &World) -> Value {
    let mut spoken = Spoken::new(world);
    let (entries, salt) = (both(world), spoken.salt());
    let call = CallTag::of(world.region(), salt, CAD_NUMBER);
    whole_link(&mut spoken, &entries, call);
    let ids = entries.map(|entry| entry.id().to_string());
    let ephemeral = SEEDS.map(|seed| {
        let mut drawn = [0; 32];
        seeded(seed).fill_bytes(&mut drawn);
        hex(drawn)
    });
    json!({
        "prologue": hex([b"tabard/link/v1".as_slice(), world.region().as_bytes()].concat()),
        "connects_static": hex(world.reader.receiving().to_bytes()),
        "connects_ephemeral": ephemeral[0],
        "connects_hello": hex(hello(world, &world.reader.public(), MATE).to_bytes()),
        "listens_static": hex(world.device.receiving().to_bytes()),
        "listens_ephemeral": ephemeral[1],
        "listens_hello": hex(hello(world, &world.device.public(), WRITER).to_bytes()),
        "hash": hex(salt.as_bytes()),
        "frames": spoken.frames,
        "turns": spoken.turns,
        "connects_ids": ids[..1],
        "listens_ids": ids,
        "cad_number": CAD_NUMBER,
        "call": hex(&call.to_bytes()[1..]),
    })
}

/// From the first comparison of entries on: the mate lacks the second one, asks for it, gets it,
/// and compares again.
fn whole_link(spoken: &mut Spoken, entries: &[SignedEntry; 2], call: CallTag) {
    let (salt, calls) = (spoken.salt(), Some(vec![call]));
    let holding =
        |entries: &[SignedEntry]| entries.iter().map(SignedEntry::id).collect::<Holding>();
    let (less, more) = (holding(&entries[..1]), holding(entries));
    let (turn, again) = (Turn { pass: 1, ..Turn::default() }, Turn { pass: 2, ..Turn::default() });

    let opening = vec![less.whole(salt)];
    let mut found = Differences::default();
    let told = more.answer(&opening[0], salt, &mut found);
    assert!(less.answer(&told[0], salt, &mut found).is_empty());
    let wanted: Vec<EntryId> = found.missing.into_iter().collect();
    let items = vec![entries[1].bytes().to_vec().into()];

    spoken.say(0, &Turn { ranges: Some(opening), calls: calls.clone(), ..turn.clone() });
    spoken.say(1, &Turn { ranges: Some(told), calls, ..turn.clone() });
    spoken.say(0, &Turn { wanted: Some(wanted), ..turn.clone() });
    spoken.say(1, &Turn { items: Some(items), ..turn.clone() });
    spoken.say(0, &Turn { taken: Some(1), ..turn.clone() });
    spoken.say(1, &turn);
    spoken.say(0, &Turn { ranges: Some(vec![more.whole(salt)]), ..again.clone() });
    spoken.say(1, &again);
    spoken.say(0, &Turn { last: Some(true), ..again });
}

pub(crate) fn mate(world: &World) -> Value {
    let (name, role) = ("Siân".to_owned(), "Paramedic".to_owned());
    let code = MateCode::new(world.region(), world.reader.id(), Some(name), Some(role));
    let code = code.expect("short lines");
    let text = code.text();
    let encoded = text.strip_prefix("TABARDMATE1").expect("the beginning of every code");
    let content = BASE32_NOPAD.decode(encoded.as_bytes()).expect("base32");
    let nameless = MateCode { name: None, role: None, ..code.clone() };
    json!({
        "text": text,
        "region": hex(code.region.as_bytes()),
        "device": hex(code.device.as_bytes()),
        "name": code.name,
        "role": code.role,
        "check": hex(content.last_chunk::<4>().expect("check bytes")),
        "nameless": nameless.text(),
    })
}
