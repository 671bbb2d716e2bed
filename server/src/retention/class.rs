//! The classes of what is kept, and which one a report is in.

use serde::Deserialize;
use serde_json::Value;

/// What a record is, for how long it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// A report that is not closed: it is never due.
    Open,
    /// A closed report of a serious incident.
    Serious,
    /// Any other closed report.
    NotSerious,
    /// A marker that warns no more.
    Marker,
    /// A log of who read what.
    Audit,
}

impl Class {
    /// Its code, in keys of words too.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Serious => "serious",
            Self::NotSerious => "not_serious",
            Self::Marker => "marker",
            Self::Audit => "audit",
        }
    }
}

/// What makes an incident serious here. The source of the periods says "serious incident" and not
/// which that is (S129): this list is a proposal of this project, which a region may set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// Somebody was hurt, or touched against their will.
    Violence,
    /// Severe harm or death.
    SevereHarm,
    /// A weapon.
    Weapon,
    /// The police were told, or have a reference.
    Police,
    /// An injury of RIDDOR's list.
    Riddor,
}

/// The types of incident that are violence.
const VIOLENCE: [&str; 5] = [
    "physical_contact",
    "attempted_assault",
    "sexual_assault",
    "false_imprisonment",
    "spitting_body_fluid",
];

impl Ground {
    /// Each.
    pub const ALL: [Self; 5] =
        [Self::Violence, Self::SevereHarm, Self::Weapon, Self::Police, Self::Riddor];

    /// Whether a report is serious for it.
    #[must_use]
    pub fn is_of(self, report: &Value) -> bool {
        let flag = |field: &str| report.get(field) == Some(&Value::Bool(true));
        let text = |field: &str| report.get(field).and_then(Value::as_str);
        let types = report.get("types").and_then(Value::as_array).into_iter().flatten();
        let staff = || report.get("staff").and_then(Value::as_array).into_iter().flatten();
        match self {
            Self::Violence => {
                let injuries = report.get("injuries").and_then(Value::as_array);
                flag("anyone_hurt")
                    || types.filter_map(Value::as_str).any(|code| VIOLENCE.contains(&code))
                    || injuries.is_some_and(|injuries| !injuries.is_empty())
            }
            Self::SevereHarm => {
                let fields = staff().filter_map(Value::as_object).flatten();
                let harm = fields.filter(|(name, _)| {
                    name.starts_with("physical_harm") || name.starts_with("psych_harm")
                });
                harm.filter_map(|(_, level)| level.as_str())
                    .any(|level| matches!(level, "severe" | "fatal"))
            }
            Self::Weapon => flag("weapon_involved"),
            Self::Police => {
                text("police_contacted").is_some_and(|code| code != "no")
                    || text("police_crime_ref").is_some()
            }
            Self::Riddor => staff().any(|one| {
                let injury = one.get("riddor_injury").and_then(Value::as_str);
                injury.is_some_and(|code| code != "none")
            }),
        }
    }
}

/// The class of a report.
#[must_use]
pub(super) fn of_report(report: &Value, closed: bool, serious: &[Ground]) -> Class {
    match closed {
        false => Class::Open,
        true if serious.iter().any(|ground| ground.is_of(report)) => Class::Serious,
        true => Class::NotSerious,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_ground_is_found_and_none_in_an_empty_report() {
        for (ground, report) in [
            (Ground::Violence, json!({ "types": ["spitting_body_fluid"] })),
            (Ground::Violence, json!({ "anyone_hurt": true })),
            (Ground::Violence, json!({ "injuries": [{ "id": "i1" }] })),
            (
                Ground::SevereHarm,
                json!({ "staff": [{ "id": "s", "physical_harm_now": "severe" }] }),
            ),
            (Ground::Weapon, json!({ "weapon_involved": true })),
            (Ground::Police, json!({ "police_contacted": "at_scene" })),
            (Ground::Police, json!({ "police_crime_ref": "13/4471" })),
            (Ground::Riddor, json!({ "staff": [{ "id": "s", "riddor_injury": "fracture" }] })),
        ] {
            assert!(ground.is_of(&report), "{ground:?} {report}");
            assert_eq!(of_report(&report, true, &[ground]), Class::Serious);
            assert_eq!(of_report(&report, false, &[ground]), Class::Open, "it is not closed");
            assert_eq!(of_report(&report, true, &[]), Class::NotSerious);
        }
        for report in [json!({}), json!({ "types": "x", "staff": 1, "injuries": [] })] {
            assert!(!Ground::ALL.into_iter().any(|ground| ground.is_of(&report)), "{report}");
        }
        let quiet = json!({ "police_contacted": "no", "types": ["verbal_abuse"],
            "staff": [{ "id": "s", "riddor_injury": "none", "physical_harm_now": "low" }] });
        assert_eq!(of_report(&quiet, true, &Ground::ALL), Class::NotSerious);
    }
}
