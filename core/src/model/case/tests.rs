use serde_json::json;

use super::*;

fn patient() -> Value {
    json!({ "people": [{ "id": "p1", "role": "patient" }, { "id": "p2", "role": "bystander_public" }] })
}

fn action(more: &Value) -> Value {
    let mut action = json!({
        "id": "a1", "rung": "acceptable_behaviour_agreement", "person": "p1",
        "reason": "He kicked a colleague.", "proposed_by": "A. Green",
        "proposed_at": "2026-05-01T10:00:00Z", "expires_on": "2026-11-01",
    });
    if let (Some(action), Some(more)) = (action.as_object_mut(), more.as_object()) {
        action.extend(more.clone());
    }
    action
}

fn case(more: &Value) -> Value {
    json!({ "actions": [action(more)] })
}

fn written(more: &Value) -> Result<(), CaseFault> {
    check(&patient(), &Value::Null, &case(more))
}

#[test]
fn who_proposed_an_action_does_not_decide_on_it() {
    let clinical = json!({ "clinical_input": "No cause.", "clinical_by": "Dr Ali" });
    let with = |field: &str, name: &str| {
        let mut more = clinical.clone();
        more[field] = name.into();
        more["refused_reason"] = "Too harsh.".into();
        written(&more)
    };
    for field in ["approved_by", "refused_by"] {
        assert_eq!(with(field, "J. Brown"), Ok(()));
        assert_eq!(with(field, "A. Green"), Err(CaseFault::SamePerson));
        assert_eq!(with(field, " a.  GREEN "), Err(CaseFault::SamePerson), "the same name");
    }
}

#[test]
fn an_action_above_a_warning_about_a_patient_takes_a_clinician() {
    let approved = |person: &str| written(&json!({ "approved_by": "J. Brown", "person": person }));
    assert_eq!(approved("p1"), Err(CaseFault::NoClinicalInput));
    assert_eq!(approved("p2"), Ok(()), "a bystander");
    assert_eq!(approved(""), Err(CaseFault::NoClinicalInput), "the report has a patient in it");
    let half = json!({ "approved_by": "J. Brown", "clinical_input": "No cause." });
    assert_eq!(written(&half), Err(CaseFault::NoClinicalInput), "by nobody");
    let withheld = json!({ "rung": "withholding_treatment", "approved_by": "J. Brown" });
    assert_eq!(
        check(&json!({}), &Value::Null, &case(&withheld)),
        Err(CaseFault::NoClinicalInput),
        "whoever it is about"
    );
}

#[test]
fn a_letter_goes_out_once_somebody_else_approved() {
    let sent = json!({ "letter_sent_on": "2026-05-02" });
    assert_eq!(written(&sent), Err(CaseFault::NotApproved));
    let warning = json!({ "rung": "warning_letter", "letter_sent_on": "2026-05-02" });
    assert_eq!(written(&warning), Ok(()), "a warning takes no approver");
    let refused = json!({ "refused_by": "J. Brown", "refused_reason": "No.",
        "letter_sent_on": "2026-05-02" });
    assert_eq!(written(&refused), Err(CaseFault::NotApproved));
}

#[test]
fn conditions_expire() {
    assert_eq!(written(&json!({ "conditions": "By letter.", "expires_on": "2026-11-01" })), Ok(()));
    let without = json!({ "conditions": "By letter.", "expires_on": "" });
    assert_eq!(written(&without), Err(CaseFault::NoExpiry));
    assert_eq!(written(&json!({ "expires_on": "2026-04-30" })), Err(CaseFault::BackDated));
    assert_eq!(written(&json!({ "review_on": "2026-04-30" })), Err(CaseFault::BackDated));
}

#[test]
fn what_was_approved_is_what_stands() {
    let approved = json!({ "approved_by": "J. Brown", "person": "p2" });
    let before = case(&approved);
    let changed = |field: &str, value: &str| {
        let mut after = before.clone();
        after["actions"][0][field] = value.into();
        check(&patient(), &before, &after)
    };
    for field in TERMS {
        assert_eq!(changed(field, "2027-01-01"), Err(CaseFault::Decided), "{field}");
    }
    assert_eq!(changed("refused_reason", "On second thoughts."), Err(CaseFault::Decided));
    assert_eq!(changed("ended_on", "2026-06-01"), Ok(()));
    assert_eq!(changed("representation", "I was ill."), Ok(()));
}

#[test]
fn what_lacks_a_reason_or_a_proposer_is_no_action() {
    for field in ["rung", "reason", "proposed_by"] {
        assert_eq!(written(&json!({ field: " " })), Err(CaseFault::Incomplete), "{field}");
    }
    assert_eq!(written(&json!({ "refused_by": "J. Brown" })), Err(CaseFault::Incomplete));
}

#[test]
fn an_action_stands_from_its_approval_to_its_expiry() {
    let today: Date = "2026-05-10".parse().unwrap();
    let stands = |more: &Value| super::stands(&action(more), today);
    assert!(!stands(&json!({})) && waits(&action(&json!({}))));
    assert!(stands(&json!({ "approved_by": "J. Brown" })));
    assert!(!stands(&json!({ "approved_by": "J. Brown", "expires_on": "2026-05-09" })));
    assert!(!stands(&json!({ "approved_by": "J. Brown", "ended_on": "2026-05-09" })));
    assert!(stands(&json!({ "rung": "verbal_warning" })));
    assert!(!waits(&action(&json!({ "rung": "verbal_warning" }))));
}

#[test]
fn cases_begun_apart_read_as_one() {
    let whole = together([
        json!({ "incident": "aa", "notes": [{ "id": "n1" }] }),
        json!({ "incident": "aa", "notes": [{ "id": "n2" }], "police": [{ "id": "f1" }] }),
    ]);
    assert_eq!(
        whole,
        json!({ "incident": "aa", "notes": [{ "id": "n1" }, { "id": "n2" }],
            "police": [{ "id": "f1" }] })
    );
}
