//! The lists inside an incident: people, acts, staff, injuries, factors and what hangs on them.

use super::{Field, LINE, NOTE, code, date, flag, item_of, text, time, whole};
use crate::model::codes::{
    ABSENCE, ACTIVATED, BODY_REGION, CAPACITY_BASIS, CONTRIBUTORY_FACTOR, FACTOR_STRENGTH,
    INJURY_TYPE, INTENT_CAPACITY, MEDIA_KIND, PERSON_KNOWN, PERSON_ROLE, PHASE_OF_INCIDENT,
    PHYSICAL_ACT, PHYSICAL_HARM, PSYCH_HARM, REASON_ACTIVATED, REASON_NOT_ACTIVATED,
    RELATIONSHIP_TO_PATIENT, RIDDOR_INJURY, STAFF_GROUP, TRAINING_LEVEL, WEAPON, WEAPON_STATUS,
    WEARING,
};

pub(super) const PEOPLE: &[Field] = &[
    code("role", &PERSON_ROLE),
    code("known", &PERSON_KNOWN),
    code("relationship_to_patient", &RELATIONSHIP_TO_PATIENT),
    text("name", LINE).about_person(),
    text("description", NOTE).about_person(),
    text("phone_number", 32).about_person(),
    text("address", 400).about_person(),
    date("date_of_birth").about_person(),
    code("intent_capacity", &INTENT_CAPACITY).about_person(),
    code("capacity_basis", &CAPACITY_BASIS).about_person(),
    text("assessor", LINE).about_person(),
    text("basis", NOTE).about_person(),
];

pub(super) const ACTS: &[Field] = &[
    code("act", &PHYSICAL_ACT),
    code("weapon", &WEAPON),
    code("weapon_status", &WEAPON_STATUS),
    code("phase", &PHASE_OF_INCIDENT),
    time("at"),
    item_of("person", "people"),
    item_of("staff", "staff"),
    code("body_region", &BODY_REGION),
    flag("injured"),
    text("notes", NOTE).about_person(),
];

pub(super) const STAFF: &[Field] = &[
    code("staff_group", &STAFF_GROUP),
    code("training_level", &TRAINING_LEVEL),
    flag("is_reporter"),
    text("name", LINE).about_person(),
    text("callsign", 32).about_person(),
    code("physical_harm_0h", &PHYSICAL_HARM).about_person(),
    code("physical_harm_72h", &PHYSICAL_HARM).about_person(),
    code("physical_harm_28d", &PHYSICAL_HARM).about_person(),
    code("psych_harm_0h", &PSYCH_HARM).about_person(),
    code("psych_harm_72h", &PSYCH_HARM).about_person(),
    code("psych_harm_28d", &PSYCH_HARM).about_person(),
    code("absence", &ABSENCE).about_person(),
    whole("absence_days", 0, 3_650, "days").about_person(),
    date("absence_from").about_person(),
    date("absence_until").about_person(),
    code("riddor_injury", &RIDDOR_INJURY).about_person(),
    code("bwv_wearing", &WEARING),
    text("bwv_camera_serial", 64),
    time("bwv_assigned_from"),
    time("bwv_assigned_until"),
    code("bwv_activated", &ACTIVATED),
    flag("bwv_warning_given"),
    code("bwv_activated_at_phase", &PHASE_OF_INCIDENT),
    code("bwv_reason_activated", &REASON_ACTIVATED),
    code("bwv_reason_not_activated", &REASON_NOT_ACTIVATED),
    flag("bwv_evidential"),
    date("bwv_hold_until"),
    time("bwv_requested_by_police_at"),
    time("bwv_released_at"),
    text("bwv_release_authority", LINE).about_person(),
];

pub(super) const INJURIES: &[Field] = &[
    item_of("staff", "staff"),
    code("injury_type", &INJURY_TYPE).about_person(),
    code("body_region", &BODY_REGION).about_person(),
    flag("body_fluid_exposure").about_person(),
    text("notes", NOTE).about_person(),
];

pub(super) const FACTORS: &[Field] = &[
    code("factor", &CONTRIBUTORY_FACTOR),
    code("strength", &FACTOR_STRENGTH),
    text("notes", NOTE).about_person(),
];

pub(super) const ASSESSMENTS: &[Field] = &[
    item_of("person", "people"),
    code("intent_capacity", &INTENT_CAPACITY).about_person(),
    code("capacity_basis", &CAPACITY_BASIS).about_person(),
    text("assessor", LINE).about_person(),
    text("basis", NOTE).about_person(),
    time("at"),
];

pub(super) const RECORDINGS: &[Field] = &[
    code("media", &MEDIA_KIND),
    item_of("staff", "staff"),
    text("system", LINE),
    text("camera", 64),
    text("reference", 75),
    time("from"),
    time("until"),
    date("hold_until"),
];

pub(super) const CREW: &[Field] =
    &[text("name", LINE).about_person(), text("role", LINE), flag("left"), time("left_at")];

pub(super) const REPLIES: &[Field] =
    &[text("text", NOTE).about_person(), time("at"), text("message", 48)];
