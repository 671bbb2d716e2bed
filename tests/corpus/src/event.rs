//! One report, field by field.

use serde_json::{Map, Value, json};

use crate::dice::Dice;
use crate::invented::{address, cad_number, callsign, moment, name, phone_number, postcode};
use crate::narrative;
use crate::shares::{ACTIVITIES, ACTS, ANYWHERE, FACTORS, IN_PERSON, PLACES, WEAPONS};

/// The report at this place of the series: now and then a rare shape, else an ordinary one.
pub(crate) fn report(dice: &mut Dice, place: usize) -> Value {
    let fields = match place % 600 {
        137 => long(dice),
        211 | 433 => many_acts(dice),
        _ if dice.percent(3) => one_field(dice),
        _ if dice.percent(25) => quick(dice),
        _ => ordinary(dice),
    };
    Value::Object(fields)
}

fn ordinary(dice: &mut Dice) -> Map<String, Value> {
    let mut report = Map::new();
    let call = dice.percent(12);
    let physical = !call && dice.percent(44);
    types(dice, &mut report, call, physical);
    put(&mut report, "occurred_at", moment(dice));
    place(dice, &mut report, call);
    if dice.percent(80) {
        put(&mut report, "callsign", callsign(dice));
    }
    if dice.percent(70) {
        put(&mut report, "cad_number", cad_number(dice));
    }
    phases(dice, &mut report, call);
    people(dice, &mut report, call);
    if physical {
        acts(dice, &mut report);
    }
    staff(dice, &mut report, call, physical);
    factors(dice, &mut report);
    police(dice, &mut report, physical);
    if dice.percent(86) {
        let voice = if call { narrative::Voice::ControlRoom } else { narrative::voice(dice) };
        put(&mut report, "narrative", narrative::narrative(dice, voice));
    }
    reporting(dice, &mut report, call);
    report
}

/// What is tapped in a minute at the side of the road.
fn quick(dice: &mut Dice) -> Map<String, Value> {
    let mut report = Map::new();
    let physical = dice.percent(44);
    types(dice, &mut report, false, physical);
    put(&mut report, "occurred_at", moment(dice));
    place(dice, &mut report, false);
    people(dice, &mut report, false);
    put(&mut report, "anyone_hurt", physical && dice.percent(22));
    put(&mut report, "weapon_involved", dice.percent(6));
    put(&mut report, "camera_running", dice.percent(22));
    if dice.percent(60) {
        put(
            &mut report,
            "safe_now",
            dice.weighted(&[("safe", 88), ("hurt", 9), ("need_help_now", 3)]),
        );
    }
    if dice.percent(50) {
        put(&mut report, "narrative", narrative::sentence(dice));
    }
    reporting(dice, &mut report, false);
    report
}

fn one_field(dice: &mut Dice) -> Map<String, Value> {
    let mut report = Map::new();
    match dice.below(4) {
        0 => put(&mut report, "types", json!(["verbal_abuse"])),
        1 => put(&mut report, "needs_support", true),
        2 => put(&mut report, "occurred_at", moment(dice)),
        _ => put(&mut report, "narrative", narrative::sentence(dice)),
    }
    report
}

/// One account of 20 kB, as somebody writes who could not sleep.
fn long(dice: &mut Dice) -> Map<String, Value> {
    let mut report = ordinary(dice);
    let mut text = String::new();
    while text.len() < 20_000 {
        text.push_str(&narrative::narrative(dice, narrative::Voice::Reflective));
        text.push_str("\n\n");
    }
    put(&mut report, "narrative", text);
    report
}

fn many_acts(dice: &mut Dice) -> Map<String, Value> {
    let mut report = ordinary(dice);
    let phases = ["assessment", "extrication", "handover_queue", "transit"];
    put(&mut report, "phases", json!(phases));
    put(
        &mut report,
        "people",
        json!([
            { "id": "p1", "role": "patient", "known": "named", "name": name(dice) },
            { "id": "p2", "role": "relative_friend", "relationship_to_patient": "family" },
        ]),
    );
    let acts: Vec<_> = phases
        .iter()
        .map(|phase| json!({ "act": dice.weighted(ACTS), "phase": phase, "person": dice.pick(&["p1", "p2"]) }))
        .collect();
    put(&mut report, "acts", acts);
    report
}

fn types(dice: &mut Dice, report: &mut Map<String, Value>, call: bool, physical: bool) {
    let mut types = Vec::new();
    if call {
        types.push("abusive_call");
        types.extend(dice.percent(15).then_some("malicious_repeat_calling"));
    }
    types.extend(physical.then_some("physical_contact"));
    for (code, chance) in ANYWHERE {
        types.extend(dice.percent(*chance).then_some(*code));
    }
    if !call {
        for (code, chance) in IN_PERSON {
            types.extend(dice.percent(*chance).then_some(*code));
        }
    }
    if types.is_empty() {
        types.push("verbal_abuse");
    }
    if dice.percent(60) {
        let first = types.first().copied().unwrap_or_default();
        put(report, "primary_type", first);
    }
    types.sort_unstable();
    put(report, "types", types);
}

fn place(dice: &mut Dice, report: &mut Map<String, Value>, call: bool) {
    let kind = if call { "eoc_by_phone" } else { dice.weighted(PLACES) };
    put(report, "location_type", kind);
    let home = kind.starts_with("private_home");
    if home || dice.percent(30) {
        put(report, "dwelling", home);
    }
    if !call && dice.percent(45) {
        put(report, "address", address(dice));
        put(report, "postcode", postcode(dice));
    }
}

fn phases(dice: &mut Dice, report: &mut Map<String, Value>, call: bool) {
    let mut phases = if call {
        vec!["call_taking"]
    } else if dice.percent(47) {
        vec![dice.pick(&["arrival", "assessment", "treatment", "extrication"])]
    } else {
        vec![dice.weighted(&[
            ("transit", 30),
            ("handover_queue", 20),
            ("handover", 12),
            ("dispatch_delay_wait", 6),
        ])]
    };
    if !call && dice.percent(25) {
        let next = dice.pick(&["transit", "handover_queue", "handover"]);
        if !phases.contains(&next) {
            phases.push(next);
        }
    }
    phases.sort_unstable();
    put(report, "phases", phases);
    if dice.percent(40) {
        let activity = if call { "call_triage" } else { dice.pick(ACTIVITIES) };
        put(report, "activities", [activity].as_slice());
    }
}

fn people(dice: &mut Dice, report: &mut Map<String, Value>, call: bool) {
    let mut person = Map::new();
    let role = if dice.percent(78) {
        if call { "caller_1st_party" } else { "patient" }
    } else if call {
        dice.pick(&["caller_2nd_party", "caller_3rd_party"])
    } else {
        dice.weighted(&[
            ("relative_friend", 12),
            ("bystander_public", 8),
            ("care_home_staff", 1),
            ("unknown", 1),
        ])
    };
    put(&mut person, "role", role);
    if call && dice.percent(70) {
        put(&mut person, "known", "phone_number_only");
        put(&mut person, "phone_number", phone_number(dice));
    } else if dice.percent(45) {
        put(&mut person, "known", "named");
        put(&mut person, "name", name(dice));
    } else if dice.percent(30) {
        put(&mut person, "known", "described_only");
        put(&mut person, "description", narrative::description(dice));
    }
    if dice.percent(35) {
        let view = dice.weighted(&[
            ("intentional", 40),
            ("reduced_control_voluntary_intoxication", 30),
            ("medical_factor", 20),
            ("clinical_lacks_capacity", 11),
            ("undetermined", 15),
        ]);
        put(&mut person, "intent_capacity", view);
        if view == "clinical_lacks_capacity" {
            put(
                &mut person,
                "capacity_basis",
                dice.pick(&["dementia", "delirium", "post_ictal", "hypoglycaemia"]),
            );
        }
    }
    put(report, "people", vec![Value::Object(person)]);
}

fn acts(dice: &mut Dice, report: &mut Map<String, Value>) {
    let count = 1 + u64::from(dice.percent(28)) + u64::from(dice.percent(9));
    let acts: Vec<_> = (0..count)
        .map(|_| {
            let mut act = Map::new();
            put(&mut act, "act", dice.weighted(ACTS));
            if dice.percent(12) {
                put(&mut act, "weapon", dice.weighted(WEAPONS));
                put(
                    &mut act,
                    "weapon_status",
                    dice.pick(&["used", "brandished", "threatened", "seen"]),
                );
            }
            if dice.percent(40) {
                put(
                    &mut act,
                    "body_region",
                    dice.pick(&["arm_hand", "face", "head_neck", "chest", "leg_foot"]),
                );
            }
            Value::Object(act)
        })
        .collect();
    put(report, "acts", acts);
}

fn staff(dice: &mut Dice, report: &mut Map<String, Value>, call: bool, physical: bool) {
    let hurt = physical && dice.percent(22);
    put(report, "anyone_hurt", hurt);
    if dice.percent(35) && !hurt {
        return;
    }
    let mut member = Map::new();
    let group = if call {
        dice.weighted(&[("eoc_999", 70), ("eoc_111", 20), ("dispatcher", 10)])
    } else {
        dice.weighted(&[
            ("paramedic", 45),
            ("emt", 25),
            ("eca", 15),
            ("student", 8),
            ("cfr_volunteer", 2),
            ("pts", 5),
        ])
    };
    put(&mut member, "staff_group", group);
    put(&mut member, "is_reporter", dice.percent(85));
    let physical_harm =
        if hurt { dice.weighted(&[("low", 75), ("moderate", 20), ("severe", 5)]) } else { "none" };
    put(&mut member, "physical_harm_0h", physical_harm);
    put(
        &mut member,
        "psych_harm_0h",
        dice.weighted(&[("none", 45), ("low", 38), ("moderate", 14), ("severe", 3)]),
    );
    if !call {
        camera(dice, &mut member);
    }
    if hurt && dice.percent(40) {
        let injury = dice.weighted(&[
            ("bruise", 50),
            ("bite_skin_broken", 10),
            ("laceration", 15),
            ("sprain", 15),
            ("fracture", 3),
        ]);
        put(
            report,
            "injuries",
            vec![
                json!({ "injury_type": injury, "body_region": dice.pick(&["arm_hand", "face", "back"]) }),
            ],
        );
    }
    put(report, "staff", vec![Value::Object(member)]);
}

fn camera(dice: &mut Dice, member: &mut Map<String, Value>) {
    let wearing = dice.weighted(&[("yes", 40), ("no", 35), ("not_issued", 25)]);
    put(member, "bwv_wearing", wearing);
    if wearing != "yes" {
        return;
    }
    let activated = dice.weighted(&[("yes", 50), ("partial", 10), ("no", 40)]);
    put(member, "bwv_activated", activated);
    if activated == "no" {
        put(
            member,
            "bwv_reason_not_activated",
            dice.pick(&["too_fast", "forgot", "would_escalate", "private_home"]),
        );
    } else {
        put(
            member,
            "bwv_reason_activated",
            dice.pick(&["felt_at_risk", "verbal_escalation", "flagged_address"]),
        );
    }
}

fn factors(dice: &mut Dice, report: &mut Map<String, Value>) {
    if dice.percent(12) {
        return;
    }
    let mut factors = Vec::new();
    for (factor, chance) in FACTORS {
        if factors.len() < 4 && dice.percent(*chance) {
            let strength = dice.pick(&["observed", "stated", "suspected"]);
            factors.push(json!({ "factor": factor, "strength": strength }));
        }
    }
    if factors.is_empty() {
        factors.push(json!({ "factor": "unknown" }));
    }
    put(report, "factors", factors);
}

fn police(dice: &mut Dice, report: &mut Map<String, Value>, physical: bool) {
    let told = dice.percent(if physical { 55 } else { 20 });
    if !told {
        if dice.percent(60) {
            put(report, "police_contacted", "no");
        }
        return;
    }
    put(
        report,
        "police_contacted",
        dice.pick(&["at_scene", "radio_emergency", "999", "101_online", "later"]),
    );
    if dice.percent(40) {
        put(report, "police_crime_ref", format!("FX/{:06}/26", dice.below(1_000_000)));
        put(
            report,
            "victim_supports_action",
            dice.weighted(&[("yes", 60), ("no", 20), ("undecided", 20)]),
        );
    }
    if dice.percent(15) {
        put(
            report,
            "police_outcome",
            dice.weighted(&[
                ("not_yet", 60),
                ("charged_summonsed", 10),
                ("evidential_victim_does_not_support", 20),
            ]),
        );
    }
}

fn reporting(dice: &mut Dice, report: &mut Map<String, Value>, call: bool) {
    let channel = if call {
        "eoc_desktop"
    } else {
        dice.weighted(&[
            ("mobile_offline", 55),
            ("mobile_online", 35),
            ("manager_on_behalf", 6),
            ("epcr_linked", 4),
        ])
    };
    put(report, "reporting_channel", channel);
    if dice.percent(18) {
        put(report, "needs_support", true);
    }
    if dice.percent(3) {
        put(
            report,
            "anonymity_reason",
            dice.pick(&["save_time", "colleagues_may_find_out", "used_against_me_by_employer"]),
        );
    }
}

fn put(object: &mut Map<String, Value>, field: &str, value: impl Into<Value>) {
    object.insert(field.to_owned(), value.into());
}
