//! The four levels of the NHS violence prevention framework on which factors lie.

use tabard_core::words::Words;

/// A level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Of the person, and of those around him.
    Individual,
    /// Of the service, and of inequality.
    Structural,
    /// Of the place and the hour.
    Environmental,
    /// Of society.
    Societal,
}

impl Level {
    /// All levels, from the person outwards.
    pub const ALL: [Self; 4] =
        [Self::Individual, Self::Structural, Self::Environmental, Self::Societal];

    /// The level of a group of `contributory_factor`. Relationships, which the framework has no
    /// level for, go with the person.
    #[must_use]
    pub fn of_group(group: &str) -> Option<Self> {
        Some(match group {
            "individual_health" | "individual_situation" | "relationship" => Self::Individual,
            "structural_service" | "structural_inequality" => Self::Structural,
            "environmental" => Self::Environmental,
            "societal" => Self::Societal,
            _ => return None,
        })
    }

    /// Its number, from 0.
    #[must_use]
    pub const fn number(self) -> usize {
        self as usize
    }

    /// For programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Individual => "individual",
            Self::Structural => "structural",
            Self::Environmental => "environmental",
            Self::Societal => "societal",
        }
    }

    /// For people.
    #[must_use]
    pub fn said(self, words: &Words) -> String {
        words.text(&format!("console.learning.levels.{}", self.code())).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use tabard_core::model::codes::CONTRIBUTORY_FACTOR;

    use super::*;

    #[test]
    fn every_factor_but_not_to_know_has_a_level() {
        for code in CONTRIBUTORY_FACTOR.codes {
            let level = code.group.and_then(Level::of_group);
            assert_eq!(level.is_none(), code.code == "unknown", "{}", code.code);
        }
    }
}
