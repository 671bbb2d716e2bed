//! What kind of incident it was.

use super::{CodeList, cited, inferred};

/// The kinds of incident; several may hold, one of them first.
pub static INCIDENT_TYPE: CodeList = CodeList {
    name: "incident_type",
    source: "Categories of UK ambulance and NHS reporting, brought into one list",
    codes: &[
        cited("physical_contact", "Physical contact: an actual assault", "S18"),
        cited(
            "physical_threat_no_contact",
            "Physical threat without contact, such as lunging",
            "S18",
        ),
        cited("attempted_assault", "Attempted assault", "S77"),
        cited("verbal_abuse", "Verbal abuse", "S77"),
        cited("verbal_threat", "Verbal threat", "S77"),
        cited("threat_to_kill", "Threat to kill", "S18"),
        cited("intimidation_bullying", "Intimidation or bullying", "S77"),
        cited("stalking_harassment", "Stalking or harassment", "S77"),
        cited("sexual_assault", "Sexual assault", "S16"),
        cited("unwanted_sexual_behaviour", "Unwanted sexual behaviour", "S26"),
        cited("indecent_exposure", "Indecent exposure", "S78"),
        cited("hate_incident", "Hate incident", "S79"),
        cited("false_imprisonment", "Held against your will", "S18"),
        cited("spitting_body_fluid", "Spitting or other body fluid", "S64"),
        cited("animal_threat", "Threat by a dog or another animal", "S18"),
        cited("vehicle_or_property_damage", "Damage to a vehicle, equipment or property", "S22"),
        cited("abusive_call", "Abusive call", "S53"),
        cited("malicious_repeat_calling", "Malicious repeat calling", "S80"),
        cited("online_or_written_abuse", "Abuse online or in writing", "S65"),
        inferred("filming_or_doxxing", "Filming staff or publishing their details"),
        cited("obstruction", "Obstruction of staff at work", "S81"),
        cited("near_miss", "Near miss", "S65"),
        cited("staff_on_staff", "By another member of staff", "S59"),
    ],
};
