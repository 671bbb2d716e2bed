//! The fields of an incident, from what is tapped at once to what is filled in days later.

use super::incident_items::{
    ACTS, ASSESSMENTS, CREW, FACTORS, INJURIES, PEOPLE, RECORDINGS, REPLIES, STAFF,
};
use super::{Field, LINE, NARRATIVE, NOTE, code, codes, date, flag, items, text, time, whole};
use crate::model::codes::{
    ACTIVITY_AT_TIME, ANONYMITY_REASON, COURT_RESULT, CRIMINAL_SANCTION, INCIDENT_TYPE,
    LOCATION_TYPE, NAMING, PHASE_OF_INCIDENT, POLICE_CONTACTED, POLICE_OUTCOME, REPORTING_CHANNEL,
    SAFE_NOW, SUPPORTS_ACTION,
};

pub(super) const FIELDS: &[Field] = &[
    // At the point of the event.
    codes("types", &INCIDENT_TYPE, "What happened? Tick all that hold."),
    code("primary_type", &INCIDENT_TYPE, "The main one of the types."),
    time("occurred_at", "When it happened, or began."),
    code("safe_now", &SAFE_NOW, "How is the reporter at this moment?"),
    flag("needs_support", "Does the reporter want someone now?"),
    flag("anyone_hurt", "Was anyone hurt?"),
    flag("weapon_involved", "Was there a weapon?"),
    flag("camera_running", "Was a camera running?"),
    flag("patient_affected", "Was a patient affected as well?"),
    // Where.
    code("location_type", &LOCATION_TYPE, "The kind of place."),
    flag("dwelling", "Was it inside a dwelling? The law on hate offences asks."),
    text("address", 400, "The address, as it would be said to a crew.").about_person(),
    text("premises_unit", LINE, "The flat, ward or room.").about_person(),
    text("postcode", 16, "The postcode.").about_person(),
    text("uprn", 12, "The unique property reference number.").about_person(),
    text("latitude", 16, "Degrees north, as a decimal number.").about_person(),
    text("longitude", 16, "Degrees east, as a decimal number.").about_person(),
    whole("accuracy_metres", 0, 1_000_000, "metres", "How exact the position is."),
    text("what3words", 80, "The three words of the place.").about_person(),
    text("place_note", NOTE, "What else to know of the place.").about_person(),
    // Which job.
    text("service", 16, "The ambulance service, by its ODS code."),
    text("station", LINE, "The station or the room."),
    text("callsign", 32, "The callsign of the crew."),
    text("vehicle", 32, "The vehicle's fleet number or registration."),
    text("cad_number", 64, "The number of the job in the dispatch system."),
    // How it went.
    codes("phases", &PHASE_OF_INCIDENT, "The parts of the job in which it happened."),
    codes("activities", &ACTIVITY_AT_TIME, "What staff were doing at the time."),
    text("narrative", NARRATIVE, "What happened, in the reporter's own words.").about_person(),
    items("people", PEOPLE, "Who did it, and who else was there."),
    items("acts", ACTS, "What was done, one by one."),
    items("staff", STAFF, "Each member of staff affected, with harm and camera."),
    items("injuries", INJURIES, "Each injury."),
    items("factors", FACTORS, "What contributed to it."),
    items("assessments", ASSESSMENTS, "Later views on intent and capacity, beside the reporter's."),
    items("recordings", RECORDINGS, "Footage, calls and photographs, by reference."),
    // Police and courts.
    code("police_contacted", &POLICE_CONTACTED, "Were the police told, and how?"),
    text("police_reason_not_reported", NOTE, "Why the police were not told.").about_person(),
    text("police_force", LINE, "The police force."),
    text("police_crime_ref", 64, "The crime reference."),
    text("police_officer", LINE, "The officer's name or number.").about_person(),
    whole("police_attended_minutes", 0, 10_000, "minutes", "How long the police took to come."),
    code(
        "victim_supports_action",
        &SUPPORTS_ACTION,
        "Does the person affected want the police to act?",
    ),
    code("police_outcome", &POLICE_OUTCOME, "How the police closed it."),
    date("police_outcome_on", "The day the outcome was known."),
    codes("criminal_sanctions", &CRIMINAL_SANCTION, "The criminal sanctions given."),
    codes("court_results", &COURT_RESULT, "What the court decided."),
    text("court_sentence", NOTE, "The sentence, in the court's words.").about_person(),
    whole("court_sentence_months", 0, 1_200, "months", "The length of the sentence."),
    // The report itself.
    code("reporting_channel", &REPORTING_CHANNEL, "How the report was made."),
    code("naming", &NAMING, "Who may know who reports it?"),
    code("anonymity_reason", &ANONYMITY_REASON, "Why the reporter would rather not be named."),
    flag("feedback_wanted", "Does the reporter want to hear what came of it?"),
    time("captured_at", "When it was first written down, by the device's clock."),
    whole(
        "device_clock_offset",
        -315_360_000,
        315_360_000,
        "seconds",
        "How far the device's clock was ahead.",
    ),
    time("received_at", "When a server first had it."),
    time("edited_at", "When it was last changed, by the device's clock."),
    items("replies", REPLIES, "The reporter's answers to the hub."),
    items("crew", CREW, "The devices that write it, by their ids."),
    flag("personal_dispute", "Was it about a purely personal matter between those involved?"),
    text("duplicate_of", 64, "The id of the report that tells the same event."),
    flag("withdrawn", "Does the reporter take it back?"),
    text("withdrawn_reason", NOTE, "Why it is taken back.").about_person(),
    time("withdrawn_at", "When it was taken back."),
];
