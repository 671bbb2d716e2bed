//! Whether two reports may be of the same event. It is offered to a person, who decides.

use super::facts::{Facts, Place};

/// The mean radius of the earth in metres (IUGG).
const EARTH_METRES: f64 = 6_371_008.8;

/// How near is near. None of it is in a source: a service sets its own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Likeness {
    /// Minutes between two events that may be one.
    pub minutes: u32,
    /// Metres between two positions that may be one place.
    pub metres: u32,
}

impl Default for Likeness {
    fn default() -> Self {
        Self { minutes: 60, metres: 100 }
    }
}

/// Why two reports look like one event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The number of the job is the same, and the service is not known to be another.
    SameCadNumber,
    /// They began within so many minutes of each other.
    NearInTime,
    /// The property, postcode or address is the same, or the positions are near.
    SamePlace,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 3] = [Self::SameCadNumber, Self::NearInTime, Self::SamePlace];

    /// The word for programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::SameCadNumber => "same_cad_number",
            Self::NearInTime => "near_in_time",
            Self::SamePlace => "same_place",
        }
    }

    /// Out of 100 where all three hold. The number of a job names it; time and place surround it.
    const fn weight(self) -> u8 {
        match self {
            Self::SameCadNumber => 50,
            Self::NearInTime => 20,
            Self::SamePlace => 30,
        }
    }
}

/// How far two reports look like one event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resemblance {
    /// From 50 to 100: the reasons weighed, to sort by. It is no probability.
    pub score: u8,
    /// The reasons.
    pub reasons: Vec<Reason>,
}

impl Likeness {
    /// How two reports resemble each other; none where neither the job is the same, nor both time
    /// and place are.
    #[must_use]
    pub fn compare(&self, one: &Facts, other: &Facts) -> Option<Resemblance> {
        let mut reasons = Vec::new();
        if same(one.cad_number.as_ref(), other.cad_number.as_ref()) == Some(true)
            && same(one.service.as_ref(), other.service.as_ref()) != Some(false)
        {
            reasons.push(Reason::SameCadNumber);
        }
        if self.near_in_time(one, other) {
            reasons.push(Reason::NearInTime);
        }
        if self.same_place(&one.place, &other.place) {
            reasons.push(Reason::SamePlace);
        }
        let score = reasons.iter().map(|reason| reason.weight()).sum();
        (score >= Reason::SameCadNumber.weight()).then_some(Resemblance { score, reasons })
    }

    fn near_in_time(&self, one: &Facts, other: &Facts) -> bool {
        let both = one.occurred_at.zip(other.occurred_at);
        let apart = both.map(|(one, other)| one.as_millisecond().abs_diff(other.as_millisecond()));
        apart.is_some_and(|apart| apart <= u64::from(self.minutes) * 60_000)
    }

    fn same_place(&self, one: &Place, other: &Place) -> bool {
        // Each flat has its own property number: where both are known, nothing else counts.
        if let Some(same) = same(one.uprn.as_ref(), other.uprn.as_ref()) {
            return same;
        }
        let near = |(one, other)| metres_between(one, other) <= f64::from(self.metres);
        same(one.postcode.as_ref(), other.postcode.as_ref()) == Some(true)
            || same(one.address.as_ref(), other.address.as_ref()) == Some(true)
            || one.position.zip(other.position).is_some_and(near)
    }
}

/// None where one of them is not known.
fn same(one: Option<&String>, other: Option<&String>) -> Option<bool> {
    one.zip(other).map(|(one, other)| one == other)
}

/// Along a great circle, by the haversine formula.
fn metres_between(one: (f64, f64), other: (f64, f64)) -> f64 {
    let (north, north_too) = (one.0.to_radians(), other.0.to_radians());
    let (up, along) = (north_too - north, (other.1 - one.1).to_radians());
    let half =
        (up / 2.0).sin().powi(2) + north.cos() * north_too.cos() * (along / 2.0).sin().powi(2);
    2.0 * EARTH_METRES * half.sqrt().min(1.0).asin()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn compared(one: &Value, other: &Value) -> Option<(u8, Vec<&'static str>)> {
        let found = Likeness::default().compare(&Facts::of(one), &Facts::of(other))?;
        Some((found.score, found.reasons.iter().map(|reason| reason.code()).collect()))
    }

    #[test]
    fn the_job_is_enough_and_time_or_place_alone_is_not() {
        let (job, at) = (json!({ "cad_number": "A 12" }), "2026-01-03T02:14:00Z");
        assert_eq!(
            compared(&job, &json!({ "cad_number": "a-12" })),
            Some((50, vec!["same_cad_number"]))
        );
        let other_service = json!({ "cad_number": "A12", "service": "RX8" });
        assert_eq!(
            compared(&json!({ "cad_number": "A12", "service": "RX9" }), &other_service),
            None
        );
        let (when, place) = (json!({ "occurred_at": at }), json!({ "postcode": "ZZ1 1AA" }));
        assert_eq!(compared(&when, &when), None);
        assert_eq!(compared(&place, &place), None);
        assert_eq!(compared(&json!({}), &json!({})), None);
        let both = json!({ "occurred_at": at, "postcode": "ZZ1 1AA" });
        assert_eq!(compared(&both, &both), Some((50, vec!["near_in_time", "same_place"])));
    }

    #[test]
    fn near_ends_where_it_is_said_to_end() {
        let at = |time: &str| json!({ "occurred_at": time, "uprn": "1" });
        let noon = at("2026-01-03T12:00:00Z");
        assert!(compared(&noon, &at("2026-01-03T14:00:00+01:00")).is_some());
        assert!(compared(&noon, &at("2026-01-03T13:00:01Z")).is_none());
        let of = |uprn: &str| json!({ "occurred_at": "2026-01-03T12:00:00Z", "uprn": uprn, "postcode": "ZZ1" });
        assert!(compared(&of("1"), &of("2")).is_none(), "two flats of one postcode");
    }

    #[test]
    fn metres_are_those_of_the_globe() {
        // A degree of a great circle is 111.2 km.
        assert!((metres_between((0.0, 0.0), (0.0, 1.0)) - 111_195.0).abs() < 1.0);
        assert!((metres_between((53.0, -1.5), (54.0, -1.5)) - 111_195.0).abs() < 1.0);
        assert!((metres_between((0.0, 179.9999), (0.0, -179.9999)) - 22.2).abs() < 0.1);
        assert_eq!(metres_between((53.8, -1.55), (53.8, -1.55)), 0.0);
        assert!(
            (metres_between((90.0, 0.0), (-90.0, 0.0)) - EARTH_METRES * std::f64::consts::PI).abs()
                < 1.0
        );
    }

    fn any_report() -> impl Strategy<Value = Value> {
        (0..3_u8, 0..3_u8, 0..120_u8, -90.0..90.0_f64, -180.0..180.0_f64).prop_map(
            |(cad, postcode, minute, north, east)| {
                json!({
                    "cad_number": cad.to_string(), "postcode": postcode.to_string(),
                    "occurred_at": format!("2026-01-03T{:02}:{:02}:00Z", minute / 60, minute % 60),
                    "latitude": format!("{north:.5}"), "longitude": format!("{east:.5}"),
                })
            },
        )
    }

    proptest! {
        #[test]
        fn likeness_is_mutual_and_everything_is_like_itself(one in any_report(), other in any_report()) {
            prop_assert_eq!(compared(&one, &other), compared(&other, &one));
            prop_assert_eq!(compared(&one, &one).unwrap().0, 100);
        }
    }
}
