//! An enrolled device that was invited to a report and sends poison in well-sealed entries. The
//! relay cannot see it. The hub and the crew-mates neither panic nor hang nor lose what honest
//! people write, and keep the very same entries apart.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // what a test expects it tests

use std::time::{Duration, Instant};

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{Automerge, Change, ROOT};
use rand_core::Rng;
use serde_json::json;
use sha2::{Digest, Sha256};
use tabard_core::entry::{Kind, SignedEntry, Start};
use tabard_core::ids::RecordId;
use tabard_core::keys::RecordKey;
use tabard_core::model::{Patch, Path, RecordKind, Scalar};
use tabard_core::record::{Actor, Record};
use tabard_core::region::Role;
use tabard_tests::{Attacker, Phone, Region};
use zeroize::Zeroizing;

const BUNDLE: &[u8] = include_bytes!("../hostile/automerge-bundle-hang.bin");

/// No device may be kept busy by one poisonous entry for longer.
const PATIENCE: Duration = Duration::from_secs(1);

/// A report of three, one of whom is hostile.
struct Scene {
    region: Region,
    author: Phone,
    mate: Phone,
    eve: Attacker,
    id: RecordId,
}

impl Scene {
    fn new() -> Self {
        let mut region = Region::new(1);
        let mut author = region.phone("author", Role::Crew);
        let mut mate = region.phone("mate", Role::Crew);
        let mut eve = region.attacker("eve", Role::Crew);
        region.sync(&mut author);
        let id = region.report(&mut author, &json!({ "narrative": "He threw the kit." }));
        for device in [mate.client.device(), eve.device()] {
            let now = region.now;
            author.client.invite(id, device, now, &mut region.rng).expect("an invitation");
        }
        region.sync(&mut author);
        region.sync(&mut mate);
        region.pump();
        eve.fetch(&region);
        Self { region, author, mate, eve, id }
    }

    /// The record as Eve has it.
    fn document(&self) -> Record {
        self.eve.document(&self.region, self.id)
    }

    /// Seals bytes as if they were changes of the report.
    fn seal(&mut self, changes: &[u8]) -> SignedEntry {
        self.eve.go_on(&mut self.region, self.id, changes)
    }

    /// Sends entries; the mate takes them in a few at a time, the hub all at once.
    fn send(&mut self, entries: &[SignedEntry]) {
        for some in entries.chunks(entries.len().div_ceil(4).max(1)) {
            let some: Vec<_> = some.iter().collect();
            assert_eq!(self.eve.send(&self.region, &some), [], "the relay sees nothing of it");
            let started = Instant::now();
            self.region.sync(&mut self.mate);
            assert!(started.elapsed() < PATIENCE * u32::try_from(some.len()).expect("a few"));
        }
        let started = Instant::now();
        self.region.pump();
        let many = u32::try_from(entries.len()).expect("a few");
        assert!(started.elapsed() < PATIENCE * many.max(2));
    }

    /// What is kept apart, the same everywhere, with the reason.
    fn quarantined(&self) -> Vec<String> {
        let here = self.mate.client.incident(self.id).expect("the report").refused;
        assert_eq!(here, self.region.hub().incident(self.id).expect("at the hub").refused);
        here.iter().map(|one| one["why"].as_str().expect("a reason").to_owned()).collect()
    }

    /// Honest people write on, and all of it is everywhere, before and after closing the app.
    fn life_goes_on(mut self) {
        let Self { region, author, mate, id, .. } = &mut self;
        region.edit(author, *id, "vehicle=7741");
        region.edit(mate, *id, "types+=verbal_abuse");
        for _ in 0..2 {
            region.sync(author);
            region.sync(mate);
            region.pump();
        }
        let now = region.now;
        let (author, mate) = (self.author.reopened(now), self.mate.reopened(now));
        let at_hub = self.region.hub().incident(self.id).expect("at the hub");
        for phone in [&author, &mate] {
            assert_eq!(phone.shows(self.id), at_hub.summary.report);
            let refused = phone.client.incident(self.id).expect("the report").refused;
            assert_eq!(refused, at_hub.refused);
        }
        let shown = at_hub.summary.report;
        assert_eq!(shown["narrative"], "He threw the kit.");
        assert_eq!(shown["vehicle"], "7741");
        assert_eq!(shown["types"], json!(["verbal_abuse"]));
    }
}

/// Sends one poisonous entry and expects it to be kept apart by everyone.
fn poison(make: impl FnOnce(&mut Scene) -> SignedEntry, why: &str) {
    let mut scene = Scene::new();
    let entry = make(&mut scene);
    scene.send(&[entry]);
    assert_eq!(scene.quarantined(), [why]);
    scene.life_goes_on();
}

/// A chunk of Automerge's format with the checksum it should have.
fn chunk(kind: u8, body: &[u8]) -> Vec<u8> {
    let mut tail = vec![kind];
    let mut length = body.len();
    while length > 0x7f {
        tail.push(u8::try_from(length & 0x7f).expect("seven bits") | 0x80);
        length >>= 7;
    }
    tail.push(u8::try_from(length).expect("seven bits"));
    tail.extend(body);
    let sum = Sha256::digest(&tail);
    [&[0x85, 0x6f, 0x4a, 0x83], &sum[..4], &tail].concat()
}

/// The body of a chunk shorter than 16 KiB.
fn body(chunk: &[u8]) -> &[u8] {
    let length = if chunk[9] & 0x80 == 0 { 1 } else { 2 };
    &chunk[9 + length..]
}

/// A document that Eve made without our help.
fn foreign(eve: &Attacker, text: &str) -> Automerge {
    let mut document = Automerge::new();
    document.set_actor(eve.actor().as_bytes().into());
    let mut edit = document.transaction();
    edit.put(ROOT, "narrative", text).expect("an edit");
    edit.commit_with(CommitOptions::default().with_time(0));
    document
}

#[test]
fn the_bundle_that_hangs_automerge_is_kept_apart() {
    poison(|scene| scene.seal(BUNDLE), "wrong_chunk");
}

#[test]
fn a_compressed_chunk_does_not_inflate() {
    poison(
        |scene| {
            let document = foreign(&scene.eve, &"0".repeat(20_000_000));
            let mut change = document.get_last_local_change().expect("a change");
            let bomb = change.bytes().to_vec();
            assert!(bomb.len() < 60_000 && bomb[8] == 2, "it is compressed, {}", bomb.len());
            scene.seal(&bomb)
        },
        "wrong_chunk",
    );
}

#[test]
fn a_whole_document_is_no_change() {
    poison(|scene| scene.seal(&foreign(&scene.eve, "All mine.").save()), "wrong_chunk");
}

#[test]
fn nobody_writes_in_anothers_name() {
    poison(
        |scene| {
            let author = Actor::new(*scene.author.client.device().as_bytes(), 0);
            let mut document = scene.document();
            let mut patch = Patch::default();
            patch.set(Path::parse("callsign").expect("a path"), Scalar::Text("EVE".to_owned()));
            let changes = document.edit(&author, &patch).expect("an edit").expect("a change");
            scene.seal(&changes)
        },
        "wrong_actor",
    );
}

#[test]
fn a_change_that_does_not_follow_from_its_past_is_kept_apart() {
    poison(
        |scene| {
            let mut document = scene.document();
            let change = scene.eve.edit(&mut document, RecordKind::Incident, "callsign=EVE");
            let mut lie = Change::from_bytes(change).expect("a change").decode();
            lie.start_op = 1_000_000.try_into().expect("a number");
            scene.seal(Change::from(lie).raw_bytes())
        },
        "out_of_place",
    );
}

#[test]
fn an_oversized_change_is_kept_apart() {
    poison(
        |scene| {
            let document = foreign(&scene.eve, &"0".repeat(100_000));
            let change = document.get_last_local_change().expect("a change");
            scene.seal(change.raw_bytes())
        },
        "too_large",
    );
}

#[test]
fn a_body_that_inflates_without_end_is_kept_apart() {
    poison(
        |scene| {
            let bomb = zstd::bulk::compress(&vec![0; 200_000_000], 19).expect("a bomb");
            assert!(bomb.len() < 60_000);
            let packed = [&bomb[4..], &[0x80]].concat();
            let header = scene.eve.header(Kind::Incident, Start::Of(scene.id), Vec::new());
            let key = scene.eve.keys[&scene.id].clone();
            scene.eve.seal_body(&mut scene.region, &header, &key, &packed)
        },
        "does_not_open",
    );
}

#[test]
fn a_body_of_noise_is_kept_apart() {
    poison(
        |scene| {
            let header = scene.eve.header(Kind::Incident, Start::Of(scene.id), Vec::new());
            let key = scene.eve.keys[&scene.id].clone();
            scene.eve.seal_body(&mut scene.region, &header, &key, &[0; 64])
        },
        "does_not_open",
    );
}

#[test]
fn a_number_used_twice_leaves_the_same_change_everywhere() {
    let mut scene = Scene::new();
    let edit = |scene: &Scene, text: &str| {
        scene.eve.edit(&mut scene.document(), RecordKind::Incident, text)
    };
    let (one, other) = (edit(&scene, "callsign=ONE"), edit(&scene, "callsign=OTHER"));
    let entries = [scene.seal(&one), scene.seal(&other)];
    scene.send(&entries);
    assert_eq!(scene.quarantined(), ["actor_seq_reused"]);
    scene.life_goes_on();
}

#[test]
fn a_change_that_waits_for_ever_keeps_nobody_waiting() {
    let mut scene = Scene::new();
    let mut document = scene.document();
    let unsent = scene.eve.edit(&mut document, RecordKind::Incident, "callsign=NEVER");
    let waits = scene.eve.edit(&mut document, RecordKind::Incident, "callsign=WAITS");
    let entry = scene.seal(&waits);
    scene.send(&[entry]);
    assert_eq!(scene.quarantined(), Vec::<String>::new());
    let first = scene.seal(&unsent);
    scene.send(&[first]);
    assert_eq!(scene.mate.shows(scene.id)["callsign"], "WAITS");
    scene.life_goes_on();
}

#[test]
fn a_wrong_key_from_a_crew_mate_locks_nobody_out() {
    let mut scene = Scene::new();
    let Scene { region, author, eve, id, .. } = &mut scene;
    let mut late = region.phone("late", Role::Crew);
    region.sync(author);
    let wrong = RecordKey::new(Zeroizing::new([7; 32]));
    let grant = eve.grant(region, *id, &wrong, late.client.device());
    let header = eve.header(Kind::Incident, Start::Of(*id), vec![grant]);
    let key = eve.keys[id].clone();
    let entry = eve.seal(region, header, &key, &[]);
    assert_eq!(eve.send(region, &[&entry]), []);
    region.sync(&mut late);
    let (now, with) = (region.now, late.client.device());
    author.client.invite(*id, with, now, &mut region.rng).expect("an invitation");
    region.sync(author);
    region.sync(&mut late);
    assert_eq!(late.shows(*id), author.shows(*id));
    scene.life_goes_on();
}

/// How many mutations to try; a nightly run asks for 10,000.
fn mutations() -> usize {
    std::env::var("TABARD_MUTATIONS").ok().and_then(|many| many.parse().ok()).unwrap_or(400)
}

#[test]
fn no_mutated_change_harms_a_record() {
    let mut scene = Scene::new();
    let mut document = scene.document();
    let seeds = ["callsign=E1", "types+=spitting_body_fluid", "narrative=Nothing happened."]
        .map(|text| scene.eve.edit(&mut document, RecordKind::Incident, text));
    let mut entries = Vec::new();
    for number in 0..mutations() {
        let mut mutated = body(&seeds[number % seeds.len()]).to_vec();
        let rng = &mut scene.region.rng;
        for _ in 0..=rng.next_u32() % 3 {
            let at = rng.next_u32() as usize % mutated.len();
            mutated[at] = match rng.next_u32() % 3 {
                0 => mutated[at].wrapping_add(1),
                1 => mutated[at] ^ (1 << (rng.next_u32() % 8)),
                _ => rng.next_u32().to_le_bytes()[0],
            };
        }
        let mutated = chunk(1, &mutated);
        entries.push(scene.seal(&mutated));
    }
    scene.send(&entries);
    assert!(scene.quarantined().len() > mutations() / 2);
    scene.life_goes_on();
}
