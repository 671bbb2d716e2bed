#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use serde_json::json;

use super::*;

fn written() -> Value {
    json!({
        "title": "A dog in the porch",
        "happened": "The crew waited.",
        "authors": [{ "id": "a1", "name": "T. Nurse" }],
    })
}

fn with(view: &Value, list: &str, item: Value) -> Value {
    let mut view = view.clone();
    let items = view.as_object_mut().unwrap().entry(list).or_insert_with(|| json!([]));
    items.as_array_mut().unwrap().push(item);
    view
}

fn agreed(view: &Value, of: &str) -> Value {
    with(view, "consents", json!({ "id": of, "of": of, "internal": true, "aace": true }))
}

fn reviewed(view: &Value, by: &str) -> Value {
    let mut review = json!({ "id": "r1", "text": digest(view), "by": by });
    for line in CHECKLIST {
        review[line] = json!(true);
    }
    with(view, "reviews", review)
}

fn shared(view: &Value, scope: Scope) -> Value {
    with(view, "shares", json!({ "id": "s1", "scope": scope.code(), "text": digest(view) }))
}

fn whole() -> Value {
    shared(&reviewed(&agreed(&written(), "Sam"), "R. Other"), Scope::Internal)
}

fn state(view: &Value) -> State {
    standing(view).state
}

#[test]
fn a_lesson_goes_from_a_draft_to_the_library() {
    let draft = written();
    assert_eq!(state(&draft), State::Draft);
    let consented = agreed(&draft, "Sam");
    assert_eq!(state(&consented), State::Consented);
    assert_eq!(may_share(&consented, Scope::Internal), Err(LessonFault::NotReviewed));
    let reviewed = reviewed(&consented, "R. Other");
    assert_eq!(state(&reviewed), State::Reviewed);
    assert_eq!(may_share(&reviewed, Scope::Internal), Ok(()));
    assert_eq!(may_share(&reviewed, Scope::Campaign), Err(LessonFault::NotAgreed));
    let shared = shared(&reviewed, Scope::Internal);
    assert_eq!(state(&shared), State::Shared);
    assert_eq!(standing(&shared).shared, BTreeSet::from([Scope::Internal]));
}

#[test]
fn another_word_ends_what_was_reviewed_and_shared() {
    for (field, other) in [
        ("title", json!("Another")),
        ("happened", json!("Sam waited.")),
        ("helped", json!("A torch.")),
        ("change", json!("More light.")),
        ("part", json!("data")),
        ("factors", json!(["alcohol"])),
        ("affected", json!(2)),
    ] {
        let mut view = whole();
        view[field] = other;
        assert!(standing(&view).shared.is_empty(), "{field}");
    }
}

#[test]
fn who_wrote_on_it_does_not_review_it() {
    for by in ["T. Nurse", " t.  NURSE ", "", " "] {
        let view = shared(&reviewed(&agreed(&written(), "Sam"), by), Scope::Internal);
        assert!(standing(&view).shared.is_empty(), "{by}");
        assert!(may_review(&written(), by, &CHECKLIST).is_err(), "{by}");
    }
    assert_eq!(may_review(&written(), "R. Other", &CHECKLIST), Ok(()));
    assert_eq!(may_review(&written(), "R. Other", &CHECKLIST[1..]), Err(LessonFault::Unconfirmed));
    let late = with(&whole(), "authors", json!({ "id": "a2", "name": "r. other" }));
    assert!(standing(&late).shared.is_empty());
}

#[test]
fn everybody_affected_has_to_agree_and_one_can_take_it_back() {
    let mut two = written();
    two["affected"] = json!(2);
    assert_eq!(state(&agreed(&two, "Sam")), State::Draft);
    assert_eq!(state(&agreed(&agreed(&two, "Sam"), "sam")), State::Draft, "one person twice");
    assert_eq!(state(&agreed(&agreed(&two, "Sam"), "Alex")), State::Consented);
    let less = with(&whole(), "consents", json!({ "id": "c", "of": "Alex", "aace": true }));
    assert!(standing(&less).shared.is_empty(), "somebody agreed to less");
    let mut withdrawn = whole();
    withdrawn["consents"][0]["withdrawn_at"] = json!("2026-07-01T00:00:00Z");
    assert_eq!(state(&withdrawn), State::Withdrawn);
    assert_eq!(state(&agreed(&withdrawn, "Sam")), State::Withdrawn, "it stays so");
    assert!(standing(&withdrawn).shared.is_empty());
}

#[test]
fn what_two_stated_at_once_is_shared_with_nobody() {
    let contested = json!([{ "field": "happened", "values": [] }]);
    let mut view = whole();
    view["conflicts"] = contested;
    assert!(standing(&view).shared.is_empty());
    assert_eq!(may_review(&view, "R. Other", &CHECKLIST), Err(LessonFault::Contested));
}
