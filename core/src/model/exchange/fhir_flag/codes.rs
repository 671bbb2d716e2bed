//! The codes of an exported marker.

use crate::words::Words;

/// What a marker warns of: the four categories of London Ambulance Service's Location Alert
/// Register of 2013 (S99).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Category {
    /// Category 1.
    PhysicalViolence,
    /// Category 2.
    WeaponIntimidationOrHate,
    /// Category 3.
    VerbalAbuse,
    /// Category 4.
    MedicalConditionMajorFactor,
}

impl Category {
    /// Every category, in the order of the register.
    pub const ALL: [Self; 4] = [
        Self::PhysicalViolence,
        Self::WeaponIntimidationOrHate,
        Self::VerbalAbuse,
        Self::MedicalConditionMajorFactor,
    ];

    pub(super) const LIST: &str = "flag-category";

    /// Its stable spelling.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::PhysicalViolence => "physical_violence",
            Self::WeaponIntimidationOrHate => "weapon_intimidation_or_hate",
            Self::VerbalAbuse => "verbal_abuse",
            Self::MedicalConditionMajorFactor => "medical_condition_major_factor",
        }
    }

    /// What it says to people.
    pub(super) fn meaning(self) -> &'static str {
        Words::english().label("marker_category", self.code())
    }

    /// The category spelled `code`.
    #[must_use]
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|category| category.code() == code)
    }
}

/// What crews are to do. None of it delays a crew by itself: those of London Ambulance Service are
/// not to wait outside unless they believe that they are in danger (S99).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instruction {
    /// To know, no more.
    InformationOnly,
    /// To attend with others.
    DoNotAttendAlone,
    /// To meet others first.
    RendezvousPoint,
    /// To attend with the police.
    PoliceToAttend,
    /// To judge the risk at the scene.
    DynamicRiskAssessment,
    /// To attend as anywhere.
    NoRestriction,
}

impl Instruction {
    /// Every instruction.
    pub const ALL: [Self; 6] = [
        Self::InformationOnly,
        Self::DoNotAttendAlone,
        Self::RendezvousPoint,
        Self::PoliceToAttend,
        Self::DynamicRiskAssessment,
        Self::NoRestriction,
    ];

    pub(super) const LIST: &str = "response-instruction";

    /// Its stable spelling.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::InformationOnly => "information_only",
            Self::DoNotAttendAlone => "do_not_attend_alone",
            Self::RendezvousPoint => "rendezvous_point",
            Self::PoliceToAttend => "police_to_attend",
            Self::DynamicRiskAssessment => "dynamic_risk_assessment",
            Self::NoRestriction => "no_restriction",
        }
    }

    /// What it says to people.
    pub(super) fn meaning(self) -> &'static str {
        Words::english().label("response_instruction", self.code())
    }

    /// The instruction spelled `code`.
    #[must_use]
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|instruction| instruction.code() == code)
    }
}

/// Whether a marker stands, in the three words of FHIR (S104).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It stands until its end.
    Active,
    /// It stood.
    Inactive,
    /// It should never have stood.
    EnteredInError,
}

impl Status {
    /// Its spelling in FHIR.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Inactive => "inactive",
            Self::EnteredInError => "entered-in-error",
        }
    }
}
