//! What holds of every kind of subject.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::address::tests::address_like;
use super::*;

fn any_subject() -> impl Strategy<Value = Subject> {
    let number = "0(7700 90012[0-3]|1632 96012[0-3])"
        .prop_map(|text| Subject::Number(PhoneNumber::parse(&text).unwrap()));
    let strange = (address_like(), any::<bool>());
    let strange = strange.prop_filter_map("no address", |(text, whole)| {
        Some(place(Address::parse(&text).ok()?, whole))
    });
    let name = prop::sample::select(vec!["Zoë Lee", "LEE zoe", "Zoe Lee-Ray", "Ray  O'Lee"]);
    let born = prop::sample::select(vec!["1990-01-31", "1991-01-31"]);
    let nhs = prop::option::of(prop::sample::select(vec!["943 476 5919", "9434765870"]));
    let person = (name, born, nhs)
        .prop_map(|(name, born, nhs)| Subject::Person(Person::new(name, born, nhs).unwrap()));
    prop_oneof![1 => number, 1 => strange, 4 => neighbour(), 1 => person]
}

fn place(address: Address, whole: bool) -> Subject {
    match PremisesUnit::new(address.clone()) {
        Ok(unit) if !whole => Subject::Unit(unit),
        _ => Subject::Address(address),
    }
}

/// One of a few houses, so that two are often near.
fn neighbour() -> impl Strategy<Value = Subject> {
    let one_of = |texts: &[&'static str]| prop::sample::select(texts.to_vec());
    let parts = (
        prop::option::weighted(0.2, one_of(&["1", "2"])),
        prop::option::of(one_of(&["Flat A", "a", "Flat 2", "Apt 02", "2/1", "Top Floor"])),
        one_of(&["12", "12A", "12-14", "13-15", "12-13", "14", "Rose House", "Rose Hse, 12", ""]),
        prop::option::of(one_of(&["High Street", "High St", "Mill Lane", "12 High Street"])),
        any::<bool>(),
    );
    parts.prop_filter_map("no address", |(uprn, unit, building, street, whole)| {
        let postcode = Some("LS1 4AB");
        let parts = AddressParts { uprn, unit, building: Some(building), street, postcode };
        Some(place(Address::from_parts(&parts).ok()?, whole))
    })
}

fn lookup(subject: &Subject) -> impl Fn(&str) -> Option<String> {
    let fields: BTreeMap<_, _> = subject.fields().into_iter().collect();
    move |name| fields.get(name).cloned()
}

fn keys_meet(one: &[String], other: &[String]) -> bool {
    one.iter().any(|key| other.contains(key))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn what_is_near_is_found_by_its_keys(one in any_subject(), other in any_subject()) {
        let near = one.nearness(&other);
        prop_assert_eq!(near, other.nearness(&one));
        if near.is_some() {
            prop_assert!(keys_meet(&one.keys(), &other.met_keys()), "{:?}", other);
        }
        let met = one.met_keys();
        prop_assert!(one.keys().iter().all(|key| met.contains(key)));
        prop_assert!(one.nearness(&one).is_some());
    }

    #[test]
    fn fields_tell_the_same_subject(subject in any_subject()) {
        let again = Subject::from_fields(subject.kind(), lookup(&subject));
        prop_assert!(again.as_ref() == Ok(&subject));
        prop_assert_eq!(again.unwrap().keys(), subject.keys());
    }

    #[test]
    fn other_kinds_are_never_near(one in any_subject(), other in any_subject()) {
        let places = |subject: &Subject| subject.place().is_some();
        if one.kind() != other.kind() && !(places(&one) && places(&other)) {
            prop_assert_eq!(one.nearness(&other), None);
            prop_assert!(!keys_meet(&one.keys(), &other.met_keys()));
        }
    }
}

#[test]
fn a_kind_has_its_code() {
    for kind in SubjectKind::ALL {
        assert_eq!(SubjectKind::from_code(kind.code()), Some(kind));
    }
    assert_eq!(SubjectKind::from_code("caller"), None);
}

#[test]
fn what_is_missing_is_told_for_each_kind() {
    let fault = |kind| Subject::from_fields(kind, |_| None).unwrap_err();
    assert_eq!(fault(SubjectKind::PhoneNumber), NumberFault::Empty.into());
    assert_eq!(fault(SubjectKind::Address), AddressFault::NoPostcode.into());
    assert_eq!(fault(SubjectKind::PremisesUnit), AddressFault::NoPostcode.into());
    assert_eq!(fault(SubjectKind::Person), PersonFault::NoName.into());
    let house = Subject::Address(Address::parse("12 High Street, LS1 4AB").unwrap());
    let unit = Subject::from_fields(SubjectKind::PremisesUnit, lookup(&house));
    assert_eq!(unit, Err(SubjectFault::NoUnit));
}

#[test]
fn keys_of_each_kind_are_stable() {
    let number = Subject::Number(PhoneNumber::parse("07700 900123").unwrap());
    assert_eq!(number.keys(), ["n:+447700900123"]);
    let person = Person::new("Zoë Lee", "1990-01-31", Some("943 476 5919")).unwrap();
    assert_eq!(Subject::Person(person).keys(), ["h:9434765919", "b:1990-01-31|LEE ZOE"]);
}

#[test]
fn a_failed_test_repeats_nothing() {
    let person = Person::new("Zoë Lee", "1990-01-31", None).unwrap();
    assert_eq!(format!("{:?}", Subject::Person(person.clone())), "Subject(person)");
    assert_eq!(format!("{person:?}"), "Person(..)");
}
