//! The register: flagging, deciding, looking up, counting, crews; and who reads what after a desk was
//! removed.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // what a test expects it tests

use jiff::{SignedDuration, Timestamp};
use tabard_core::client::{Client, ClientError, CountOf, Flag, Flagged, Job, Proposal, Warning};
use tabard_core::clock::{Clock, Running};
use tabard_core::entry::{Kind, Start};
use tabard_core::ids::{Incarnation, Millis, RecordId};
use tabard_core::model::marker::{
    Act, Evidence, Quick, Rule, Status, Step, StepFault, Unit, step_id,
};
use tabard_core::model::subject::{PhoneNumber, Subject};
use tabard_core::model::{Patch, Path, Scalar};
use tabard_core::record::{Actor, Record};
use tabard_core::region::Role;
use tabard_core::wire::Refusal;
use tabard_tests::{ControlRoom, Phone, Region};

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

fn number() -> PhoneNumber {
    PhoneNumber::parse("+447700900123").expect("a number")
}

fn subject() -> Subject {
    Subject::Number(number())
}

fn flag(region: &mut Region, desk: &mut Phone) -> Flagged {
    let flag = Flag {
        number: number(),
        quick: Quick::of(2).expect("a digit"),
        cad_number: Some("4711".to_owned()),
        call: Some("C-99".to_owned()),
        by: "Desk 4".to_owned(),
    };
    desk.client.flag(&flag, region.now, &mut region.rng).expect("a flag")
}

fn proposal() -> Proposal {
    Proposal {
        category: Some("weapon_intimidation_or_hate".to_owned()),
        behaviours: ["threat_to_staff".to_owned()].into(),
        instruction: Some("dynamic_risk_assessment".to_owned()),
        sentence: Some("Threats were made to staff in March.".to_owned()),
        evidence: vec![Evidence { cad_number: Some("4711".to_owned()), ..Evidence::default() }],
        by: "Desk 4".to_owned(),
        ..Proposal::default()
    }
}

fn step(client: &Client, now: Millis, act: Act, by: &str) -> Step {
    let at = client.step_time(now);
    Step {
        reason: Some("For good reason.".to_owned()),
        advice: (act == Act::Advised).then(|| "clinical".to_owned()),
        until: matches!(act, Act::Approved | Act::Renewed)
            .then(|| at + SignedDuration::from_hours(24 * 180)),
        ..Step::new(act, at, by)
    }
}

fn take(region: &mut Region, phone: &mut Phone, marker: RecordId, act: Act, by: &str) {
    let step = step(&phone.client, region.now, act, by);
    phone.client.take_step(marker, &step, region.now, &mut region.rng).expect("a step that counts");
}

/// Moves the test's clock, and every device's with it.
fn pass(region: &mut Region, devices: &mut [&mut Phone], millis: i64) {
    region.now = Millis(region.now.0 + millis);
    for device in devices {
        device.client.tick(Clock::wall(region.now)).expect("a tick");
    }
}

fn warns(phone: &Phone, now: Millis) -> Vec<Status> {
    let register = phone.client.register().expect("the register");
    let found = register.look_up(&subject(), Clock::wall(now)).expect("a look-up");
    found.warnings.into_iter().map(|one| one.status).collect()
}

struct Room {
    region: Region,
    desk: Phone,
    other: Phone,
    approver: Phone,
}

fn room(seed: u64) -> Room {
    let mut region = Region::new(seed);
    let desk = region.phone("desk", Role::Eoc);
    let other = region.phone("other", Role::Eoc);
    let approver = region.phone("approver", Role::Approver);
    Room { region, desk, other, approver }
}

impl Room {
    fn sync(&mut self) {
        for _ in 0..2 {
            for phone in [&mut self.desk, &mut self.other, &mut self.approver] {
                assert_eq!(self.region.sync(phone).problem, None);
            }
            self.region.pump();
        }
    }

    fn pass(&mut self, millis: i64) {
        let devices = &mut [&mut self.desk, &mut self.other, &mut self.approver];
        pass(&mut self.region, devices, millis);
    }

    /// A crew's question that came to the desks, and what a desk finds for it.
    fn asked_by(&mut self, crew: &mut Phone) -> (RecordId, Vec<Warning>) {
        let job = Job { cad_number: "4712".to_owned(), ..Job::default() };
        let now = self.region.now;
        let asked = crew.client.ask_about_job(&job, now, &mut self.region.rng).expect("a question");
        self.region.sync(crew);
        self.sync();
        let found = self.other.client.register().expect("the register");
        let found = found.look_up(&subject(), Clock::wall(now)).expect("a look-up");
        (asked, found.warnings)
    }

    /// A marker that was flagged, proposed, advised on and approved.
    fn approved(&mut self) -> RecordId {
        let marker = flag(&mut self.region, &mut self.desk).marker;
        let now = self.region.now;
        self.desk
            .client
            .propose_from_alert(marker, &proposal(), now, &mut self.region.rng)
            .expect("a proposal");
        self.sync();
        self.pass(HOUR);
        take(&mut self.region, &mut self.other, marker, Act::Advised, "Dr Green");
        self.sync();
        self.pass(HOUR);
        take(&mut self.region, &mut self.approver, marker, Act::Approved, "J. Brown");
        self.sync();
        marker
    }
}

#[test]
fn a_flag_warns_at_once_here_and_after_a_sync_at_every_desk_and_ends_by_itself() {
    let mut room = room(1);
    let flagged = flag(&mut room.region, &mut room.desk);
    assert_eq!(warns(&room.desk, room.region.now), [Status::AlertToday]);
    assert_eq!(warns(&room.other, room.region.now), []);
    let report = room.desk.client.record(flagged.incident).expect("the report");
    assert_eq!(report.view["primary_type"], "abusive_call");
    assert_eq!(report.view["cad_number"], "4711");
    room.sync();
    for phone in [&room.desk, &room.other, &room.approver, &room.region.hub_device()] {
        assert_eq!(warns(phone, room.region.now), [Status::AlertToday]);
    }
    // No sync any more: it is over by its date, here and there, and stays over when the clock is
    // set back.
    room.pass(24 * HOUR);
    for phone in [&room.desk, &room.other] {
        assert_eq!(warns(phone, room.region.now), []);
        assert_eq!(warns(phone, Millis(room.region.now.0 - 30 * HOUR)), []);
    }
    let set_back = Millis(room.region.now.0 - 30 * HOUR);
    let other = room.other.reopened(set_back);
    assert_eq!(warns(&other, set_back), [], "nor after a restart with a wrong clock");
}

#[test]
fn a_running_clock_ends_a_warning_whatever_the_wall_clock_says() {
    let mut room = room(2);
    let clock = |wall, ms| Clock { wall, running: Some(Running { boot: [1; 16], ms }) };
    let now = room.region.now;
    room.desk.client.tick(clock(now, 0)).expect("a tick");
    flag(&mut room.region, &mut room.desk);
    room.sync();
    room.desk.client.tick(clock(now, 1000)).expect("a tick");
    let register = room.desk.client.register().expect("the register");
    let found =
        |ms| register.look_up(&subject(), clock(now, ms)).expect("a look-up").warnings.len();
    assert_eq!(found(23 * 3_600_000), 1);
    assert_eq!(found(25 * 3_600_000), 0, "the wall clock stands still");
}

#[test]
fn a_slip_is_undone_and_leaves_no_warning_and_no_open_report() {
    let mut room = room(3);
    let flagged = flag(&mut room.region, &mut room.desk);
    let (desk, region) = (&mut room.desk.client, &mut room.region);
    desk.undo_flag(flagged, region.now, &mut region.rng).expect("the undo");
    assert_eq!(warns(&room.desk, room.region.now), []);
    room.sync();
    assert_eq!(warns(&room.other, room.region.now), []);
    let marker = room.other.client.marker(flagged.marker).expect("the marker");
    assert_eq!(marker.status, Some(Status::EnteredInError));
    assert_eq!(
        room.region.hub().incident(flagged.incident).expect("it").summary.report["withdrawn"],
        true
    );
}

#[test]
fn from_a_flag_to_an_active_marker_and_its_end() {
    let mut room = room(4);
    let marker = room.approved();
    for phone in [&room.desk, &room.other, &room.approver] {
        assert_eq!(warns(phone, room.region.now), [Status::ApprovedActive]);
    }
    let shown = room.region.hub_device().client.marker(marker).expect("the marker");
    assert_eq!(shown.marker.life.counted().count(), 4);
    let json = shown.json(false);
    assert_eq!(json["status"], "approved_active");
    assert!(json.to_string().find("Brown").is_none(), "no names of staff unless asked for");
    room.pass(151 * DAY);
    assert_eq!(warns(&room.desk, room.region.now), [Status::DueReview]);
    room.pass(30 * DAY);
    assert_eq!(warns(&room.desk, room.region.now), []);
    let refused = step(&room.approver.client, room.region.now, Act::Renewed, "J. Brown");
    let (approver, region) = (&mut room.approver.client, &mut room.region);
    let renewed = approver.take_step(marker, &refused, region.now, &mut region.rng);
    assert!(matches!(renewed, Err(ClientError::Step(StepFault::Lapsed))), "{renewed:?}");
}

#[test]
fn what_would_not_count_is_not_written_down() {
    let mut room = room(5);
    let now = room.region.now;
    let rng = &mut room.region.rng;
    let desk = &mut room.desk.client;
    let no_incident = Proposal { evidence: Vec::new(), ..proposal() };
    let volume = Proposal {
        behaviours: ["repeat_redial".to_owned(), "silent".to_owned()].into(),
        ..proposal()
    };
    let back_dated = Proposal {
        until: Some(Timestamp::from_millisecond(now.0 - 1000).expect("a time")),
        ..proposal()
    };
    for (proposal, fault) in [
        (no_incident, StepFault::NoIncident),
        (volume, StepFault::NoBehaviour),
        (Proposal { sentence: None, ..proposal() }, StepFault::Incomplete),
        (Proposal { by: String::new(), ..proposal() }, StepFault::Nobody),
        (back_dated, StepFault::BackDated),
    ] {
        let refused = desk.propose_marker(&subject(), &proposal, now, rng);
        assert!(matches!(&refused, Err(ClientError::Step(why)) if *why == fault), "{refused:?}");
    }
    let none = desk.markers(|_| true).expect("the list");
    assert!(none.is_empty(), "nothing of it was written");
    let refused = room.approver.client.propose_marker(&subject(), &proposal(), now, rng);
    assert!(matches!(refused, Err(ClientError::Role)), "who decides does not propose");
    // Nor by the raw door.
    let marker = desk.propose_marker(&subject(), &proposal(), now, rng).expect("a proposal");
    let approval = step(desk, now, Act::Approved, "Somebody else");
    let refused = desk.take_step(marker, &approval, now, rng);
    assert!(matches!(refused, Err(ClientError::Step(StepFault::Role))), "{refused:?}");
}

#[test]
fn a_count_of_a_past_day_comes_out_the_same_for_ever() {
    let mut room = room(6);
    room.approved();
    let day = room.region.now;
    let count = |client: &Client, log_size| {
        let rule = Rule::named("approved", Unit::Marker).expect("a rule");
        client.count_markers(&CountOf { rule, at: day, log_size }).expect("a count")
    };
    let told = count(&room.desk.client, None);
    assert_eq!((told.count, told.left_out), (1, 0));
    // A desk that had no line writes something of that day, and it comes late; days pass; a marker
    // is removed.
    room.pass(DAY);
    let second = room.approved();
    room.pass(DAY);
    take(&mut room.region, &mut room.desk, second, Act::Represented, "The caller, by letter");
    room.sync();
    room.pass(HOUR);
    take(&mut room.region, &mut room.approver, second, Act::RemovedOnAppeal, "J. Brown");
    room.sync();
    for client in [&room.desk.client, &room.approver.client, &room.region.hub_device().client] {
        let again = count(client, Some(told.log_size));
        assert_eq!((again.count, again.log_size), (1, told.log_size));
        assert!(again.left_out > 0);
        assert_eq!(count(client, None).count, 1);
    }
    let rule = Rule::named("approved", Unit::Marker).expect("a rule");
    let before = CountOf { rule, at: Millis(day.0 - 10 * DAY), log_size: None };
    assert_eq!(room.desk.client.count_markers(&before).expect("a count").count, 0);
}

#[test]
fn a_removed_desk_reads_nothing_written_after_though_it_held_the_records_key() {
    let mut room = room(7);
    let gone = room.region.attacker("gone", Role::Eoc);
    let marker = room.approved();
    let before: Vec<_> = gone.opens(&room.region, marker);
    assert!(!before.is_empty(), "it read the marker while it stood");
    let now = room.region.now;
    let device = gone.device();
    room.region.hub().revoke(device, now, &mut room.region.rng).expect("a revocation");
    room.sync();
    // What is written on the same marker after.
    room.pass(HOUR);
    take(&mut room.region, &mut room.other, marker, Act::Represented, "The caller");
    room.sync();
    let fresh = flag(&mut room.region, &mut room.desk).marker;
    room.sync();
    let after = gone.opens(&room.region, marker);
    assert_eq!(after.len(), before.len(), "with every byte of the relay's disk");
    assert!(gone.opens(&room.region, fresh).is_empty());
    let log = room.region.whole_log();
    let of_marker = log.iter().filter(|entry| entry.record() == marker).count();
    assert_eq!(of_marker, before.len() + 1);
    // Those who stayed read on.
    assert_eq!(warns(&room.other, room.region.now).len(), 2);
}

#[test]
fn a_desk_that_was_offline_when_another_was_removed() {
    let mut room = room(8);
    let gone = room.region.attacker("gone", Role::Eoc);
    let now = room.region.now;
    room.region.hub().revoke(gone.device(), now, &mut room.region.rng).expect("a revocation");
    // This desk does not know: it seals under the old key. The relay gives the removed one nothing.
    let offline = flag(&mut room.region, &mut room.desk).marker;
    room.sync();
    assert!(!gone.opens(&room.region, offline).is_empty(), "sealed to it, as SECURITY says");
    let asks = room.region.request(Incarnation(0), Vec::new());
    let given = room.region.relay().sync(room.region.now, gone.device(), asks);
    assert!(given.is_err(), "and not given");
    // Once it knows, it seals under the new one.
    let after = flag(&mut room.region, &mut room.desk).marker;
    room.sync();
    assert!(gone.opens(&room.region, after).is_empty());
    assert_eq!(warns(&room.other, room.region.now).len(), 2);
}

#[test]
fn a_desk_enrolled_later_reads_the_register_as_it_stands() {
    let mut room = room(9);
    room.approved();
    let now = room.region.now;
    let gone = room.region.attacker("gone", Role::Eoc);
    room.region.hub().revoke(gone.device(), now, &mut room.region.rng).expect("a revocation");
    room.sync();
    let late = flag(&mut room.region, &mut room.desk);
    room.sync();
    let mut new = room.region.phone("new", Role::Eoc);
    room.region.sync(&mut new);
    assert_eq!(warns(&new, room.region.now).len(), 2);
    assert!(new.client.record(late.incident).is_err(), "and no report of others");
}

#[test]
fn a_crew_is_told_the_text_of_markers_for_its_job_and_no_more_and_no_longer() {
    let mut room = room(10);
    let marker = room.approved();
    let mut crew = room.region.phone("crew", Role::Crew);
    let mut stranger = room.region.phone("stranger", Role::Crew);
    let job = Job { cad_number: "4712".to_owned(), ..Job::default() };
    let now = room.region.now;
    let asked = crew.client.ask_about_job(&job, now, &mut room.region.rng).expect("a question");
    assert!(!crew.client.job_answers().expect("the list")[0].sent);
    room.region.sync(&mut crew);
    room.sync();
    let found = room.other.client.register().expect("the register");
    let found = found.look_up(&subject(), Clock::wall(now)).expect("a look-up");
    let (other, region) = (&mut room.other.client, &mut room.region);
    other.answer_job(asked, &found.warnings, now, &mut region.rng).expect("an answer");
    room.sync();
    room.region.sync(&mut crew);
    room.region.sync(&mut stranger);
    let told = crew.client.job_answers().expect("the list").remove(0);
    assert_eq!(told.reply.as_deref(), Some("marker"));
    assert_eq!(told.markers[0].0, "Threats were made to staff in March.");
    // It holds no marker, and nothing by which to open one.
    assert!(crew.client.marker(marker).is_err() && crew.client.record(marker).is_err());
    assert!(matches!(crew.client.register(), Err(ClientError::Role)));
    assert!(crew.client.records(Kind::Marker).expect("a list").is_empty());
    assert!(stranger.client.job_answers().expect("the list").is_empty());
    let now = room.region.now;
    assert!(crew.client.acknowledge_job(asked, now, &mut room.region.rng).expect("the word"));
    room.region.sync(&mut crew);
    room.sync();
    assert!(room.desk.client.job_answers().expect("the list")[0].acknowledged_at.is_some());
    // The job ends.
    let ended = room.desk.client.end_job("4712", now, &mut room.region.rng).expect("the end");
    assert_eq!(ended, 1);
    room.sync();
    room.region.sync(&mut crew);
    crew.client.tick(Clock::wall(now)).expect("a tick");
    assert!(crew.client.job_answers().expect("the list").is_empty());
    assert!(matches!(crew.client.record(asked), Err(ClientError::LetGo(_))));
}

#[test]
fn what_a_crew_was_told_ends_by_itself() {
    let mut room = room(11);
    room.approved();
    let mut crew = room.region.phone("crew", Role::Crew);
    let now = room.region.now;
    let (asked, found) = room.asked_by(&mut crew);
    let (other, region) = (&mut room.other.client, &mut room.region);
    other.answer_job(asked, &found, now, &mut region.rng).expect("an answer");
    room.sync();
    room.region.sync(&mut crew);
    pass(&mut room.region, &mut [&mut crew], 11 * HOUR);
    assert_eq!(crew.client.job_answers().expect("the list")[0].markers.len(), 1);
    pass(&mut room.region, &mut [&mut crew], HOUR);
    assert!(crew.client.job_answers().expect("the list").is_empty(), "with no sync");
}

#[test]
fn views_are_logged_by_each_device_and_read_by_who_decides() {
    let mut room = room(12);
    let marker = room.approved();
    let now = room.region.now;
    let rng = &mut room.region.rng;
    room.desk.client.note_views(&[marker], "call", "Desk 4", now, rng).expect("a view");
    room.other.client.note_views(&[marker], "opened", "Desk 5", now, rng).expect("a view");
    let own = room.desk.client.views_of_marker(marker).expect("its own");
    assert_eq!((own.len(), own[0].by.as_str()), (1, "Desk 4"), "before anything is sealed");
    room.desk.client.save_views(now, rng).expect("saved");
    room.other.client.save_views(now, rng).expect("saved");
    room.sync();
    let views = room.approver.client.views_of_marker(marker).expect("the views");
    let said: Vec<_> = views.iter().map(|one| (one.why.as_str(), one.by.as_str())).collect();
    assert_eq!(said.len(), 2);
    assert!(said.contains(&("call", "Desk 4")) && said.contains(&("opened", "Desk 5")));
    let mut crew = room.region.phone("crew", Role::Crew);
    room.region.sync(&mut crew);
    assert!(crew.client.views_of_marker(marker).is_err());
}

#[test]
fn how_often_somebody_calls_is_told_beside_and_never_warns() {
    let mut room = room(13);
    let mut patch = Patch::default();
    patch.state("calls_in_month", Scalar::Whole(40));
    patch.state("shared_line", "switchboard");
    let (now, rng) = (room.region.now, &mut room.region.rng);
    let first = room.desk.client.note_caller(&number(), &patch, now, rng).expect("facts");
    let again = room.desk.client.note_caller(&number(), &patch, now, rng).expect("facts");
    assert_eq!(first, again);
    room.sync();
    let register = room.other.client.register().expect("the register");
    let found = register.look_up(&subject(), Clock::wall(room.region.now)).expect("a look-up");
    assert!(found.warnings.is_empty());
    assert!(found.is_shared());
    assert_eq!(found.caller.expect("facts").counts.month, 40);
}

#[test]
fn what_another_system_decided_comes_in_as_a_proposal_once() {
    let mut room = room(14);
    let marker = room.approved();
    let line = room.desk.client.marker(marker).expect("it").json(true).to_string();
    let mut elsewhere = Region::new(99);
    let mut desk = elsewhere.phone("desk", Role::Eoc);
    let now = elsewhere.now;
    let rng = &mut elsewhere.rng;
    let id = desk.client.import_marker(&line, "Import", now, rng).expect("a proposal");
    let shown = desk.client.marker(id).expect("it");
    assert_eq!(shown.status, Some(Status::TemporaryActive), "whatever it was there");
    assert_eq!(shown.marker.subject, room.desk.client.marker(marker).expect("it").marker.subject);
    let again = desk.client.import_marker(&line, "Import", now, rng);
    assert!(matches!(again, Err(ClientError::Import(_))), "{again:?}");
    for bad in ["", "[]", "{}", "{\"subject\":{\"kind\":\"phone_number\",\"number\":\"999\"}}"] {
        let refused = desk.client.import_marker(bad, "Import", now, rng);
        assert!(matches!(refused, Err(ClientError::Import(_))), "{bad}: {refused:?}");
    }
}

/// The changes of a patch, by one who keeps to no rule.
fn changes(
    of: &tabard_tests::Attacker,
    document: &mut Record,
    fields: &[(String, Scalar)],
) -> Vec<u8> {
    let mut patch = Patch::default();
    for (path, value) in fields {
        patch.set(Path::parse(path).expect("a path"), value.clone());
    }
    document.edit(&of.actor(), &patch).expect("an edit").expect("a change")
}

/// All fields of a step, under an id.
fn written(id: &str, step: &Step) -> Vec<(String, Scalar)> {
    let patch = step.patch(id);
    let said =
        patch.iter().map(|(path, value)| (path.to_string(), value.cloned().expect("a value")));
    said.collect()
}

#[test]
fn a_desk_that_lies_moves_nobody() {
    let mut room = room(15);
    let mut eve = room.region.attacker("eve", Role::Eoc);
    let marker = room.approved();
    let honest = room.other.client.marker(marker).expect("it");
    // In an approver's name, under her own, and over the approver's words.
    let key = eve.key_of(&room.region, marker).expect("a member has it");
    let mut document = Record::new();
    for entry in eve.opens(&room.region, marker) {
        let under = eve
            .secrets(&room.region)
            .into_iter()
            .map(|(_, epoch, secret)| key.under(&secret, epoch));
        let opened = under
            .into_iter()
            .find_map(|key| tabard_core::entry::open(room.region.id(), &entry, &key).ok());
        let author = Actor::new(*entry.author().as_bytes(), entry.header().incarnation.0);
        let step = tabard_core::record::Step {
            author,
            seq: entry.header().seq,
            changes: opened.expect("it opens"),
        };
        document.admit(&step);
    }
    let now = room.region.now;
    let removed = step(&room.desk.client, now, Act::EnteredInError, "J. Brown");
    let approver = *room.approver.client.device().as_bytes();
    let theirs = honest.marker.life.steps.last().expect("the approval").id.clone();
    let mut lies = written(&step_id(approver, 7), &removed);
    lies.extend(written(&step_id(*eve.device().as_bytes(), 8), &removed));
    lies.push((format!("steps/{theirs}/act"), "refused".into()));
    lies.push(("sentence".to_owned(), "He is vile.".into()));
    lies.push(("number".to_owned(), "+447700900999".into()));
    let lies = changes(&eve, &mut document, &lies);
    let header = eve.header(Kind::Marker, Start::Of(marker), Vec::new());
    let entry = eve.seal(&mut room.region, header, &key, &lies);
    assert_eq!(eve.send(&room.region, &[&entry]), [], "the relay cannot read it");
    // A change that builds on nothing, as if she had begun the record.
    let began = changes(
        &eve,
        &mut Record::new(),
        &[
            ("subject".to_owned(), "phone_number".into()),
            ("number".to_owned(), "+447700900998".into()),
        ],
    );
    let header = eve.header(Kind::Marker, Start::Of(marker), Vec::new());
    let entry = eve.seal(&mut room.region, header, &key, &began);
    assert_eq!(eve.send(&room.region, &[&entry]), []);
    // A marker of her own that she approved herself, and a flag for ten years.
    let at = room.desk.client.step_time(now);
    let mut own = vec![
        ("subject".to_owned(), Scalar::from("phone_number")),
        ("number".to_owned(), "+447700900123".into()),
        ("category".to_owned(), "verbal_abuse".into()),
        ("behaviours/racist".to_owned(), true.into()),
        ("instruction".to_owned(), "police_to_attend".into()),
        ("sentence".to_owned(), "He is vile.".into()),
        ("evidence/e1/cad_number".to_owned(), "1".into()),
    ];
    let mut long = Step::new(Act::Flagged, at, "Eve");
    long.until = Some(at + SignedDuration::from_hours(87_600));
    own.extend(written(&step_id(*eve.device().as_bytes(), 1), &long));
    let mut approved = step(&room.desk.client, now, Act::Approved, "Mallory");
    approved.at = at;
    own.extend(written(&step_id(*eve.device().as_bytes(), 2), &approved));
    own.extend(written(&step_id(approver, 3), &approved));
    let own = changes(&eve, &mut Record::new(), &own);
    let entry = eve.start(&mut room.region, Kind::Marker, &own);
    assert_eq!(eve.send(&room.region, &[&entry]), []);
    room.pass(HOUR);
    room.sync();
    for phone in [&room.desk, &room.other, &room.approver] {
        assert_eq!(warns(phone, room.region.now), [Status::ApprovedActive], "one, as it was");
        let shown = phone.client.marker(marker).expect("it").marker;
        assert_eq!((&shown.facts, &shown.subject), (&honest.marker.facts, &honest.marker.subject));
    }
}

#[test]
fn no_other_role_writes_a_marker_and_no_phone_is_let_into_one() {
    let mut room = room(16);
    let mut crew = room.region.attacker("crew", Role::Crew);
    let mut triage = room.region.attacker("triage", Role::Triage);
    let mut eve = room.region.attacker("eve", Role::Eoc);
    let flagged =
        changes(&crew, &mut Record::new(), &[("sentence".to_owned(), "He is vile.".into())]);
    for who in [&mut crew, &mut triage] {
        let entry = who.start(&mut room.region, Kind::Marker, &flagged);
        assert_eq!(who.send(&room.region, &[&entry]), [Refusal::Role]);
    }
    let marker = room.approved();
    let key = eve.key_of(&room.region, marker).expect("a member has it");
    let grant = eve.grant(&mut room.region, marker, &key, crew.device());
    let header = eve.header(Kind::Marker, Start::Of(marker), vec![grant]);
    let entry = eve.seal(&mut room.region, header, &key, &[]);
    assert_eq!(eve.send(&room.region, &[&entry]), [Refusal::Grant]);
}

#[test]
fn a_control_room_that_is_cut_off_warns_its_desks_and_two_of_them_end_with_the_same() {
    let mut room = room(17);
    let mut rooms =
        [ControlRoom::new(&mut room.region, "one"), ControlRoom::new(&mut room.region, "two")];
    let mut third = room.region.phone("third", Role::Eoc);
    for edge in &mut rooms {
        edge.round(&mut room.region).expect("a round");
    }
    for (edge, desk) in [(0, &mut room.desk), (0, &mut room.other), (1, &mut third)] {
        rooms[edge].sync(&mut room.region, desk);
    }
    // No line to the region: both control rooms go on.
    flag(&mut room.region, &mut room.desk);
    flag(&mut room.region, &mut third);
    for (edge, desk) in [(0, &mut room.desk), (0, &mut room.other), (1, &mut third)] {
        assert_eq!(rooms[edge].sync(&mut room.region, desk).problem, None);
    }
    assert_eq!(warns(&room.other, room.region.now), [Status::AlertToday]);
    assert_eq!(warns(&third, room.region.now), [Status::AlertToday]);
    assert_eq!(warns(&room.approver, room.region.now), []);
    // It is back.
    for _ in 0..3 {
        for edge in &mut rooms {
            edge.round(&mut room.region).expect("a round");
        }
        for (edge, desk) in [(0, &mut room.desk), (0, &mut room.other), (1, &mut third)] {
            assert_eq!(rooms[edge].sync(&mut room.region, desk).problem, None);
        }
        room.region.sync(&mut room.approver);
        room.region.pump();
    }
    for desk in [&room.desk, &room.other, &third, &room.approver] {
        assert_eq!(warns(desk, room.region.now), [Status::AlertToday, Status::AlertToday]);
    }
    // What is counted is counted by the region's log, wherever a desk syncs.
    let rule = Rule::named("alert", Unit::Marker).expect("a rule");
    let of = CountOf { rule, at: room.region.now, log_size: None };
    let told = room.desk.client.count_markers(&of).expect("a count");
    assert_eq!((told.count, told.left_out), (2, 0));
    let of = CountOf { log_size: Some(told.log_size), ..of };
    for client in [&third.client, &room.approver.client, &room.region.hub_device().client] {
        let again = client.count_markers(&of).expect("a count");
        assert_eq!((again.count, again.log_size), (2, told.log_size));
    }
}

#[test]
fn two_desks_that_answer_at_once_tell_a_crew_one_thing_and_no_nothing_over_a_warning() {
    let mut room = room(13);
    room.approved();
    let mut crew = room.region.phone("crew", Role::Crew);
    let now = room.region.now;
    let (asked, found) = room.asked_by(&mut crew);
    let rng = &mut room.region.rng;
    room.other.client.answer_job(asked, &found, now, rng).expect("an answer");
    room.desk.client.answer_job(asked, &found, now, rng).expect("the same");
    let mut third = room.region.phone("third", Role::Eoc);
    room.region.sync(&mut third);
    let rng = &mut room.region.rng;
    third.client.answer_job(asked, &[], Millis(now.0 + 1), rng).expect("a desk that is behind");
    room.region.sync(&mut third);
    room.sync();
    room.region.sync(&mut crew);
    let told = crew.client.job_answers().expect("the list").remove(0);
    assert_eq!((told.reply.as_deref(), told.markers.len()), (Some("marker"), 1));
}
