//! A full disk is said clearly and loses nothing, on a phone and at the region. Small disks in
//! memory are filled to many levels, so that each write fails somewhere.
//!
//! Mounting takes root; elsewhere each test says that it is skipped.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tabard_tests::process::{Device, Ended, Tmpfs, World};

/// Free KiB that are left at each level: from nothing to enough for some reports.
const LEVELS: [usize; 18] =
    [0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 48, 64, 80, 96, 128, 160, 224, 320];

#[test]
fn a_full_disk_under_a_phone_is_said_and_every_printed_report_stays() {
    let world = World::new();
    let Some(disk) = Tmpfs::mount(&world.path("phone"), 8 * 1024) else { return };
    let server = world.serve();
    let phone = world.phone("phone");
    let mut printed = Printed::default();
    printed.note(&phone.report(&reports("before", 3)).exits(0));
    let mut refused = 0;
    for free in LEVELS {
        disk.fill_up_to(free);
        let reported = phone.report(&reports(&free.to_string(), 30));
        printed.note(&reported);
        if reported.code != 0 {
            says_the_disk_is_full(&reported);
            refused += 1;
        }
        disk.free();
        printed.are_on(&phone, refused);
    }
    assert!(refused > LEVELS.len() / 2, "{refused} levels were too full");

    printed.note(&phone.report(&reports("after", 3)).exits(0));
    let _ = phone.sync().exits(0);
    assert_eq!(sorted(phone.held()), sorted(phone.ids()));
    assert_eq!(
        sorted(world.ids_at_hub()),
        sorted(phone.ids()),
        "none is lost and none is there twice"
    );
    drop(server);
}

#[test]
fn a_phone_on_a_full_disk_still_shows_its_reports_and_still_syncs_once_there_is_room() {
    let world = World::new();
    let Some(disk) = Tmpfs::mount(&world.path("phone"), 8 * 1024) else { return };
    let server = world.serve();
    let phone = world.phone("phone");
    let ids = phone.report(&reports("before", 10)).exits(0).ids();
    for free in LEVELS {
        disk.fill_up_to(free);
        let edit = ["--set", &format!("callsign=YA{free}"), "--set", "narrative=Again."];
        for ended in [
            phone.run("edit", &[&[ids[0].as_str()], edit.as_slice()].concat()),
            phone.run("list", &[]),
            phone.run("show", &[&ids[1]]),
            phone.sync(),
        ] {
            if ended.code == 1 {
                says_the_disk_is_full(&ended);
            } else {
                assert_eq!(ended.code, 0, "{ended:#?}");
            }
        }
        disk.free();
        assert_eq!(sorted(phone.ids()), sorted(ids.clone()), "with {free} KiB free");
        let _ = phone.run("edit", &[&[ids[0].as_str()], edit.as_slice()].concat()).exits(0);
        let _ = phone.sync().exits(0);
        let shown = phone.show(&ids[0])["report"].clone();
        assert_eq!(shown["callsign"], format!("YA{free}"));
        assert_eq!(world.region_says(&["hub", "show", &ids[0]])["report"], shown);
    }
    world.verify();
    drop(server);
}

#[test]
fn a_code_still_enrols_after_the_disk_was_too_full_for_it() {
    let world = World::new();
    let Some(disk) = Tmpfs::mount(&world.path("phones"), 8 * 1024) else { return };
    let server = world.serve();
    for free in LEVELS {
        let phone = world.stranger(&format!("phones/{free}"));
        let code = world.code("phone", &[]);
        disk.fill_up_to(free);
        let enrolled = phone.run("enrol", &["--code", &code]);
        disk.free();
        if enrolled.code != 0 {
            says_the_disk_is_full(&enrolled);
            let again = phone.run("enrol", &["--code", &code]);
            assert_eq!(again.code, 0, "with {free} KiB free before: {again:#?}");
        }
        let _ = phone.report(&reports("first", 1)).exits(0);
        let _ = phone.sync().exits(0);
    }
    drop(server);
}

#[test]
fn a_full_disk_at_the_region_is_told_to_phones_and_nothing_is_shown_as_held_that_is_not() {
    let world = World::unfounded();
    let Some(disk) = Tmpfs::mount(&world.region(), 24 * 1024) else { return };
    world.found();
    let server = world.serve();
    let phones = [world.phone("a"), world.phone("b")];
    let mut refused = 0;
    for (round, free) in LEVELS.into_iter().enumerate() {
        let phone = &phones[round % 2];
        let _ = phone.report(&reports(&free.to_string(), 30)).exits(0);
        disk.fill_up_to(free);
        let synced = phone.sync();
        if synced.code != 0 {
            let synced = synced.exits(3).json();
            assert_eq!(synced["problem"]["code"], "storage", "{synced}");
            let what_to_do = synced["problem"]["what_to_do"].as_str().expect("words");
            assert!(
                what_to_do.contains("kept here") && what_to_do.contains("later"),
                "{what_to_do}"
            );
            assert_ne!(synced["waiting"], 0);
            refused += 1;
        }
        let held = phone.held();
        disk.free();
        let at_hub: BTreeSet<_> = world.ids_at_hub().into_iter().collect();
        assert!(held.iter().all(|id| at_hub.contains(id)), "with {free} KiB free");
        if round.is_multiple_of(3) {
            let _ = phone.sync().exits(0);
        }
    }
    assert!(refused >= 3, "{refused} levels were too full");

    phones.iter().for_each(|phone| drop(phone.sync().exits(0)));
    let on_phones = sorted(phones.iter().flat_map(Device::held).collect());
    assert_eq!(sorted(world.ids_at_hub()), on_phones, "none is lost and none is there twice");
    assert_eq!(on_phones.len(), LEVELS.len() * 30);
    world.verify();
    drop(server);
}

#[test]
fn a_server_starts_again_after_its_disk_was_too_full_to_start() {
    let world = World::unfounded();
    let Some(disk) = Tmpfs::mount(&world.region(), 24 * 1024) else { return };
    world.found();
    let server = world.serve();
    let address = server.address.to_string();
    let phone = world.phone("a");
    let ids = phone.report(&reports("a", 30)).exits(0).ids();
    let _ = phone.sync().exits(0);
    drop(server.kill());
    // Which of the hub's and the relay's files is the first to find no room differs by the level.
    for free in LEVELS {
        disk.fill_up_to(free);
        let note = format!("With {free} KiB.");
        let answer = ["hub", "answer", &ids[0], "--status", "being_looked_at", "--note", &note];
        for ended in [
            world.run_at_region(&["hub", "list"]),
            world.run_at_region(&["enrol-code", "--role", "crew", "--name", &free.to_string()]),
            world.run_at_region(&answer),
            world.run_at_region(&["verify"]),
        ] {
            if ended.code != 0 {
                says_the_disk_is_full(&ended);
            }
        }
    }
    disk.free();
    let server = world.start(world.serving(&address));
    assert_eq!(sorted(world.ids_at_hub()), sorted(ids));
    let _ = phone.report(&reports("b", 3)).exits(0);
    let _ = phone.sync().exits(0);
    world.verify();
    drop(server);
}

#[track_caller]
fn says_the_disk_is_full(ended: &Ended) {
    assert_eq!(ended.code, 1, "{ended:#?}");
    let (code, what_to_do) = ended.failure();
    assert_eq!(code, "disk_full", "{ended:#?}");
    assert!(what_to_do.contains("disk"), "{what_to_do}");
}

/// The ids that were printed.
#[derive(Default)]
struct Printed(BTreeSet<String>);

impl Printed {
    fn note(&mut self, reported: &Ended) {
        for id in reported.ids() {
            assert!(self.0.insert(id.clone()), "{id} was printed twice");
        }
    }

    /// Insists that all are there, and hardly more: one for each time that the disk was full, saved
    /// when there was no room left to say so.
    #[track_caller]
    fn are_on(&self, phone: &Device<'_>, times_full: usize) {
        let ids: BTreeSet<_> = phone.ids().into_iter().collect();
        let gone: Vec<_> = self.0.difference(&ids).collect();
        assert!(gone.is_empty(), "printed and gone: {gone:?}");
        assert!(ids.len() <= self.0.len() + times_full, "reports that nobody was told of");
    }
}

fn reports(name: &str, count: usize) -> Vec<Value> {
    let narrative = |place| format!("{name}, {place}. {}", "He would not let us pass. ".repeat(60));
    let report = |place: usize| json!({ "callsign": "YA214", "narrative": narrative(place) });
    (0..count).map(report).collect()
}

fn sorted(mut ids: Vec<String>) -> Vec<String> {
    ids.sort();
    ids
}
