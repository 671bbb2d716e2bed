//! A server that was restored from an old copy gets back all that it acknowledged since: the
//! phones notice, say truthfully what is not held any more, and give it back unasked.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // what a test expects it tests

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::json;
use tabard_core::ids::{LogId, RecordId};
use tabard_core::keys::DeviceIdentity;
use tabard_core::region::{Authority, Directory, Role};
use tabard_server::hub::Answer;
use tabard_server::relay::{Limits, Relay};
use tabard_tests::{Phone, Region, copy_folder};

/// What is copied and put back.
#[derive(Clone, Copy)]
enum Copied {
    Relay,
    RelayAndHub,
}

/// A region with two phones that write, share and sync, and copies of it.
struct Scene {
    region: Region,
    phones: Vec<Phone>,
    reports: Vec<RecordId>,
}

impl Scene {
    fn new(seed: u64) -> Self {
        let mut region = Region::new(seed);
        let phones = vec![region.phone("a", Role::Crew), region.phone("b", Role::Crew)];
        Self { region, phones, reports: Vec::new() }
    }

    fn folder(&self, copied: Copied) -> PathBuf {
        match copied {
            Copied::Relay => self.region.dir().join("relay"),
            Copied::RelayAndHub => self.region.dir(),
        }
    }

    fn copy(&self, copied: Copied, name: &str) {
        copy_folder(&self.folder(copied), &self.region.folder.path().join(name));
    }

    fn put_back(&mut self, copied: Copied, name: &str) {
        let folder = self.folder(copied);
        std::fs::remove_dir_all(&folder).expect("the folder goes");
        copy_folder(&self.region.folder.path().join(name), &folder);
        if let Copied::RelayAndHub = copied {
            // As `tabard serve` does whenever it starts.
            let (now, hub) = (self.region.now, &mut self.region.hub());
            hub.begin_new_chain(now, &mut self.region.rng).expect("a new chain");
        }
    }

    /// A step of the region's life: somebody writes, shares, edits, joins or answers.
    fn live(&mut self, step: usize) {
        let writer = step % self.phones.len();
        let told = json!({ "narrative": format!("Report {step}."), "callsign": "YA1" });
        let id = self.region.report(&mut self.phones[writer], &told);
        self.reports.push(id);
        self.region.sync(&mut self.phones[writer]);
        let other = (writer + 1) % self.phones.len();
        let with = self.phones[other].client.device();
        let now = self.region.now;
        let writer = &mut self.phones[writer];
        writer.client.invite(id, with, now, &mut self.region.rng).expect("an invitation");
        self.region.sync(writer);
        self.region.sync(&mut self.phones[other]);
        self.region.edit(&mut self.phones[other], id, &format!("vehicle={step}"));
        self.region.sync(&mut self.phones[other]);
        match step % 3 {
            0 => self.region.pump(),
            1 => {
                let late = self.region.phone(&format!("late {step}"), Role::Crew);
                self.phones.push(late);
            }
            _ => {}
        }
    }

    fn sync_all(&mut self, rounds: usize) {
        for _ in 0..rounds {
            for phone in &mut self.phones {
                self.region.sync(phone);
            }
            self.region.pump();
        }
    }

    /// Every report is at the hub once and reads the same on every phone that has it, each
    /// says that the hub opened it, and the relay's log is sound.
    fn assert_whole(&self) {
        let directory = self.region.relay().directory().expect("the directory");
        let devices = |one: &Directory| one.devices().map(|(id, _)| id).collect::<Vec<_>>();
        for phone in &self.phones {
            assert_eq!(devices(phone.client.directory()), devices(&directory), "everyone is known");
        }
        let hub = self.region.hub();
        let listed = hub.incidents().expect("the list");
        let at_hub: BTreeMap<_, _> = listed.iter().map(|one| (one.id, one)).collect();
        assert_eq!(at_hub.len(), self.reports.len());
        for (number, phone) in self.phones.iter().enumerate() {
            for one in phone.client.incidents().expect("the list") {
                let at_hub = at_hub.get(&one.id).expect("every report is at the hub");
                assert_eq!(one.report, at_hub.report, "phone {number}");
                assert_eq!(one.state.word(), "opened_by_hub", "phone {number}");
                assert_eq!(one.report.get("conflicts"), None, "nothing is there twice");
            }
            let status = phone.client.sync_status().expect("the status");
            assert_eq!((status.waiting, status.refused), (0, 0), "phone {number}");
        }
        assert_eq!(self.region.relay().verify().expect("the check").fault, None);
    }
}

#[test]
fn a_report_that_the_server_lost_says_so_until_it_is_given_back() {
    let mut scene = Scene::new(1);
    scene.copy(Copied::Relay, "copy");
    let Scene { region, phones, .. } = &mut scene;
    let id = region.report(&mut phones[0], &json!({ "narrative": "Kept." }));
    region.sync(&mut phones[0]);
    assert_eq!(phones[0].state(id), "held_by_region");
    scene.put_back(Copied::Relay, "copy");

    let Scene { region, phones, .. } = &mut scene;
    let mut states = Vec::new();
    let mut watched = |phone: &mut Phone, region: &mut Region| {
        use tabard_core::sync::Step;
        phone.client.sync_now();
        while let Step::Send(token, request) =
            phone.client.next_step(region.now, &mut region.rng).expect("a step")
        {
            let answer = region.carry(phone.client.device(), &request);
            let now = region.now;
            let progress = phone.client.step_done(token, answer, now, &mut region.rng);
            states.push((progress.expect("an answer").restored, phone.state(id)));
        }
    };
    watched(&mut phones[0], region);
    assert_eq!(states.first(), Some(&(true, "saved_on_this_phone".to_owned())));
    assert_eq!(states.last(), Some(&(false, "held_by_region".to_owned())));
}

#[test]
fn wherever_the_relay_was_rolled_back_to_nothing_is_lost() {
    rolled_back(Copied::Relay);
}

#[test]
fn wherever_relay_and_hub_were_rolled_back_to_nothing_is_lost() {
    rolled_back(Copied::RelayAndHub);
}

/// Copies the server after each step of ten, lives on, and puts the copy back.
fn rolled_back(copied: Copied) {
    for point in 0..10 {
        let mut scene = Scene::new(10 + point as u64);
        for step in 0..point % 4 {
            scene.live(step);
        }
        scene.copy(copied, "copy");
        for step in point % 4..point % 4 + 1 + point / 3 {
            scene.live(step);
        }
        scene.put_back(copied, "copy");
        scene.sync_all(3);
        scene.assert_whole();
        // And life goes on.
        scene.live(20);
        scene.sync_all(2);
        scene.assert_whole();
    }
}

#[test]
fn a_server_that_wrote_on_after_the_rollback_gets_back_what_it_lost() {
    for copied in [Copied::Relay, Copied::RelayAndHub] {
        let mut scene = Scene::new(3);
        scene.live(0);
        scene.copy(copied, "copy");
        scene.live(1);
        scene.live(2);
        scene.put_back(copied, "copy");
        // The log grows past where it was before anybody notices: others join and write.
        for step in 30..34 {
            let mut fresh = scene.region.phone(&format!("new {step}"), Role::Crew);
            let id = scene.region.report(&mut fresh, &json!({ "narrative": step.to_string() }));
            scene.region.sync(&mut fresh);
            scene.region.pump();
            scene.reports.push(id);
            scene.phones.push(fresh);
        }
        scene.sync_all(3);
        scene.assert_whole();
        // What every device now holds of the directory opens again.
        let now = scene.region.now;
        scene.phones =
            std::mem::take(&mut scene.phones).into_iter().map(|one| one.reopened(now)).collect();
        scene.sync_all(1);
        scene.assert_whole();
    }
}

#[test]
fn what_is_being_given_back_survives_a_phone_that_closes_in_between() {
    let mut scene = Scene::new(4);
    scene.copy(Copied::Relay, "copy");
    scene.live(0);
    scene.live(3);
    scene.put_back(Copied::Relay, "copy");
    let now = scene.region.now;
    for _ in 0..12 {
        let mut phones = std::mem::take(&mut scene.phones);
        for phone in &mut phones {
            scene.region.step(phone);
        }
        scene.phones = phones.into_iter().map(|phone| phone.reopened(now)).collect();
    }
    scene.sync_all(2);
    scene.assert_whole();
}

#[test]
fn what_only_another_device_still_has_is_given_back_by_that_one() {
    for closes in [false, true] {
        let mut scene = Scene::new(8);
        scene.copy(Copied::RelayAndHub, "copy");
        let mut lost = scene.region.phone("lost", Role::Crew);
        let officer = scene.region.attacker("officer", Role::Triage);
        scene.region.sync(&mut scene.phones[0]);
        scene.region.sync(&mut lost);
        let (now, with) = (scene.region.now, scene.phones[0].client.device());
        for narrative in ["One.", "Two."] {
            let id = scene.region.report(&mut lost, &json!({ "narrative": narrative }));
            lost.client.invite(id, with, now, &mut scene.region.rng).expect("an invitation");
            scene.reports.push(id);
        }
        scene.region.sync(&mut lost);
        scene.region.sync(&mut scene.phones[0]);
        let device = lost.client.device();
        drop(lost);
        scene.put_back(Copied::RelayAndHub, "copy");
        // Others take the places that the lost ones had in the log.
        let fresh = scene.region.phone("fresh", Role::Crew);
        scene.phones.push(fresh);

        if closes {
            let mut phone = scene.phones.remove(0);
            while scene.region.step(&mut phone).is_some_and(|progress| progress.restored) {
                phone = phone.reopened(now);
            }
            for _ in 0..6 {
                phone = phone.reopened(now);
                scene.region.step(&mut phone);
            }
            scene.phones.insert(0, phone);
        }
        scene.sync_all(2);
        scene.assert_whole();
        scene.phones =
            std::mem::take(&mut scene.phones).into_iter().map(|one| one.reopened(now)).collect();
        scene.assert_whole();
        let standing = |id| scene.region.relay().standing_of(id).expect("the relay").is_some();
        assert!(standing(device) && standing(officer.device()), "who was enrolled since is known");
        let directory = scene.phones[0].client.directory();
        // Of triage, and of the register.
        assert_eq!(directory.memberships_of(officer.device()).count(), 2);
    }
}

#[test]
fn a_phone_gives_back_what_it_wrote_in_an_earlier_chain() {
    let mut scene = Scene::new(9);
    let copied = Copied::RelayAndHub;
    scene.copy(copied, "copy");
    let told = json!({ "narrative": "Before it was reborn." });
    let id = scene.region.report(&mut scene.phones[0], &told);
    scene.region.sync(&mut scene.phones[0]);
    let (now, phone) = (scene.region.now, &mut scene.phones[0].client);
    phone.begin_new_chain(now, &mut scene.region.rng).expect("a new chain");
    scene.region.edit(&mut scene.phones[0], id, "vehicle=7741");
    scene.region.sync(&mut scene.phones[0]);
    scene.reports.push(id);
    scene.put_back(copied, "copy");
    scene.sync_all(2);
    scene.assert_whole();
    assert_eq!(
        scene.region.hub().incident(id).expect("at the hub").summary.report["vehicle"],
        "7741"
    );
}

#[test]
fn a_device_that_a_restored_server_forgot_is_known_again() {
    let mut scene = Scene::new(5);
    scene.copy(Copied::RelayAndHub, "copy");
    let mut late = scene.region.phone("late", Role::Crew);
    let id = scene.region.report(&mut late, &json!({ "narrative": "Late." }));
    scene.region.sync(&mut late);
    scene.put_back(Copied::RelayAndHub, "copy");
    assert_eq!(scene.region.relay().standing_of(late.client.device()), Ok(None));
    let progress = scene.region.sync(&mut late);
    assert_eq!(progress.problem, None);
    assert_eq!(late.state(id), "held_by_region");
}

#[test]
fn a_wiped_relay_with_a_new_log_gets_everything_back() {
    let mut scene = Scene::new(6);
    for step in 0..3 {
        scene.live(step);
    }
    let secrets = std::fs::read(scene.region.dir().join("authority.key")).expect("the authority");
    let authority = Authority::from_secrets(secrets.as_slice().try_into().expect("two keys"));
    let statements = scene.region.relay().statements().expect("its lines");
    let mut lines: Vec<Vec<u8>> = statements.into_iter().map(|one| one.bytes.into()).collect();
    let (identity, log) = (DeviceIdentity::generate(&mut scene.region.rng), LogId::new([5; 16]));
    lines.push(authority.certify_relay(identity.public(), log).expect("a line"));
    let dir = scene.region.dir().join("relay");
    std::fs::remove_dir_all(&dir).expect("the relay goes");
    std::fs::create_dir_all(&dir).expect("a folder");
    let region = authority.region();
    Relay::create(&dir, region, log, &identity, &lines, Limits::default()).expect("a new relay");

    assert!(scene.region.sync(&mut scene.phones[0]).restored);
    scene.sync_all(3);
    scene.assert_whole();
}

#[test]
fn an_answer_goes_on_after_a_rollback() {
    let mut scene = Scene::new(7);
    scene.live(0);
    scene.copy(Copied::Relay, "copy");
    let answer = Answer { status: "being_looked_at".to_owned(), ..Answer::default() };
    let (now, id) = (scene.region.now, scene.reports[0]);
    let mut hub = scene.region.hub();
    hub.answer(id, &answer, now, &mut scene.region.rng).expect("an answer");
    drop(hub);
    scene.put_back(Copied::Relay, "copy");
    scene.sync_all(3);
    for phone in &scene.phones {
        assert_eq!(phone.state(id), "being_looked_at");
    }
}
