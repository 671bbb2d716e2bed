//! What is still worth filling in: the list called "finish when you can". Nothing on it is ever
//! required for a report to be saved or sent.

use serde_json::Value;

/// A field that is worth filling in under a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The field of the incident.
    pub field: &'static str,
    /// When it matters.
    pub when: When,
    /// Whether it belongs to the point of the event, rather than to later.
    pub at_once: bool,
}

/// When a field matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// For every incident.
    Always,
    /// Where this question was answered with yes.
    Yes(&'static str),
    /// Where this field holds one of these codes.
    Holds(&'static str, &'static [&'static str]),
}

/// A field that is not filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The field.
    pub field: &'static str,
    /// Whether it belongs to the point of the event.
    pub at_once: bool,
    /// The field whose answer asks for it; none when every incident has it.
    pub because_of: Option<&'static str>,
}

const HANDS_ON: &[&str] = &["physical_contact", "sexual_assault", "spitting_body_fluid"];
const TOLD: &[&str] = &["at_scene", "radio_emergency", "999", "101_online", "later"];

/// The rules where a trust gives no others: the point-of-event set is a proposal of this project
/// after the Trades Union Congress's critical set (S56), the data set on assaults (S68) and what
/// crews in Peel called short (S44).
pub const RULES: &[Rule] = &[
    now("types", When::Always),
    now("occurred_at", When::Always),
    now("location_type", When::Always),
    now("people", When::Always),
    now("anyone_hurt", When::Always),
    now("weapon_involved", When::Always),
    now("police_contacted", When::Always),
    now("camera_running", When::Always),
    now("needs_support", When::Always),
    later("narrative", When::Always),
    later("cad_number", When::Always),
    later("factors", When::Always),
    later("dwelling", When::Holds("types", &["hate_incident"])),
    later("acts", When::Holds("types", HANDS_ON)),
    later("acts", When::Yes("weapon_involved")),
    later("injuries", When::Yes("anyone_hurt")),
    later("staff", When::Yes("anyone_hurt")),
    later("recordings", When::Yes("camera_running")),
    later("police_crime_ref", When::Holds("police_contacted", TOLD)),
    later("victim_supports_action", When::Holds("police_contacted", TOLD)),
    later("police_reason_not_reported", When::Holds("police_contacted", &["no"])),
];

const fn now(field: &'static str, when: When) -> Rule {
    Rule { field, when, at_once: true }
}

const fn later(field: &'static str, when: When) -> Rule {
    Rule { field, when, at_once: false }
}

/// What an incident's view has not filled in, each field once, in the order of the rules.
#[must_use]
pub fn of(incident: &Value, rules: &[Rule]) -> Vec<Missing> {
    let mut missing: Vec<Missing> = Vec::new();
    for rule in rules {
        let because_of = match rule.when {
            When::Always => None,
            When::Yes(question) if incident.get(question) == Some(&Value::Bool(true)) => {
                Some(question)
            }
            When::Holds(field, codes) if holds(incident.get(field), codes) => Some(field),
            When::Yes(_) | When::Holds(..) => continue,
        };
        let listed = missing.iter().any(|one| one.field == rule.field);
        if !listed && is_empty(incident.get(rule.field)) {
            missing.push(Missing { field: rule.field, at_once: rule.at_once, because_of });
        }
    }
    missing
}

fn holds(value: Option<&Value>, codes: &[&str]) -> bool {
    match value {
        Some(Value::String(code)) => codes.contains(&code.as_str()),
        Some(Value::Array(members)) => members.iter().any(|member| holds(Some(member), codes)),
        _ => false,
    }
}

fn is_empty(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => true,
        Some(Value::String(text)) => text.trim().is_empty(),
        Some(Value::Array(items)) => items.is_empty(),
        Some(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::*;
    use crate::model::{Kind, RecordKind};

    fn fields(incident: &Value) -> Vec<&'static str> {
        of(incident, RULES).iter().map(|one| one.field).collect()
    }

    #[test]
    fn the_rules_name_fields_and_codes_of_the_dictionary() {
        let find = |name| RecordKind::Incident.field(name);
        for rule in RULES {
            assert!(find(rule.field).is_some(), "{}", rule.field);
            match rule.when {
                When::Always => {}
                When::Yes(question) => {
                    assert_eq!(find(question).map(|field| field.kind), Some(Kind::Flag));
                }
                When::Holds(field, codes) => match find(field).map(|field| field.kind) {
                    Some(Kind::Code(list) | Kind::Codes(list)) => {
                        assert!(codes.iter().all(|code| list.get(code).is_some()), "{field}");
                    }
                    other => assert_eq!(other, None, "{field} holds no codes"),
                },
            }
        }
    }

    #[test]
    fn what_is_filled_in_is_not_asked_for_and_a_no_is_an_answer() {
        let before = fields(&json!({}));
        let after = fields(&json!({
            "types": ["verbal_abuse"], "anyone_hurt": false, "occurred_at": "2026-01-01T00:00:00Z",
        }));
        let gone: BTreeSet<_> = before.iter().filter(|field| !after.contains(field)).collect();
        assert_eq!(gone, BTreeSet::from([&"types", &"anyone_hurt", &"occurred_at"]));
    }

    #[test]
    fn an_answer_asks_for_what_follows_from_it() {
        let hurt = fields(&json!({ "anyone_hurt": true, "types": ["hate_incident"] }));
        assert!(hurt.contains(&"injuries") && hurt.contains(&"dwelling"));
        assert!(!hurt.contains(&"police_crime_ref"));
        let asked = of(&json!({ "police_contacted": "at_scene" }), RULES);
        let crime = asked.iter().find(|one| one.field == "police_crime_ref");
        assert_eq!(crime.and_then(|one| one.because_of), Some("police_contacted"));
    }

    #[test]
    fn each_field_is_asked_for_once() {
        let all = fields(&json!({ "weapon_involved": true, "types": ["physical_contact"] }));
        let once: BTreeSet<_> = all.iter().collect();
        assert_eq!(once.len(), all.len());
    }
}
