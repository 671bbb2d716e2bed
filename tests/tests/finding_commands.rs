//! Finding and the clocks of harm by the command line, as people and programs meet them.

#![allow(clippy::expect_used, clippy::indexing_slicing)]

use serde_json::{Value, json};
use tabard_tests::process::World;

const COMMANDS: [&str; 8] = [
    "device find",
    "device duplicates",
    "device due",
    "hub find",
    "hub duplicates",
    "hub due",
    "hub footage",
    "hub riddor",
];

fn ids(list: &Value) -> Vec<&str> {
    list.as_array().expect("a list").iter().filter_map(|one| one["id"].as_str()).collect()
}

fn whats(list: &Value) -> Vec<&str> {
    list.as_array().expect("a list").iter().filter_map(|one| one["what"].as_str()).collect()
}

#[test]
fn every_command_helps_with_an_example_of_itself() {
    let world = World::unfounded();
    world.each_helps_with_an_example_of_itself(&COMMANDS);
}

#[test]
fn a_phone_finds_its_reports_with_no_network() {
    let world = World::new();
    let server = world.serve();
    let phone = world.phone("a");
    drop(server);
    let reports: Vec<_> = (0..7)
        .map(|n| json!({ "narrative": format!("zzqword {n}"), "types": ["verbal_abuse"] }))
        .collect();
    let _ = phone.report(&reports).exits(0);
    let _ = phone.report(&[json!({ "types": ["near_miss"], "withdrawn": true })]).exits(0);

    assert_eq!(ids(&phone.run("find", &["ZZQ"]).exits(0).json()).len(), 7);
    assert_eq!(ids(&phone.run("find", &["zzqword", "3"]).exits(0).json()).len(), 1);
    assert_eq!(ids(&phone.run("find", &["nothing"]).exits(0).json()).len(), 0);
    assert_eq!(ids(&phone.run("list", &["--withdrawn"]).exits(0).json()).len(), 1);
    assert_eq!(ids(&phone.run("list", &["--type", "verbal_abuse"]).exits(0).json()).len(), 7);
    let unsent = ["--unsent", "--own", "--state", "saved_on_this_phone"];
    assert_eq!(ids(&phone.run("list", &unsent).exits(0).json()).len(), 8);

    let mut seen = Vec::new();
    let mut after = Vec::new();
    loop {
        let page = phone.run("list", &[&["--limit", "3"], &after[..]].concat()).exits(0).json();
        seen.extend(ids(&page).iter().map(|id| (*id).to_owned()));
        let Some(place) = page.as_array().and_then(|lines| lines.last()?["place"].as_str()) else {
            break;
        };
        after = vec!["--after", Box::leak(place.to_owned().into_boxed_str())];
    }
    let mut every = phone.ids();
    assert_eq!(seen, every, "in the order of the whole list");
    every.dedup();
    assert_eq!(every.len(), 8);

    for bad in [
        &["--type", "zzq"][..],
        &["--state", "zzq"],
        &["--from", "zzq"],
        &["--after", "zzq"],
        &["--limit", "0"],
    ] {
        let ended = phone.run("list", bad).exits(2);
        assert!(!ended.err.contains("zzq"), "{}", ended.err);
        assert!(ended.err.contains("what_to_do"), "{}", ended.err);
    }
    let nothing = phone.run("find", &["**"]).exits(2);
    assert!(nothing.err.contains("no_words"), "{}", nothing.err);
}

#[test]
fn duplicates_are_offered_linked_and_refused_by_commands() {
    let world = World::new();
    let _server = world.serve();
    let phone = world.phone("a");
    let _ = phone.report(&[json!({ "cad_number": "C1" }), json!({ "cad_number": "c 1" })]).exits(0);
    let both = phone.ids();
    let found = phone.run("duplicates", &[]).exits(0).json();
    assert_eq!(ids(&found).len(), 2);
    assert_eq!(found[0]["possible"][0]["reasons"], json!(["same_cad_number"]));
    let _ = phone.run("duplicates", &[&both[0], "--link", &both[1]]).exits(0);
    let back = phone.run("duplicates", &[&both[1], "--link", &both[0]]).exits(2);
    assert!(back.err.contains("circle"), "{}", back.err);
    let edited = phone.run("edit", &[&both[1], "--set", "duplicate_of=soon"]).exits(2);
    assert!(edited.err.contains("bad_link"), "{}", edited.err);
    assert_eq!(ids(&phone.run("duplicates", &[]).exits(0).json()).len(), 0);
    let _ = phone.sync().exits(0);
    let more = [json!({ "cad_number": "C2" }), json!({ "cad_number": "C2" })];
    let _ = phone.report(&more).exits(0);
    let _ = phone.sync().exits(0);

    let found = world.region_says(&["hub", "duplicates"]);
    let pair: Vec<String> = ids(&found).into_iter().map(ToOwned::to_owned).collect();
    assert_eq!(pair.len(), 2);
    let said = world.region_says(&["hub", "duplicates", &pair[0], "--not-the-same", &pair[1]]);
    assert_eq!(said["not_the_same"], json!(pair[1]));
    assert_eq!(ids(&world.region_says(&["hub", "duplicates"])).len(), 0);
    let said = world.region_says(&["hub", "duplicates", &pair[0], "--link", &pair[1]]);
    assert_eq!(said["duplicate_of"], json!(pair[1]));
    let _ = world.run_at_region(&["hub", "duplicates", &pair[1], "--link", &pair[0]]).exits(2);
    let linked = world.region_says(&["hub", "list", "--state", "duplicate_linked"]);
    assert_eq!(ids(&linked), [pair[0].as_str()]);
    let _ = phone.sync().exits(0);
    assert_eq!(phone.show(&pair[0])["state"], "duplicate_linked");
}

#[test]
fn what_is_due_is_listed_done_and_gone() {
    let world = World::new();
    let _server = world.serve();
    let phone = world.phone("a");
    let report = json!({
        "types": ["physical_contact"],
        "occurred_at": "2026-01-05T22:00:00Z",
        "police_contacted": "999",
        "staff": [{ "id": "s1", "absence_days": 9, "physical_harm_0h": "low" }],
        "recordings": [
            { "id": "k1", "system": "V", "camera": "1", "reference": "x".repeat(75), "staff": "s1" },
            { "id": "k2", "from": "2026-01-05T22:00:00Z", "hold_until": "2026-01-10" },
        ],
    });
    let _ = phone.report(std::slice::from_ref(&report)).exits(0);
    let mut long = report;
    long["recordings"][0]["reference"] = json!("x".repeat(76));
    let _ = phone.report(&[long]).exits(2);
    let id = phone.ids().remove(0);
    let own = phone.run("due", &[]).exits(0).json();
    assert_eq!(whats(&own), ["harm_0h", "harm_72h", "harm_28d"]);
    let _ = phone.run("edit", &[&id, "--set", "staff.s1.psych_harm_0h=low"]).exits(0);
    let own = phone.run("due", &[]).exits(0).json();
    assert_eq!(whats(&own), ["harm_72h", "harm_28d"]);
    assert_eq!(own[0]["at"], "2026-01-08T22:00:00Z");
    let _ = phone.sync().exits(0);

    let due = world.region_says(&["hub", "due"]);
    let riddor =
        due.as_array().expect("a list").iter().find(|one| one["what"] == "riddor_over_7_days");
    assert_eq!(riddor.expect("it is due")["on"], "2026-01-20");
    let tasks = world.region_says(&["hub", "footage"]);
    let items: Vec<_> = tasks.as_array().expect("a list").iter().map(|one| &one["item"]).collect();
    assert_eq!(items, ["k2", "k1"], "the most pressing first");
    assert_eq!(tasks[0]["on"], "2026-01-10");
    let later = world.region_says(&["hub", "footage", "--footage-days", "90"]);
    assert_eq!(later[1]["on"], "2026-04-05");

    let kept = ["hub", "footage", &id, "k2", "--status", "kept", "--role", "BWV team"];
    let _ = world.region_says(&kept);
    assert_eq!(world.region_says(&["hub", "footage"])[0]["item"], "k1");
    let _ = world.run_at_region(&["hub", "footage", &id, "k9", "--status", "kept"]).exits(2);
    let _ = world.run_at_region(&["hub", "footage", &id, "k1", "--status", "zzq"]).exits(2);
    let _ = world.region_says(&["hub", "riddor", &id, "s1", "--reported-on", "2026-01-12"]);
    assert!(!whats(&world.region_says(&["hub", "due"])).contains(&"riddor_over_7_days"));
    let of_one = world.region_says(&["hub", "due", &id]);
    let riddor =
        of_one.as_array().expect("a list").iter().find(|one| one["what"] == "riddor_over_7_days");
    assert_eq!(riddor.expect("it stays")["done"], true);
    let _ = world.run_at_region(&["hub", "riddor", &id, "s1", "--reported-on", "soon"]).exits(2);
    let _ = world.run_at_region(&["hub", "riddor", &id, "s1"]).exits(2);
    let _ = phone.sync().exits(0);
    assert_eq!(phone.show(&id)["answer"]["footage"][0]["status"], "kept");

    let _ = world.region_says(&[
        "hub",
        "answer",
        &id,
        "--status",
        "closed",
        "--outcome",
        "action_taken",
        "--note",
        "Done.",
    ]);
    assert_eq!(whats(&world.region_says(&["hub", "due"])), Vec::<&str>::new());
    let region = world.region();
    for words in [&["hub", "due"][..], &["hub", "footage"], &["hub", "duplicates"]] {
        let said = [words, &["--dir", region.to_str().expect("a path")]].concat();
        assert!(!world.run_in_words(&said).exits(0).out.is_empty());
    }
}
