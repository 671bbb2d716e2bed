//! The reporting life on the command line: typed, saved, an account apart, support between two, the
//! hub's question and the reporter's reply.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use serde_json::{Value, json};
use tabard_tests::process::{Device, World};

fn enrolled<'w>(world: &'w World, name: &str, role: &str) -> Device<'w> {
    let device = world.stranger(name);
    device.does("enrol", &["--code", &world.code_for(role, name, &[])]);
    device
}

fn id_of(said: &Value) -> String {
    said["id"].as_str().expect("an id").to_owned()
}

#[test]
fn a_report_typed_bit_by_bit_survives_each_end_of_the_process() {
    let world = World::new();
    let _server = world.serve();
    let phone = enrolled(&world, "phone", "crew");
    let id = id_of(&phone.does("start", &[]));
    phone.does("type", &[&id, "--set", "narrative=He sho"]);
    phone.does("type", &[&id, "--set", "narrative=He shouted", "--set", "anyone_hurt=true"]);
    assert_eq!(phone.run("type", &[&id, "--set", "anyone_hurt=perhaps"]).code, 2);
    let drafts = phone.does("drafts", &[]);
    assert_eq!(drafts[0]["typed"]["narrative"], "He shouted");
    let missing = phone.does("missing", &[&id]);
    let fields: Vec<_> =
        missing.as_array().expect("a list").iter().map(|one| &one["field"]).collect();
    assert!(fields.iter().any(|field| *field == "injuries"), "{fields:?}");
    phone.does("save", &[&id]);
    phone.does("edit", &[&id, "--set", "callsign=YA214"]);
    let history = phone.does("history", &[&id]);
    assert_eq!(history.as_array().map(Vec::len), Some(2));
    phone.does("sync", &[]);
    let reason = "It was another job.";
    phone.does("withdraw", &[&id, "--reason", reason]);
    phone.does("sync", &[]);
    let shown = world.region_says(&["hub", "show", &id]);
    assert_eq!(shown["report"]["withdrawn_reason"], reason);
    assert_eq!(shown["report"]["narrative"], "He shouted");
    let at_hub = world.region_says(&["hub", "history", &id]);
    assert_eq!(at_hub.as_array().map(Vec::len), Some(3));
}

#[test]
fn the_hub_asks_the_reporter_replies_and_the_report_is_closed_with_an_answer() {
    let world = World::new();
    let _server = world.serve();
    let phone = enrolled(&world, "phone", "crew");
    let report = json!({ "types": ["verbal_abuse"], "naming": "confidential" });
    let id = id_of(&phone.report(&[report]).exits(0).json());
    let account =
        phone.run("account", &[&id, "--set", "what_happened=I knocked.", "--set", "private=true"]);
    let account = id_of(&account.exits(0).json());
    phone.does("sync", &[]);

    let listed = world.region_says(&["hub", "list"]);
    assert_eq!(listed[0]["reported_by"], Value::Null, "no list says who asked for confidence");
    let shown = world.region_says(&["hub", "show", &id]);
    assert_eq!(shown["accounts"][0]["id"], account);
    let ask =
        ["hub", "answer", &id, "--status", "being_looked_at", "--note", "Which way?", "--question"];
    world.region_says(&ask);
    world.region_says(&[
        "hub",
        "answer",
        &account,
        "--status",
        "being_looked_at",
        "--note",
        "Thank you.",
    ]);
    phone.does("sync", &[]);
    let here = phone.does("show", &[&id]);
    assert_eq!(here["unread"], true);
    assert_eq!(here["accounts"][0]["answer"]["messages"][0]["text"], "Thank you.");
    let message = here["answer"]["messages"][0]["id"].as_str().expect("an id").to_owned();
    phone.does("reply", &[&id, "Down the stairs.", "--to", &message]);
    phone.does("sync", &[]);
    let shown = world.region_says(&["hub", "show", &id]);
    assert_eq!(shown["report"]["replies"][0]["message"], message);

    let close = ["hub", "answer", &id, "--status", "closed"];
    let refused = world.run_at_region(&close);
    assert_eq!(refused.code, 1);
    assert!(refused.err.contains("not_answered"), "{}", refused.err);
    world.region_says(&[&close[..], &["--outcome", "action_taken", "--note", "Done."]].concat());
    phone.does("sync", &[]);
    assert_eq!(phone.does("show", &[&id])["state"], "closed");
}

#[test]
fn support_is_asked_for_and_given_past_the_hub() {
    let world = World::new();
    let _server = world.serve();
    let phone = enrolled(&world, "phone", "crew");
    let ask = ["--set", "support+=trim_72h", "--set", "note=zzq private"];
    let nobody = phone.run("support ask", &ask);
    assert_eq!(nobody.code, 1);
    assert!(nobody.err.contains("nobody_reads"), "{}", nobody.err);
    let desk = enrolled(&world, "wellbeing", "wellbeing");
    desk.does("sync", &[]);
    phone.does("sync", &[]);
    let said = phone.does("support ask", &ask);
    assert_eq!(said["call"][0]["number"], "0300 373 0898");
    let id = id_of(&said);
    phone.does("sync", &[]);
    desk.does("sync", &[]);
    let vault = world.path("wellbeing");
    let vault = vault.to_str().expect("a path");
    let wellbeing = |arguments: &[&str]| {
        let arguments = [&["wellbeing"], arguments, &["--vault", vault]].concat();
        world.run(&arguments).exits(0).json()
    };
    assert_eq!(wellbeing(&["list"])[0]["id"], id);
    assert_eq!(wellbeing(&["show", &id])["record"]["note"], "zzq private");
    wellbeing(&[
        "answer",
        &id,
        "--set",
        "status=in_contact",
        "--note",
        "I call you.",
        "--role",
        "TRiM",
    ]);
    desk.does("sync", &[]);
    phone.does("sync", &[]);
    let shown = phone.does("support show", &[&id]);
    assert_eq!(shown["state"], "in_contact");
    assert_eq!(shown["record"]["messages"][0]["text"], "I call you.");
    assert_eq!(world.run_at_region(&["hub", "show", &id]).code, 1, "triage has no such record");
    world.verify();
}
