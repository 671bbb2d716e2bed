//! Addresses as people and gazetteers write them.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;

fn line(text: &str) -> Address {
    Address::parse(text).unwrap_or_else(|fault| panic!("{text}: {fault}"))
}

fn met(one: &str, other: &str) -> Option<Nearness> {
    let (one, other) = (line(one), line(other));
    assert_eq!(one.met_by(&other), other.met_by(&one));
    one.met_by(&other)
}

#[test]
fn one_dwelling_is_known_in_every_spelling_of_it() {
    let flat = "Flat 2B, 12 High Street, Leeds, LS1 4AB";
    for text in [
        "flat 2b, 12 high street, leeds, ls14ab",
        "FLAT 2B 12 HIGH STREET LEEDS LS1 4AB",
        "Apt. 2b, 12 High St., Leeds LS1 4AB",
        "Apartment 2 B, 12 High Street, LS1 4AB",
        "2B, 12 High Street, LS1 4AB",
        "Unit 2B\n12 High Street\nLeeds\nLS1 4AB\nUK",
        "Flat 2B - 12 High Street - Leeds - LS1 4AB",
        "Flat 2B, No. 12, High Street, LS1-4AB",
        "12 Flat 2B High Street, LS1 4AB",
        "Flat ２Ｂ， １２ High Street， LS1 4AB",
    ] {
        assert_eq!(met(flat, text), Some(Nearness::Same), "{text}");
    }
}

#[test]
fn units_are_told_apart_and_a_building_is_a_warning_to_ask() {
    let flat = "Flat 2, 12 High Street, LS1 4AB";
    assert_eq!(met(flat, "Flat 3, 12 High Street, LS1 4AB"), None);
    assert_eq!(met(flat, "12 High Street, LS1 4AB"), Some(Nearness::SameBuilding));
    assert_eq!(met(flat, "Flat 2, 14 High Street, LS1 4AB"), None);
    assert_eq!(met(flat, "Flat 2, 12 High Street, LS1 4AD"), None);
    assert_eq!(met("12 High Street, LS1 4AB", "12 High St, LS1 4AB"), Some(Nearness::Same));
}

#[test]
fn the_unit_is_its_name_without_its_kind() {
    let unit = |text: &str| Unit::parse(text).unwrap().plain().to_owned();
    for (text, plain) in [
        ("Flat 2B", "2B"),
        ("Apt 2b", "2B"),
        ("2 B", "2B"),
        ("Flat 02", "2"),
        ("flat no. 2", "2"),
        ("Flat Two", "2"),
        ("Flat B2", "B2"),
        ("Room 7", "7"),
        ("Caravan 12", "12"),
        ("Pitch 12", "12"),
        ("2/1", "2/1"),
        ("Flat 2/1", "2/1"),
        ("Flat 2-1", "2/1"),
        ("2F1", "2/1"),
        ("1F2", "1/2"),
        ("GF2", "0/2"),
        ("G/2", "0/2"),
        ("0/2", "0/2"),
        ("Top Floor Flat", "TOP"),
        ("Top flat", "TOP"),
        ("The Top Floor Flat", "TOP"),
        ("First Floor Flat", "1ST"),
        ("1st floor", "1ST"),
        ("First Floor Left", "1ST LEFT"),
        ("Ground floor rear", "GROUND REAR"),
        ("GFF", "GROUND"),
        ("Basement Flat", "BASEMENT"),
        ("The Annex", "ANNEXE"),
        ("Second floor", "2ND"),
        ("3rd floor flat", "3RD"),
        ("Third Floor Flat", "3RD"),
        ("Back flat", "REAR"),
        ("Flat 3 Room 2", "3 2"),
        ("The Flat", "FLAT"),
    ] {
        assert_eq!(unit(text), plain, "{text}");
    }
    assert_eq!(Unit::parse(" - "), Err(AddressFault::NotAUnit));
    assert_ne!(unit("Flat 1"), unit("First Floor Flat"));
    let both = line("Flat 1, 3 Victoria Court, 12 High Street, LS1 4AB");
    assert_eq!(both.unit().unwrap().plain(), "3 1");
}

#[test]
fn scottish_doors_are_read_as_they_are_written() {
    for text in [
        "Flat 2/1, 45 Byres Road, G12 8QT",
        "2/1 45 Byres Rd, G12 8QT",
        "2F1, 45 Byres Road, G12 8QT",
    ] {
        assert_eq!(met("2/1, 45 Byres Road, G12 8QT", text), Some(Nearness::Same), "{text}");
    }
    let leith = line("45/2 Leith Walk, EH6 5AA");
    assert_eq!(leith.building().as_deref(), Some("45"));
    assert_eq!(leith.unit().unwrap().plain(), "2");
    assert_eq!(leith.met_by(&line("Flat 2, 45 Leith Walk, EH6 5AA")), Some(Nearness::Same));
}

#[test]
fn a_letter_behind_a_number_is_a_house_of_its_own_or_perhaps_a_flat() {
    let suffixed = "12A High Street, LS1 4AB";
    assert_eq!(met(suffixed, "12 a High St, LS1 4AB"), Some(Nearness::Same));
    assert_eq!(met(suffixed, "12 High Street, LS1 4AB"), None);
    assert_eq!(met(suffixed, "12B High Street, LS1 4AB"), None);
    assert_eq!(met(suffixed, "Flat A, 12 High Street, LS1 4AB"), Some(Nearness::Possible));
    assert_eq!(met(suffixed, "Flat B, 12 High Street, LS1 4AB"), None);
    assert_eq!(met(suffixed, "Flat 1, 12A High Street, LS1 4AB"), Some(Nearness::SameBuilding));
}

#[test]
fn a_row_of_numbers_holds_every_second_one() {
    let row = "12-16 High Street, LS1 4AB";
    assert_eq!(met(row, "12 - 16 High Street, LS1 4AB"), Some(Nearness::Same));
    assert_eq!(met(row, "12–16 High Street, LS1 4AB"), Some(Nearness::Same));
    for (number, near) in [("12", true), ("14", true), ("16", true), ("13", false), ("18", false)] {
        let nearness = met(row, &format!("{number} High Street, LS1 4AB"));
        assert_eq!(nearness, near.then_some(Nearness::SameBuilding), "{number}");
    }
    let (flat, other) = ("Flat 3, 12-16 High Street, LS1 4AB", "Flat 3, 14 High Street, LS1 4AB");
    assert_eq!(met(flat, other), Some(Nearness::SameBuilding));
}

#[test]
fn a_house_is_known_by_its_number_and_by_its_name() {
    let house = "Rose Cottage, 12 Mill Lane, LS1 4AB";
    assert_eq!(met(house, "12 Mill Ln, LS1 4AB"), Some(Nearness::Same));
    assert_eq!(met(house, "Rose Cottage, LS1 4AB"), Some(Nearness::Same));
    assert_eq!(met(house, "Rose Cottage, Mill Lane, Leeds, LS1 4AB"), Some(Nearness::Same));
    assert_eq!(met(house, "Rose Cottage, 14 Mill Lane, LS1 4AB"), None);
    assert_eq!(met(house, "12 Church Street, LS1 4AB"), Some(Nearness::Possible));
    let court = "Flat 3, Victoria Court, High Street, LS1 4AB";
    for text in [
        "3 Victoria Court, 12 High Street, LS1 4AB",
        "Flat 3 Victoria Ct, 12 High Street, LS1 4AB",
        "Apartment 3, The Victoria Court, LS1 4AB",
    ] {
        assert_eq!(met(court, text), Some(Nearness::Same), "{text}");
    }
    assert_eq!(met(court, "3 Victoria Court, LS1 4AB"), Some(Nearness::SameBuilding));
    assert_eq!(met("St. Mary's House, LS1 4AB", "Saint Marys Hse, LS1 4AB"), Some(Nearness::Same));
}

#[test]
fn property_numbers_decide_where_both_have_one() {
    let of = |uprn: &str, unit: Option<&str>| {
        Address::from_parts(&AddressParts {
            uprn: Some(uprn).filter(|uprn| !uprn.is_empty()),
            unit,
            building: Some("12"),
            street: Some("High Street"),
            postcode: Some("LS1 4AB"),
        })
        .unwrap()
    };
    assert_eq!(of("1", None).met_by(&of("2", None)), None);
    assert_eq!(of("0100", None).met_by(&of("100", Some("2"))), Some(Nearness::Same));
    assert_eq!(of("1", Some("2")).met_by(&of("1", Some("3"))), Some(Nearness::SameBuilding));
    assert_eq!(of("1", None).met_by(&of("", None)), Some(Nearness::Same));
    assert_eq!(of("1", Some("2")).met_by(&of("", None)), Some(Nearness::SameBuilding));
    let alone = line("UPRN 100012345678");
    assert_eq!(alone.met_by(&line("Hut, UPRN: 100012345678, LS1 4AB")), Some(Nearness::Same));
}

#[test]
fn fields_and_a_line_say_the_same() {
    for (text, unit, building, street) in [
        (
            "Flat 2B, 12 High Street, Leeds, LS1 4AB",
            Some("Flat 2B"),
            Some("12"),
            Some("High Street"),
        ),
        ("12-14 High Street, LS1 4AB", None, None, Some("12-14 High Street")),
        (
            "Flat 3, Victoria Court, High St, LS1 4AB",
            Some("3"),
            Some("Victoria Court"),
            Some("High Street"),
        ),
        (
            "Flat 3, Victoria Court, 12 High St, LS1 4AB",
            None,
            Some("3 Victoria Court"),
            Some("12 High Street"),
        ),
        ("Rose Cottage, Mill Lane, LS1 4AB", None, Some("Rose Cottage"), Some("Mill Lane")),
        ("Rose Cottage, LS1 4AB", None, None, Some("Rose Cottage")),
        (
            "12 Victoria Court, High St, LS1 4AB",
            None,
            Some("12 Victoria Court"),
            Some("High Street"),
        ),
        ("Pitch 4, Sunny Park, LS1 4AB", Some("4"), Some("Sunny Park"), None),
    ] {
        let parts = AddressParts { unit, building, street, postcode: Some("LS1 4AB"), uprn: None };
        let parts = Address::from_parts(&parts).unwrap();
        assert_eq!(parts.met_by(&line(text)), Some(Nearness::Same), "{text}");
        assert_eq!(parts.unit(), line(text).unit(), "{text}");
    }
}

#[test]
fn what_is_no_address_is_refused_with_its_reason() {
    for (text, fault) in [
        ("", AddressFault::NoPostcode),
        ("12 High Street, Leeds", AddressFault::NoPostcode),
        ("LS1 4AB", AddressFault::NoPremises),
        ("High Street, LS1 4AB", AddressFault::NoPremises),
        ("Church Rd, Leeds, LS1 4AB", AddressFault::NoPremises),
        ("Flat 2, LS1 4AB", AddressFault::NoPremises),
        ("UPRN 1234567890123", AddressFault::NotAUprn),
        ("UPRN unknown, 12 High Street, LS1 4AB", AddressFault::NotAUprn),
    ] {
        assert_eq!(Address::parse(text), Err(fault), "{text}");
    }
    let long = format!("12 {}, LS1 4AB", "x".repeat(10_000));
    assert_eq!(Address::parse(&long), Err(AddressFault::TooLong));
    let parts = AddressParts { street: Some(&long), ..AddressParts::default() };
    assert_eq!(Address::from_parts(&parts), Err(AddressFault::TooLong));
    assert!(AddressFault::TooLong.to_string().contains("500"));
    for uprn in ["0", "x", "1 2", "1234567890123"] {
        assert_eq!(Uprn::parse(uprn), Err(AddressFault::NotAUprn), "{uprn}");
    }
}

#[test]
fn postcodes_of_every_shape_are_read() {
    for (text, shown) in [
        ("m11ae", "M1 1AE"),
        ("B33 8TH", "B33 8TH"),
        ("cr2 6xh", "CR2 6XH"),
        ("DN55 1PT", "DN55 1PT"),
        ("W1A 1HQ", "W1A 1HQ"),
        ("EC1A 1BB", "EC1A 1BB"),
        (" ec1a\u{a0}1bb ", "EC1A 1BB"),
        ("GIR 0AA", "GIR 0AA"),
        ("JE2 3AB", "JE2 3AB"),
        ("GY1 1AA", "GY1 1AA"),
        ("IM1 1AA", "IM1 1AA"),
        ("BFPO 12", "BFPO 12"),
        ("bfpo1234", "BFPO 1234"),
        ("BF1 4FB", "BF1 4FB"),
        ("ZZ99 3VZ", "ZZ99 3VZ"),
    ] {
        let postcode = Postcode::parse(text).unwrap();
        assert_eq!(postcode.to_string(), shown, "{text}");
        assert_eq!(Postcode::parse(shown), Ok(postcode), "{text}");
    }
    for text in
        ["", "LS1", "LS1 4A", "LS1 44B", "1S1 4AB", "LSX 4AB", "LS123 4AB", "BFPO", "ÄB1 1AA x"]
    {
        assert_eq!(Postcode::parse(text), Err(AddressFault::NotAPostcode), "{text}");
    }
}

#[test]
fn keys_are_stable() {
    let keys =
        |address: &Address| -> Vec<String> { address.keys().into_iter().map(Into::into).collect() };
    let address = line("Flat A, Rose House, 12-14 High St, UPRN 0123, LS1 4AB");
    assert_eq!(
        keys(&address),
        ["p:LS14AB|12", "p:LS14AB|12-14", "p:LS14AB|14", "p:LS14AB|ROSE HOUSE", "u:123"]
    );
    assert_eq!(address.premises_key().unwrap().as_str(), "p:LS14AB|12-14");
    assert_eq!(address.unit_key().unwrap().as_str(), "f:LS14AB|12-14|A");
    assert_eq!(address.to_string(), "Flat A, Rose House, 12-14 High St, LS1 4AB");
    assert_eq!(line("UPRN 7").to_string(), "UPRN 7");
}

/// Words of which addresses are made, in any order.
pub(in crate::model::subject) fn address_like() -> impl Strategy<Value = String> {
    let words = vec![
        "Flat", "Apt", "Room", "Unit", "The", "Top", "First", "1st", "Floor", "Left", "Basement",
        "No", "2", "02", "2B", "B", "A", "12", "12A", "12-14", "14", "2/1", "45/2", "G/1", "1F2",
        "One", "High", "Street", "St", "Rd", "Victoria", "Court", "Rose", "House", "Mary’s",
        "Leeds", "-", "–", ",", ",", "\n", "/", "½", "é", "UPRN", "7", "12½",
    ];
    let words = prop::collection::vec(prop::sample::select(words), 0..9);
    let postcode = prop::sample::select(vec!["", "LS1 4AB", "ls14ab", "LS1 4AD"]);
    (words, postcode).prop_map(|(words, postcode)| format!("{}, {postcode}", words.join(" ")))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn what_is_shown_in_parts_is_read_as_the_same(text in address_like()) {
        if let Ok(address) = Address::parse(&text) {
            let (building, postcode) = (address.building(), address.postcode().map(Postcode::to_string));
            let parts = AddressParts {
                uprn: address.uprn().map(Uprn::as_str),
                unit: address.unit().map(Unit::as_str),
                building: building.as_deref(),
                street: address.street(),
                postcode: postcode.as_deref(),
            };
            let again = Address::from_parts(&parts);
            prop_assert!(again.as_ref() == Ok(&address), "{} as {:?}", text, again.map(|it| it.to_string()));
            prop_assert_eq!(address.met_by(&address), Some(Nearness::Same));
        }
    }

    #[test]
    fn different_units_and_different_property_numbers_never_match(
        unit in "[1-9]{1,2}[A-C]?", other in "[1-9]{1,2}[A-C]?", uprn in 1..9u8, another in 1..9u8,
    ) {
        let of = |unit: &str| line(&format!("Flat {unit}, 12 High Street, LS1 4AB"));
        prop_assert_eq!(of(&unit).met_by(&of(&other)).is_some(), unit == other);
        let of = |uprn: u8| line(&format!("12 High Street, UPRN {uprn}, LS1 4AB"));
        prop_assert_eq!(of(uprn).met_by(&of(another)).is_some(), uprn == another);
    }

    #[test]
    fn no_text_is_too_strange(text in any::<String>()) {
        let _ = Address::parse(&text);
        let _ = Unit::parse(&text);
        let _ = Postcode::parse(&text);
        let _ = Uprn::parse(&text);
    }
}
