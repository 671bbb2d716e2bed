//! The lists inside an incident: people, acts, staff, injuries, factors and what hangs on them.

use super::{Field, LINE, NOTE, code, date, flag, item_of, text, time, whole};
use crate::model::codes::{
    ABSENCE, ACTIVATED, BODY_REGION, CAPACITY_BASIS, CONTRIBUTORY_FACTOR, FACTOR_STRENGTH,
    INJURY_TYPE, INTENT_CAPACITY, MEDIA_KIND, PERSON_KNOWN, PERSON_ROLE, PHASE_OF_INCIDENT,
    PHYSICAL_ACT, PHYSICAL_HARM, PSYCH_HARM, REASON_ACTIVATED, REASON_NOT_ACTIVATED,
    RELATIONSHIP_TO_PATIENT, RIDDOR_INJURY, STAFF_GROUP, WEAPON, WEAPON_STATUS, WEARING,
};

pub(super) const PEOPLE: &[Field] = &[
    code("role", &PERSON_ROLE, "What the person was to the incident."),
    code("known", &PERSON_KNOWN, "How far the person is known."),
    code("relationship_to_patient", &RELATIONSHIP_TO_PATIENT, "What they were to the patient."),
    text("name", LINE, "Their name.").about_person(),
    text("description", NOTE, "What they look and sound like.").about_person(),
    text("phone_number", 32, "Their phone number, as it was shown.").about_person(),
    text("address", 400, "Their address.").about_person(),
    date("date_of_birth", "Their date of birth.").about_person(),
    code("intent_capacity", &INTENT_CAPACITY, "The reporter's view: was it meant?").about_person(),
    code("capacity_basis", &CAPACITY_BASIS, "What that view rests on.").about_person(),
    text("assessor", LINE, "Who took that view, by role.").about_person(),
    text("basis", NOTE, "Why, in the assessor's words.").about_person(),
];

pub(super) const ACTS: &[Field] = &[
    code("act", &PHYSICAL_ACT, "What was done."),
    code("weapon", &WEAPON, "What it was done with."),
    code("weapon_status", &WEAPON_STATUS, "How far the weapon came into it."),
    code("phase", &PHASE_OF_INCIDENT, "The part of the job."),
    time("at", "When."),
    item_of("person", "people", "Who did it."),
    item_of("staff", "staff", "Who it was done to."),
    code("body_region", &BODY_REGION, "Where on the body it landed."),
    flag("injured", "Did it injure?"),
    text("notes", NOTE, "What else to know of it.").about_person(),
];

pub(super) const STAFF: &[Field] = &[
    code("staff_group", &STAFF_GROUP, "Their work."),
    flag("is_reporter", "Is this the reporter?"),
    text("name", LINE, "Their name.").about_person(),
    text("callsign", 32, "Their own callsign, if it differs.").about_person(),
    code("physical_harm_0h", &PHYSICAL_HARM, "Physical harm, at once.").about_person(),
    code("physical_harm_72h", &PHYSICAL_HARM, "Physical harm, after 72 hours.").about_person(),
    code("physical_harm_28d", &PHYSICAL_HARM, "Physical harm, after 28 days.").about_person(),
    code("psych_harm_0h", &PSYCH_HARM, "Psychological harm, at once.").about_person(),
    code("psych_harm_72h", &PSYCH_HARM, "Psychological harm, after 72 hours.").about_person(),
    code("psych_harm_28d", &PSYCH_HARM, "Psychological harm, after 28 days.").about_person(),
    code("absence", &ABSENCE, "Time away from work because of it.").about_person(),
    whole("absence_days", 0, 3_650, "days", "Days away, with rest days, without the day itself.")
        .about_person(),
    date("absence_from", "The first day away.").about_person(),
    date("absence_until", "The last day away; none while it goes on.").about_person(),
    code("riddor_injury", &RIDDOR_INJURY, "An injury that the law on reporting to HSE names.")
        .about_person(),
    code("bwv_wearing", &WEARING, "Did they wear a camera?"),
    text("bwv_camera_serial", 64, "The camera's serial number."),
    time("bwv_assigned_from", "When the camera was taken from the dock."),
    time("bwv_assigned_until", "When it was put back."),
    code("bwv_activated", &ACTIVATED, "Did it record?"),
    flag("bwv_warning_given", "Was the person told that it records?"),
    code(
        "bwv_activated_at_phase",
        &PHASE_OF_INCIDENT,
        "The part of the job when it was switched on.",
    ),
    code("bwv_reason_activated", &REASON_ACTIVATED, "Why it was switched on."),
    code("bwv_reason_not_activated", &REASON_NOT_ACTIVATED, "Why it was not."),
    flag("bwv_evidential", "Is the footage evidence?"),
    date("bwv_hold_until", "The day until which the footage must be kept."),
    time("bwv_requested_by_police_at", "When the police asked for it."),
    time("bwv_released_at", "When it was given to them."),
    text("bwv_release_authority", LINE, "Who allowed that.").about_person(),
];

pub(super) const INJURIES: &[Field] = &[
    item_of("staff", "staff", "Who was injured."),
    code("injury_type", &INJURY_TYPE, "The kind of injury.").about_person(),
    code("body_region", &BODY_REGION, "Where on the body.").about_person(),
    flag("body_fluid_exposure", "Did blood or another body fluid reach them?").about_person(),
    text("notes", NOTE, "What else to know of it.").about_person(),
];

pub(super) const FACTORS: &[Field] = &[
    code("factor", &CONTRIBUTORY_FACTOR, "What contributed."),
    code("strength", &FACTOR_STRENGTH, "How sure that is."),
    text("notes", NOTE, "What else to know of it.").about_person(),
];

pub(super) const ASSESSMENTS: &[Field] = &[
    item_of("person", "people", "Who is assessed."),
    code("intent_capacity", &INTENT_CAPACITY, "Was it meant, in this view?").about_person(),
    code("capacity_basis", &CAPACITY_BASIS, "What this view rests on.").about_person(),
    text("assessor", LINE, "Who took this view, by role.").about_person(),
    text("basis", NOTE, "Why, in the assessor's words.").about_person(),
    time("at", "When."),
];

pub(super) const RECORDINGS: &[Field] = &[
    code("media", &MEDIA_KIND, "What kind of recording."),
    item_of("staff", "staff", "Whose camera."),
    text("system", LINE, "The system that holds it."),
    text("camera", 64, "The camera that took it."),
    text("reference", 75, "Its reference there."),
    time("from", "Where it begins."),
    time("until", "Where it ends."),
    date("hold_until", "The day until which it must be kept."),
];

pub(super) const CREW: &[Field] = &[
    text("name", LINE, "Who writes with it.").about_person(),
    text("role", LINE, "Their role."),
    flag("left", "Did they leave the incident?"),
    time("left_at", "When they left."),
];

pub(super) const REPLIES: &[Field] = &[
    text("text", NOTE, "What the reporter answers.").about_person(),
    time("at", "When."),
    text("message", 48, "The id of the hub's message that it answers."),
];
