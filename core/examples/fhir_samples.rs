//! Writes markers of every kind as FHIR, and what defines their codes, for a validator to judge:
//! `fhir_samples FOLDER [BASE]`.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use serde_json::Value;
use tabard_core::model::codes::{INCIDENT_TYPE, LOCATION_TYPE};
use tabard_core::model::exchange::fhir_event::{self, PatientEvent};
use tabard_core::model::exchange::fhir_flag::{
    BASE, Category, FlagSubject, Instruction, Publisher, SafetyMarker, Status, bundle, definitions,
    flag,
};

/// Numbers and postcode are of those that belong to nobody.
const SUBJECTS: [(&str, FlagSubject<'static>); 4] = [
    ("phone-number", FlagSubject::PhoneNumber { e164: "+441632960000" }),
    (
        "address",
        FlagSubject::Address { lines: &["1 Test Street"], postcode: Some("ZZ99 3WZ"), uprn: None },
    ),
    (
        "premises-unit",
        FlagSubject::PremisesUnit {
            unit: "Flat 3",
            lines: &["2 Test Street", "Testtown"],
            postcode: Some("ZZ99 3WZ"),
            uprn: Some("1"),
        },
    ),
    ("person", FlagSubject::Person { nhs_number: "9000000009" }),
];

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let folder = arguments.next().ok_or("which folder?")?;
    let base = arguments.next().unwrap_or_else(|| BASE.to_owned());
    let service =
        Publisher { name: "Sample Ambulance Service", ods_code: Some("RZZ"), base: &base };
    let at = "2026-06-01T12:00:00Z";

    let samples = Path::new(&folder).join("samples");
    let ids: Vec<_> = (0..SUBJECTS.len() * 6).map(|number| format!("{number:032x}")).collect();
    let mut markers = Vec::new();
    for ((id, instruction), (name, subject)) in
        ids.iter().zip(Instruction::ALL.iter().cycle()).zip(SUBJECTS.iter().cycle())
    {
        let number = markers.len();
        let marker = SafetyMarker {
            id,
            subject: subject.clone(),
            category: Category::ALL.into_iter().cycle().nth(number).ok_or("no category")?,
            sentence: "At an earlier call, staff met \"threats\" & a <weapon>.",
            instruction: *instruction,
            start: "2026-05-01T01:00:00.25+01:00",
            end: if number % 5 == 4 { at } else { "2026-06-15T00:00:00Z" },
            version: 1,
            status: match number % 7 {
                5 => Status::EnteredInError,
                6 => Status::Inactive,
                _ => Status::Active,
            },
        };
        write(&samples, &format!("{name}-{number}"), &flag(&marker, &service, at)?)?;
        markers.push(marker);
    }
    write(&samples, "bundle", &bundle(&markers, &service, at)?)?;
    write(&samples, "bundle-empty", &bundle(&[], &service, at)?)?;
    let places = LOCATION_TYPE.spellings().map(|code| Some(code.to_owned())).cycle();
    let dates = ["2026-05", "2026-05-04", "2026-05-04T01:00:00Z"].into_iter().cycle();
    let event = |((kind, place), date): ((&str, Option<String>), &str)| PatientEvent {
        id: (date.len() > 7).then(|| format!("{kind:0>32}").replace('_', "-")),
        date: date.to_owned(),
        types: vec![kind.to_owned()],
        place,
    };
    let mut events: Vec<_> = INCIDENT_TYPE.spellings().zip(places).zip(dates).map(event).collect();
    events.push(PatientEvent { date: "2026-05".to_owned(), ..PatientEvent::default() });
    write(&samples, "events", &fhir_event::bundle(&events, &service, at)?)?;
    write(&samples, "events-none", &fhir_event::bundle(&[], &service, at)?)?;
    for defined in definitions(&service)?.into_iter().chain(fhir_event::definitions(&service)?) {
        write(&Path::new(&folder).join("definitions"), defined.name, &defined.resource)?;
    }
    Ok(())
}

fn write(folder: &Path, name: &str, resource: &Value) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    Ok(fs::write(folder.join(format!("{name}.json")), serde_json::to_vec_pretty(resource)?)?)
}
