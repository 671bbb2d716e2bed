//! The fields of an incident, from what is tapped at once to what is filled in days later.

use super::incident_items::{
    ACTS, ASSESSMENTS, CREW, FACTORS, INJURIES, PEOPLE, RECORDINGS, REPLIES, STAFF,
};
use super::{
    EDITS, Field, LINE, NARRATIVE, NOTE, code, codes, date, flag, items, text, time, whole,
};
use crate::model::codes::{
    ACTIVITY_AT_TIME, ANONYMITY_REASON, CALLER_BEHAVIOUR, COURT_RESULT, CRIMINAL_SANCTION,
    EOC_ACTION, INCIDENT_TYPE, LOCATION_TYPE, NAMING, PHASE_OF_INCIDENT, POLICE_CONTACTED,
    POLICE_OUTCOME, REPORTING_CHANNEL, SAFE_NOW, SUPPORTS_ACTION,
};

pub(super) const FIELDS: &[Field] = &[
    // At the point of the event.
    codes("types", &INCIDENT_TYPE),
    code("primary_type", &INCIDENT_TYPE),
    time("occurred_at"),
    code("safe_now", &SAFE_NOW),
    flag("needs_support"),
    flag("anyone_hurt"),
    flag("weapon_involved"),
    flag("camera_running"),
    flag("patient_affected"),
    // Where.
    code("location_type", &LOCATION_TYPE),
    flag("dwelling"),
    text("address", 400).about_person(),
    text("premises_unit", LINE).about_person(),
    text("postcode", 16).about_person(),
    text("uprn", 12).about_person(),
    text("latitude", 16).about_person(),
    text("longitude", 16).about_person(),
    whole("accuracy_metres", 0, 1_000_000, "metres"),
    text("what3words", 80).about_person(),
    text("place_note", NOTE).about_person(),
    // Which job.
    text("service", 16),
    text("station", LINE),
    text("callsign", 32),
    text("vehicle", 32),
    text("cad_number", 64),
    // A call to the control room.
    text("caller_number", 24).about_person(),
    text("call_id", 64),
    codes("caller_behaviours", &CALLER_BEHAVIOUR),
    codes("eoc_actions", &EOC_ACTION),
    flag("clinical_risk_checked"),
    // How it went.
    codes("phases", &PHASE_OF_INCIDENT),
    codes("activities", &ACTIVITY_AT_TIME),
    text("narrative", NARRATIVE).about_person(),
    items("people", PEOPLE),
    items("acts", ACTS),
    items("staff", STAFF),
    items("injuries", INJURIES),
    items("factors", FACTORS),
    items("assessments", ASSESSMENTS),
    items("recordings", RECORDINGS),
    // Police and courts.
    code("police_contacted", &POLICE_CONTACTED),
    text("police_reason_not_reported", NOTE).about_person(),
    text("police_force", LINE),
    text("police_crime_ref", 64),
    text("police_officer", LINE).about_person(),
    whole("police_attended_minutes", 0, 10_000, "minutes"),
    code("victim_supports_action", &SUPPORTS_ACTION),
    code("police_outcome", &POLICE_OUTCOME),
    date("police_outcome_on"),
    codes("criminal_sanctions", &CRIMINAL_SANCTION),
    codes("court_results", &COURT_RESULT),
    text("court_sentence", NOTE).about_person(),
    whole("court_sentence_months", 0, 1_200, "months"),
    // The report itself.
    code("reporting_channel", &REPORTING_CHANNEL),
    code("naming", &NAMING),
    code("anonymity_reason", &ANONYMITY_REASON),
    flag("feedback_wanted"),
    time("captured_at"),
    whole("device_clock_offset", -315_360_000, 315_360_000, "seconds"),
    time("received_at"),
    time("edited_at"),
    items("replies", REPLIES),
    items("crew", CREW),
    flag("personal_dispute"),
    text("duplicate_of", 64),
    flag("withdrawn"),
    text("withdrawn_reason", NOTE).about_person(),
    time("withdrawn_at"),
    items("edits", EDITS),
];
