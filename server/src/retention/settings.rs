//! What a region sets for how long it keeps things.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::class::{Class, Ground};

/// The settings, as a file holds them. What a file leaves out is as here.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Years from the incident for which a report of one that was not serious is kept: 10, by
    /// NHS England's Records Management Code of 2021 as a trust quotes it (S129).
    pub not_serious_years: u16,
    /// Years from the incident for which a report of a serious one is kept: 20, by the same.
    pub serious_years: u16,
    /// Years from its end for which a marker is kept. Its decision is kept as an incident is: a
    /// proposal of this project.
    pub marker_years: u16,
    /// Years for which a log of who read what is kept after the last that it may tell of. A
    /// proposal of this project.
    pub audit_years: u16,
    /// What makes an incident serious: a proposal of this project.
    pub serious: Vec<Ground>,
}

/// Why settings are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsFault {
    /// Not the shape.
    #[error("the settings are no JSON object of this kind: see docs/hub.md, retention")]
    Shape,
    /// Nothing is kept for no time at all, or for ever.
    #[error("each period is 1 to 100 years, and that of serious incidents is not the shorter one")]
    Period,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            not_serious_years: 10,
            serious_years: 20,
            marker_years: 10,
            audit_years: 6,
            serious: Ground::ALL.into(),
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
        let periods = [
            settings.not_serious_years,
            settings.serious_years,
            settings.marker_years,
            settings.audit_years,
        ];
        let fit = periods.iter().all(|years| (1..=100).contains(years))
            && settings.serious_years >= settings.not_serious_years;
        if fit { Ok(settings) } else { Err(SettingsFault::Period) }
    }

    /// For how many years a class is kept; none where it is not counted in years.
    #[must_use]
    pub fn years(&self, class: Class) -> Option<u16> {
        match class {
            Class::Open => None,
            Class::Serious => Some(self.serious_years),
            Class::NotSerious => Some(self.not_serious_years),
            Class::Marker => Some(self.marker_years),
            // The record that is kept longest may be among those a day's log tells of.
            Class::Audit => {
                Some(self.serious_years.max(self.marker_years).saturating_add(self.audit_years))
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_file_says_what_differs() {
        let set = Settings::parse(r#"{"not_serious_years": 8, "serious": ["weapon"]}"#).unwrap();
        assert_eq!((set.not_serious_years, set.serious_years), (8, 20));
        assert_eq!(set.serious, [Ground::Weapon]);
        assert_eq!(Settings::parse("{}").unwrap(), Settings::default());
        assert_eq!(Settings::default().years(Class::Audit), Some(26));
        assert_eq!(Settings::default().years(Class::Open), None);
    }

    #[test]
    fn what_would_erase_at_once_or_makes_no_sense_is_refused() {
        for text in [
            "[]",
            r#"{"years": 1}"#,
            r#"{"not_serious_years": 0}"#,
            r#"{"audit_years": 0}"#,
            r#"{"serious_years": 101}"#,
            r#"{"serious_years": 9}"#,
            r#"{"serious": ["claim"]}"#,
        ] {
            assert!(Settings::parse(text).is_err(), "{text}");
        }
    }
}
