//! What kind of incident it was.

use super::{CodeList, cited, inferred};

/// The kinds of incident; several may hold, one of them first.
pub static INCIDENT_TYPE: CodeList = CodeList {
    name: "incident_type",
    source: "Categories of UK ambulance and NHS reporting, brought into one list",
    codes: &[
        cited("physical_contact", "S18"),
        cited("physical_threat_no_contact", "S18"),
        cited("attempted_assault", "S77"),
        cited("verbal_abuse", "S77"),
        cited("verbal_threat", "S77"),
        cited("threat_to_kill", "S18"),
        cited("intimidation_bullying", "S77"),
        cited("stalking_harassment", "S77"),
        cited("sexual_assault", "S16"),
        cited("unwanted_sexual_behaviour", "S26"),
        cited("indecent_exposure", "S78"),
        cited("hate_incident", "S79"),
        cited("false_imprisonment", "S18"),
        cited("spitting_body_fluid", "S64"),
        cited("animal_threat", "S18"),
        cited("vehicle_or_property_damage", "S22"),
        cited("abusive_call", "S53"),
        cited("malicious_repeat_calling", "S80"),
        cited("online_or_written_abuse", "S65"),
        inferred("filming_or_doxxing"),
        cited("obstruction", "S81"),
        cited("near_miss", "S65"),
        cited("staff_on_staff", "S59"),
    ],
};
