//! Subject access: what names a person is found, nothing is shown that nobody checked, and what names
//! others stays black.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // what a test expects it tests

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tabard_tests::process::{Ended, World};

const WHO: &str = "Eve Zzqsmith";
const OTHER: &str = "Ann Zzqjones";

fn text(path: &Path) -> &str {
    path.to_str().expect("a path")
}

fn give(world: &World, choices: &Path, name: &str) -> Ended {
    let (html, file) = (world.path(&format!("{name}.html")), world.path(&format!("{name}.json")));
    world.run_at_region(&[
        "hub",
        "subject",
        "give",
        "--choices",
        text(choices),
        "--html",
        text(&html),
        "--json-file",
        text(&file),
        "--by",
        "IG team",
        "--reason",
        "request 7",
    ])
}

/// Changes the lines of a file of choices.
fn check(from: &Path, to: &Path, change: impl Fn(&mut Value)) {
    let mut choices: Value =
        serde_json::from_str(&fs::read_to_string(from).expect("a file")).expect("JSON");
    for record in choices["records"].as_array_mut().expect("records") {
        record["lines"].as_array_mut().expect("lines").iter_mut().for_each(&change);
    }
    fs::write(to, choices.to_string()).expect("a file");
}

#[test]
fn what_names_a_person_is_chosen_checked_and_given_without_the_others() {
    let world = World::new();
    let server = world.serve();
    let phone = world.phone("phone");
    let told = json!({
        "types": ["physical_contact"], "callsign": "YA1", "address": "2 Zzqelm Street",
        "narrative": format!("{WHO} kicked me. {OTHER} saw it all. {OTHER} rang."),
    });
    let _ = phone.report(&[told]).exits(0);
    let id = phone.ids().remove(0);
    let _ = phone.report(&[json!({ "types": ["near_miss"], "narrative": "Zzqnobody." })]).exits(0);
    let _ = phone.sync().exits(0);

    let choices = world.path("choices.json");
    let found = world.region_says(&[
        "hub",
        "subject",
        "choose",
        "--name",
        WHO,
        "--out",
        text(&choices),
        "--by",
        "IG team",
        "--reason",
        "request 7",
    ]);
    assert_eq!(found["records"], json!([id]));
    let proposed = fs::read_to_string(&choices).expect("the file");
    assert!(!proposed.contains("Zzqnobody"), "no other report");
    let proposed: Value = serde_json::from_str(&proposed).expect("JSON");
    let line = |at: &str| {
        let lines = proposed["records"][0]["lines"].as_array().expect("lines");
        lines.iter().find(|line| line["at"] == at).expect("the line").clone()
    };
    assert_eq!(
        (&line("address")["show"], &line("narrative")["show"]),
        (&json!(false), &json!(true))
    );
    assert_eq!(line("narrative")["checked"], false);

    let (code, why) = give(&world, &choices, "unchecked").exits(2).failure();
    assert!(code == "bad_choices" && why.contains("nobody has checked"), "{why}");

    let checked = world.path("checked.json");
    let of_narrative = |line: &Value| line["at"] == "narrative";
    check(&choices, &checked, |line| {
        if of_narrative(line) {
            (line["checked"], line["black"]) = (json!(true), json!([OTHER]));
        }
    });
    let (_, why) = give(&world, &checked, "no-reason").exits(2).failure();
    assert!(why.contains("do not say why"), "{why}");
    check(&checked, &checked, |line| {
        if of_narrative(line) {
            line["why"] = json!("third party");
        }
    });
    let tampered = world.path("tampered.json");
    check(&checked, &tampered, |line| {
        if of_narrative(line) {
            line["text"] = json!("Nothing happened.");
        }
    });
    let (_, why) = give(&world, &tampered, "tampered").exits(2).failure();
    assert!(why.contains("changed since"), "{why}");
    let left_out = world.path("left-out.json");
    let mut fewer: Value =
        serde_json::from_str(&fs::read_to_string(&checked).expect("a file")).expect("JSON");
    fewer["records"][0]["lines"].as_array_mut().expect("lines").pop();
    fs::write(&left_out, fewer.to_string()).expect("a file");
    let _ = give(&world, &left_out, "left-out").exits(2);

    let _ = give(&world, &checked, "given").exits(0);
    for name in ["given.html", "given.json"] {
        let given = fs::read_to_string(world.path(name)).expect("it is there");
        assert!(given.contains(WHO) && given.contains("third party"), "{name}: {given}");
        for kept in [OTHER, "Zzqjones", "Zzqelm", "Zzqnobody"] {
            assert!(!given.contains(kept), "{name} tells {kept}");
        }
    }
    let audit = world.region_says(&["hub", "audit", "--what", "disclosed"]);
    let lines = audit["lines"].as_array().expect("lines");
    assert_eq!((lines.len(), &lines[0]["record"]), (1, &json!(id)), "{audit}");
    assert!(!world.region_says(&["hub", "audit"]).to_string().contains("Zzqsmith"));

    phone.does("edit", &[&id, "--set", "callsign=YA2"]);
    let _ = phone.sync().exits(0);
    let (_, why) = give(&world, &checked, "late").exits(2).failure();
    assert!(why.contains("changed since"), "{why}");
    drop(server);
    world.each_helps_with_an_example_of_itself(&["hub subject choose", "hub subject give"]);
}
