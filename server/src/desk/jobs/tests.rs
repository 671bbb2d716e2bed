//! A region, a desk and a phone in one process: what a crew is told of a job that the CAD told.

use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::SignedDuration;
use tabard_core::client::{Job, Proposal};
use tabard_core::clock::Clock;
use tabard_core::model::marker::{Act, Evidence, QUICK, Step};
use tabard_core::model::subject::PhoneNumber;
use tabard_core::region::Role;
use tabard_core::sync::{Outcome, Step as Next};
use tabard_core::vault::VaultKey;
use tabard_core::wire::{Message, SyncRequest};
use tempfile::TempDir;
use zeroize::Zeroizing;

use super::*;
use crate::hub::Hub;
use crate::relay::{Limits, Relay};

const NUMBER: &str = "07700 900150";
const SENTENCE: &str = "Threats were made to staff in March.";
const HOUR: i64 = 3_600_000;
/// The first of January 2026.
const START: i64 = 1_767_225_600_000;

/// A clock for each test, as they run beside each other.
macro_rules! room {
    () => {{
        static NOW: AtomicI64 = AtomicI64::new(START);
        fn clock() -> Clock {
            Clock::wall(Millis(NOW.load(Ordering::SeqCst)))
        }
        Room::new(&NOW, clock)
    }};
}

struct Room {
    folder: TempDir,
    now: &'static AtomicI64,
    clock: fn() -> Clock,
    desk: Register,
    crew: Client,
    marker: RecordId,
}

impl Room {
    fn new(now: &'static AtomicI64, clock: fn() -> Clock) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = Millis(START);
        Hub::init(&folder.path().join("region"), "Test region", at, &mut entropy()).unwrap();
        let mut desk = enrol(folder.path(), "desk", Role::Eoc);
        let mut approver = enrol(folder.path(), "approver", Role::Approver);
        let crew = enrol(folder.path(), "crew", Role::Crew);
        let subject = Subject::Number(PhoneNumber::parse(NUMBER).unwrap());
        let marker = approve(folder.path(), &mut desk, &mut approver, &subject);
        let desk = Register::new(desk, "Desk 1".to_owned(), clock).unwrap();
        Self { folder, now, clock, desk, crew, marker }
    }

    fn pass(&mut self, millis: i64) {
        self.now.fetch_add(millis, Ordering::SeqCst);
        self.crew.tick((self.clock)()).unwrap();
    }

    fn ask(&mut self, cad_number: &str, number: Option<&str>) -> RecordId {
        let job = Job {
            cad_number: cad_number.to_owned(),
            callsign: Some("YA214".to_owned()),
            number: number.map(ToOwned::to_owned),
            ..Job::default()
        };
        let now = (self.clock)().wall;
        self.crew.ask_about_job(&job, now, &mut entropy()).unwrap()
    }

    /// A round of both, with the desk's answers in between.
    fn sync(&mut self) -> usize {
        let (dir, now) = (self.folder.path(), (self.clock)().wall);
        sync(dir, &mut self.crew, now);
        self.desk_syncs();
        let answered = self.desk.answer_told().unwrap();
        self.desk_syncs();
        sync(self.folder.path(), &mut self.crew, now);
        self.crew.tick((self.clock)()).unwrap();
        answered
    }

    fn desk_syncs(&self) {
        let (dir, now) = (self.folder.path(), self.desk.now());
        let synced = self.desk.with(|client| {
            sync(dir, client, now);
            Ok(())
        });
        synced.unwrap();
        self.desk.read_anew().unwrap();
    }

    fn told(&self) -> Option<JobAnswer> {
        self.crew.job_answers().unwrap().into_iter().next()
    }

    fn reply(&self) -> Option<String> {
        self.told().unwrap().reply
    }

    fn kept(&self) -> usize {
        self.desk.with(|client| client.notes(JOB)).unwrap().len()
    }
}

fn about(number: &str) -> About {
    About { number: Some(number.to_owned()), ..About::default() }
}

fn at(address: &str) -> About {
    About { address: Some(address.to_owned()), ..About::default() }
}

fn enrol(dir: &Path, name: &str, role: Role) -> Client {
    let key = || VaultKey::new(Zeroizing::new([7; 32]));
    let (vault, now) = (dir.join(name), Millis(START));
    let mut hub = Hub::open(&dir.join("region"), now).unwrap();
    let (server, expires) = ("http://127.0.0.1:1", now.plus_seconds(60));
    let code = hub.enrol_code(role, name, server, expires, &mut entropy()).unwrap();
    std::fs::create_dir(&vault).unwrap();
    let answer = Client::answer_code(&vault, &key(), &code, now, &mut entropy()).unwrap();
    let reply = hub.enrol(&answer, now, &mut entropy()).unwrap();
    Client::accept_enrolment(&vault, key(), &reply, now).unwrap()
}

fn sync(dir: &Path, client: &mut Client, now: Millis) {
    let relay = Relay::open(&dir.join("region/relay"), Limits::default()).unwrap();
    client.tick(Clock::wall(now)).unwrap();
    client.save_views(now, &mut entropy()).ok();
    client.sync_now();
    while let Next::Send(token, request) = client.next_step(now, &mut entropy()).unwrap() {
        let asked = SyncRequest::from_bytes(&request.body).unwrap();
        let body = relay.sync(now, client.device(), asked).unwrap().to_bytes();
        let answer = Outcome::Answer { status: 200, body };
        client.step_done(token, answer, now, &mut entropy()).unwrap();
    }
}

/// A marker that rests on an incident, and that somebody else approved.
fn approve(dir: &Path, desk: &mut Client, approver: &mut Client, subject: &Subject) -> RecordId {
    let now = Millis(START);
    let proposal = Proposal {
        category: Some("threat_to_staff".to_owned()),
        behaviours: ["threat_to_staff".to_owned()].into(),
        instruction: Some("police_to_attend".to_owned()),
        sentence: Some(SENTENCE.to_owned()),
        evidence: vec![Evidence {
            cad_number: Some("4711".to_owned()),
            at: Some("2025-12-11T22:10:00Z".to_owned()),
            ..Evidence::default()
        }],
        by: "Handler 7".to_owned(),
        ..Proposal::default()
    };
    let marker = desk.propose_marker(subject, &proposal, now, &mut entropy()).unwrap();
    let advice = Step {
        reason: Some("Nothing clinical stands against it.".to_owned()),
        advice: Some("clinical".to_owned()),
        ..Step::new(Act::Advised, desk.step_time(now), "Dr Green")
    };
    desk.take_step(marker, &advice, now, &mut entropy()).unwrap();
    sync(dir, desk, now);
    sync(dir, approver, now);
    let at = approver.step_time(now);
    let approval = Step {
        reason: Some("Two threats within a month.".to_owned()),
        until: Some(at + SignedDuration::from_hours(24 * 180)),
        ..Step::new(Act::Approved, at, "J. Brown")
    };
    approver.take_step(marker, &approval, now, &mut entropy()).unwrap();
    sync(dir, approver, now);
    sync(dir, desk, now);
    marker
}

#[test]
fn a_job_that_the_cad_told_is_answered_with_no_hand_and_ends_with_it() {
    let mut room = room!();
    room.desk.tell_job("4712", &about(NUMBER)).unwrap();
    let asked = room.ask("4712", None);
    assert_eq!(room.sync(), 1);
    let told = room.told().unwrap();
    assert_eq!(told.reply.as_deref(), Some("marker"));
    assert_eq!(told.markers, [(SENTENCE.to_owned(), Some("police_to_attend".to_owned()), false)]);
    assert_eq!(room.desk.answer_told().unwrap(), 0, "once");
    let views = room.desk.with(|client| client.views_of_marker(room.marker)).unwrap();
    let views: Vec<_> = views.into_iter().map(|view| (view.why, view.by)).collect();
    assert_eq!(views, [("job".to_owned(), "YA214".to_owned())]);

    room.desk.end_job("4712").unwrap();
    room.sync();
    assert!(room.told().is_none());
    assert!(matches!(room.crew.record(asked), Err(ClientError::LetGo(_))));
}

#[test]
fn what_the_phone_typed_is_never_looked_up() {
    let mut room = room!();
    room.ask("4712", Some(NUMBER));
    assert_eq!(room.sync(), 0);
    assert_eq!(room.reply(), None, "it waits for a handler");
    room.desk.tell_job("4712", &about("07700 900999")).unwrap();
    assert_eq!(room.sync(), 1);
    assert_eq!(room.reply().as_deref(), Some("nothing_known"));
}

#[test]
fn a_restart_loses_no_job() {
    let mut room = room!();
    room.desk.tell_job("4712", &about(NUMBER)).unwrap();
    let dir = room.desk.give_back().map(|client| client.dir().to_owned()).unwrap();
    let key = VaultKey::new(Zeroizing::new([7; 32]));
    let client = Client::open(&dir, key, Millis(START)).unwrap();
    room.desk = Register::new(client, "Desk 1".to_owned(), room.clock).unwrap();
    room.ask("4712", None);
    assert_eq!(room.sync(), 1);
    assert_eq!(room.reply().as_deref(), Some("marker"));
}

#[test]
fn a_flag_of_today_has_no_sentence_and_is_told_by_voice() {
    let mut room = room!();
    let number = PhoneNumber::parse("07700 900151").unwrap();
    let subject = super::super::writing::Subject {
        key: "c-1".to_owned(),
        at: Millis(START),
        number: Some(number),
        call_id: None,
        cad_number: None,
    };
    room.desk.flag(&[1; 16], &subject, QUICK[0]).unwrap();
    room.desk.tell_job("4712", &about("07700 900151")).unwrap();
    room.ask("4712", None);
    assert_eq!(room.sync(), 1);
    assert_eq!(room.reply().as_deref(), Some("cannot_say"));
    assert!(room.told().unwrap().markers.is_empty());
}

#[test]
fn a_number_that_many_share_is_not_told_as_nothing_known() {
    let mut room = room!();
    let mut patch = tabard_core::model::Patch::default();
    patch.state("shared_line", "hostel_or_communal");
    let number = PhoneNumber::parse(NUMBER).unwrap();
    let noted = room.desk.with(|client| {
        client.note_caller(&number, &patch, Millis(START), &mut entropy()).map(|_| ())
    });
    noted.unwrap();
    room.desk.tell_job("4712", &about(NUMBER)).unwrap();
    room.ask("4712", None);
    assert_eq!(room.sync(), 1);
    assert_eq!(room.reply().as_deref(), Some("cannot_say"));
}

#[test]
fn a_question_that_comes_late_ends_with_its_job_and_one_of_the_next_day_does_not() {
    let mut room = room!();
    room.ask("4712", None);
    room.pass(HOUR);
    room.desk.end_job("4712").unwrap();
    room.pass(HOUR);
    assert_eq!(room.sync(), 1, "it came after the end");
    assert!(room.told().is_none());
    room.ask("4712", None);
    assert_eq!(room.sync(), 0, "another job has the number now");
    assert_eq!(room.reply(), None);
}

#[test]
fn a_job_that_is_told_of_no_more_answers_nobody_after_twelve_hours() {
    let mut room = room!();
    room.desk.tell_job("4712", &about(NUMBER)).unwrap();
    room.pass(LASTS - 1);
    room.ask("4712", None);
    assert_eq!(room.sync(), 1);
    room.pass(1);
    room.ask("4712", None);
    assert_eq!(room.sync(), 0);
    room.desk.tell_job("4713", &about(NUMBER)).unwrap();
    assert_eq!(room.kept(), 1, "it was let go of");
}

#[test]
fn jobs_are_bounded_and_those_that_are_over_make_room_first() {
    let mut room = room!();
    let keep = |client: &mut Client, number: usize, over: bool| {
        let told = Told { at: START + number as i64, over, about: about(NUMBER) };
        told.keep(client, &number.to_string())
    };
    let kept = room.desk.with(|client| (0..KEPT).try_for_each(|one| keep(client, one, one == 7)));
    kept.unwrap();
    room.pass(HOUR);
    let has = |desk: &Register, number: &str| {
        desk.with(|client| Told::read(client, number)).unwrap().is_some()
    };
    let before = std::time::Instant::now();
    room.desk.tell_job("new", &about(NUMBER)).unwrap();
    println!("a job among {KEPT}: {:?}", before.elapsed());
    assert!(!has(&room.desk, "7") && has(&room.desk, "0"));
    room.desk.tell_job("new", &about(NUMBER)).unwrap();
    assert!(has(&room.desk, "0"), "the same again needs no room");
    room.desk.tell_job("newer", &about(NUMBER)).unwrap();
    assert!(!has(&room.desk, "0") && has(&room.desk, "1"));
    assert_eq!(room.kept(), KEPT);
    room.desk.end_job("new").unwrap();
    let noted = room.desk.with(|client| client.note(JOB, b"new")).unwrap().unwrap();
    assert!(!String::from_utf8(noted).unwrap().contains("7700"), "what is over says nothing more");
}

#[test]
fn what_a_job_is_about_is_read_or_refused_by_its_field() {
    let street = |postcode: Option<&str>, building: Option<&str>| About {
        building: building.map(ToOwned::to_owned),
        street: Some("High Street".to_owned()),
        postcode: postcode.map(ToOwned::to_owned),
        ..About::default()
    };
    let both = About { unit: Some("Flat 2".to_owned()), ..at("12 High Street, LS1 4AB") };
    let uprn = About { uprn: Some("12x".to_owned()), ..About::default() };
    for (about, field) in [
        (About::default(), "number"),
        (about("what"), "number"),
        (about("withheld"), "number"),
        (about(&"1".repeat(300)), "number"),
        (at("High Street"), "address"),
        (at(&"1 ".repeat(5_000)), "address"),
        (both, "address"),
        (uprn, "uprn"),
        (street(None, Some("12")), "postcode"),
        (street(Some("LS1"), Some("12")), "postcode"),
    ] {
        assert_eq!(about.sought().err(), Some(field));
    }
    assert!(street(Some("LS1 4AB"), Some("12")).sought().is_ok());
    let withheld = About { number: Some("withheld".to_owned()), ..at("12 High Street, LS1 4AB") };
    assert_eq!(withheld.sought().map(|sought| sought.subjects.len()), Ok(1));
}
