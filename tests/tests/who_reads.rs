//! Nobody reads what is not for them: every kind of record, on every device of every role.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // what a test expects it tests

use std::collections::BTreeMap;
use std::fmt::{Debug, Write};

use serde_json::json;
use tabard_core::client::{Client, CustodyLine, Filter, HandedIn, Job, Message, Proposal, Reading};
use tabard_core::clock::Clock;
use tabard_core::entry::Kind;
use tabard_core::ids::{Millis, RecordId};
use tabard_core::model::due::Clocks;
use tabard_core::model::finding::{Likeness, Query};
use tabard_core::model::marker::Evidence;
use tabard_core::model::missing::RULES;
use tabard_core::model::subject::{PhoneNumber, Subject};
use tabard_core::model::{Patch, Path, ReadingAct, Scalar, parse_assignment};
use tabard_core::region::Role;
use tabard_server::hub::Answer;
use tabard_tests::process::{Scanner, files_below};
use tabard_tests::{Phone, Region};

/// Who there is: the reporter, a crew-mate who was let in, and one of each role who was not.
struct Cast {
    region: Region,
    devices: Vec<(&'static str, Phone)>,
}

impl Cast {
    fn new() -> Self {
        let mut region = Region::new(41);
        let roles = [
            ("reporter", Role::Crew),
            ("mate", Role::Crew),
            ("stranger", Role::Crew),
            ("desk", Role::Eoc),
            ("triage", Role::Triage),
            ("wellbeing", Role::Wellbeing),
            ("approver", Role::Approver),
            ("service", Role::Service),
        ];
        let devices = roles.map(|(name, role)| (name, region.phone(name, role))).into();
        let mut cast = Self { region, devices };
        cast.settle();
        cast
    }

    fn device(&mut self, name: &str) -> &mut Phone {
        let found = self.devices.iter_mut().find(|(known, _)| *known == name);
        &mut found.expect("a device of the cast").1
    }

    fn settle(&mut self) {
        for _ in 0..3 {
            for (name, device) in &mut self.devices {
                let progress = self.region.sync(device);
                assert_eq!(progress.problem, None, "{name}");
            }
            self.region.pump();
        }
    }

    /// Who reads a record, by what each device itself gives out.
    fn readers(&self, id: RecordId) -> Vec<&'static str> {
        let holds = |(_, device): &&(&str, Phone)| device.client.record(id).is_ok();
        self.devices.iter().filter(holds).map(|(name, _)| *name).collect()
    }
}

/// What there is to read. Every kind of record is there, in every form in which it goes to
/// different people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Piece {
    Facts,
    Typed,
    Answer,
    AnswerToAccount,
    OwnAccount,
    MatesAccount,
    Original,
    SharedCopy,
    Request,
    Marker,
    Plan,
    Asked,
    Told,
    Seen,
    CaseFile,
    Read,
    Standard,
    Lesson,
    Returned,
}

const fn pieces(kind: Kind) -> &'static [Piece] {
    match kind {
        Kind::Incident => &[Piece::Facts, Piece::Typed],
        Kind::Followup => &[Piece::Answer, Piece::AnswerToAccount],
        Kind::Account => &[Piece::OwnAccount, Piece::MatesAccount],
        Kind::Attachment => &[Piece::Original, Piece::SharedCopy],
        Kind::Wellbeing => &[Piece::Request],
        Kind::Marker => &[Piece::Marker],
        Kind::Caller => &[Piece::Plan],
        Kind::Enquiry => &[Piece::Asked, Piece::Told],
        Kind::Views => &[Piece::Seen],
        Kind::Case => &[Piece::CaseFile],
        Kind::Readings => &[Piece::Read],
        Kind::Standard => &[Piece::Standard],
        Kind::Lesson => &[Piece::Lesson],
        Kind::Returned => &[Piece::Returned],
    }
}

/// Who of the cast has a role. The hub is a device too: it issues and is triage.
const fn of_role(role: Role) -> &'static [&'static str] {
    match role {
        Role::Crew => &["reporter", "mate", "stranger"],
        Role::Eoc => &["desk"],
        Role::Triage => &["triage"],
        Role::Wellbeing => &["wellbeing"],
        Role::Approver => &["approver"],
        Role::Service => &["service"],
        // It has no vault: what lies in its folder is searched in `edge_processes.rs`.
        Role::Edge => &[],
        Role::Issuer => &["hub"],
    }
}

impl Piece {
    /// A word that stands in it and nowhere else.
    const fn word(self) -> &'static str {
        match self {
            Self::Facts => "zzqfacts",
            Self::Typed => "zzqtyped",
            Self::Answer => "zzqanswer",
            Self::AnswerToAccount => "zzqtoauthor",
            Self::OwnAccount => "zzqwitness",
            Self::MatesAccount => "zzqmatesaw",
            Self::Original => "zzqoriginal",
            Self::SharedCopy => "zzqshared",
            Self::Request => "zzqsupport",
            Self::Marker => "zzqmarker",
            Self::Plan => "zzqcareplan",
            Self::Asked => "zzqenquiry",
            Self::Told => "zzqtoldcrew",
            Self::Seen => "zzqseenby",
            Self::CaseFile => "zzqsanction",
            Self::Read => "zzqreadby",
            Self::Standard => "zzqstandard",
            Self::Lesson => "zzqlesson",
            Self::Returned => "zzqtrust",
        }
    }

    /// Who reads it: section 5 of the design.
    const fn readers(self) -> &'static [&'static str] {
        match self {
            Self::Facts | Self::Answer | Self::SharedCopy => &["reporter", "mate", "triage", "hub"],
            Self::Typed => &["reporter"],
            Self::OwnAccount | Self::AnswerToAccount | Self::Original => {
                &["reporter", "triage", "hub"]
            }
            Self::MatesAccount => &["mate", "triage", "hub"],
            Self::Request => &["reporter", "wellbeing"],
            // What is thought or decided of somebody never goes to a phone.
            Self::CaseFile | Self::Standard | Self::Lesson => &["triage", "hub"],
            Self::Marker | Self::Plan | Self::Seen => &["desk", "triage", "approver", "hub"],
            Self::Asked | Self::Told => &["reporter", "desk", "triage", "approver", "hub"],
            Self::Read => &["triage", "hub"],
            Self::Returned => &["service", "triage", "hub"],
        }
    }

    /// The calls that give its words out to who reads it, and no others do.
    const fn given_by(self) -> &'static [&'static str] {
        match self {
            Self::Facts => FACTS,
            Self::Typed => &["drafts", "incident", "record", "records"],
            Self::Answer => ANSWER,
            Self::AnswerToAccount => ANSWER_TO_ACCOUNT,
            Self::OwnAccount | Self::MatesAccount | Self::Request | Self::Lesson => RECORD,
            Self::Standard | Self::Returned => STANDARD,
            Self::Original | Self::SharedCopy => ATTACHMENT,
            Self::Marker => MARKER,
            Self::Plan => PLAN,
            Self::Asked | Self::Told => ENQUIRY,
            Self::Seen => VIEWS,
            Self::CaseFile => CASE,
            Self::Read => READINGS,
        }
    }

    /// Calls that give the number of its record out to who reads it.
    const fn numbered_by(self) -> &'static [&'static str] {
        match self {
            Self::Facts | Self::Typed => &[
                "all_due",
                "due",
                "entry_ids",
                "entry_sizes",
                "find",
                "find_of",
                "missing",
                "possible_duplicates",
                "standing",
            ],
            Self::Answer | Self::AnswerToAccount => &["entry_ids", "entry_sizes", "find_of"],
            _ => &["entry_ids", "entry_sizes", "find_of", "standing"],
        }
    }
}

const FACTS: &[&str] = &[
    "current_incidents",
    "history",
    "incident",
    "incidents",
    "list",
    "record",
    "records",
    "search",
];
const ANSWER: &[&str] =
    &["history", "incident", "list", "record", "records", "records_about", "search"];
const ANSWER_TO_ACCOUNT: &[&str] =
    &["history", "list", "record", "records", "records_about", "search"];
const RECORD: &[&str] = &["history", "list", "record", "records", "records_about", "search"];
const STANDARD: &[&str] = &["history", "list", "record", "records", "search"];
const ATTACHMENT: &[&str] = &[
    "attachment",
    "attachments",
    "history",
    "list",
    "record",
    "records",
    "records_about",
    "search",
];

const MARKER: &[&str] =
    &["history", "list", "look_up", "marker", "markers", "record", "records", "search"];
const PLAN: &[&str] = &["history", "list", "look_up", "record", "records", "search"];
const ENQUIRY: &[&str] = &["history", "job_answers", "list", "record", "records", "search"];
const VIEWS: &[&str] = &["history", "list", "record", "records", "views_of_marker"];
const READINGS: &[&str] = &["history", "list", "readings", "record", "records"];

const CASE: &[&str] = &["case", "history", "list", "record", "records", "records_about", "search"];

/// What a device gives out: the name of each reading call with all that it says.
type Said = BTreeMap<&'static str, String>;

/// Asks a device everything, of every record and every kind.
fn ask(client: &mut Client, ids: &[RecordId], now: Millis) -> Said {
    let (mut said, clocks) = (Said::new(), Clocks::default());
    let mut say = |call, what: &dyn Debug| {
        writeln!(said.entry(call).or_default(), "{what:?}").expect("memory");
    };
    for id in ids.iter().copied() {
        say("record", &client.record(id).ok());
        say("standing", &client.standing(id).ok());
        say("incident", &client.incident(id).ok());
        say("case", &client.case(id).ok().map(|case| case.view));
        say("history", &client.history(id).ok());
        say("due", &client.due(id, now, &clocks).ok().map(|_| id));
        say("missing", &client.missing(id, RULES).ok().map(|_| id));
        let alike = client.possible_duplicates(id, &Likeness::default());
        say("possible_duplicates", &alike.ok());
        say("attachment", &client.attachment(id).ok());
        say("attachments", &client.attachments(Some(id)).ok());
        say("marker", &client.marker(id).ok());
        say("views_of_marker", &client.views_of_marker(id).ok());
        let held = client.entry_ids(id).expect("the entries");
        say("entry_ids", &(!held.is_empty()).then_some(id));
        let sizes = client.entry_sizes(id).expect("the entries");
        say("entry_sizes", &(!sizes.is_empty()).then_some(id));
    }
    say("incidents", &client.incidents());
    say("current_incidents", &client.current_incidents());
    say("drafts", &client.drafts());
    say("attachments", &client.attachments(None));
    say("all_due", &client.all_due(now, &clocks));
    say("find", &client.find(""));
    say("markers", &client.markers(|_| true).ok());
    say("job_answers", &client.job_answers());
    say("readings", &client.readings(Millis(0), now.plus_days(1)).ok());
    let met = Subject::Number(number());
    let found = client.register().and_then(|register| register.look_up(&met, Clock::wall(now)));
    say("look_up", &found.ok());
    for kind in Kind::ALL {
        let filter = Filter { kind, ..Filter::default() };
        say("records", &client.records(kind));
        say("find_of", &client.find_of(kind, ""));
        say("list", &client.list(&filter, None, 100));
        for id in ids {
            say("records_about", &client.records_about(*id, kind));
        }
        for word in all_pieces().map(Piece::word) {
            say("search", &client.search(&Query::of(word).expect("a word"), &filter, None, 100));
        }
    }
    said
}

fn all_pieces() -> impl Iterator<Item = Piece> {
    Kind::ALL.into_iter().flat_map(|kind| pieces(kind).iter().copied())
}

/// The calls that said a text.
fn calls<'s>(said: &'s Said, text: &str) -> Vec<&'s str> {
    said.iter().filter(|(_, all)| all.contains(text)).map(|(call, _)| *call).collect()
}

fn words(field: &str, text: &str) -> Patch {
    let mut patch = Patch::default();
    patch.set(Path::parse(field).expect("a path"), Scalar::Text(text.to_owned()));
    patch
}

/// Writes every piece, and gives the record of each.
fn written(cast: &mut Cast) -> BTreeMap<Piece, RecordId> {
    let (now, mut rng) = (cast.region.now, cast.region.rng.clone());
    let mate = cast.device("mate").client.device();
    let mut all = BTreeMap::new();
    // The same job everywhere, so that each could be offered as a duplicate of the others.
    let told = |word: &str| json!({ "narrative": word, "cad_number": "YAS-4471" });
    let (facts, twin) = (told(Piece::Facts.word()), told("The same job."));
    let [facts, twin, others] = [&facts, &twin, &twin].map(|told| cast.region.patch(told));
    for name in ["stranger", "desk"] {
        cast.device(name).client.report(&others, now, &mut rng).expect("a report");
    }

    let reporter = &mut cast.device("reporter").client;
    let incident = reporter.report(&facts, now, &mut rng).expect("a report");
    let twin = reporter.report(&twin, now, &mut rng).expect("a report");
    for id in [incident, twin] {
        reporter.invite(id, mate, now, &mut rng).expect("an invitation");
    }
    let own = reporter.start_account(incident, now, &mut rng).expect("an account");
    let patch = words("what_happened", Piece::OwnAccount.word());
    reporter.edit(own, &patch, now, &mut rng).expect("saved");
    let request = reporter.start_support_request(Some(incident), now, &mut rng).expect("a request");
    let patch = words("note", Piece::Request.word());
    reporter.edit(request, &patch, now, &mut rng).expect("saved");
    reporter.type_into(incident, &words("station", Piece::Typed.word())).expect("typed");
    let [original, for_mate] = [Piece::Original, Piece::SharedCopy].map(|piece| {
        let (title, said) = (words("title", piece.word()), CustodyLine::default());
        let image = jpeg();
        let mut image = image.as_slice();
        reporter.attach(incident, &title, &said, &mut image, now, &mut rng).expect("an attachment")
    });
    let said = CustodyLine::default();
    let copy = reporter.share_attachment(for_mate, mate, &said, now, &mut rng).expect("a copy");
    cast.settle();

    let client = &mut cast.device("mate").client;
    assert!(client.attachment(for_mate).is_err(), "the original is for the hub alone");
    let mates = client.start_account(incident, now, &mut rng).expect("an account");
    let patch = words("what_happened", Piece::MatesAccount.word());
    client.edit(mates, &patch, now, &mut rng).expect("saved");
    cast.settle();
    for (report, piece) in [(incident, Piece::Answer), (own, Piece::AnswerToAccount)] {
        let note = Some(piece.word().to_owned());
        let answer = Answer { status: "being_looked_at".into(), note, ..Answer::default() };
        cast.region.hub().answer(report, &answer, now, &mut rng).expect("an answer");
        let followups = cast.region.hub_device();
        let about = followups.client.records_about(report, Kind::Followup).expect("its answer");
        all.insert(piece, about[0].id);
    }
    all.insert(Piece::CaseFile, case_piece(cast, incident));
    all.extend(register_pieces(cast));
    let reading =
        Reading { what: ReadingAct::Listed, record: None, by: Piece::Read.word(), why: None };
    cast.region.hub().note_reading(&reading, now, &mut rng).expect("a line of the audit");
    cast.settle();
    let log = cast.region.hub_device().client.find_of(Kind::Readings, "").expect("the log")[0];
    all.insert(Piece::Read, log);
    let triage = &mut cast.device("triage").client;
    let patch = words("risks/r1/title", Piece::Standard.word());
    let standard = triage.write_standard(&patch, now, &mut rng).expect("the register");
    let patch = words("happened", Piece::Lesson.word());
    let lesson = triage.start_lesson(incident, &patch, now, &mut rng).expect("a lesson");
    let handed = HandedIn {
        service: Piece::Returned.word(),
        period: "2026-Q3",
        scope_version: "1",
        number: 1,
        file: b"signed",
    };
    let service = &mut cast.device("service").client;
    let (returned, _) = service.hand_in(&handed, now, &mut rng).expect("a return");
    cast.settle();
    all.extend([
        (Piece::Facts, incident),
        (Piece::Typed, incident),
        (Piece::OwnAccount, own),
        (Piece::MatesAccount, mates),
        (Piece::Original, original),
        (Piece::SharedCopy, copy),
        (Piece::Request, request),
        (Piece::Standard, standard),
        (Piece::Lesson, lesson),
        (Piece::Returned, returned),
    ]);
    all
}

/// What the hub writes into its own file on an incident.
fn case_piece(cast: &mut Cast, incident: RecordId) -> RecordId {
    let (now, mut rng) = (cast.region.now, cast.region.rng.clone());
    let mut patch = Patch::default();
    for (field, says) in [
        ("actions/a1/rung", "red_card"),
        ("actions/a1/reason", Piece::CaseFile.word()),
        ("actions/a1/proposed_by", "A. Green"),
        ("assessments/i1/intent_capacity", "reckless"),
    ] {
        patch.state(field, says);
    }
    cast.region.hub().write_case(incident, &patch, now, &mut rng).expect("a case");
    cast.settle();
    let hub = cast.region.hub_device();
    hub.client.records_about(incident, Kind::Case).expect("the case")[0].id
}

fn number() -> PhoneNumber {
    PhoneNumber::parse("+447700900123").expect("a number")
}

/// What there is to read of the register, and of what a crew was told from it.
fn register_pieces(cast: &mut Cast) -> [(Piece, RecordId); 5] {
    let (now, mut rng) = (cast.region.now, cast.region.rng.clone());
    let desk = &mut cast.device("desk").client;
    let proposal = Proposal {
        category: Some("verbal_abuse".to_owned()),
        behaviours: ["racist".to_owned()].into(),
        instruction: Some("information_only".to_owned()),
        sentence: Some(Piece::Marker.word().to_owned()),
        evidence: vec![Evidence { cad_number: Some("1".to_owned()), ..Evidence::default() }],
        by: "Desk 4".to_owned(),
        ..Proposal::default()
    };
    let met = Subject::Number(number());
    let marker = desk.propose_marker(&met, &proposal, now, &mut rng).expect("a marker");
    let plan = words("plan", Piece::Plan.word());
    let plan = desk.note_caller(&number(), &plan, now, &mut rng).expect("a plan");
    desk.note_views(&[marker], "call", Piece::Seen.word(), now, &mut rng).expect("a view");
    desk.save_views(now, &mut rng).expect("saved");
    let seen = desk.find_of(Kind::Views, "").expect("the log")[0];
    let warning = desk.register().expect("the register").look_up(&met, Clock::wall(now));
    let mut warning = warning.expect("a look-up").warnings.remove(0);
    warning.sentence = Some(Piece::Told.word().to_owned());
    let job = Job {
        cad_number: "4712".to_owned(),
        place: Some(Piece::Asked.word().to_owned()),
        ..Job::default()
    };
    let reporter = &mut cast.device("reporter").client;
    let asked = reporter.ask_about_job(&job, now, &mut rng).expect("a question");
    cast.settle();
    let desk = &mut cast.device("desk").client;
    desk.answer_job(asked, &[warning], now, &mut rng).expect("an answer");
    cast.settle();
    [
        (Piece::Marker, marker),
        (Piece::Plan, plan),
        (Piece::Seen, seen),
        (Piece::Asked, asked),
        (Piece::Told, asked),
    ]
}

/// The shortest bytes that are taken for a photograph.
fn jpeg() -> Vec<u8> {
    let segment = |marker: u8, content: &[u8]| {
        let length = u16::try_from(content.len() + 2).expect("a short segment").to_be_bytes();
        [&[0xff, marker], length.as_slice(), content].concat()
    };
    let shown = [segment(0xdb, &[1; 65]), segment(0xc0, &[2; 15]), segment(0xda, &[3; 10])];
    [&[0xff, 0xd8], shown.concat().as_slice(), &[7, 0xff, 0, 9, 0xff, 0xd9]].concat()
}

#[test]
fn every_kind_of_record_is_read_by_those_it_is_for_and_nobody_else_of_any_role() {
    let mut cast = Cast::new();
    let records = written(&mut cast);
    let now = cast.region.now;
    let mut ids: Vec<RecordId> = records.values().copied().collect();
    for (_, device) in &cast.devices {
        ids.extend(device.client.find("").expect("its reports"));
    }
    ids.sort_unstable();
    ids.dedup();
    let hub = cast.region.hub_device();
    cast.devices.push(("hub", hub));

    for name in Role::ALL.into_iter().flat_map(|role| of_role(role).iter().copied()) {
        let said = ask(&mut cast.device(name).client, &ids, now);
        for piece in all_pieces() {
            let reads = piece.readers().contains(&name);
            let expected = if reads { piece.given_by() } else { &[] };
            assert_eq!(calls(&said, piece.word()), expected, "{piece:?} at {name}");
            let id = records[&piece].to_string();
            let knows = calls(&said, &id);
            if reads {
                for call in piece.numbered_by() {
                    assert!(knows.contains(call), "{call} gives {piece:?} to {name}");
                }
            } else if !is_named_elsewhere(piece, name) {
                assert_eq!(knows, Vec::<&str>::new(), "{name} learns that {piece:?} is there");
            }
        }
    }

    // What lies at the relay is nobody's.
    let scanner = Scanner::new(all_pieces().map(Piece::word));
    let disk = cast.region.dir().join("relay");
    assert!(files_below(&disk).len() > 2, "there is something to look at");
    assert_eq!(scanner.find_below(&disk), []);
    std::fs::write(disk.join("note"), Piece::Facts.word()).expect("a file");
    assert_eq!(scanner.find_below(&disk).len(), 1, "it would have been found");
}

/// Who reads nothing of a report may still know its number: a request for support names the one
/// that it follows, and what a reporter typed belongs to a report that others read.
fn is_named_elsewhere(piece: Piece, name: &str) -> bool {
    match piece {
        Piece::Facts => name == "wellbeing",
        Piece::Typed => true,
        _ => false,
    }
}

#[test]
fn a_crew_mate_keeps_an_account_apart_and_the_other_does_not_learn_of_it() {
    let mut cast = Cast::new();
    let (now, mut rng) = (cast.region.now, cast.region.rng.clone());
    let mate = cast.device("mate").client.device();
    let told = cast.region.patch(&json!({ "types": ["verbal_abuse"] }));
    let reporter = &mut cast.device("reporter").client;
    let incident = reporter.report(&told, now, &mut rng).expect("a report");
    reporter.invite(incident, mate, now, &mut rng).expect("an invitation");
    cast.settle();
    let client = &mut cast.device("mate").client;
    let account = client.start_account(incident, now, &mut rng).expect("an account");
    let again = client.start_account(incident, now, &mut rng).expect("the same account");
    assert_eq!(account, again, "one account for each witness");
    let private = parse_assignment(tabard_core::model::RecordKind::Account, "private=true");
    client.edit(account, &private.expect("a flag"), now, &mut rng).expect("saved");
    client.save(account, now, &mut rng).expect("saved");
    cast.settle();
    assert_eq!(cast.readers(account), ["mate", "triage"]);
    let at_hub = cast.region.hub().accounts(incident).expect("the accounts");
    assert_eq!(at_hub.len(), 1);
    assert_eq!(at_hub[0].view["private"], true);
}

#[test]
fn what_is_about_a_report_says_so_however_its_first_words_are_saved() {
    let mut cast = Cast::new();
    let (now, mut rng) = (cast.region.now, cast.region.rng.clone());
    let told = cast.region.patch(&json!({ "types": ["verbal_abuse"] }));
    let reporter = &mut cast.device("reporter").client;
    let incident = reporter.report(&told, now, &mut rng).expect("a report");
    let account = reporter.start_account(incident, now, &mut rng).expect("an account");
    let saw = words("what_happened", "He came at us.");
    reporter.edit(account, &saw, now, &mut rng).expect("saved in one");
    let request = reporter.start_support_request(Some(incident), now, &mut rng).expect("a request");
    let message = Message { text: "Please call.", to: None, from: None };
    reporter.say_about_support(request, message, now, &mut rng).expect("said before all else");
    assert_eq!(reporter.drafts().expect("the list"), [], "nothing of it waits to be saved");
    cast.settle();
    let accounts = cast.region.hub().accounts(incident).expect("the accounts");
    assert_eq!(accounts.iter().map(|one| one.id).collect::<Vec<_>>(), [account]);
    let there = &cast.device("wellbeing").client;
    let about = there.records_about(incident, Kind::Wellbeing).expect("the requests");
    assert_eq!(about.iter().map(|one| one.id).collect::<Vec<_>>(), [request]);
}

#[test]
fn who_may_not_write_a_kind_is_refused_before_anything_is_kept() {
    let mut cast = Cast::new();
    let (now, mut rng) = (cast.region.now, cast.region.rng.clone());
    let told = cast.region.patch(&json!({ "types": ["verbal_abuse"] }));
    let incident = cast.device("reporter").client.report(&told, now, &mut rng).expect("a report");
    let wellbeing = &mut cast.device("wellbeing").client;
    assert!(wellbeing.start_incident(now, &mut rng).is_err());
    assert!(wellbeing.answer(incident, &Patch::default(), now, &mut rng).is_err());
    cast.settle();
    let triage = &mut cast.device("triage").client;
    assert!(triage.start_account(incident, now, &mut rng).is_err(), "triage saw nothing");
    assert!(triage.edit(incident, &told, now, &mut rng).is_err(), "nor changes the report");
    let request = triage.start_support_request(None, now, &mut rng);
    assert!(request.is_ok(), "who works at the hub may need support too");
}

#[test]
fn what_is_withheld_is_not_named_by_the_hub_and_stays_known_to_its_writer() {
    let mut cast = Cast::new();
    let (now, mut rng) = (cast.region.now, cast.region.rng.clone());
    let told = json!({ "types": ["staff_on_staff"], "naming": "anonymous" });
    let told = cast.region.patch(&told);
    let reporter = &mut cast.device("reporter").client;
    let own = reporter.device().to_string();
    let incident = reporter.report(&told, now, &mut rng).expect("a report");
    cast.settle();
    let hub = cast.region.hub();
    let shown = hub.incident(incident).expect("at the hub");
    assert_eq!((shown.summary.by, shown.writers.len()), (None, 0));
    assert!(hub.history(incident).expect("its history").iter().all(|one| one.by.is_none()));
    drop(hub);
    let here = cast.device("reporter").client.incident(incident).expect("here");
    assert_eq!(here.writers, [own]);
}
