//! What contributed to it. A factor is evidence for prevention, and never part of a score of a person.

use super::{Code, CodeList, cited, inferred};

/// What contributed, from the person to society; its group is its level.
pub static CONTRIBUTORY_FACTOR: CodeList = CodeList {
    name: "contributory_factor",
    source: "Levels of the NHS violence prevention framework (S0) with an ecological model; factors as marked",
    codes: &[
        cited("alcohol", "Alcohol", "S14").under(INDIVIDUAL_HEALTH),
        cited("drugs", "Drugs", "S14").under(INDIVIDUAL_HEALTH),
        cited("mental_health_crisis", "Mental health crisis", "S14").under(INDIVIDUAL_HEALTH),
        cited("dementia", "Dementia", "S63").under(INDIVIDUAL_HEALTH),
        inferred("delirium", "Delirium or confusion").under(INDIVIDUAL_HEALTH),
        cited("post_ictal", "After a seizure", "S63").under(INDIVIDUAL_HEALTH),
        inferred("hypoglycaemia", "Low blood sugar").under(INDIVIDUAL_HEALTH),
        inferred("head_injury", "Head injury").under(INDIVIDUAL_HEALTH),
        cited("psychosis", "Psychosis", "S64").under(INDIVIDUAL_HEALTH),
        cited("learning_disability", "Learning disability", "S62").under(INDIVIDUAL_HEALTH),
        inferred("autism_sensory", "Autism or sensory overload").under(INDIVIDUAL_HEALTH),
        inferred("pain", "Pain").under(INDIVIDUAL_HEALTH),
        inferred("communication_or_language_barrier", "Communication or language barrier")
            .under(INDIVIDUAL_HEALTH),
        cited("trauma_or_distress", "Trauma or distress", "S0").under(INDIVIDUAL_SITUATION),
        inferred("bereavement_or_shock", "Bereavement or shock").under(INDIVIDUAL_SITUATION),
        inferred("fear", "Fear").under(INDIVIDUAL_SITUATION),
        cited("loss_of_control", "Feeling of lost control", "S144").under(INDIVIDUAL_SITUATION),
        cited("not_being_listened_to", "Not being listened to", "S144").under(INDIVIDUAL_SITUATION),
        inferred("prior_violence", "Earlier violence").under(INDIVIDUAL_SITUATION),
        cited("previous_offending", "Earlier offending", "S144").under(INDIVIDUAL_SITUATION),
        inferred("self_harm_or_suicidal", "Self-harm or suicidal thoughts")
            .under(INDIVIDUAL_SITUATION),
        inferred("domestic_violence", "Domestic violence").under(RELATIONSHIP),
        inferred("family_conflict", "Family conflict").under(RELATIONSHIP),
        inferred("crowd_or_group", "Crowd or group").under(RELATIONSHIP),
        inferred("third_party_dispute", "Dispute between others").under(RELATIONSHIP),
        cited("long_wait_response", "Long wait for an ambulance", "S86").under(STRUCTURAL_SERVICE),
        cited("long_wait_call", "Long wait on the phone", "S86").under(STRUCTURAL_SERVICE),
        inferred("handover_queue", "Queue at hospital").under(STRUCTURAL_SERVICE),
        inferred("refusal_or_no_conveyance", "Refusal, or not taken to hospital")
            .under(STRUCTURAL_SERVICE),
        inferred("lone_working", "Working alone").under(STRUCTURAL_SERVICE),
        inferred("staff_skill_mix", "Mix of skills in the crew").under(STRUCTURAL_SERVICE),
        cited("missing_or_stale_flag", "Marker missing or out of date", "S145")
            .under(STRUCTURAL_SERVICE),
        cited("no_police_available", "No police available", "S28").under(STRUCTURAL_SERVICE),
        inferred("homelessness", "Homelessness").under(STRUCTURAL_INEQUALITY),
        inferred("deprivation", "Deprivation").under(STRUCTURAL_INEQUALITY),
        inferred("no_access_to_other_care", "No access to other care").under(STRUCTURAL_INEQUALITY),
        inferred("substance_service_gap", "Gap in drug and alcohol services")
            .under(STRUCTURAL_INEQUALITY),
        cited("night_time", "Night", "S43").under(ENVIRONMENTAL),
        cited("licensed_premises", "Pub, club or other licensed place", "S43").under(ENVIRONMENTAL),
        cited("street", "Street", "S43").under(ENVIRONMENTAL),
        inferred("confined_space", "Confined space").under(ENVIRONMENTAL),
        inferred("poor_light", "Poor light").under(ENVIRONMENTAL),
        inferred("no_exit_route", "No way out").under(ENVIRONMENTAL),
        inferred("animal", "Animal").under(ENVIRONMENTAL),
        inferred("weapon_in_reach", "Weapon within reach").under(ENVIRONMENTAL),
        inferred("vehicle", "Vehicle").under(ENVIRONMENTAL),
        inferred("communal_block", "Communal block").under(ENVIRONMENTAL),
        cited("hate_race", "Hate: race", "S14").under(SOCIETAL),
        cited("hate_religion", "Hate: religion", "S79").under(SOCIETAL),
        cited("hate_sexuality", "Hate: sexual orientation", "S14").under(SOCIETAL),
        cited("hate_disability", "Hate: disability", "S79").under(SOCIETAL),
        cited("hate_transgender", "Hate: transgender identity", "S79").under(SOCIETAL),
        inferred("misogyny", "Misogyny").under(SOCIETAL),
        cited("event_or_holiday", "Event or holiday", "S146").under(SOCIETAL),
        inferred("social_media_filming", "Filming for social media").under(SOCIETAL),
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
const DO_NOT_KNOW: Code = inferred("unknown", "I do not know");

/// How sure the reporter is of a factor.
pub static FACTOR_STRENGTH: CodeList = CodeList {
    name: "factor_strength",
    source: "Proposal of this project",
    codes: &[
        inferred("observed", "Seen or measured"),
        inferred("stated", "Somebody said so"),
        inferred("suspected", "Suspected"),
    ],
};
