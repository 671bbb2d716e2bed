//! The command line as operators and programs meet it: help, JSON, ids by their beginning, exit
//! codes, a removed device, a restored region.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::string_slice)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::{Value, json};
use tabard_tests::process::{Device, World};

/// Every command.
const COMMANDS: &[&str] = &[
    "region init",
    "serve",
    "enrol-code",
    "device enrol",
    "device report",
    "device edit",
    "device start",
    "device type",
    "device save",
    "device discard",
    "device drafts",
    "device missing",
    "device history",
    "device account",
    "device reply",
    "device withdraw",
    "device support ask",
    "device support list",
    "device support show",
    "device support reply",
    "device invite",
    "device sync",
    "device list",
    "device show",
    "device revoke",
    "hub list",
    "hub show",
    "hub answer",
    "hub history",
    "hub devices",
    "wellbeing list",
    "wellbeing show",
    "wellbeing answer",
    "wellbeing serve",
    "evidence make",
    "evidence verify",
    "backup",
    "verify",
    "schema",
    "codes",
    "words",
];

#[test]
fn every_command_helps_with_an_example_of_itself() {
    let world = World::unfounded();
    world.each_helps_with_an_example_of_itself(COMMANDS);
    let help = world.run_in_words(&["--help"]).exits(0).out;
    for part in ["Example", "Exit codes", "enrol-code", "verify"] {
        assert!(help.contains(part), "{part}");
    }
}

#[test]
fn answers_in_json_have_the_fields_that_programs_read() {
    let world = World::unfounded();
    let founded = world.run_at_region(&["region", "init", "--name", "R"]).exits(0).json();
    has(&founded, "region name hub authority_key");
    let server = world.serve();
    let code = world.region_says(&["enrol-code", "--role", "crew", "--name", "a", "--qr"]);
    has(&code, "code expires_at role name server qr");
    let phone = world.stranger("a");
    let text = code["code"].as_str().expect("a code");
    let enrolled = phone.run("enrol", &["--code", text]).exits(0).json();
    has(&enrolled, "device region region_id");
    let mate = world.phone("b");
    let report = json!({ "types": ["verbal_abuse"], "callsign": "YA214" });
    let reported = phone.report(std::slice::from_ref(&report)).exits(0).json();
    has(&reported, "id state");
    assert_eq!(reported["state"], "saved_on_this_phone");
    let id = reported["id"].as_str().expect("an id");
    let synced = phone.sync().exits(0).json();
    has(
        &synced,
        "held waiting newly_held received requests bytes_up bytes_down ms restored reborn problem",
    );
    let edited = phone.run("edit", &[id, "--set", "callsign=YA215"]).exits(0).json();
    has(&edited, "id state changed");
    assert_eq!((&edited["changed"], &edited["state"]), (&json!(true), &json!("held_by_region")));
    let same = phone.run("edit", &[id, "--set", "callsign=YA215"]).exits(0).json();
    assert_eq!(same["changed"], false);
    let invited = phone.run("invite", &[id, "--device", &mate.id()]).exits(0).json();
    has(&invited, "id state changed");
    let _ = phone.sync().exits(0);

    has(&phone.list()[0], "id state unsent draft own started_at changed_at title");
    let shown = phone.show(id);
    has(&shown, "id state unsent own started_at changed_at report answer writers draft refused");
    assert_eq!(
        (&shown["report"]["callsign"], &shown["report"]["types"]),
        (&json!("YA215"), &report["types"])
    );
    let own = phone.run("show", &[]).exits(0).json();
    has(
        &own,
        "device roles certified_until region region_id server held waiting refused outbox incarnation stopped last_contact read_lease",
    );
    assert_eq!((&own["held"], &own["waiting"], &own["outbox"]), (&json!(3), &json!(0), &json!(0)));

    has(
        &world.region_says(&["hub", "list"])[0],
        "id status reported_by started_at changed_at conflicts title",
    );
    has(&world.region_says(&["hub", "show", id]), "id state report answer writers");
    let answered = world.region_says(&["hub", "answer", id, "--status", "being_looked_at"]);
    assert_eq!(answered, json!({ "id": id, "status": "being_looked_at" }));
    let devices = world.region_says(&["hub", "devices"]);
    has(&devices[0], "id roles label not_after revoked");
    let to = world.path("copy");
    has(&world.region_says(&["backup", "--to", plain(&to)]), "to size");
    has(&world.region_says(&["verify"]), "size root sound fault");
    let revoked = world.region_says(&["device", "revoke", &mate.id()]);
    assert_eq!(revoked, json!({ "device": mate.id(), "revoked": true, "wipe": false }));
    let schema = world.run(&["schema"]).exits(0).json();
    assert!(schema["properties"]["narrative"].is_object());
    has(&world.run(&["codes", "incident_type"]).exits(0).json(), "name source codes");
    has(&world.run(&["codes"]).exits(0).json()[0], "name source codes");
    drop(server);
}

#[test]
fn a_failure_in_json_names_itself_and_what_to_do_and_leaves_standard_output_empty() {
    let world = World::new();
    let nowhere = world.stranger("nowhere");
    let region = world.region();
    let region = plain(&region);
    for (arguments, exit, code) in [
        (&["device", "list", "--vault", plain(&nowhere.dir)][..], 1, "no_vault"),
        (&["device", "sync", "--vault", plain(&nowhere.dir)], 1, "no_vault"),
        (&["hub", "list", "--dir", plain(&nowhere.dir)], 1, "no_region"),
        (&["serve", "--dir", plain(&nowhere.dir)], 1, "no_region"),
        (&["verify", "--dir", plain(&nowhere.dir)], 1, "no_region"),
        (&["region", "init", "--dir", region, "--name", "R"], 1, "region_exists"),
        (&["region", "init", "--dir", plain(&nowhere.dir), "--name", ""], 2, "bad_name"),
        (&["hub", "show", "--dir", region, "0000"], 1, "unknown_id"),
        (&["hub", "show", "--dir", region, "000"], 2, "bad_id"),
        (&["device", "revoke", "--dir", region, "0000"], 1, "unknown_id"),
        (&["backup", "--dir", region, "--to", region], 1, "exists"),
        (&["codes", "nothing"], 2, "unknown_list"),
        (&["serve", "--dir", region, "--public-url", "nowhere"], 2, "bad_url"),
        (
            &["serve", "--dir", region, "--tls-cert", "/dev/null", "--tls-key", "/dev/null"],
            2,
            "bad_tls",
        ),
        (
            &[
                "enrol-code",
                "--dir",
                region,
                "--role",
                "crew",
                "--name",
                "a",
                "--server",
                "http://0.0.0.0:1",
            ],
            2,
            "no_address",
        ),
    ] {
        let ended = world.run(arguments);
        assert_eq!(ended.code, exit, "{arguments:?}: {ended:#?}");
        let (named, what_to_do) = ended.failure();
        assert_eq!(named, code, "{arguments:?}: {what_to_do}");
        assert!(!what_to_do.is_empty() && ended.out.is_empty(), "{arguments:?}: {ended:#?}");
        let words = world.run_in_words(arguments).exits(exit);
        assert!(words.err.contains("tabard: "), "{arguments:?}: {words:#?}");
    }
    for wrong in
        [&["devise"][..], &["device", "list"], &["hub", "answer", "--dir", region, "0000"], &[]]
    {
        let _ = world.run_in_words(wrong).exits(2);
    }
}

#[test]
fn the_hubs_own_device_is_not_removed() {
    let world = World::new();
    let hub = world.region_says(&["hub", "devices"])[0]["id"].as_str().expect("an id").to_owned();
    assert_eq!(world.run_at_region(&["device", "revoke", &hub]).exits(1).failure().0, "own_device");
}

#[test]
fn the_beginning_of_an_id_is_enough_until_two_begin_alike() {
    let world = World::new();
    let server = world.serve();
    let phone = world.phone("phone");
    let mut ids = BTreeSet::new();
    // Among a few hundred ids two begin with the same four characters.
    let alike = loop {
        ids.extend(phone.report(&vec![json!({ "callsign": "A" }); 100]).exits(0).ids());
        let mut beginnings = BTreeMap::<&str, usize>::new();
        for id in &ids {
            *beginnings.entry(&id[..4]).or_default() += 1;
        }
        if let Some((alike, _)) = beginnings.into_iter().find(|(_, count)| *count > 1) {
            break alike.to_owned();
        }
        assert!(ids.len() < 5_000, "ids are by chance");
    };
    let (named, what_to_do) = phone.run("show", &[&alike]).exits(2).failure();
    assert_eq!(named, "ambiguous_id");
    assert!(what_to_do.contains("reports begin with that"), "{what_to_do}");
    let edited = phone.run("edit", &[&alike, "--set", "callsign=B"]).exits(2);
    assert_eq!(edited.failure().0, "ambiguous_id");
    let mut meant = ids.iter().filter(|id| id.starts_with(&alike));
    let one = meant.next().expect("one of them");
    assert_eq!(phone.show(&one[..12])["id"], **one);
    assert_eq!(phone.show(&one.to_uppercase())["id"], **one);
    let other = ids.iter().find(|id| ids.iter().filter(|one| one[..4] == id[..4]).count() == 1);
    let other = other.expect("one that begins as no other");
    assert_eq!(phone.show(&other[..4])["id"], **other);

    let _ = phone.sync().exits(0);
    let answer = ["hub", "answer", &other[..4], "--status", "being_looked_at"];
    assert_eq!(world.region_says(&answer)["id"], **other);
    let ambiguous = world.run_at_region(&["hub", "show", &alike]).exits(2);
    assert_eq!(ambiguous.failure().0, "ambiguous_id");
    drop(server);
}

#[test]
fn a_removed_phone_is_told_so_sends_nothing_and_keeps_what_it_wrote() {
    let world = World::new();
    let server = world.serve();
    let (phone, mate) = (world.phone("phone"), world.phone("mate"));
    let sent = phone.report(&[json!({ "callsign": "sent" })]).exits(0).ids().remove(0);
    let _ = phone.sync().exits(0);
    let unsent = phone.report(&[json!({ "callsign": "unsent" })]).exits(0).ids().remove(0);
    let _ = world.region_says(&["device", "revoke", &phone.id()[..6]]);
    let _ = world.region_says(&[
        "hub",
        "answer",
        &sent,
        "--status",
        "being_looked_at",
        "--note",
        "Late.",
    ]);

    for _ in 0..2 {
        let synced = phone.sync().exits(3).json();
        assert_eq!(synced["problem"]["code"], "revoked", "{synced}");
        let what_to_do = synced["problem"]["what_to_do"].as_str().expect("words");
        assert!(
            what_to_do.contains("ask the hub") && what_to_do.contains("kept here"),
            "{what_to_do}"
        );
        assert_eq!((&synced["waiting"], &synced["received"]), (&json!(1), &json!(0)));
    }
    let words = world.run_in_words(&["device", "sync", "--vault", plain(&phone.dir)]).exits(3).out;
    assert!(words.contains("removed from the region"), "{words}");
    assert_eq!(phone.run("show", &[]).exits(0).json()["stopped"], "revoked");
    let state = |id: &str| phone.show(id)["state"].clone();
    assert_eq!(phone.ids().len(), 2, "both are still there to be read");
    assert_eq!(state(&unsent), "saved_on_this_phone");
    assert!(!phone.show(&sent).to_string().contains("Late."), "it gets nothing new");
    let written = phone.report(&[json!({ "callsign": "later" })]).exits(0).ids();
    assert_eq!(phone.show(&written[0])["report"]["callsign"], "later", "what is written is kept");

    assert_eq!(world.ids_at_hub(), [sent.as_str()], "what it sent before stays, and nothing comes");
    let listed = world.region_says(&["hub", "devices"]);
    let removed: Vec<_> =
        listed.as_array().expect("a list").iter().filter(|one| one["revoked"] == true).collect();
    assert_eq!(removed.len(), 1);
    assert_eq!(removed[0]["id"], phone.id());

    // Nobody else is touched by it.
    let _ = mate.report(&[json!({ "callsign": "mate" })]).exits(0);
    let _ = mate.sync().exits(0);
    let invited = mate.run("invite", &[&mate.ids()[0], "--device", &phone.id()]).exits(1);
    assert_eq!(invited.failure().0, "revoked_device");
    world.verify();
    drop(server);
}

#[test]
fn a_region_served_from_a_copy_gets_back_from_the_phones_what_came_after_it() {
    let world = World::new();
    let server = world.serve();
    let address = server.address.to_string();
    let (phone, mate) = (world.phone("phone"), world.phone("mate"));
    let say = |phone: &Device<'_>, words: &str| {
        let _ = phone.report(&[json!({ "callsign": words })]).exits(0);
        let _ = phone.sync().exits(0);
    };
    say(&phone, "before");
    say(&mate, "before too");
    let copy = world.path("copy");
    let _ = world.region_says(&["backup", "--to", plain(&copy)]);
    say(&phone, "after");
    say(&mate, "after too");
    let _ = world.ids_at_hub();
    let late = world.phone("late");
    say(&late, "enrolled after");
    let all = sorted([&phone, &mate, &late].into_iter().flat_map(Device::ids).collect());
    drop(server.kill());

    std::fs::rename(world.region(), world.path("lost")).expect("the region is lost");
    std::fs::rename(&copy, world.region()).expect("its copy takes its place");
    assert_eq!(world.ids_at_hub().len(), 2, "the copy is older");
    let server = world.start(world.serving(&address));
    for phone in [&phone, &mate] {
        let synced = phone.sync().exits(0).json();
        assert_eq!(synced["restored"], true, "{synced}");
        assert_eq!(phone.sync().exits(0).json()["restored"], false, "it is told once");
    }
    let synced = late.sync().exits(0).json();
    assert_eq!(synced["waiting"], 0, "{synced}");
    assert_eq!(sorted(world.ids_at_hub()), all);
    for phone in [&phone, &mate, &late] {
        say(phone, "afterwards");
        assert_eq!(phone.held().len(), phone.ids().len());
    }
    assert_eq!(world.ids_at_hub().len(), all.len() + 3);
    world.verify();
    drop(server);
}

/// Insists that an object has these fields; `refused` and others may be empty, and not missing.
#[track_caller]
fn has(object: &Value, fields: &str) {
    let object = object.as_object().unwrap_or_else(|| panic!("not an object: {object}"));
    for field in fields.split(' ') {
        assert!(object.contains_key(field), "{field} is missing in {object:?}");
    }
}

fn sorted(mut ids: Vec<String>) -> Vec<String> {
    ids.sort();
    ids
}

fn plain(path: &Path) -> &str {
    path.to_str().expect("a plain name")
}
