//! What a marker is about, as one reads it and as it is searched for.

use std::collections::BTreeMap;

use tabard_core::model::subject::{
    Address, Person, PhoneNumber, PremisesUnit, Subject, SubjectFault,
};
use tabard_core::words::Words;

use crate::console::page::form::Form;
use crate::said::words as said;

/// What a marker is about, in a line.
pub(super) fn line(words: &Words, fields: &BTreeMap<String, String>) -> String {
    let of = |field: &str| fields.get(field).map(String::as_str).filter(|text| !text.is_empty());
    let joined = |parts: &[Option<String>], between: &str| {
        parts.iter().flatten().cloned().collect::<Vec<_>>().join(between)
    };
    let own = |field: &str| of(field).map(str::to_owned);
    let line = match of("subject") {
        Some("phone_number") => of("number").map(|number| {
            PhoneNumber::parse(number).map_or_else(|_| number.to_owned(), |known| known.national())
        }),
        Some("address" | "premises_unit") => {
            let house = joined(&[own("building"), own("street")], " ");
            let house = (!house.is_empty()).then_some(house);
            let place = joined(&[own("unit"), house, own("postcode")], ", ");
            let uprn = || of("uprn").map(|uprn| format!("UPRN {uprn}"));
            if place.is_empty() { uprn() } else { Some(place) }
        }
        Some("person") => {
            let born = of("person_born").and_then(|born| born.parse().ok());
            let born = born.map(|born| said::day(words, born));
            let born = born.map(|born| words.fill("console.subject.born", &[("day", &born)]));
            Some(joined(&[own("person_name"), born], ", "))
        }
        _ => None,
    };
    let line = line.filter(|line| !line.is_empty());
    line.unwrap_or_else(|| words.text("console.subject.unknown").to_owned())
}

/// What kind of thing that is.
pub(super) fn kind(words: &Words, fields: &BTreeMap<String, String>) -> String {
    let kind = fields.get("subject").map(String::as_str).unwrap_or_default();
    words.label("marker_subject", kind).to_owned()
}

/// What somebody searches for: a number, an address in a line, or a person.
pub(super) fn searched(form: &Form) -> Result<Subject, SubjectFault> {
    match form.typed("what") {
        "address" => {
            let address = Address::parse(form.typed("address").trim())?;
            Ok(PremisesUnit::new(address.clone())
                .map_or_else(|_| Subject::Address(address), Subject::Unit))
        }
        "person" => {
            let born = ["year", "month", "day"].map(|part| {
                let part = form.said(&format!("born-{part}")).unwrap_or_default();
                if part.len() == 1 { format!("0{part}") } else { part }
            });
            let born =
                if born.iter().all(String::is_empty) { String::new() } else { born.join("-") };
            let nhs_number = form.said("nhs_number");
            let person = Person::new(form.typed("person_name"), &born, nhs_number.as_deref())?;
            Ok(Subject::Person(person))
        }
        _ => Ok(Subject::Number(PhoneNumber::parse(form.typed("number"))?)),
    }
}
