//! What leaves and what does not.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

const SERVICE: Publisher<'static> =
    Publisher { name: "An Ambulance Service", ods_code: Some("RZZ"), base: BASE };
const NOON: &str = "2026-06-01T12:00:00Z";

const MARKER: SafetyMarker<'static> = SafetyMarker {
    id: "00ff",
    subject: FlagSubject::PhoneNumber { e164: "+441632960000" },
    category: Category::VerbalAbuse,
    sentence: "A caller on this number threatened staff.",
    instruction: Instruction::DoNotAttendAlone,
    start: "2026-05-01T01:00:00+01:00",
    end: "2026-06-15T00:00:00Z",
    version: 3,
    status: Status::Active,
};

const FLAT: FlagSubject<'static> = FlagSubject::PremisesUnit {
    unit: "Flat 3",
    lines: &["1 Test Street", "Testtown"],
    postcode: Some("ZZ1 1ZZ"),
    uprn: Some("100000000001"),
};

#[test]
fn a_flag_is_these_bytes() {
    let expected = r##"{"resourceType":"Flag","id":"00ff","meta":{"versionId":"3","security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"R"}]},"contained":[{"resourceType":"Location","id":"subject","mode":"instance","telecom":[{"system":"phone","value":"+441632960000"}]},{"resourceType":"Organization","id":"author","identifier":[{"system":"https://fhir.nhs.uk/Id/ods-organization-code","value":"RZZ"}],"name":"An Ambulance Service"}],"extension":[{"url":"urn:tabard:fhir:marker-instruction","valueCoding":{"system":"urn:tabard:fhir:response-instruction","code":"do_not_attend_alone"}}],"identifier":[{"system":"urn:tabard:fhir:marker","value":"00ff"}],"status":"active","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/flag-category","code":"safety","display":"Safety"}]},{"coding":[{"system":"urn:tabard:fhir:flag-category","code":"verbal_abuse"}]}],"code":{"text":"A caller on this number threatened staff."},"subject":{"reference":"#subject"},"period":{"start":"2026-05-01T00:00:00Z","end":"2026-06-15T00:00:00Z"},"author":{"reference":"#author"}}"##;
    assert_eq!(flag(&MARKER, &SERVICE, NOON).unwrap().to_string(), expected);
}

#[test]
fn a_unit_stands_before_its_address_and_a_person_is_a_number() {
    let contained = |subject| {
        let flag = flag(&SafetyMarker { subject, ..MARKER }, &SERVICE, NOON).unwrap();
        flag["contained"][0].clone()
    };
    let flat = contained(FLAT);
    assert_eq!(flat["address"]["line"], json!(["Flat 3", "1 Test Street", "Testtown"]));
    assert_eq!(flat["address"]["postalCode"], "ZZ1 1ZZ");
    assert_eq!(
        flat["identifier"],
        json!([{ "system": "urn:tabard:fhir:uprn", "value": "100000000001" }])
    );
    assert_eq!(
        contained(FlagSubject::Person { nhs_number: "9000000009" }),
        json!({
            "resourceType": "Patient",
            "id": "subject",
            "identifier": [{ "system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9000000009" }],
        })
    );
}

#[test]
fn what_no_longer_stands_gives_no_reason() {
    let ended = SafetyMarker { end: NOON, ..MARKER };
    for (marker, status) in [
        (ended, "inactive"),
        (SafetyMarker { status: Status::Inactive, ..MARKER }, "inactive"),
        (SafetyMarker { status: Status::EnteredInError, ..MARKER }, "entered-in-error"),
    ] {
        let flag = flag(&marker, &SERVICE, NOON).unwrap();
        assert_eq!(flag["status"], status);
        let text = flag.to_string();
        for reason in ["threatened", "verbal_abuse", "do_not_attend_alone"] {
            assert!(!text.contains(reason), "{status}: {reason}");
        }
    }
    let before = flag(&SafetyMarker { end: NOON, ..MARKER }, &SERVICE, "2026-06-01T12:59:59+01:00");
    assert_eq!(before.unwrap()["status"], "active");
}

#[test]
fn what_is_not_of_its_form_stays() {
    let wrong = |change: &dyn Fn(&mut SafetyMarker<'static>)| {
        let mut marker = MARKER;
        change(&mut marker);
        flag(&marker, &SERVICE, NOON).unwrap_err()
    };
    let subject = |subject: FlagSubject<'static>| wrong(&|marker| marker.subject = subject.clone());

    for id in ["", "00FF", "0x", &"0".repeat(65)] {
        let marker = SafetyMarker { id, ..MARKER };
        assert_eq!(flag(&marker, &SERVICE, NOON), Err(FlagError::Id), "{id}");
    }
    for text in ["", " ", "one\ntwo", "one\u{2028}two", " one", &"x".repeat(SENTENCE_MAX + 1)] {
        let marker = SafetyMarker { sentence: text, ..MARKER };
        assert_eq!(flag(&marker, &SERVICE, NOON), Err(FlagError::Sentence), "{text:?}");
    }
    for time in
        ["", "2026-06-31T00:00:00Z", "2026-06-01", "2026-06-01T00:00:00", "0000-01-01T00:00Z"]
    {
        assert_eq!(wrong(&|marker| marker.end = time), FlagError::Time, "{time}");
        assert_eq!(wrong(&|marker| marker.start = time), FlagError::Time, "{time}");
        assert_eq!(flag(&MARKER, &SERVICE, time), Err(FlagError::Time), "{time}");
    }
    assert_eq!(wrong(&|marker| marker.end = marker.start), FlagError::Period);
    for e164 in ["", "+", "01632960000", "+44 1632 960000", "+0123456789", "+1234567890123456"] {
        assert_eq!(subject(FlagSubject::PhoneNumber { e164 }), FlagError::PhoneNumber, "{e164}");
    }
    for nhs_number in ["", "900000000", "9000000008", "900 000 0009", "90000000090"] {
        assert_eq!(
            subject(FlagSubject::Person { nhs_number }),
            FlagError::NhsNumber,
            "{nhs_number}"
        );
    }
    let street: &[&str] = &["1 Test Street"];
    for (lines, postcode, uprn) in [
        (street, None, None),
        (street, Some(""), None),
        (street, Some("ZZ1\n1ZZ"), None),
        (street, None, Some("1234567890123")),
        (street, None, Some("12a")),
        (&[], Some("ZZ1 1ZZ"), None),
        (&[""], Some("ZZ1 1ZZ"), None),
    ] {
        let address = FlagSubject::Address { lines, postcode, uprn };
        assert_eq!(subject(address), FlagError::Address, "{lines:?} {postcode:?} {uprn:?}");
    }
    assert_eq!(
        subject(FlagSubject::PremisesUnit {
            unit: "",
            lines: street,
            postcode: Some("Z"),
            uprn: None
        }),
        FlagError::Address
    );
    for service in [
        Publisher { name: "", ..SERVICE },
        Publisher { base: "", ..SERVICE },
        Publisher { base: "urn:x", ..SERVICE },
        Publisher { base: "urn:", ..SERVICE },
        Publisher { base: "https://a b/", ..SERVICE },
        Publisher { ods_code: Some(""), ..SERVICE },
    ] {
        assert_eq!(flag(&MARKER, &service, NOON), Err(FlagError::Publisher));
        if service.ods_code != Some("") {
            assert_eq!(definitions(&service).err(), Some(FlagError::Publisher));
        }
    }
}

#[test]
fn a_bundle_names_each_marker_once() {
    assert_eq!(bundle(&[MARKER, MARKER], &SERVICE, NOON), Err(FlagError::Twice));
    let empty = bundle(&[], &SERVICE, NOON).unwrap();
    assert_eq!((&empty["type"], empty.get("entry")), (&json!("collection"), None));

    let bundle = bundle(&[MARKER], &SERVICE, "2026-06-01T13:00:00+01:00").unwrap();
    assert_eq!(bundle["timestamp"], NOON);
    assert_eq!(bundle["entry"][0]["fullUrl"], "urn:uuid:3c75d8d0-149e-845b-9757-7044380e34ae");
}

#[test]
fn codes_are_read_as_they_are_written() {
    for one in Category::ALL {
        assert_eq!(Category::of(one.code()), Some(one));
    }
    for one in Instruction::ALL {
        assert_eq!(Instruction::of(one.code()), Some(one));
    }
    assert_eq!((Category::of("clinical"), Instruction::of("")), (None, None));
}

/// Every key and every place of a text in a resource.
fn places(value: &Value, at: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                places(value, &format!("{at}/{key}"), found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| places(item, at, found)),
        _ => drop(found.insert(at.to_owned())),
    }
}

fn a_marker() -> impl Strategy<Value = (String, String, SafetyMarker<'static>)> {
    let subject = prop_oneof![
        Just(MARKER.subject),
        Just(FLAT),
        Just(FlagSubject::Person { nhs_number: "9000000009" }),
    ];
    let status =
        prop::sample::select(vec![Status::Active, Status::Inactive, Status::EnteredInError]);
    let category = prop::sample::select(Category::ALL.to_vec());
    let instruction = prop::sample::select(Instruction::ALL.to_vec());
    ("[0-9a-f]{1,64}", "[!-~é][ -~é]{0,80}[!-~é]", subject, status, category, instruction).prop_map(
        |(id, sentence, subject, status, category, instruction)| {
            let marker = SafetyMarker { subject, status, category, instruction, ..MARKER };
            (id, sentence, marker)
        },
    )
}

proptest! {
    #[test]
    fn nothing_leaves_but_at_these_places((id, sentence, marker) in a_marker()) {
        let marker = SafetyMarker { id: &id, sentence: &sentence, ..marker };
        let flag = flag(&marker, &SERVICE, NOON).unwrap();
        let mut found = BTreeSet::new();
        places(&flag, "", &mut found);
        let allowed = [
            "/author/reference", "/category/coding/code", "/category/coding/display",
            "/category/coding/system", "/code/coding/code", "/code/coding/system", "/code/text",
            "/contained/address/line", "/contained/address/postalCode", "/contained/address/type",
            "/contained/id", "/contained/identifier/system", "/contained/identifier/value",
            "/contained/mode", "/contained/name", "/contained/resourceType",
            "/contained/telecom/system", "/contained/telecom/value", "/extension/url",
            "/extension/valueCoding/code", "/extension/valueCoding/system", "/id",
            "/identifier/system", "/identifier/value", "/meta/security/code",
            "/meta/security/system", "/meta/versionId", "/period/end", "/period/start",
            "/resourceType", "/status", "/subject/reference",
        ];
        for place in &found {
            prop_assert!(allowed.contains(&place.as_str()), "{place}");
        }
        // A reason leaves with a marker that stands, and with no other.
        prop_assert_eq!(found.contains("/code/text"), marker.status == Status::Active);
        prop_assert!(found.contains("/period/end"));
    }

    #[test]
    fn nobody_is_told_that_a_marker_stands_past_its_end(seconds in -90_000_i64..90_000) {
        let end: jiff::Timestamp = MARKER.end.parse().unwrap();
        let at = end + jiff::SignedDuration::from_secs(seconds);
        let bundle = bundle(&[MARKER], &SERVICE, &at.to_string()).unwrap();
        prop_assert_eq!(bundle["entry"][0]["resource"]["status"] == "active", seconds < 0);
    }

    #[test]
    fn the_order_in_which_markers_are_given_is_no_matter(
        markers in prop::collection::vec(a_marker(), 0..6).prop_shuffle()
    ) {
        let mut markers: Vec<_> = markers
            .iter()
            .map(|(id, sentence, marker)| SafetyMarker { id, sentence, ..marker.clone() })
            .collect();
        let one = bundle(&markers, &SERVICE, NOON).map(|bundle| bundle.to_string());
        markers.reverse();
        let other = bundle(&markers, &SERVICE, NOON).map(|bundle| bundle.to_string());
        prop_assert_eq!(one, other);
    }
}
