//! Reports from outside, parsed once: what is a [`Report`] fits the dictionary.

mod assignment;
mod edit;
mod fault;
mod json;
mod lines;
mod nearest;
mod reader;
mod value;

use std::collections::{BTreeMap, BTreeSet};

pub use assignment::parse_assignment;
pub use edit::parse_edit;
pub use fault::{Fault, Problem};
pub use json::Shape;
pub use lines::{Parsed, parse_bytes, parse_lines};
use reader::Reader;
use serde_json::Value;

use super::dictionary::RecordKind;
use super::patch::{Patch, Path, Scalar};

/// The most bytes of JSON that one report may take.
pub const MAX_REPORT_BYTES: usize = 48 * 1024;

/// The fields of one record, each known to the dictionary and fit for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    kind: RecordKind,
    fields: BTreeMap<&'static str, Filled>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Filled {
    One(Scalar),
    Set(BTreeSet<&'static str>),
    Items(Vec<Item>),
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Item {
    id: Option<String>,
    fields: BTreeMap<&'static str, Scalar>,
}

impl Report {
    /// Parses the JSON object of one incident.
    ///
    /// # Errors
    /// Every [`Fault`] found, in the order of the object.
    pub fn parse(json: &Value) -> Result<Self, Vec<Fault>> {
        Self::parse_as(RecordKind::Incident, json)
    }

    /// Parses the JSON object of one record of this kind.
    ///
    /// # Errors
    /// Every [`Fault`] found, in the order of the object.
    pub fn parse_as(kind: RecordKind, json: &Value) -> Result<Self, Vec<Fault>> {
        let object = json
            .as_object()
            .ok_or_else(|| vec![Fault::of(Problem::NotAnObject(Shape::of(json)))])?;
        let size = json.to_string().len();
        if size > MAX_REPORT_BYTES {
            return Err(vec![Fault::of(Problem::ReportTooLarge(size))]);
        }
        let fields = Reader::read(kind, object)?;
        if fields.is_empty() {
            return Err(vec![Fault::of(Problem::EmptyReport)]);
        }
        Ok(Self { kind, fields })
    }

    /// The kind of record.
    #[must_use]
    pub const fn kind(&self) -> RecordKind {
        self.kind
    }

    /// The edits that write this report into an empty record.
    ///
    /// Items without an id take one from `fresh_id`: 1 to 48 of `[a-z0-9_]`, another at each call.
    /// They are handed out sorted, so that items read in the order written; one that cannot be used
    /// is replaced, so that no item is lost.
    #[must_use]
    pub fn into_patch(self, fresh_id: &mut dyn FnMut() -> String) -> Patch {
        let mut patch = Patch::default();
        for (name, filled) in self.fields {
            match filled {
                Filled::One(value) => set(&mut patch, name, value),
                Filled::Set(codes) => {
                    for code in codes {
                        set(&mut patch, &format!("{name}/{code}"), Scalar::Flag(true));
                    }
                }
                Filled::Items(items) => {
                    for (id, fields) in identified(items, fresh_id) {
                        for (field, value) in fields {
                            set(&mut patch, &format!("{name}/{id}/{field}"), value);
                        }
                    }
                }
            }
        }
        patch
    }
}

fn set(patch: &mut Patch, path: &str, value: Scalar) {
    // Names, codes and ids are all segments of a path, so this does not fail.
    if let Ok(path) = Path::parse(path) {
        patch.set(path, value);
    }
}

fn identified(
    items: Vec<Item>,
    fresh_id: &mut dyn FnMut() -> String,
) -> impl Iterator<Item = (String, BTreeMap<&'static str, Scalar>)> {
    let mut taken: BTreeSet<String> = items.iter().filter_map(|item| item.id.clone()).collect();
    let wanted = items.len() - taken.len();
    let mut fresh: Vec<String> = (0..wanted)
        .filter_map(|_| {
            std::iter::once(fresh_id())
                .chain((1..).map(|count| format!("item_{count}")))
                .find(|id| value::id(id).is_ok() && taken.insert(id.clone()))
        })
        .collect();
    fresh.sort();
    let mut fresh = fresh.into_iter();
    items.into_iter().filter_map(move |item| {
        let id = item.id.or_else(|| fresh.next())?;
        Some((id, item.fields))
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use serde_json::json;

    use super::*;

    fn faults(json: Value) -> Vec<String> {
        let faults = Report::parse(&json).unwrap_err();
        faults.iter().map(ToString::to_string).collect()
    }

    fn fault(json: Value) -> String {
        faults(json).join("\n")
    }

    fn edits(json: Value) -> Vec<String> {
        let mut count = 0;
        let mut fresh = || {
            count += 1;
            format!("n{}", 9 - count)
        };
        let patch = Report::parse(&json).unwrap().into_patch(&mut fresh);
        let line = |(path, value): (&Path, Option<&Scalar>)| {
            format!("{path}={}", serde_json::to_string(&value).unwrap())
        };
        patch.iter().map(line).collect()
    }

    #[test]
    fn one_field_is_a_report() {
        assert_eq!(edits(json!({ "callsign": "YA215" })), ["callsign=\"YA215\""]);
    }

    #[test]
    fn nothing_is_not_a_report() {
        for empty in [json!({}), json!({ "types": [] }), json!({ "acts": [] })] {
            assert!(fault(empty).contains("no field is filled in"));
        }
    }

    #[test]
    fn a_set_becomes_flags() {
        let edits = edits(json!({ "types": ["verbal_abuse", "hate_incident"] }));
        assert_eq!(edits, ["types/hate_incident=true", "types/verbal_abuse=true"]);
    }

    #[test]
    fn items_keep_the_order_in_which_they_were_written() {
        let edits = edits(json!({ "acts": [{ "act": "kick" }, { "act": "bite" }] }));
        assert_eq!(edits, ["acts/n7/act=\"kick\"", "acts/n8/act=\"bite\""]);
    }

    #[test]
    fn an_id_that_cannot_be_used_loses_no_item() {
        let json =
            json!({ "acts": [{ "id": "a", "act": "kick" }, { "act": "bite" }, { "act": "slap" }] });
        for unusable in ["a", "NO", "", "b/c"] {
            let patch = Report::parse(&json).unwrap().into_patch(&mut || unusable.to_owned());
            assert_eq!(patch.iter().count(), 3, "{unusable}");
        }
    }

    #[test]
    fn an_act_can_name_the_person_who_did_it() {
        let edits = edits(json!({
            "people": [{ "id": "p1", "role": "patient" }],
            "acts": [{ "id": "a1", "person": "p1" }],
        }));
        assert_eq!(edits, ["acts/a1/person=\"p1\"", "people/p1/role=\"patient\""]);
    }

    #[test]
    fn a_person_who_is_not_there_did_not_do_it() {
        let text = fault(json!({ "acts": [{ "person": "p1" }] }));
        assert_eq!(
            text,
            "acts.1.person: there is no item of people with this id; give that item the same id"
        );
    }

    #[test]
    fn an_id_is_given_once() {
        let text = fault(
            json!({ "people": [{ "id": "p", "role": "patient" }, { "id": "p", "name": "x" }] }),
        );
        assert!(text.starts_with("people.2.id: another item has this id"), "{text}");
    }

    #[test]
    fn all_faults_are_named_at_once() {
        let faults = faults(json!({ "callsgin": "x", "types": ["punch"], "dwelling": "yes" }));
        assert_eq!(faults.len(), 3);
        assert_eq!(faults[0], "field 1 is not known; did you mean callsign?");
        assert!(faults[1].starts_with("types.1: this code is not in incident_type"));
        assert_eq!(faults[2], "dwelling: text stands where true or false belongs");
    }

    #[test]
    fn faults_do_not_repeat_what_was_written() {
        let secret = "zzq07700900123";
        for json in [
            json!({ secret: 1 }),
            json!({ "types": [secret] }),
            json!({ "primary_type": secret }),
            json!({ "acts": [{ secret: secret }] }),
            json!({ "acts": [{ "person": secret }] }),
            json!({ "acts": [{ "id": format!("{secret} ") }] }),
            json!({ "occurred_at": secret }),
            json!({ "dwelling": secret }),
            json!({ "accuracy_metres": secret }),
            json!({ "callsign": secret.repeat(9) }),
            json!(secret),
        ] {
            let text = fault(json);
            assert!(!text.contains("zzq"), "{text}");
        }
    }

    #[test]
    fn a_report_has_a_limit_and_names_it() {
        let people = vec![json!({ "description": "x".repeat(2000) }); 25];
        let text = fault(json!({ "people": people }));
        assert!(text.contains("49152 bytes"), "{text}");
    }

    #[test]
    fn an_empty_item_is_a_fault() {
        let text = fault(json!({ "acts": [{}, { "id": "a" }] }));
        assert!(text.contains("acts.1: ") && text.contains("acts.2: "), "{text}");
    }

    #[test]
    fn a_followup_is_parsed_by_its_own_fields() {
        let json = json!({ "incident": "V7K3Q", "status": "closed" });
        assert!(Report::parse_as(RecordKind::Followup, &json).is_ok());
        assert!(Report::parse(&json).is_err());
    }
}
