//! What makes a report pressing: what its reporter said, as signs, and where that puts it among the
//! open reports of a hub.

use serde_json::Value;

use crate::model::is_withdrawn;

/// A sign that stands beside a report, the gravest first. The order is a proposal of this project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sign {
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

    /// Higher for what is graver; 0 is left for a report without a sign.
    const fn weight(self) -> u8 {
        match self {
            Self::NeedsHelp => 5,
            Self::GraveHarm => 4,
            Self::Weapon => 3,
            Self::Hurt => 2,
            Self::Support => 1,
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
#[must_use]
pub fn signs(report: &Value) -> Vec<Sign> {
    Sign::ALL.into_iter().filter(|sign| sign.is_on(report)).collect()
}

/// How pressing an open report is: first what no person has answered, then what is news, then what
/// is grave. The greater is to be looked at sooner. The order is a proposal of this project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pressure(u8);

impl Pressure {
    /// The bit of what no person has answered.
    pub const UNANSWERED: u8 = 16;
    /// The bit of what somebody wrote since it was looked at.
    pub const NEWS: u8 = 8;

    /// Of a report, with the status of its answer; none of what is closed.
    #[must_use]
    pub fn of(report: &Value, status: Option<&str>, news: bool) -> Option<Self> {
        if status == Some("closed") {
            return None;
        }
        let unanswered = is_unanswered(report, status);
        let gravest = signs(report).first().map_or(0, |sign| sign.weight());
        let bit = |on: bool, bit: u8| if on { bit } else { 0 };
        Some(Self(bit(unanswered, Self::UNANSWERED) | bit(news, Self::NEWS) | gravest))
    }

    /// The number by which it is kept.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }
}

/// Whether no person has answered a report whose answer has this status. What was taken back waits
/// for nobody.
#[must_use]
pub fn is_unanswered(report: &Value, status: Option<&str>) -> bool {
    let nobody = status.is_none_or(|status| matches!(status, "opened_by_hub" | "held_by_region"));
    nobody && !is_withdrawn(report)
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

    #[test]
    fn what_nobody_answered_comes_first_then_news_then_what_is_grave() {
        let pressure = |report: &Value, status, news| Pressure::of(report, status, news);
        let (plain, grave) = (json!({}), json!({ "safe_now": "need_help_now" }));
        let opened = Some("opened_by_hub");
        let mut all = [
            pressure(&plain, Some("answered"), false),
            pressure(&grave, Some("answered"), false),
            pressure(&plain, Some("answered"), true),
            pressure(&plain, None, false),
            pressure(&json!({ "anyone_hurt": true }), opened, false),
            pressure(&grave, opened, false),
            pressure(&plain, opened, true),
        ];
        let said = all;
        all.sort();
        assert_eq!(all, said);
        assert_eq!(pressure(&grave, Some("closed"), true), None);
        let taken_back = json!({ "withdrawn": true });
        assert_eq!(pressure(&taken_back, opened, false).map(Pressure::number), Some(0));
    }
}
