//! The code lists: what may be ticked, and where it comes from. What each tick says to people is in
//! the files of [`crate::words`].

pub(super) mod actions;
mod acts;
mod attachments;
mod auditing;
mod bwv;
mod factors;
mod follow_up;
mod harm;
mod lessons;
mod markers;
mod people;
mod phases;
mod places;
mod police;
mod reporting;
mod returns;
mod sources;
mod standard;
mod support;
mod types;

pub use actions::{ACTION_RUNG, POLICE_STATUS};
pub use acts::{PHYSICAL_ACT, WEAPON, WEAPON_STATUS};
pub use attachments::{ATTACHMENT_MEDIA, CUSTODY_ACTION, DERIVATION};
pub use auditing::READING;
pub use bwv::{
    ACTIVATED, FOOTAGE_STATUS, MEDIA_KIND, REASON_ACTIVATED, REASON_NOT_ACTIVATED, WEARING,
};
pub use factors::{CONTRIBUTORY_FACTOR, FACTOR_STRENGTH};
pub use follow_up::{FOLLOWUP_OUTCOME, FOLLOWUP_STATUS};
pub use harm::{ABSENCE, BODY_REGION, INJURY_TYPE, PHYSICAL_HARM, PSYCH_HARM, RIDDOR_INJURY};
pub use lessons::{CONSENT_HOW, LESSON_SCOPE};
pub use markers::{
    CALL_VOLUME, CALLER_BEHAVIOUR, ENQUIRY_REPLY, EOC_ACTION, MARKER_ACT, MARKER_ADVICE,
    MARKER_CATEGORY, MARKER_STATUS, MARKER_SUBJECT, RESPONSE_INSTRUCTION, SHARED_LINE, VIEW_REASON,
};
pub use people::{
    CAPACITY_BASIS, INTENT_CAPACITY, PERSON_KNOWN, PERSON_ROLE, RELATIONSHIP_TO_PATIENT,
    STAFF_GROUP, TRAINING_LEVEL,
};
pub use phases::{ACTIVITY_AT_TIME, PHASE_OF_INCIDENT};
pub use places::LOCATION_TYPE;
pub use police::{
    COURT_RESULT, CRIMINAL_SANCTION, POLICE_CONTACTED, POLICE_OUTCOME, SUPPORTS_ACTION,
};
pub use reporting::{ANONYMITY_REASON, NAMING, REPORTING_CHANNEL, SAFE_NOW};
pub use returns::RETURN_REPLY;
pub use sources::{SOURCES, SourceNote};
pub use standard::{EVIDENCE_LINK, RAG, VPR_PART};
pub use support::{
    CONTACT_HOW, CONTACT_WHEN, SUPPORT, SUPPORT_FROM, SUPPORT_RESPONSE, WELLBEING_STATUS,
};
pub use types::INCIDENT_TYPE;

/// Every code list, in the order of the report.
pub static ALL: &[&CodeList] = &[
    &INCIDENT_TYPE,
    &PHYSICAL_ACT,
    &WEAPON,
    &WEAPON_STATUS,
    &INTENT_CAPACITY,
    &CAPACITY_BASIS,
    &PERSON_ROLE,
    &PERSON_KNOWN,
    &RELATIONSHIP_TO_PATIENT,
    &STAFF_GROUP,
    &TRAINING_LEVEL,
    &LOCATION_TYPE,
    &PHASE_OF_INCIDENT,
    &ACTIVITY_AT_TIME,
    &PHYSICAL_HARM,
    &PSYCH_HARM,
    &INJURY_TYPE,
    &BODY_REGION,
    &ABSENCE,
    &RIDDOR_INJURY,
    &CONTRIBUTORY_FACTOR,
    &FACTOR_STRENGTH,
    &WEARING,
    &ACTIVATED,
    &REASON_ACTIVATED,
    &REASON_NOT_ACTIVATED,
    &MEDIA_KIND,
    &FOOTAGE_STATUS,
    &POLICE_CONTACTED,
    &SUPPORTS_ACTION,
    &POLICE_OUTCOME,
    &COURT_RESULT,
    &CRIMINAL_SANCTION,
    &SAFE_NOW,
    &REPORTING_CHANNEL,
    &NAMING,
    &ANONYMITY_REASON,
    &FOLLOWUP_STATUS,
    &FOLLOWUP_OUTCOME,
    &ATTACHMENT_MEDIA,
    &DERIVATION,
    &CUSTODY_ACTION,
    &SUPPORT,
    &SUPPORT_FROM,
    &CONTACT_WHEN,
    &CONTACT_HOW,
    &WELLBEING_STATUS,
    &SUPPORT_RESPONSE,
    &MARKER_SUBJECT,
    &MARKER_CATEGORY,
    &CALLER_BEHAVIOUR,
    &RESPONSE_INSTRUCTION,
    &MARKER_ACT,
    &MARKER_ADVICE,
    &MARKER_STATUS,
    &EOC_ACTION,
    &SHARED_LINE,
    &ENQUIRY_REPLY,
    &VIEW_REASON,
    &ACTION_RUNG,
    &POLICE_STATUS,
    &READING,
    &VPR_PART,
    &EVIDENCE_LINK,
    &RAG,
    &CONSENT_HOW,
    &LESSON_SCOPE,
    &RETURN_REPLY,
];

/// A closed list of codes.
#[derive(Debug, PartialEq, Eq)]
pub struct CodeList {
    /// The list's name, stable across versions.
    pub name: &'static str,
    /// Where the list as a whole comes from.
    pub source: &'static str,
    /// Its codes, in the order people read them.
    pub codes: &'static [Code],
}

impl CodeList {
    /// The code spelled `code`.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<&'static Code> {
        self.codes.iter().find(|known| known.code == code)
    }

    /// The spellings, in the order of the list.
    pub fn spellings(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.codes.iter().map(|code| code.code)
    }
}

/// One entry of a [`CodeList`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    /// The stable spelling, which is stored.
    pub code: &'static str,
    /// Who says that it belongs here.
    pub source: Source,
    /// The same thing in other systems: name of the system, then its code.
    pub map_to: &'static [(&'static str, &'static str)],
    /// The heading under which it stands, such as a factor's level.
    pub group: Option<&'static str>,
}

impl Code {
    const fn maps(mut self, map_to: &'static [(&'static str, &'static str)]) -> Self {
        self.map_to = map_to;
        self
    }

    const fn under(mut self, group: &'static str) -> Self {
        self.group = Some(group);
        self
    }

    /// This code in the system named `system`.
    pub fn mapped(&self, system: &str) -> impl Iterator<Item = &'static str> {
        self.map_to.iter().filter(move |(name, _)| *name == system).map(|(_, code)| *code)
    }
}

/// Why a code is in its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A published source has it, found by this key in [`SOURCES`].
    Cited(&'static str),
    /// A proposal of this project, for want of a published one.
    Inferred,
}

const LFPSE: &str = "lfpse-v5";
const LFPSE_ROLE: &str = "lfpse-v5-reporter-role";
const LFPSE_ANON: &str = "lfpse-v5-anonymity-reason";
const NHS_DD: &str = "nhs-dd-activity-location-type";

const fn cited(code: &'static str, source: &'static str) -> Code {
    Code { source: Source::Cited(source), ..inferred(code) }
}

const fn inferred(code: &'static str) -> Code {
    Code { code, source: Source::Inferred, map_to: &[], group: None }
}

const UNKNOWN: Code = inferred("unknown");
const NOT_RECORDED: Code = inferred("not_recorded");
const PREFER_NOT_TO_SAY: Code = inferred("prefer_not_to_say");

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn all_codes() -> impl Iterator<Item = (&'static CodeList, &'static Code)> {
        ALL.iter().flat_map(|list| list.codes.iter().map(move |code| (*list, code)))
    }

    #[test]
    fn list_names_are_unique() {
        let names: BTreeSet<_> = ALL.iter().map(|list| list.name).collect();
        assert_eq!(names.len(), ALL.len());
    }

    #[test]
    fn codes_are_unique_within_their_list() {
        for list in ALL {
            let spellings: BTreeSet<_> = list.spellings().collect();
            assert_eq!(spellings.len(), list.codes.len(), "{}", list.name);
        }
    }

    #[test]
    fn every_code_can_be_a_segment_of_a_path() {
        for (list, code) in all_codes() {
            let path = crate::model::Path::parse(code.code);
            assert!(path.is_ok(), "{}: {}", list.name, code.code);
            assert!(!code.code.contains('/'), "{}: {}", list.name, code.code);
        }
    }

    #[test]
    fn every_citation_can_be_looked_up() {
        for (list, code) in all_codes() {
            if let Source::Cited(key) = code.source {
                let found = SOURCES.iter().any(|note| note.key == key);
                assert!(found, "{}: {} cites {key}", list.name, code.code);
            }
        }
    }

    #[test]
    fn every_source_is_cited() {
        for note in SOURCES {
            let by_code = all_codes().any(|(_, code)| code.source == Source::Cited(note.key));
            let by_list = ALL.iter().any(|list| list.source.contains(&format!("({})", note.key)));
            assert!(by_code || by_list, "{} is not cited", note.key);
        }
    }

    #[test]
    fn lists_about_a_person_can_decline_to_say() {
        for list in [
            &INTENT_CAPACITY,
            &CAPACITY_BASIS,
            &PERSON_ROLE,
            &PERSON_KNOWN,
            &RELATIONSHIP_TO_PATIENT,
            &STAFF_GROUP,
            &PHYSICAL_HARM,
            &PSYCH_HARM,
            &INJURY_TYPE,
            &BODY_REGION,
            &ABSENCE,
            &RIDDOR_INJURY,
            &SUPPORTS_ACTION,
            &SUPPORT_RESPONSE,
        ] {
            for way_out in [UNKNOWN, NOT_RECORDED, PREFER_NOT_TO_SAY] {
                assert!(list.get(way_out.code).is_some(), "{}", list.name);
            }
        }
    }

    #[test]
    fn every_place_maps_to_lfpse() {
        for code in LOCATION_TYPE.codes {
            assert_eq!(code.mapped(LFPSE).count(), 1, "{}", code.code);
        }
    }
}
