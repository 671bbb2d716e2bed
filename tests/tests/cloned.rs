//! A phone that was copied, or restored from an older copy of itself, goes on in a chain of its
//! own: all that was written on either is kept, once.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // what a test expects it tests

use std::collections::BTreeSet;

use serde_json::json;
use tabard_core::entry::SignedEntry;
use tabard_core::ids::{Incarnation, RecordId};
use tabard_core::region::Role;
use tabard_tests::{Phone, Region, Straight};

struct Scene {
    region: Region,
    phone: Phone,
    mate: Phone,
    /// A report that both hold.
    shared: RecordId,
}

impl Scene {
    fn new(seed: u64) -> Self {
        let mut region = Region::new(seed);
        let mut phone = region.phone("phone", Role::Crew);
        let mut mate = region.phone("mate", Role::Crew);
        region.sync(&mut phone);
        let shared = region.report(&mut phone, &json!({ "narrative": "Shared." }));
        invite(&mut region, &mut phone, shared, &mate);
        region.sync(&mut phone);
        region.sync(&mut mate);
        Self { region, phone, mate, shared }
    }

    fn copy(&self, name: &str) -> Phone {
        self.phone.copy(&self.region.folder.path().join(name), self.region.now)
    }
}

fn invite(region: &mut Region, phone: &mut Phone, id: RecordId, with: &Phone) {
    let (now, with) = (region.now, with.client.device());
    phone.client.invite(id, with, now, &mut region.rng).expect("an invitation");
}

fn write(region: &mut Region, phone: &mut Phone, narrative: &str) -> RecordId {
    region.report(phone, &json!({ "narrative": narrative }))
}

/// What the hub has, in its narratives' order.
fn at_hub(region: &mut Region) -> Vec<String> {
    region.pump();
    let listed = region.hub().incidents().expect("the list");
    let told =
        listed.iter().map(|one| one.report["narrative"].as_str().unwrap_or_default().to_owned());
    let mut told: Vec<_> = told.collect();
    assert!(listed.iter().all(|one| one.report.get("conflicts").is_none()), "said once");
    told.sort();
    told
}

/// The lives in which a device's chain is at the relay.
fn lives(region: &Region, phone: &Phone) -> BTreeSet<Incarnation> {
    let path = region.dir().join("relay");
    let database =
        std::fs::read_dir(path).expect("the relay").map(|one| one.expect("a file").path());
    let database = database.filter(|one| one.extension().is_some_and(|end| end == "db"));
    let mut lives = BTreeSet::new();
    for file in database {
        let database = rusqlite::Connection::open(file).expect("the log");
        let mut query =
            database.prepare("SELECT bytes FROM log WHERE chain IS NOT NULL").expect("SQL");
        let bytes = query.query_map([], |row| row.get::<_, Vec<u8>>(0)).expect("entries");
        for bytes in bytes {
            let entry =
                SignedEntry::parse(region.id(), bytes.expect("an entry")).expect("an entry");
            if entry.author() == phone.client.device() {
                lives.insert(entry.header().incarnation);
            }
        }
    }
    lives
}

#[test]
fn two_copies_of_a_phone_keep_what_is_written_on_either() {
    let mut scene = Scene::new(1);
    let mut copy = scene.copy("copy");
    let Scene { region, phone, mate, shared } = &mut scene;
    for number in 0..3 {
        write(region, phone, &format!("phone {number}"));
        write(region, &mut copy, &format!("copy {number}"));
    }
    region.edit(phone, *shared, "callsign=YA1");
    region.edit(&mut copy, *shared, "vehicle=7741");
    assert!(!region.sync(phone).reborn);
    let progress = region.sync(&mut copy);
    assert!(progress.reborn);
    assert_eq!(progress.problem, None);
    write(region, phone, "phone 3");
    write(region, &mut copy, "copy 3");
    assert!(!region.sync(phone).reborn);
    assert!(!region.sync(&mut copy).reborn, "two chains from here on");
    assert_eq!(lives(region, phone).len(), 2);

    let all = [
        "Shared.", "copy 0", "copy 1", "copy 2", "copy 3", "phone 0", "phone 1", "phone 2",
        "phone 3",
    ];
    assert_eq!(at_hub(region), all);
    let shown = region.hub().incident(*shared).expect("at the hub").summary.report;
    assert_eq!((&shown["callsign"], &shown["vehicle"]), (&json!("YA1"), &json!("7741")));
    region.sync(mate);
    assert_eq!(mate.shows(*shared), shown);
    assert_eq!(copy.shows(*shared), shown, "the copy was given what it never wrote");
    for phone in [&*phone, &copy] {
        assert_eq!(phone.client.sync_status().expect("the status").waiting, 0);
        assert_eq!(phone.client.sync_status().expect("the status").refused, 0);
    }
}

#[test]
fn a_phone_restored_from_an_older_copy_gets_back_what_it_sent_since() {
    let mut scene = Scene::new(2);
    let mut restored = scene.copy("backup");
    let Scene { region, phone, mate, shared } = &mut scene;
    region.edit(phone, *shared, "callsign=YA1");
    region.sync(phone);
    region.sync(mate);
    region.edit(mate, *shared, "callsign=YA2");
    region.sync(mate);
    // It writes before it syncs, so that it has to notice.
    write(region, &mut restored, "After.");
    assert!(region.sync(&mut restored).reborn);
    region.sync(&mut restored);
    assert_eq!(restored.shows(*shared), mate.shows(*shared));
    assert_eq!(restored.shows(*shared)["callsign"], "YA2", "what was built on the lost edit too");
    assert_eq!(at_hub(region), ["After.", "Shared."]);
}

#[test]
fn unsent_entries_of_an_old_copy_are_said_once() {
    let mut scene = Scene::new(3);
    let mut third = scene.region.phone("third", Role::Crew);
    let Scene { region, phone, mate, shared } = &mut scene;
    region.sync(phone);
    // In the copy all this is unsent; the phone itself sends it and goes on.
    let id = write(region, phone, "Unsent.");
    region.edit(phone, *shared, "callsign=YA1");
    invite(region, phone, id, mate);
    invite(region, phone, *shared, &third);
    region.edit(phone, id, "types+=verbal_abuse");
    let mut restored = phone.copy(&region.folder.path().join("backup"), region.now);
    write(region, phone, "Later.");
    region.sync(phone);

    region.edit(&mut restored, id, "vehicle=7741");
    assert!(region.sync(&mut restored).reborn);
    assert_eq!(at_hub(region), ["Later.", "Shared.", "Unsent."]);
    for phone in [&mut *mate, &mut third, &mut restored] {
        region.sync(phone);
    }
    let shown = region.hub().incident(id).expect("at the hub").summary.report;
    assert_eq!(shown["vehicle"], "7741");
    assert_eq!(mate.shows(id), shown);
    assert_eq!(restored.shows(id), shown);
    assert_eq!(third.shows(*shared), mate.shows(*shared));
}

#[test]
fn a_copy_that_never_sent_its_reports_loses_none() {
    let mut scene = Scene::new(4);
    let mut copy = scene.copy("copy");
    let Scene { region, phone, mate, shared } = &mut scene;
    let own = write(region, &mut copy, "Mine.");
    invite(region, &mut copy, own, mate);
    region.edit(&mut copy, own, "callsign=YA3");
    region.edit(&mut copy, *shared, "vehicle=1");
    write(region, phone, "Theirs.");
    region.sync(phone);
    // Lost answers and a crash while it goes over to its new chain.
    for _ in 0..4 {
        region.step(&mut copy);
        copy = copy.reopened(region.now);
        assert_eq!(copy.shows(own)["callsign"], "YA3");
    }
    region.sync(&mut copy);
    assert_eq!(copy.state(own), "held_by_region");
    assert_eq!(at_hub(region), ["Mine.", "Shared.", "Theirs."]);
    region.sync(mate);
    assert_eq!(mate.shows(own), copy.shows(own));
    assert_eq!(mate.shows(*shared)["vehicle"], "1");
}

#[test]
fn a_crash_while_it_goes_over_to_its_new_chain_says_nothing_twice() {
    let mut scene = Scene::new(7);
    let mut copy = scene.copy("copy");
    let Scene { region, phone, mate, shared } = &mut scene;
    write(region, phone, "Theirs.");
    region.sync(phone);
    let own = write(region, &mut copy, "Mine.");
    region.edit(&mut copy, *shared, "vehicle=1");
    // The vault went over, the outbox did not.
    let outbox = ["outbox.db", "outbox.db-wal"].map(|name| copy.dir.join(name));
    let before = outbox.each_ref().map(|path| std::fs::read(path).expect("the outbox"));
    while !region.step(&mut copy).expect("a step").reborn {}
    let dir = copy.dir.clone();
    drop(copy);
    for (path, bytes) in outbox.iter().zip(before) {
        std::fs::write(path, bytes).expect("the outbox");
    }
    let mut copy = phone.opened_at(&dir, region.now);
    region.edit(&mut copy, own, "callsign=YA3");
    let progress = region.sync(&mut copy);
    assert_eq!((progress.problem, progress.reborn), (None, false), "it has gone over already");
    assert_eq!(copy.state(own), "held_by_region");
    assert_eq!(at_hub(region), ["Mine.", "Shared.", "Theirs."]);
    region.sync(mate);
    assert_eq!(mate.shows(*shared), copy.shows(*shared));
    assert_eq!(copy.client.sync_status().expect("the status").waiting, 0);
    assert_eq!(copy.client.incident(own).expect("the report").refused.len(), 0);
}

#[test]
fn a_copy_that_wrote_nothing_goes_on_as_if_nothing_had_been() {
    let mut scene = Scene::new(5);
    let mut copy = scene.copy("copy");
    let Scene { region, phone, .. } = &mut scene;
    write(region, phone, "Since.");
    region.sync(phone);
    region.sync(&mut copy);
    write(region, &mut copy, "Then.");
    region.sync(&mut copy);
    assert_eq!(at_hub(region), ["Shared.", "Since.", "Then."]);
}

#[test]
fn copies_of_copies_each_go_their_own_way() {
    let mut scene = Scene::new(6);
    let mut copies: Vec<_> = (0..3).map(|number| scene.copy(&format!("copy {number}"))).collect();
    let Scene { region, phone, shared, .. } = &mut scene;
    let fields = ["callsign=A", "vehicle=B", "types+=verbal_abuse"];
    for ((number, copy), field) in copies.iter_mut().enumerate().zip(fields) {
        write(region, copy, &format!("copy {number}"));
        region.edit(copy, *shared, field);
    }
    write(region, phone, "phone");
    region.sync(phone);
    for copy in &mut copies {
        assert!(region.sync_by(copy, &mut Straight).expect("a sync").reborn);
    }
    assert_eq!(lives(region, phone).len(), 4);
    assert_eq!(at_hub(region), ["Shared.", "copy 0", "copy 1", "copy 2", "phone"]);
    let shown = region.hub().incident(*shared).expect("at the hub").summary.report;
    assert_eq!((&shown["callsign"], &shown["vehicle"]), (&json!("A"), &json!("B")));
    assert_eq!(shown["types"], json!(["verbal_abuse"]));
}
