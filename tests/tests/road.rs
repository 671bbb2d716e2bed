//! One report travels the whole road, and so do edits made apart.

use serde_json::json;
use tabard_core::region::Role;
use tabard_server::hub::Answer;
use tabard_tests::Region;

#[test]
fn a_report_goes_out_and_its_answer_comes_back() {
    let mut region = Region::new(1);
    let mut phone = region.phone("a", Role::Crew);
    let id = region.report(&mut phone, &json!({ "types": ["verbal_abuse"], "callsign": "YA214" }));
    assert_eq!(phone.state(id), "saved_on_this_phone");

    region.sync(&mut phone);
    assert_eq!(phone.state(id), "held_by_region");
    region.pump();
    region.sync(&mut phone);
    assert_eq!(phone.state(id), "opened_by_hub");

    let answer = Answer {
        status: "being_looked_at".to_owned(),
        note: Some("Thank you. We have asked for the footage.".to_owned()),
        role: Some("VPR lead".to_owned()),
        ..Answer::default()
    };
    let (now, mut rng) = (region.now, region.rng.clone());
    region.hub().answer(id, &answer, now, &mut rng).expect("an answer");
    region.sync(&mut phone);
    assert_eq!(phone.state(id), "being_looked_at");
    let shown = phone.client.incident(id).expect("the report").answer.to_string();
    assert!(shown.contains("asked for the footage"), "{shown}");
    assert_eq!(region.hub().incident(id).expect("at the hub").summary.report, phone.shows(id));
}

#[test]
fn crew_mates_edit_apart_and_both_edits_stay() {
    let mut region = Region::new(2);
    let mut a = region.phone("a", Role::Crew);
    let mut b = region.phone("b", Role::Crew);
    let id = region.report(&mut a, &json!({ "types": ["verbal_abuse"] }));
    region.sync(&mut b);
    region.sync(&mut a);
    let (device, now) = (b.client.device(), region.now);
    a.client.invite(id, device, now, &mut region.rng).expect("an invitation");
    region.sync(&mut a);
    region.pump();
    region.sync(&mut b);
    assert_eq!(b.state(id), "opened_by_hub", "who joins later reads the answer too");

    region.edit(&mut a, id, "callsign=YA214");
    region.edit(&mut b, id, "callsign=YA215");
    region.edit(&mut a, id, "vehicle=7741");
    region.edit(&mut b, id, "types+=physical_contact");
    for _ in 0..2 {
        region.sync(&mut a);
        region.sync(&mut b);
    }
    region.pump();
    let shown = a.shows(id);
    assert_eq!(shown, b.shows(id));
    assert_eq!(shown, region.hub().incident(id).expect("at the hub").summary.report);
    assert_eq!(shown["vehicle"], "7741");
    assert_eq!(shown["types"], json!(["physical_contact", "verbal_abuse"]));
    let conflict = &shown["conflicts"][0];
    assert_eq!(conflict["field"], "callsign");
    assert_eq!(conflict["values"].as_array().map(Vec::len), Some(2));

    region.edit(&mut a, id, "callsign=YA214");
    region.sync(&mut a);
    region.sync(&mut b);
    assert_eq!(b.shows(id)["callsign"], "YA214");
    assert_eq!(b.shows(id).get("conflicts"), None, "stating one of the values settles it");
}
