//! What contributed to it. A factor is evidence for prevention, and never part of a score of a person.

use super::{Code, CodeList, cited, inferred};

/// What contributed, from the person to society; its group is its level.
pub static CONTRIBUTORY_FACTOR: CodeList = CodeList {
    name: "contributory_factor",
    source: "Levels of the NHS violence prevention framework (S0) with an ecological model; factors as marked",
    codes: &[
        cited("alcohol", "S14").under(INDIVIDUAL_HEALTH),
        cited("drugs", "S14").under(INDIVIDUAL_HEALTH),
        cited("mental_health_crisis", "S14").under(INDIVIDUAL_HEALTH),
        cited("dementia", "S63").under(INDIVIDUAL_HEALTH),
        inferred("delirium").under(INDIVIDUAL_HEALTH),
        cited("post_ictal", "S63").under(INDIVIDUAL_HEALTH),
        inferred("hypoglycaemia").under(INDIVIDUAL_HEALTH),
        inferred("head_injury").under(INDIVIDUAL_HEALTH),
        cited("psychosis", "S64").under(INDIVIDUAL_HEALTH),
        cited("learning_disability", "S62").under(INDIVIDUAL_HEALTH),
        inferred("autism_sensory").under(INDIVIDUAL_HEALTH),
        inferred("pain").under(INDIVIDUAL_HEALTH),
        inferred("communication_or_language_barrier").under(INDIVIDUAL_HEALTH),
        cited("trauma_or_distress", "S0").under(INDIVIDUAL_SITUATION),
        inferred("bereavement_or_shock").under(INDIVIDUAL_SITUATION),
        inferred("fear").under(INDIVIDUAL_SITUATION),
        cited("loss_of_control", "S144").under(INDIVIDUAL_SITUATION),
        cited("not_being_listened_to", "S144").under(INDIVIDUAL_SITUATION),
        inferred("prior_violence").under(INDIVIDUAL_SITUATION),
        cited("previous_offending", "S144").under(INDIVIDUAL_SITUATION),
        inferred("self_harm_or_suicidal").under(INDIVIDUAL_SITUATION),
        inferred("domestic_violence").under(RELATIONSHIP),
        inferred("family_conflict").under(RELATIONSHIP),
        inferred("crowd_or_group").under(RELATIONSHIP),
        inferred("third_party_dispute").under(RELATIONSHIP),
        cited("long_wait_response", "S86").under(STRUCTURAL_SERVICE),
        cited("long_wait_call", "S86").under(STRUCTURAL_SERVICE),
        inferred("handover_queue").under(STRUCTURAL_SERVICE),
        inferred("refusal_or_no_conveyance").under(STRUCTURAL_SERVICE),
        inferred("lone_working").under(STRUCTURAL_SERVICE),
        inferred("staff_skill_mix").under(STRUCTURAL_SERVICE),
        cited("missing_or_stale_flag", "S145").under(STRUCTURAL_SERVICE),
        cited("no_police_available", "S28").under(STRUCTURAL_SERVICE),
        inferred("homelessness").under(STRUCTURAL_INEQUALITY),
        inferred("deprivation").under(STRUCTURAL_INEQUALITY),
        inferred("no_access_to_other_care").under(STRUCTURAL_INEQUALITY),
        inferred("substance_service_gap").under(STRUCTURAL_INEQUALITY),
        cited("night_time", "S43").under(ENVIRONMENTAL),
        cited("licensed_premises", "S43").under(ENVIRONMENTAL),
        cited("street", "S43").under(ENVIRONMENTAL),
        inferred("confined_space").under(ENVIRONMENTAL),
        inferred("poor_light").under(ENVIRONMENTAL),
        inferred("no_exit_route").under(ENVIRONMENTAL),
        inferred("animal").under(ENVIRONMENTAL),
        inferred("weapon_in_reach").under(ENVIRONMENTAL),
        inferred("vehicle").under(ENVIRONMENTAL),
        inferred("communal_block").under(ENVIRONMENTAL),
        cited("hate_race", "S14").under(SOCIETAL),
        cited("hate_religion", "S79").under(SOCIETAL),
        cited("hate_sexuality", "S14").under(SOCIETAL),
        cited("hate_disability", "S79").under(SOCIETAL),
        cited("hate_transgender", "S79").under(SOCIETAL),
        inferred("misogyny").under(SOCIETAL),
        cited("event_or_holiday", "S146").under(SOCIETAL),
        inferred("social_media_filming").under(SOCIETAL),
        DO_NOT_KNOW,
    ],
};

const INDIVIDUAL_HEALTH: &str = "individual_health";
const INDIVIDUAL_SITUATION: &str = "individual_situation";
const RELATIONSHIP: &str = "relationship";
const STRUCTURAL_SERVICE: &str = "structural_service";
const STRUCTURAL_INEQUALITY: &str = "structural_inequality";
const ENVIRONMENTAL: &str = "environmental";
const SOCIETAL: &str = "societal";
const DO_NOT_KNOW: Code = inferred("unknown");

/// How sure the reporter is of a factor.
pub static FACTOR_STRENGTH: CodeList = CodeList {
    name: "factor_strength",
    source: "Proposal of this project",
    codes: &[inferred("observed"), inferred("stated"), inferred("suspected")],
};
