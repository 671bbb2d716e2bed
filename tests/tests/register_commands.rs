//! The register by the command line, in real processes: desks, an approver, the hub, a crew; what is
//! said for bad input; and that the relay learns nothing of it.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::string_slice)]

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tabard_tests::process::{Device, Ended, Scanner, World};

const NUMBER: &str = "07700 900123";
const E164: &str = "+447700900123";
const SENTENCE: &str = "Threats were made to staff in March, says Bramblewick.";
const PLACE: &str = "Flat 2B, 12 Quillfeather Street, Leeds, LS1 4AB";
const PROPOSER: &str = "Aurelia Thistlewood";

fn text(path: &Path) -> &str {
    path.to_str().expect("a plain name")
}

/// A device of a role, enrolled and synced.
fn device<'w>(world: &'w World, name: &str, role: &str) -> Device<'w> {
    let device = world.stranger(name);
    let code = world.code_for(role, name, &[]);
    let _ = device.run("enrol", &["--code", &code]).exits(0);
    let _ = device.sync().exits(0);
    device
}

/// A command of the register on a device.
fn register(world: &World, device: &Device<'_>, arguments: &[&str]) -> Ended {
    world.run(&[&["register"], arguments, &["--vault", text(&device.dir)]].concat())
}

#[track_caller]
fn says(world: &World, device: &Device<'_>, arguments: &[&str]) -> Value {
    register(world, device, arguments).exits(0).json()
}

fn in_words(world: &World, device: &Device<'_>, arguments: &[&str]) -> Ended {
    world.run_in_words(&[&["register"], arguments, &["--vault", text(&device.dir)]].concat())
}

fn sync(devices: &[&Device<'_>]) {
    for device in devices {
        let _ = device.sync().exits(0);
    }
}

#[track_caller]
fn id(value: &Value, field: &str) -> String {
    value[field].as_str().unwrap_or_else(|| panic!("no {field} in {value}")).to_owned()
}

/// Insists that an object has these fields and no others.
#[track_caller]
fn is_just(object: &Value, fields: &str) {
    let object = object.as_object().unwrap_or_else(|| panic!("not an object: {object}"));
    let mut wanted: Vec<_> = fields.split(' ').collect();
    let mut found: Vec<_> = object.keys().map(String::as_str).collect();
    wanted.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, wanted);
}

/// What a proposal takes, apart from whom it is about.
const PROPOSED: [&str; 12] = [
    "--category",
    "weapon_intimidation_or_hate",
    "--behaviour",
    "threat_to_staff",
    "--instruction",
    "dynamic_risk_assessment",
    "--sentence",
    SENTENCE,
    "--cad",
    "4711",
    "--by",
    PROPOSER,
];

/// Further ahead than any region allows.
const FAR_AHEAD: &str = "9998-12-30";

/// A review that every region allows.
fn review() -> String {
    let in_half_a_year = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(24 * 180);
    in_half_a_year.to_string().chars().take(10).collect()
}

fn yesterday() -> String {
    let yesterday = jiff::Timestamp::now() - jiff::SignedDuration::from_hours(24);
    yesterday.to_string().chars().take(10).collect()
}

struct Room<'w> {
    world: &'w World,
    desk: Device<'w>,
    other: Device<'w>,
    approver: Device<'w>,
}

impl<'w> Room<'w> {
    fn of(world: &'w World) -> Self {
        Self {
            world,
            desk: device(world, "desk", "eoc"),
            other: device(world, "other", "eoc"),
            approver: device(world, "approver", "approver"),
        }
    }

    fn all(&self) -> [&Device<'w>; 3] {
        [&self.desk, &self.other, &self.approver]
    }

    /// Whatever one of them wrote is at all of them.
    fn sync(&self) {
        sync(&self.all());
        sync(&self.all());
    }

    /// A marker that was proposed, advised on and approved.
    fn approved(&self, about: &[&str], more: &[&str]) -> String {
        let proposed = [&["propose"], about, &PROPOSED].concat();
        let marker = id(&says(self.world, &self.desk, &proposed), "marker");
        sync(&[&self.desk, &self.other]);
        let advice = ["advise", &marker, "--as", "clinical", "--by", "Dr Green", "--text", "None."];
        says(self.world, &self.other, &advice);
        sync(&[&self.other, &self.approver]);
        let review = review();
        let approve = ["approve", &marker, "--review", &review, "--by", "J. Brown"];
        let approved = says(self.world, &self.approver, &[&approve, more].concat());
        assert_eq!(approved["status"], "approved_active");
        sync(&[&self.approver, &self.desk, &self.other]);
        marker
    }
}

#[test]
fn a_flag_warns_at_another_desk_with_the_server_gone_and_is_asked_for_as_a_marker() {
    let world = World::new();
    let server = world.serve();
    let room = Room::of(&world);
    let flag = ["flag", "--number", NUMBER, "--digit", "2", "--cad", "4711", "--by", "Desk 4"];
    let flagged = says(&world, &room.desk, &flag);
    is_just(&flagged, "marker incident status until behaviour category state unsent");
    assert_eq!((&flagged["status"], &flagged["unsent"]), (&json!("alert_today"), &json!(1)));
    let marker = id(&flagged, "marker");
    assert_eq!(says(&world, &room.other, &["look-up", NUMBER])["warnings"], json!([]));
    sync(&[&room.desk, &room.other]);
    drop(server);

    // The server is gone, and another desk is warned.
    let found = says(&world, &room.other, &["look-up", "tel:+44-7700-900123", "--by", "Desk 5"]);
    is_just(&found, "presented cautions warnings shared kept caller at as_of");
    let warning = &found["warnings"][0];
    is_just(
        warning,
        "marker nearness status until category behaviours instruction sentence incidents last",
    );
    assert_eq!(
        (&warning["nearness"], &warning["incidents"], &warning["behaviours"]),
        (&json!("same"), &json!(1), &json!(["threat_to_staff"]))
    );
    let words = in_words(&world, &room.other, &["look-up", NUMBER]).exits(0).out;
    for part in
        ["Warning: Threats to staff", "Alert for today", "clinical priority", "As the region"]
    {
        assert!(words.contains(part), "{part}: {words}");
    }
    let welsh = in_words(&world, &room.other, &["look-up", NUMBER, "--lang", "cy"]).exits(0).out;
    assert!(welsh.contains("Rhybudd: Bygythiadau i staff"), "{welsh}");

    let from_flag = ["propose", &marker[..6], "--sentence", SENTENCE, "--by", PROPOSER];
    let proposed = says(&world, &room.desk, &from_flag);
    is_just(&proposed, "marker status until state unsent");
    assert_eq!((&proposed["status"], &proposed["unsent"]), (&json!("temporary_active"), &json!(1)));
    let said = in_words(&world, &room.desk, &["show", &marker]).exits(0).out;
    assert!(said.contains("Saved here."), "what is not sent is not called held: {said}");
}

#[test]
fn two_people_decide_and_what_was_counted_comes_out_the_same_after_an_appeal() {
    let world = World::new();
    let server = world.serve();
    let room = Room::of(&world);
    let marker = room.approved(&["--number", NUMBER], &[]);

    // Neither the proposer's name nor a desk decides.
    let review = review();
    let again = room.approved(&["--number", "020 7946 0123"], &[]);
    assert_ne!(marker, again);
    let same = [&["propose", "--number", "01632 960124"], &PROPOSED[..]].concat();
    let open = id(&says(&world, &room.desk, &same), "marker");
    let approve = ["approve", &open, "--review", &review, "--by"];
    let by = |who| [&approve[..], &[who]].concat();
    assert_eq!(register(&world, &room.desk, &by("J. Brown")).exits(2).failure().0, "bad_step");
    room.sync();
    let refused = register(&world, &room.approver, &by("J. Brown")).exits(2);
    assert!(refused.failure().1.contains("advice"), "{refused:?}");

    let counted = says(&world, &room.desk, &["count"]);
    is_just(&counted, "count rule statuses per about at log_size log_root left_out again");
    assert_eq!((&counted["count"], &counted["left_out"]), (&json!(2), &json!(0)));
    let words = in_words(&world, &room.desk, &["count", "--on", &yesterday()]).exits(0).out;
    assert!(words.starts_with("0\nRule: approved, each marker once.\n"), "{words}");
    assert!(words.contains("23:59:59Z") && words.contains("--log-size"), "{words}");

    let said = ["represent", &marker, "--by", "The caller, by letter", "--text", "It was not me."];
    says(&world, &room.desk, &said);
    room.sync();
    let appeals = says(&world, &room.approver, &["list", "--appeals"]);
    assert_eq!(id(&appeals[0], "id"), marker);
    is_just(&appeals[0], "id subject status until category sentence incidents proposed_by appeal");
    let remove = ["remove", &marker, "--by", "J. Brown", "--reason", "Somebody else."];
    assert_eq!(says(&world, &room.approver, &remove)["status"], "removed_appeal");
    let shown = in_words(&world, &room.approver, &["show", &marker]).exits(0).out;
    assert!(shown.contains("Saved here."), "what waits to be sent is not called held: {shown}");
    room.sync();
    assert_eq!(says(&world, &room.other, &["look-up", NUMBER])["warnings"], json!([]));
    assert_eq!(says(&world, &room.desk, &["count"])["count"], 1);

    // The command that was printed gives the number that was told, here, there and at the hub.
    let again = id(&counted, "again");
    let printed: Vec<_> = again.split(' ').skip(1).collect();
    assert_eq!(world.run(&printed).exits(0).json()["count"], 2, "{again}");
    let moment = id(&counted, "at");
    let size = counted["log_size"].to_string();
    let same = ["count", "--at", &moment, "--log-size", &size];
    assert_eq!(says(&world, &room.approver, &same)["count"], 2);
    let at_hub = world.region_says(&[&["register"], &same[..]].concat());
    assert_eq!((&at_hub["count"], &at_hub["log_size"]), (&json!(2), &counted["log_size"]));

    let shown = says(&world, &room.approver, &["show", &marker, "--views", "--by", "J. Brown"]);
    is_just(
        &shown,
        "id subject category behaviours instruction sentence evidence status until state unsent steps views",
    );
    assert_eq!(shown["steps"].as_array().map(Vec::len), Some(5));
    let words = in_words(&world, &room.approver, &["show", &marker]).exits(0).out;
    for part in ["Proposed, Aurelia", "Approved, J. Brown", "Removed on appeal", "It was not me."] {
        assert!(words.contains(part), "{part}: {words}");
    }
    let history = register(&world, &room.approver, &["history", &marker]).exits(0).json();
    assert_eq!(history.as_array().map(Vec::len), Some(5));
    drop(server);
}

#[test]
fn an_address_is_decided_on_once_somebody_checked_who_lives_there_and_the_hub_may_decide() {
    let world = World::new();
    let server = world.serve();
    let room = Room::of(&world);
    let today: String = jiff::Timestamp::now().to_string().chars().take(10).collect();
    let marker = room.approved(&["--address", PLACE], &["--address-checked", &today]);
    let near = |place: &str| {
        let found = says(&world, &room.other, &["look-up", "--address", place]);
        found["warnings"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|one| id(one, "nearness"))
            .collect::<Vec<_>>()
    };
    assert_eq!(near(PLACE), ["same"]);
    assert_eq!(near("12 Quillfeather St, LS1 4AB"), ["same_building"]);
    assert_eq!(near("Flat 3, 12 Quillfeather Street, LS1 4AB"), Vec::<String>::new());

    // At the hub, which may decide.
    let listed = world.region_says(&["register", "list", "--expiring", "366"]);
    assert_eq!(id(&listed[0], "id"), marker);
    assert_eq!(world.region_says(&["register", "list", "--expiring", "10"]), json!([]));
    let review = review();
    let renew = ["register", "renew", &marker, "--review", &review, "--by", "K. White"];
    let unchecked = world.run_at_region(&renew).exits(2).failure();
    assert!(unchecked.1.contains("people move"), "{unchecked:?}");
    let checked = [&renew[..], &["--address-checked", &today]].concat();
    assert_eq!(world.region_says(&checked)["status"], "renewed");
    let letter =
        ["register", "letter", &marker, "--withheld", "A risk to others.", "--by", "K. White"];
    assert_eq!(world.region_says(&letter)["unsent"], 0, "the hub hands it to the relay");
    sync(&[&room.desk]);
    let end = ["register", "end", &marker, "--by", "K. White", "--reason", "They moved."];
    assert_eq!(world.region_says(&end)["status"], "expired");
    let all = world.region_says(&["register", "list", "--all"]);
    assert_eq!(all[0]["status"], "expired");
    drop(server);
}

#[test]
fn a_slip_is_undone_and_a_flag_of_another_desk_is_not() {
    let world = World::new();
    let server = world.serve();
    let room = Room::of(&world);
    let flag = ["flag", "--number", NUMBER, "--digit", "2"];
    let marker = id(&says(&world, &room.desk, &flag), "marker");
    sync(&[&room.desk, &room.other]);
    assert_eq!(register(&world, &room.other, &["undo", &marker]).exits(2).failure().0, "bad_step");
    let undone = says(&world, &room.desk, &["undo", &marker[..6]]);
    is_just(&undone, "marker incident status state unsent");
    let incident = id(&undone, "incident");
    assert_eq!(room.desk.show(&incident)["report"]["withdrawn"], true);
    assert_eq!(says(&world, &room.desk, &["list"]), json!([]));
    assert_eq!(says(&world, &room.desk, &["list", "--all"])[0]["status"], "entered_in_error");
    drop(server);
}

#[test]
fn a_desk_that_may_not_be_read_any_more_still_flags_and_says_so() {
    let world = World::new();
    let server = world.serve();
    let desk = device(&world, "desk", "eoc");
    let _ = world.region_says(&["region", "policy", "--read-lease-days", "1"]);
    sync(&[&desk]);
    let late = |arguments: &[&str]| {
        let all = [&["register"], arguments, &["--vault", text(&desk.dir), "--json"]].concat();
        let mut command = world.command(&all);
        command.env("TABARD_CLOCK_AHEAD_SECONDS", "400000");
        Ended::from(command.output().expect("the binary runs"))
    };
    assert_eq!(late(&["look-up", NUMBER]).exits(1).failure().0, "lease_ended");
    assert_eq!(late(&["list"]).exits(1).failure().0, "lease_ended");
    let flagged = late(&["flag", "--number", NUMBER, "--digit", "2"]).exits(0).json();
    assert_eq!((&flagged["until"], &flagged["unsent"]), (&Value::Null, &json!(1)));
    sync(&[&desk]);
    drop(server);
}

#[test]
fn what_is_known_for_care_stands_apart_and_a_shared_number_is_matched_to_nobody() {
    let world = World::new();
    let server = world.serve();
    let room = Room::of(&world);
    let set =
        ["--set", "calls_in_month=7", "--set", "counted_on=2026-11-22", "--set", "plan=Listen."];
    let noted = says(&world, &room.desk, &[&["caller", "--number", NUMBER], &set[..]].concat());
    is_just(&noted, "id state unsent");
    let found = says(&world, &room.desk, &["look-up", NUMBER, "--verified"]);
    assert_eq!((&found["warnings"], &found["cautions"]), (&json!([]), &json!([])));
    is_just(
        &found["caller"],
        "shared_line calls_in_month calls_in_three_months calls_in_six_months child counted_on frequent plan",
    );
    assert_eq!(found["caller"]["frequent"], "adult_month");
    let words = in_words(&world, &room.desk, &["look-up", NUMBER]).exits(0).out;
    assert!(words.contains("For care, and no warning:") && words.contains("Listen."), "{words}");

    says(&world, &room.desk, &["flag", "--number", NUMBER, "--digit", "1"]);
    says(&world, &room.desk, &["caller", "--number", NUMBER, "--set", "shared_line=hospital"]);
    let found = says(&world, &room.desk, &["look-up", NUMBER]);
    assert_eq!(
        (&found["warnings"], &found["shared"], &found["kept"]),
        (&json!([]), &json!(true), &json!(1))
    );
    let shown = says(&world, &room.desk, &["look-up", NUMBER, "--shared"]);
    assert_eq!(shown["warnings"].as_array().map(Vec::len), Some(1));
    let bad = ["caller", "--number", NUMBER, "--set", "calls_in_month=many"];
    assert!(!register(&world, &room.desk, &bad).exits(2).err.contains("many"));
    drop(server);
}

#[test]
fn markers_go_out_and_come_in_as_proposals_once() {
    let world = World::new();
    let server = world.serve();
    let room = Room::of(&world);
    let marker = room.approved(&["--number", NUMBER], &[]);
    let born = ["--person", "Jan Doe", "--born", "1990-01-31"];
    says(&world, &room.desk, &[&["propose"], &born[..], &PROPOSED].concat());
    room.sync();

    let lines = world.path("markers.jsonl");
    let export = ["export", "--to", text(&lines), "--by", "J. Brown"];
    let wrote = says(&world, &room.approver, &export);
    assert_eq!(wrote, json!({ "exported": 2, "left_out": 0, "format": "jsonl" }));
    let mode = std::fs::metadata(&lines).expect("the file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(register(&world, &room.approver, &export).exits(2).failure().0, "exists");
    let written = std::fs::read_to_string(&lines).expect("lines");
    assert!(
        !written.contains("Brown") && !written.contains("Aurelia"),
        "no names unless asked for"
    );
    let with_names = register(&world, &room.approver, &["export", "--people"]).exits(0).out;
    assert!(with_names.contains(PROPOSER), "a program that reads it asked for it");
    let flags = world.path("flags.json");
    let fhir = ["export", "--format", "fhir", "--to", text(&flags)];
    assert_eq!(says(&world, &room.approver, &fhir)["exported"], 1, "active ones alone");
    let bundle = std::fs::read_to_string(&flags).expect("a bundle");
    let bundle: Value = serde_json::from_str(&bundle).expect("JSON");
    let flag = &bundle["entry"][0]["resource"];
    assert_eq!((&flag["resourceType"], &flag["id"]), (&json!("Flag"), &json!(marker)));
    assert_eq!(flag["code"]["text"], SENTENCE);
    assert!(flag["period"]["end"].is_string(), "{flag}");
    let both = ["export", "--format", "fhir", "--people"];
    assert_eq!(register(&world, &room.approver, &both).exits(2).failure().0, "bad_format");
    let shown = says(&world, &room.approver, &["show", &marker, "--views"]);
    let why = |view: &Value| view["why"] == "exported";
    let exported = shown["views"].as_array().expect("a list").iter().filter(|view| why(view));
    assert_eq!(exported.count(), 3);
    drop(server);

    // Elsewhere, with faults beside good lines.
    let elsewhere = World::new();
    let server = elsewhere.serve();
    let desk = device(&elsewhere, "desk", "eoc");
    let secret = "Zebedee Larkspindle";
    let bad = [
        format!("{{\"subject\":{{\"kind\":\"phone_number\",\"number\":\"{secret}\"}}}}"),
        secret.to_owned(),
        format!("[\"{secret}\"]"),
        "x".repeat(200_000),
        format!(
            "{{\"subject\":{{\"kind\":\"phone_number\",\"number\":\"{E164}\"}},\"category\":\"{secret}\"}}"
        ),
        format!(
            "{{\"subject\":{{\"kind\":\"phone_number\",\"number\":\"{E164}\"}},\"sentence\":\"{secret}\"}}"
        ),
    ];
    std::fs::write(&lines, format!("{written}\n{}\n{written}", bad.join("\n"))).expect("a file");
    let import = ["import", text(&lines), "--by", "A. Green"];
    let ended = register(&elsewhere, &desk, &import).exits(2);
    assert_eq!(ended.json(), json!({ "brought_in": 2, "known": 2, "refused": bad.len() }));
    let faults: Vec<Value> =
        ended.err.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let numbers: Vec<_> = faults.iter().filter_map(|fault| fault["line"].as_u64()).collect();
    assert_eq!(numbers, [4, 5, 6, 7, 8, 9]);
    assert!(!ended.err.contains("Larkspindle"), "nothing of the content: {}", ended.err);
    let list = says(&elsewhere, &desk, &["list"]);
    assert_eq!(list.as_array().map(Vec::len), Some(2));
    assert!(list.as_array().expect("a list").iter().all(|one| one["status"] == "temporary_active"));
    std::fs::write(&lines, &written).expect("a file");
    let again = register(&elsewhere, &desk, &import).exits(0).json();
    assert_eq!(again, json!({ "brought_in": 0, "known": 2, "refused": 0 }));
    let missing = register(&elsewhere, &desk, &["import", "nowhere.jsonl", "--by", "A"]).exits(2);
    assert_eq!(missing.failure().0, "no_file");
    drop(server);
}

#[test]
fn a_crew_asks_for_its_job_and_is_told_no_more_than_is_true() {
    let world = World::new();
    let server = world.serve();
    let room = Room::of(&world);
    let crew = device(&world, "crew", "crew");
    let checked: String = jiff::Timestamp::now().to_string().chars().take(10).collect();
    room.approved(&["--address", PLACE], &["--address-checked", &checked]);
    let words = |language: &str| {
        let list = ["device", "job", "list", "--vault", text(&crew.dir), "--lang", language];
        world.run_in_words(&list).exits(0).out
    };
    let asked = crew.does("job ask", &["--cad", "4712", "--place", PLACE, "--callsign", "YA214"]);
    is_just(
        &asked,
        "id cad_number callsign number place asked_at sent reply markers answered_at acknowledged_at over",
    );
    let question = id(&asked, "id");
    assert!(words("en").contains("Asked. Not sent yet."));
    sync(&[&crew]);
    assert!(words("en").contains("Sent. The control room has not answered."));
    assert!(words("cy").contains("Nid yw'r ystafell reoli wedi ateb."));
    let early = crew.run("job acknowledge", &[&question]).exits(2);
    assert_eq!(early.failure().0, "not_answered_yet");

    sync(&[&room.other]);
    let waiting = says(&world, &room.other, &["enquiries"]);
    assert_eq!(id(&waiting[0], "id"), question);
    let told = says(&world, &room.other, &["answer", &question[..6], "--by", "Dispatch 2"]);
    assert_eq!(
        (&told["reply"], &told["markers"][0]["sentence"]),
        (&json!("marker"), &json!(SENTENCE))
    );
    assert_eq!(says(&world, &room.other, &["enquiries"]), json!([]));
    sync(&[&room.other, &crew]);
    let said = words("en");
    assert!(said.contains("There is a marker.") && said.contains(SENTENCE), "{said}");
    let read = crew.does("job acknowledge", &[&question]);
    assert!(read["acknowledged_at"].is_string());
    assert_eq!(
        world.run(&["register", "list", "--vault", text(&crew.dir)]).exits(1).failure().0,
        "role"
    );

    // A question that gives nothing to look up is not answered with "nothing is known".
    crew.does("job ask", &["--cad", "4713"]);
    crew.does("job ask", &["--cad", "4714", "--number", "withheld"]);
    sync(&[&crew, &room.other]);
    for one in says(&world, &room.other, &["enquiries"]).as_array().expect("a list") {
        let refused = register(&world, &room.other, &["answer", &id(one, "id")]).exits(2).failure();
        assert!(["nothing_given", "shared_number"].contains(&&*refused.0), "{refused:?}");
        let said = says(&world, &room.other, &["refuse-enquiry", &id(one, "id")]);
        assert_eq!(said["reply"], "cannot_say");
    }
    assert_eq!(says(&world, &room.other, &["end-job", "4712"]), json!({ "ended": 1 }));
    sync(&[&room.other, &crew]);
    assert!(!words("en").contains(SENTENCE), "the job is over");
    drop(server);
}

#[test]
fn numbers_in_thirty_shapes_and_what_is_said_for_each() {
    let world = World::new();
    let server = world.serve();
    let desk = device(&world, "desk", "eoc");
    drop(server);
    says(&world, &desk, &["flag", "--number", NUMBER, "--digit", "2"]);
    let long = "0".repeat(10_000);
    let long_address = format!("{} Street, LS1 4AB", "12 High ".repeat(1250));
    // What is typed, the exit code, what it is taken for or why not, and how many warnings.
    let table: [(&str, i32, &str, usize); 36] = [
        ("07700 900123", 0, "phone_number", 1),
        ("07700900123", 0, "phone_number", 1),
        ("+447700900123", 0, "phone_number", 1),
        ("+44 (0)7700 900123", 0, "phone_number", 1),
        ("0044 7700 900123", 0, "phone_number", 1),
        ("7700900123", 0, "phone_number", 1),
        ("tel:+447700900123", 0, "phone_number", 1),
        ("sip:+447700900123@example.com", 0, "phone_number", 1),
        ("\"Anonymous\" <sip:+447700900123@example.com>", 0, "phone_number", 1),
        ("07700-900-123", 0, "phone_number", 1),
        ("０７７００９００１２３", 0, "phone_number", 1),
        ("07700 900124", 0, "phone_number", 0),
        ("01632 960123", 0, "phone_number", 0),
        ("0300 373 0898", 0, "phone_number", 0),
        ("+1 202 555 0123", 0, "phone_number", 0),
        ("payphone 01632 960123", 0, "phone_number", 0),
        ("Payphone", 0, "payphone", 0),
        ("withheld", 0, "withheld", 0),
        ("Anonymous", 0, "withheld", 0),
        ("sip:anonymous@anonymous.invalid", 0, "withheld", 0),
        ("P", 0, "withheld", 0),
        ("unavailable", 0, "unavailable", 0),
        ("", 0, "unavailable", 0),
        ("ext 2041", 0, "internal", 0),
        ("2041", 0, "internal", 0),
        ("12 High Street, Leeds, LS1 4AB", 0, "address", 0),
        (PLACE, 0, "premises_unit", 0),
        ("999", 2, "bad_number", 0),
        ("112", 2, "bad_number", 0),
        ("0770090012", 2, "bad_number", 0),
        ("077009001234", 2, "bad_number", 0),
        ("+0 123 456 789", 2, "bad_number", 0),
        ("07700 900123 or so", 2, "bad_address", 0),
        ("Smith", 2, "bad_address", 0),
        (&long, 2, "bad_number", 0),
        (&long_address, 2, "bad_address", 0),
    ];
    for (typed, exit, what, warnings) in table {
        let shown: String = typed.chars().take(50).collect();
        let ended = register(&world, &desk, &["look-up", typed]);
        assert_eq!(ended.code, exit, "{shown}: {ended:?}");
        if exit == 0 {
            let found = ended.json();
            assert_eq!(found["presented"], what, "{shown}");
            let found = found["warnings"].as_array().expect("a list").len();
            assert_eq!(found, warnings, "{shown}");
        } else {
            let (code, what_to_do) = ended.failure();
            assert_eq!(code, what, "{shown}: {what_to_do}");
            assert!(typed.len() < 4 || !what_to_do.contains(typed), "it is not repeated");
            assert!(what_to_do.len() < 200 && ended.out.is_empty(), "{shown}");
        }
        // What cannot be looked up is not flagged either.
        if exit == 2 || ["withheld", "payphone", "unavailable", "internal"].contains(&what) {
            let flag = ["flag", "--number", typed, "--digit", "2"];
            let (code, _) = register(&world, &desk, &flag).exits(2).failure();
            assert!(["bad_number", "no_number"].contains(&&*code), "{shown}: {code}");
        }
    }
    assert_eq!(says(&world, &desk, &["list"]).as_array().map(Vec::len), Some(1), "nothing more");
}

#[test]
fn bad_input_is_refused_with_what_to_do_and_changes_nothing() {
    let world = World::new();
    let server = world.serve();
    let room = Room::of(&world);
    let crew = device(&world, "crew", "crew");
    let number = ["--number", NUMBER];
    let with = |field: &str, value: &'static str| -> Vec<&'static str> {
        let mut all = PROPOSED.to_vec();
        let at = all.iter().position(|one| *one == field).expect("a field") + 1;
        all[at] = value;
        all
    };
    for (arguments, code) in [
        (with("--category", "zzqcode"), ""),
        (with("--behaviour", "zzqcode"), ""),
        (with("--instruction", "zzqcode"), ""),
        (with("--behaviour", "repeat_redial"), "bad_step"),
        (with("--by", " "), ""),
        ([&PROPOSED[..], &["--until", "2020-01-01"]].concat(), "bad_step"),
        ([&PROPOSED[..], &["--until", FAR_AHEAD]].concat(), "bad_step"),
        ([&PROPOSED[..], &["--until", "soon"]].concat(), "bad_time"),
        ([&PROPOSED[..], &["--incident", "0000"]].concat(), "unknown_id"),
    ] {
        let ended = register(&world, &room.desk, &[&["propose"], &number[..], &arguments].concat());
        assert_eq!(ended.code, if code == "unknown_id" { 1 } else { 2 }, "{ended:?}");
        assert!(!ended.err.contains("zzqcode"), "it is not repeated: {ended:?}");
        match code {
            "" => assert!(ended.err.contains("\"field\""), "{ended:?}"),
            code => assert_eq!(ended.failure().0, code, "{ended:?}"),
        }
    }
    for subject in [
        &[][..],
        &["--number", NUMBER, "--address", PLACE],
        &["--address", PLACE, "--postcode", "LS1 4AB"],
        &["--person", "Jan Doe"],
        &["--person", "Jan Doe", "--born", "1990-01-31", "--nhs-number", "1234567890"],
        &["--address", "High Street"],
    ] {
        let ended = register(&world, &room.desk, &[&["propose"], subject, &PROPOSED].concat());
        let (code, _) = ended.exits(2).failure();
        assert!(
            ["one_subject", "bad_person", "bad_address"].contains(&&*code),
            "{subject:?} {code}"
        );
    }
    assert_eq!(
        says(&world, &room.desk, &["list", "--all"]),
        json!([]),
        "nothing of it was written"
    );

    let marker = room.approved(&number, &[]);
    let approver = |arguments: &[&str]| register(&world, &room.approver, arguments);
    let renew =
        |review: &str| approver(&["renew", &marker, "--review", review, "--by", "J. Brown"]);
    assert_eq!(renew("2020-01-01").exits(2).failure().0, "bad_step", "back-dated");
    assert_eq!(renew(FAR_AHEAD).exits(2).failure().0, "bad_step", "for ever");
    assert_eq!(renew("").exits(2).failure().0, "bad_time");
    let remove = ["remove", &marker, "--by", "J. Brown", "--reason", "None."];
    assert!(approver(&remove).exits(2).failure().1.contains("on appeal"));
    let propose = [&["propose"], &number[..], &PROPOSED].concat();
    assert_eq!(approver(&propose).exits(1).failure().0, "role", "who decides does not propose");
    for (arguments, exit, code) in [
        (&["show", "0000"][..], 1, "unknown_id"),
        (&["show", "Smith"], 2, "bad_id"),
        (&["list", "--status", "gone"], 2, "bad_code"),
        (&["count", "--rule", "gone"], 2, "bad_rule"),
        (&["count", "--per", "gone"], 2, "bad_rule"),
        (&["count", "--about", "gone"], 2, "bad_code"),
        (&["count", "--on", "2026"], 2, "bad_day"),
        (&["count", "--on", "9998-01-01"], 2, "not_over"),
        (&["count", "--log-size", "99999999"], 2, "ahead_of_log"),
        (&["answer", "0000"], 1, "unknown_id"),
        (&["look-up"], 2, "one_subject"),
    ] {
        let failure = approver(arguments).exits(exit).failure();
        assert_eq!(failure.0, code, "{arguments:?}: {failure:?}");
    }
    assert_eq!(
        register(&world, &room.desk, &["flag", "--number", NUMBER, "--digit", "0"])
            .exits(2)
            .failure()
            .0,
        "bad_digit"
    );
    // Who looks is kept: what is too long for that is no name, and stops no later sync.
    let long = "N".repeat(10_000);
    let look = ["look-up", NUMBER, "--by", &long];
    assert_eq!(register(&world, &room.desk, &look).exits(2).failure().0, "bad_field");
    for field in ["--by", "--cad", "--call"] {
        let flag = ["flag", "--number", NUMBER, "--digit", "2", field, &long];
        assert!(!register(&world, &room.desk, &flag).exits(2).err.contains("NNNN"), "{field}");
    }
    sync(&[&room.desk]);
    for command in [&["list"][..], &["look-up", NUMBER], &["count"], &["enquiries"]] {
        assert_eq!(register(&world, &crew, command).exits(1).failure().0, "role", "{command:?}");
    }
    let neither = world.run(&["register", "list"]).exits(2);
    assert!(neither.out.is_empty());
    let (vault, region) = (room.desk.dir.clone(), world.region());
    let both = ["register", "list", "--vault", text(&vault), "--dir", text(&region)];
    let _ = world.run(&both).exits(2);
    drop(server);
}

#[test]
fn the_relay_and_the_logs_hold_no_number_no_place_and_nothing_made_from_one() {
    let world = World::new();
    let server = world.serve();
    let room = Room::of(&world);
    let crew = device(&world, "crew", "crew");
    let checked: String = jiff::Timestamp::now().to_string().chars().take(10).collect();
    room.approved(&["--number", NUMBER], &[]);
    room.approved(&["--address", PLACE], &["--address-checked", &checked]);
    says(&world, &room.desk, &["flag", "--number", "01632 960123", "--digit", "2"]);
    crew.does("job ask", &["--cad", "4712", "--number", NUMBER, "--place", PLACE]);
    sync(&[&crew, &room.desk, &room.other, &room.approver]);
    for device in room.all() {
        says(&world, device, &["look-up", NUMBER, "--by", PROPOSER]);
        says(&world, device, &["look-up", "--address", PLACE]);
    }
    let _ = world.region_says(&["register", "list"]);
    room.sync();
    let hashes = [E164, "n:+447700900123", "7700900123", "07700900123"].map(|number| {
        Sha256::digest(number).iter().map(|byte| format!("{byte:02x}")).collect::<String>()
    });
    let canaries = [NUMBER, E164, "7700900123", "1632960123", "01632 960123", "Quillfeather"];
    let words = [SENTENCE, "Bramblewick", PROPOSER, "threat_to_staff", "dynamic_risk_assessment"];
    let scanner =
        Scanner::new(canaries.into_iter().chain(words).chain(hashes.iter().map(String::as_str)));
    let unread = |what: &str| {
        for folder in ["region", "desk", "other", "approver", "crew", "tmp"] {
            let found = scanner.find_below(&world.path(folder));
            assert!(found.is_empty(), "{what}: {found:?}");
        }
        let log = std::fs::read(world.path("log")).expect("a log");
        assert_eq!(scanner.find(&log), None, "{what}: in the log");
    };
    unread("while it runs");
    let said = server.stop();
    assert_eq!(scanner.find(said.as_bytes()), None, "on standard output");
    unread("after it ended");
    // And the words were there to be found.
    let shown = world.region_says(&["register", "list"]).to_string();
    assert!(scanner.find(shown.as_bytes()).is_some());
    world.verify();
}
