//! Services by their ODS codes, and the regions that are theirs.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use tabard_core::ids::RegionId;

/// An organisation by its ODS code.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Service(String);

/// The text is no ODS code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a service is named by its ODS code: 3 to 6 capital letters and digits, such as RX8")]
pub struct NotAService;

/// The ambulance services of England, whose returns are awaited where no file says otherwise. The
/// code of the Isle of Wight is recalled, the others are LFPSE's (S66).
pub const ENGLISH: [(&str, &str); 11] = [
    ("RRU", "London"),
    ("RX6", "North East"),
    ("RX7", "North West"),
    ("RX8", "Yorkshire"),
    ("RX9", "East Midlands"),
    ("RYA", "West Midlands"),
    ("RYC", "East of England"),
    ("RYD", "South East Coast"),
    ("RYE", "South Central"),
    ("RYF", "South Western"),
    ("R1F", "Isle of Wight"),
];

/// A service whose return is awaited, and the region it comes from.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pin {
    /// The service.
    pub service: Service,
    /// What it is called.
    #[serde(default)]
    pub name: String,
    /// Its region; without it a signature proves nothing about who sent it.
    #[serde(default, deserialize_with = "region")]
    pub region: Option<RegionId>,
}

/// Every service whose return is awaited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pins(pub Vec<Pin>);

/// Why a file of services is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PinsFault {
    /// Not the shape.
    #[error(
        "the services are no JSON list of objects with service, name and region: see docs/learning.md"
    )]
    Shape,
    /// Named twice.
    #[error("a service, or a region, is named twice")]
    Twice,
}

impl Service {
    /// The code.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.0
    }
}

impl FromStr for Service {
    type Err = NotAService;

    fn from_str(text: &str) -> Result<Self, NotAService> {
        let plain = text.bytes().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
        match plain && (3..=6).contains(&text.len()) {
            true => Ok(Self(text.to_owned())),
            false => Err(NotAService),
        }
    }
}

impl TryFrom<String> for Service {
    type Error = NotAService;

    fn try_from(text: String) -> Result<Self, NotAService> {
        text.parse()
    }
}

impl From<Service> for String {
    fn from(service: Service) -> Self {
        service.0
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

pub(super) fn region<'de, D: serde::Deserializer<'de>>(
    from: D,
) -> Result<Option<RegionId>, D::Error> {
    let text = Option::<String>::deserialize(from)?;
    let parsed =
        text.map(|text| text.parse().map_err(|_| serde::de::Error::custom("no region id")));
    parsed.transpose()
}

impl Pins {
    /// Reads a file's text.
    ///
    /// # Errors
    /// [`PinsFault`].
    pub fn parse(text: &str) -> Result<Self, PinsFault> {
        let pins: Vec<Pin> = serde_json::from_str(text).map_err(|_| PinsFault::Shape)?;
        let before = |at: usize, same: &dyn Fn(&Pin) -> bool| pins.iter().take(at).any(same);
        let twice = pins.iter().enumerate().any(|(at, pin)| {
            before(at, &|other| {
                other.service == pin.service || pin.region.is_some() && other.region == pin.region
            })
        });
        if twice { Err(PinsFault::Twice) } else { Ok(Self(pins)) }
    }

    /// The services of England, with no region known yet.
    #[must_use]
    pub fn english() -> Self {
        let pin = |(code, name): (&str, &str)| Pin {
            service: Service(code.to_owned()),
            name: name.to_owned(),
            region: None,
        };
        Self(ENGLISH.map(pin).into())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn services_have_codes_and_are_named_once() {
        for text in ["", "RX", "rx8", "RX8 ", "TOOLONG", "=1+1"] {
            assert_eq!(text.parse::<Service>(), Err(NotAService), "{text}");
        }
        let all = Pins::english().0;
        assert!(all.iter().all(|pin| pin.service.code().parse::<Service>().is_ok()));
        let twice = r#"[{"service": "RX8"}, {"service": "RX8"}]"#;
        assert_eq!(Pins::parse(twice), Err(PinsFault::Twice));
        assert_eq!(Pins::parse("{}"), Err(PinsFault::Shape));
        assert_eq!(Pins::parse(r#"[{"service": "RX8", "region": "x"}]"#), Err(PinsFault::Shape));
        assert_eq!(Pins::parse(r#"[{"service": "RX8"}]"#).unwrap().0.len(), 1);
    }
}
