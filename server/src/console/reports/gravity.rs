//! What makes a report pressing: what its reporter said, as signs, and how grave they are together.

use serde_json::Value;

/// A sign that stands beside a report, the gravest first. The order is a proposal of this project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sign {
    /// Somebody asked for help there and then.
    NeedsHelp,
    /// Severe harm, or death, of the body or the mind.
    GraveHarm,
    /// A weapon was involved.
    Weapon,
    /// Somebody was hurt.
    Hurt,
    /// The reporter would like support.
    Support,
}

impl Sign {
    const ALL: [Self; 5] =
        [Self::NeedsHelp, Self::GraveHarm, Self::Weapon, Self::Hurt, Self::Support];

    /// The key of its words.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::NeedsHelp => "console.sign.needs_help",
            Self::GraveHarm => "console.sign.grave_harm",
            Self::Weapon => "console.sign.weapon",
            Self::Hurt => "console.sign.hurt",
            Self::Support => "console.sign.support",
        }
    }

    fn is_on(self, report: &Value) -> bool {
        let flag = |field: &str| report.get(field) == Some(&Value::Bool(true));
        let safe_now = report.get("safe_now").and_then(Value::as_str);
        match self {
            Self::NeedsHelp => safe_now == Some("need_help_now"),
            Self::GraveHarm => harm(report).any(|level| matches!(level, "severe" | "fatal")),
            Self::Weapon => flag("weapon_involved"),
            Self::Hurt => flag("anyone_hurt") || safe_now == Some("hurt"),
            Self::Support => flag("needs_support"),
        }
    }
}

/// The signs of a report, the gravest first.
pub(super) fn signs(report: &Value) -> Vec<Sign> {
    Sign::ALL.into_iter().filter(|sign| sign.is_on(report)).collect()
}

/// Every harm that is stated of any member of staff, at any time.
fn harm(report: &Value) -> impl Iterator<Item = &str> {
    let staff = report.get("staff").and_then(Value::as_array).into_iter().flatten();
    let fields = staff.filter_map(Value::as_object).flatten();
    let harm = fields
        .filter(|(name, _)| name.starts_with("physical_harm") || name.starts_with("psych_harm"));
    harm.filter_map(|(_, level)| level.as_str())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_gravest_comes_first() {
        let report = json!({
            "needs_support": true, "weapon_involved": true, "safe_now": "hurt",
            "staff": [{ "id": "s1", "psych_harm_72h": "severe" }],
        });
        assert_eq!(signs(&report), [Sign::GraveHarm, Sign::Weapon, Sign::Hurt, Sign::Support]);
        assert_eq!(signs(&json!({ "anyone_hurt": false, "safe_now": "safe" })), []);
        assert_eq!(signs(&json!({ "safe_now": "need_help_now" })), [Sign::NeedsHelp]);
        assert!(signs(&json!({ "staff": "text", "weapon_involved": "yes" })).is_empty());
    }
}
