//! A device of the region at the other end of a link that keeps to no rule: it gets nothing that
//! it may not read, and what it sends is judged as from anybody.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // what a test expects it tests

use proptest::prelude::*;
use serde_json::json;
use tabard_core::client::{ClientError, Link, LinkReport, MAX_CREW};
use tabard_core::entry::{Audience, Compartment, Grant, Kind, RecordOrigin, SignedEntry, Start};
use tabard_core::ids::{DeviceId, EntryId, RecordId};
use tabard_core::keys::ReceivingKey;
use tabard_core::link::{Answer, Channel, Hello, LinkFault, Range, Received, Side, Turn};
use tabard_core::region::{Role, SignedStatement, Statement};
use tabard_core::wire::Message;
use tabard_tests::{Attacker, Phone, Region, link};

struct Scene {
    region: Region,
    author: Phone,
    mate: Phone,
    eve: Attacker,
    shared: RecordId,
    private: RecordId,
}

fn scene() -> Scene {
    let mut region = Region::new(1);
    let mut author = region.phone("author", Role::Crew);
    let mut mate = region.phone("mate", Role::Crew);
    let mut eve = region.attacker("eve", Role::Crew);
    region.sync(&mut author);
    let shared = region.report(&mut author, &json!({ "narrative": "Ours." }));
    for device in [mate.client.device(), eve.device()] {
        author.client.invite(shared, device, region.now, &mut region.rng).expect("an invitation");
    }
    region.sync(&mut author);
    region.sync(&mut mate);
    let private = region.report(&mut mate, &json!({ "narrative": "Mine alone." }));
    eve.fetch(&region);
    Scene { region, author, mate, eve, shared, private }
}

/// Eve's end of a link with the mate, who listens.
struct Pipe {
    channel: Channel,
    link: Link,
}

impl Scene {
    /// What Eve can show of herself.
    fn hello(&self) -> Hello {
        let relay = self.region.relay();
        let answer = self.region.ask(&relay, self.eve.device(), self.eve.incarnation, Vec::new());
        let lines = answer.statements.into_iter().flatten().map(|line| line.bytes.to_vec());
        let certifies = |line: &Vec<u8>| {
            let statement = SignedStatement::parse(line).expect("a line").statement;
            matches!(statement, Statement::Certificate(_))
        };
        let statements = lines.filter(certifies).take(4).map(Into::into).collect();
        Hello { device: self.eve.identity.public(), statements }
    }

    fn begin(&mut self, hello: &Hello) -> Pipe {
        let (own, region) = (self.eve.identity.receiving(), self.region.id());
        let rng = &mut self.region.rng;
        let channel = Channel::new(Side::Connects, region, own, hello.to_bytes(), rng);
        let link = self.mate.client.link(Side::Listens, rng).expect("a link");
        Pipe { channel: channel.expect("a channel"), link }
    }

    /// Moves bytes until the mate has nothing more to say. What it said is returned.
    fn move_bytes(&mut self, pipe: &mut Pipe) -> Result<Vec<Turn>, ClientError> {
        let mut said = Vec::new();
        loop {
            let bytes = pipe.channel.take_outgoing();
            if bytes.is_empty() {
                return Ok(said);
            }
            let (now, rng) = (self.region.now, &mut self.region.rng);
            self.mate.client.link_heard(&mut pipe.link, &bytes, now, rng)?;
            pipe.channel.feed(&pipe.link.take_outgoing());
            while let Some(received) = pipe.channel.receive().expect("an honest end") {
                match received {
                    Received::Hello { .. } => pipe.channel.prove().expect("it is time"),
                    Received::Message(message) => {
                        said.push(Turn::from_bytes(&message).expect("a turn"));
                    }
                }
            }
        }
    }

    fn says(&mut self, pipe: &mut Pipe, turn: &Turn) -> Result<Vec<Turn>, ClientError> {
        pipe.channel.send(&turn.to_bytes()).expect("it is open");
        self.move_bytes(pipe)
    }

    /// A link that got as far as entries.
    fn talking(&mut self) -> Pipe {
        let hello = self.hello();
        let mut pipe = self.begin(&hello);
        self.move_bytes(&mut pipe).expect("a handshake");
        self.says(&mut pipe, &Turn::default()).expect("the directory");
        pipe
    }

    fn gives(&mut self, pipe: &mut Pipe, items: Vec<Vec<u8>>) -> LinkReport {
        for some in items.chunks(32) {
            let items = Some(some.iter().cloned().map(Into::into).collect());
            self.says(pipe, &Turn { pass: 1, items, ..Turn::default() }).expect("it is heard");
        }
        pipe.link.report().clone()
    }

    /// An entry of Eve's in the shared report that lets in these devices.
    fn letting_in(&mut self, devices: &[DeviceId]) -> SignedEntry {
        let id = self.region.id();
        let key = self.eve.keys.remove(&self.shared).expect("she was let in");
        let public = ReceivingKey::generate(&mut self.region.rng).public();
        let mut grants = Vec::new();
        for device in devices {
            let to = (Audience::Device(*device), 0, &public);
            grants.push(
                Grant::seal(id, self.shared, &key, to, &mut self.region.rng).expect("a grant"),
            );
        }
        let header = self.eve.header(Kind::Incident, Start::Of(self.shared), grants);
        let entry = self.eve.seal(&mut self.region, header, &key, &[]);
        self.eve.keys.insert(self.shared, key);
        entry
    }
}

#[test]
fn ten_thousand_crew_mates_are_refused_with_a_reason_and_the_rest_goes_on() {
    let mut scene = scene();
    let mut pipe = scene.talking();
    let mut entries = Vec::new();
    for batch in 0..157_u64 {
        let devices: Vec<_> =
            (0..64).map(|at| DeviceId::new((batch * 64 + at + 1).to_be_bytes())).collect();
        entries.push(scene.letting_in(&devices).bytes().to_vec());
    }
    scene.gives(&mut pipe, entries);
    let here = scene.mate.client.incident(scene.shared).expect("the report");
    assert!(here.writers.len() <= 3 + MAX_CREW, "{}", here.writers.len());
    assert_eq!(here.refused.len(), 156);
    assert!(here.refused.iter().all(|one| one["why"] == "too_many_writers"));

    let (shared, now) = (scene.shared, scene.region.now);
    scene.region.edit(&mut scene.mate, shared, "callsign=YA1");
    link(&mut scene.mate, &mut scene.author, now, &mut scene.region.rng).well();
    assert_eq!(scene.author.shows(shared)["callsign"], "YA1");
    let there = scene.author.client.incident(shared).expect("the report");
    assert_eq!(there.writers, here.writers);
    assert!(there.refused.is_empty(), "what was refused is not passed on");
}

#[test]
fn the_same_crowd_is_refused_in_whatever_order_it_comes() {
    let mut scene = scene();
    let devices: Vec<_> = (1..=90_u64).map(|at| DeviceId::new(at.to_be_bytes())).collect();
    let entries: Vec<Vec<u8>> =
        devices.chunks(30).map(|some| scene.letting_in(some).bytes().to_vec()).collect();
    let mut pipe = scene.talking();
    for entry in [2, 1, 0].map(|at| entries[at].clone()) {
        scene.gives(&mut pipe, vec![entry]);
    }
    let here = scene.mate.client.incident(scene.shared).expect("the report");
    assert_eq!(here.refused.len(), 1);
    assert_eq!(here.refused[0]["seq"], 3, "the last of her chain, not the last that came");
    assert_eq!(here.writers.len(), 3 + 60);
}

#[test]
fn nothing_is_given_for_being_asked() {
    let mut scene = scene();
    let wanted = scene.mate.client.entry_ids(scene.private).expect("its entries");
    let mut pipe = scene.talking();
    let whole =
        Range { from: Vec::new().into(), to: Vec::new().into(), says: Answer::Ids(Vec::new()) };
    let ask = Turn {
        pass: 1,
        ranges: Some(vec![whole]),
        wanted: Some(wanted.clone()),
        ..Turn::default()
    };
    let said = scene.says(&mut pipe, &ask).expect("it is heard");
    let items: Vec<Vec<u8>> =
        said.into_iter().flat_map(|turn| turn.items.unwrap_or_default()).map(Into::into).collect();
    assert!(!items.is_empty(), "what was shared is given");
    for bytes in items {
        let entry = SignedEntry::parse(scene.region.id(), bytes).expect("an entry");
        assert_eq!(entry.record(), scene.shared);
        assert!(!wanted.contains(&entry.id()));
    }
}

#[test]
fn what_is_not_for_this_device_is_not_kept() {
    let mut scene = scene();
    let mut pipe = scene.talking();
    let id = scene.region.id();
    let mut entries = Vec::new();
    let mut records = Vec::new();
    // An account, which goes by the relay to triage alone, and an incident that names no reader here.
    for kind in [Kind::Account, Kind::Wellbeing, Kind::Incident] {
        let public = ReceivingKey::generate(&mut scene.region.rng).public();
        let home = (kind.home(), 1, &public);
        let origin = RecordOrigin::new(id, scene.eve.device(), kind, home, &mut scene.region.rng);
        let origin = origin.expect("a record");
        let mut grants = vec![origin.home];
        if kind != Kind::Incident {
            let device = scene.mate.client.device();
            let standing = scene.mate.client.directory().device(device).expect("its own");
            let to = (Audience::Device(device), 0, standing.certificate.device.receiving());
            let rng = &mut scene.region.rng;
            grants.push(Grant::seal(id, origin.id, &origin.key, to, rng).expect("a grant"));
        }
        let header = scene.eve.header(kind, Start::New, grants);
        let entry = scene.eve.seal(&mut scene.region, header, &origin.key, &[]);
        records.push(entry.record());
        entries.push(entry.bytes().to_vec());
    }
    // And bytes that nobody signed.
    let mut forged = entries[2].clone();
    let last = forged.len() - 1;
    forged[last] ^= 1;
    entries.extend([forged, b"no entry".to_vec()]);
    let report = scene.gives(&mut pipe, entries);
    assert_eq!((report.received, report.left_out), (0, 4));
    for record in records {
        assert!(scene.mate.client.entry_ids(record).expect("its entries").is_empty());
    }
    assert_eq!(Compartment::Triage, Kind::Account.home());
}

#[test]
fn who_shows_another_or_nothing_is_a_stranger() {
    let mut scene = scene();
    let honest = scene.hello();
    let shown = scene.mate.client.directory().device(scene.author.client.device());
    let author = shown.expect("it is known").certificate.device.clone();
    let outsider = tabard_core::keys::DeviceIdentity::generate(&mut scene.region.rng);

    // Another's keys, without the secret to them.
    let posed = Hello { device: author, ..honest.clone() };
    let mut pipe = scene.begin(&posed);
    let end = scene.move_bytes(&mut pipe);
    assert!(matches!(end, Err(ClientError::Link(LinkFault::Unreadable))));

    // Keys of her own that nobody certified.
    scene.eve.identity = outsider;
    let unknown = Hello { device: scene.eve.identity.public(), ..honest };
    let mut pipe = scene.begin(&unknown);
    let end = scene.move_bytes(&mut pipe);
    assert!(matches!(end, Err(ClientError::Link(LinkFault::Stranger))));
    assert_eq!(pipe.link.report().peer, None);
}

#[test]
fn ranges_without_end_end_the_link() {
    let mut scene = scene();
    let mut pipe = scene.talking();
    let one = Range {
        from: Vec::new().into(),
        to: Vec::new().into(),
        says: Answer::Fingerprint([7; 16]),
    };
    let flood = Turn { pass: 1, ranges: Some(vec![one; 30_000]), ..Turn::default() };
    let mut ended = None;
    for _ in 0..8 {
        match scene.says(&mut pipe, &flood) {
            Ok(said) => assert!(said.iter().all(|turn| turn.to_bytes().len() <= 1 << 20)),
            Err(error) => {
                ended = Some(error);
                break;
            }
        }
    }
    assert!(matches!(ended, Some(ClientError::Link(LinkFault::TooMuch))));
    assert!(pipe.link.is_over());
    let (now, rng) = (scene.region.now, &mut scene.region.rng);
    link(&mut scene.author, &mut scene.mate, now, rng).well();
}

#[test]
fn passes_are_in_order_and_the_one_who_listens_opens_none() {
    let mut scene = scene();
    for pass in [0, 3, u32::MAX] {
        let mut pipe = scene.talking();
        scene.says(&mut pipe, &Turn { pass: 1, ..Turn::default() }).expect("the next pass");
        let end = scene.says(&mut pipe, &Turn { pass, ..Turn::default() });
        assert!(matches!(end, Err(ClientError::Link(LinkFault::Unreadable))), "{pass}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_at_any_stage_are_refused_or_answered(
        stage in 0..3_u8,
        bytes in prop::collection::vec(any::<u8>(), 0..300),
        ids in prop::collection::vec(any::<[u8; 32]>(), 0..8),
    ) {
        let mut scene = scene();
        match stage {
            0 => {
                let rng = &mut scene.region.rng;
                let mut link = scene.mate.client.link(Side::Listens, rng).expect("a link");
                let _ = scene.mate.client.link_heard(&mut link, &bytes, scene.region.now, rng);
            }
            1 => {
                let mut pipe = scene.talking();
                pipe.channel.send(&bytes).expect("it is open");
                let _ = scene.move_bytes(&mut pipe);
            }
            _ => {
                let mut pipe = scene.talking();
                let turn = Turn {
                    pass: 1,
                    wanted: Some(ids.into_iter().map(EntryId::new).collect()),
                    items: Some(vec![bytes.into()]),
                    ..Turn::default()
                };
                scene.says(&mut pipe, &turn).expect("it is heard");
            }
        }
        prop_assert!(scene.mate.client.incident(scene.private).is_ok());
    }
}
