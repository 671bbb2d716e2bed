//! What a region sets for its learning pages.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::zone::{NotAZone, UNITED_KINGDOM, Zone};
use crate::disclosure::{Rule, RuleFault};

/// The settings, as a file holds them. What a file leaves out is as here.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Counts from 1 to this are not shown.
    pub masked: u64,
    /// The others are rounded to the nearest of this.
    pub rounded_to: u64,
    /// So many values of a count that is not shown have to remain possible.
    pub candidates: u64,
    /// The rule of the region's time.
    pub time_zone: String,
    /// How many whole months back charts look.
    pub months: u8,
    /// How many points in a row make a run.
    pub run: usize,
    /// How many people the staff survey would have asked; without it there is no gap to reckon.
    pub staff: Option<u64>,
    /// What the staff survey says.
    pub survey: Vec<Survey>,
}

/// A figure of the NHS staff survey.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Survey {
    /// What is compared with it.
    pub about: About,
    /// Whom it is of, and when.
    pub of: SurveyOf,
    /// Hundredths of a per cent: 2760 is 27.6 per cent.
    pub hundredths: u64,
    /// The year.
    pub year: u16,
    /// Who says so.
    pub source: String,
}

/// What a figure of the survey is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// Physical violence from the public.
    Physical,
    /// Harassment, bullying or abuse from the public.
    Abuse,
}

/// Whom a figure of the survey is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SurveyOf {
    /// All staff of the NHS.
    Nhs,
    /// Staff of ambulance services.
    Ambulance,
}

/// Why settings are refused.
#[derive(Debug, thiserror::Error)]
pub enum SettingsFault {
    /// Not the shape.
    #[error("the settings are no JSON object of this kind: see docs/learning.md")]
    Shape,
    /// The parameters of disclosure control.
    #[error(transparent)]
    Rule(#[from] RuleFault),
    /// The rule of the time.
    #[error(transparent)]
    Zone(#[from] NotAZone),
    /// Nothing to look at, or more than is kept.
    #[error("charts look back over 1 to 120 months, and a run has 2 to 20 points")]
    Window,
}

impl Default for Settings {
    fn default() -> Self {
        let survey = |about, of, hundredths, source: &str| Survey {
            about,
            of,
            hundredths,
            year: 2023,
            source: source.to_owned(),
        };
        Self {
            masked: 7,
            rounded_to: 5,
            candidates: 3,
            time_zone: UNITED_KINGDOM.to_owned(),
            months: 24,
            run: 7,
            staff: None,
            survey: vec![
                survey(
                    About::Physical,
                    SurveyOf::Nhs,
                    1370,
                    "NHS Staff Survey, as first published (S27)",
                ),
                survey(About::Physical, SurveyOf::Ambulance, 2760, "NHS Staff Survey (S0)"),
                survey(
                    About::Abuse,
                    SurveyOf::Nhs,
                    2515,
                    "NHS Staff Survey, as first published (S27)",
                ),
            ],
        }
    }
}

impl Settings {
    /// Reads a file's text.
    ///
    /// # Errors
    /// [`SettingsFault`].
    pub fn parse(text: &str) -> Result<Self, SettingsFault> {
        // A list in the order of the fields would be read too.
        let object: Map<String, Value> =
            serde_json::from_str(text).map_err(|_| SettingsFault::Shape)?;
        let settings: Self =
            serde_json::from_value(Value::Object(object)).map_err(|_| SettingsFault::Shape)?;
        settings.rule()?;
        settings.zone()?;
        let window = (1..=120).contains(&settings.months) && (2..=20).contains(&settings.run);
        if window { Ok(settings) } else { Err(SettingsFault::Window) }
    }

    /// The parameters of disclosure control.
    ///
    /// # Errors
    /// [`RuleFault`].
    pub fn rule(&self) -> Result<Rule, RuleFault> {
        Rule::new(self.masked, self.rounded_to, self.candidates)
    }

    /// The region's time.
    ///
    /// # Errors
    /// [`NotAZone`].
    pub fn zone(&self) -> Result<Zone, NotAZone> {
        Zone::parse(&self.time_zone)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_file_says_what_differs() {
        let settings = Settings::parse(r#"{"staff": 5000, "masked": 4}"#).unwrap();
        assert_eq!((settings.staff, settings.masked, settings.rounded_to), (Some(5000), 4, 5));
        assert_eq!(Settings::parse("{}").unwrap(), Settings::default());
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        for text in
            ["[]", r#"{"mask": 1}"#, r#"{"masked": 1}"#, r#"{"months": 0}"#, r#"{"run": 1}"#]
        {
            assert!(Settings::parse(text).is_err(), "{text}");
        }
        assert!(Settings::parse(r#"{"time_zone": "London"}"#).is_err());
    }
}
