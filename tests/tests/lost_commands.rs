//! The commands for lost phones, leases and history, as an operator and a crew meet them.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic)] // what a test expects it tests

use serde_json::{Value, json};
use tabard_tests::process::World;

const AHEAD: &str = "TABARD_CLOCK_AHEAD_SECONDS";
const FIFTEEN_DAYS: &str = "1296000";

#[test]
fn a_policy_is_stated_shown_and_taken_back() {
    let world = World::new();
    let policy = |more: &[&str]| world.region_says(&[&["region", "policy"], more].concat());
    let stated = |lease: Option<u16>, history: Option<u16>, review: u16| {
        json!({
            "read_lease_days": lease, "history_days": history,
            "alert_hours": 24, "temporary_days": 45, "review_days": review,
        })
    };
    assert_eq!(policy(&[]), stated(None, None, 366));
    let both = policy(&["--read-lease-days", "14", "--history-days", "30"]);
    assert_eq!(both, stated(Some(14), Some(30), 366));
    let one = policy(&["--history-days", "0"]);
    assert_eq!(one, stated(Some(14), None, 366));
    assert_eq!(policy(&["--review-days", "180"]), stated(Some(14), None, 180));
    assert_eq!(policy(&["--review-days", "0"]), one, "the default again");
    // The same numbers once more are another decision, and not the old line.
    assert_eq!(policy(&["--history-days", "30"]), both);
    assert_eq!(policy(&[]), both);
    let wrong = world.run_at_region(&["region", "policy", "--history-days", "soon"]);
    assert_eq!(wrong.code, 2);
    world.verify();
}

#[test]
fn a_phone_without_contact_shows_nothing_and_takes_everything() {
    let world = World::new();
    let _server = world.serve();
    let phone = world.phone("phone");
    world.region_says(&["region", "policy", "--read-lease-days", "14"]);
    let id = phone.report(&[json!({ "callsign": "YA1" })]).exits(0).ids().remove(0);
    let _ = phone.sync().exits(0);
    let own = phone.run("show", &[]).exits(0).json();
    assert_eq!(own["read_lease"]["ended"], false);
    assert!(own["read_lease"]["until"].is_string() && own["last_contact"].is_string(), "{own}");

    let late = (AHEAD, FIFTEEN_DAYS);
    for (name, arguments) in [("list", vec![]), ("show", vec![id.as_str()])] {
        let refused = phone.run_with(late, name, &arguments).exits(1);
        let (code, what_to_do) = refused.failure();
        assert_eq!(code, "lease_ended");
        assert!(what_to_do.contains("sync"), "{what_to_do}");
        assert_eq!(refused.out, "", "not a word of it");
    }
    let own = phone.run_with(late, "show", &[]).exits(0).json();
    assert_eq!(own["read_lease"]["ended"], true, "the device itself may be looked at");
    let edit = ["--set", "station=Testtown"];
    let edited = phone.run_with(late, "edit", &[&[id.as_str()], &edit[..]].concat()).exits(0);
    assert_eq!(edited.json()["changed"], true);
    // The clock that was set forward has shown it ended; set back, it stays so until a contact.
    assert_eq!(phone.run("list", &[]).failure().0, "lease_ended");
    let _ = phone.sync().exits(0);
    assert_eq!(phone.list().len(), 1);
    assert_eq!(phone.show(&id)["report"]["station"], "Testtown");
}

#[test]
fn a_lost_phone_is_wiped_and_the_next_one_has_its_reports() {
    let world = World::new();
    let _server = world.serve();
    let (lost, next) = (world.phone("YA214 phone 1"), world.phone("YA214 phone 2"));
    let id = lost.report(&[json!({ "narrative": "Spat at." })]).exits(0).ids().remove(0);
    let _ = lost.sync().exits(0);
    world.region_says(&["hub", "answer", &id, "--status", "being_looked_at", "--note", "Thanks."]);
    let (old, new) = (lost.id(), next.id());
    let both = world.run_at_region(&["device", "revoke", &old, "--unsent-too"]);
    assert_eq!(both.code, 2, "--unsent-too without --wipe says too little");
    let said = world.region_says(&["device", "revoke", &old, "--wipe"]);
    assert_eq!(said, json!({ "device": old, "revoked": true, "wipe": true }));
    let handed =
        ["hub", "hand-over", "--from", "YA214 phone 1", "--to", new.get(..6).expect("an id")];
    let handed = world.region_says(&handed);
    assert_eq!((&handed["incidents"], &handed["others"]), (&json!(1), &json!(1)), "{handed}");

    let told = lost.sync().exits(1);
    let (code, what_to_do) = told.failure();
    assert_eq!(code, "wiped");
    assert!(what_to_do.contains("nothing of it is left here"), "{what_to_do}");
    assert!(!what_to_do.contains("Spat"), "{what_to_do}");
    let _ = next.sync().exits(0);
    let shown = next.show(&id);
    assert_eq!(shown["report"]["narrative"], "Spat at.");
    assert_eq!(shown["state"], "being_looked_at");
    let _ = next.run("edit", &[&id, "--set", "station=Testtown"]).exits(0);
    let _ = next.sync().exits(0);
    let at_hub = world.region_says(&["hub", "show", &id]);
    assert_eq!(at_hub["report"]["station"], "Testtown");
    let same = world.run_at_region(&["hub", "hand-over", "--from", &old, "--to", &old]);
    assert_eq!((same.code, same.failure().0.as_str()), (2, "same_device"));
    assert_ne!(at_hub["answer"], Value::Null);
    world.verify();
}
