//! A record as readable JSON, in the order of the dictionary, with what devices disagree on.

use serde_json::{Map, Value, json};

use super::dictionary::{Field, Kind, RecordKind};
use super::patch::{Node, Scalar, Stated, Tree};

/// The key under which a view lists what devices stated at the same time.
pub const CONFLICTS: &str = "conflicts";

/// The record as JSON. Sets are sorted arrays of codes; lists are arrays of objects with an `id`.
///
/// A field with several values shows the one that wins, and where they differ [`CONFLICTS`] lists
/// them all with who stated each. What the dictionary does not know, as from a newer version, is kept at the end.
#[must_use]
pub fn view(kind: RecordKind, tree: &Tree) -> Value {
    let mut viewer = Viewer::default();
    let mut object = viewer.object("", kind.fields(), tree);
    if !viewer.conflicts.is_empty() {
        object.insert(CONFLICTS.to_owned(), Value::Array(viewer.conflicts));
    }
    Value::Object(object)
}

#[derive(Default)]
struct Viewer {
    conflicts: Vec<Value>,
}

impl Viewer {
    fn object(&mut self, at: &str, fields: &[Field], tree: &Tree) -> Map<String, Value> {
        let known = fields
            .iter()
            .filter_map(|field| Some((field.name, Some(field), tree.get(field.name)?)));
        let newer = tree
            .iter()
            .filter(|(name, _)| fields.iter().all(|field| field.name != name.as_str()))
            .map(|(name, node)| (name.as_str(), None, node));
        let mut object = Map::new();
        for (name, field, node) in known.chain(newer) {
            if let Some(value) = self.node(&below(at, name), field, node) {
                object.insert(name.to_owned(), value);
            }
        }
        object
    }

    /// `None` when there is nothing left in it to show.
    fn node(&mut self, at: &str, field: Option<&Field>, node: &Node) -> Option<Value> {
        let value = match (field.map(|field| field.kind), node) {
            (_, Node::Leaf(winner, others)) => return Some(self.leaf(at, winner, others)),
            (Some(Kind::Codes(_)), Node::Branch(members)) => Value::Array(self.set(at, members)),
            (Some(Kind::Items(fields)), Node::Branch(members)) => {
                Value::Array(self.items(at, fields, members))
            }
            (_, Node::Branch(tree)) => Value::Object(self.object(at, &[], tree)),
        };
        let empty = value.as_array().is_some_and(Vec::is_empty)
            || value.as_object().is_some_and(Map::is_empty);
        (!empty).then_some(value)
    }

    fn set(&mut self, at: &str, members: &Tree) -> Vec<Value> {
        let mut codes = Vec::new();
        for (code, node) in members {
            let shown = self.node(&below(at, code), None, node);
            if shown.is_some_and(|value| value != Value::Bool(false)) {
                codes.push(Value::String(code.clone()));
            }
        }
        codes
    }

    fn items(&mut self, at: &str, fields: &[Field], members: &Tree) -> Vec<Value> {
        let mut items = Vec::new();
        for (id, node) in members {
            let at = below(at, id);
            let shown = match node {
                Node::Branch(tree) => self.object(&at, fields, tree),
                Node::Leaf(winner, others) => {
                    Map::from_iter([("value".to_owned(), self.leaf(&at, winner, others))])
                }
            };
            if !shown.is_empty() {
                let id = ("id".to_owned(), Value::String(id.clone()));
                items.push(Value::Object(std::iter::once(id).chain(shown).collect()));
            }
        }
        items
    }

    fn leaf(&mut self, at: &str, winner: &Stated, others: &[Stated]) -> Value {
        if others.iter().any(|other| other.value != winner.value) {
            let values: Vec<_> = std::iter::once(winner)
                .chain(others)
                .map(|stated| json!({ "value": scalar(&stated.value), "by": stated.by }))
                .collect();
            self.conflicts.push(json!({ "field": at, "values": values }));
        }
        scalar(&winner.value)
    }
}

fn below(at: &str, name: &str) -> String {
    if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") }
}

fn scalar(value: &Scalar) -> Value {
    match value {
        Scalar::Flag(flag) => Value::from(*flag),
        Scalar::Whole(number) => Value::from(*number),
        Scalar::Text(text) => Value::from(text.as_str()),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::codes::CodeList;
    use crate::model::patch::Patch;
    use crate::model::report::Report;

    fn stated(value: Scalar) -> Stated {
        let by = "d1".to_owned();
        Stated { value, by }
    }

    fn leaf(value: Scalar) -> Node {
        Node::Leaf(stated(value), Vec::new())
    }

    /// The tree that a patch makes of an empty record.
    fn grown(patch: &Patch) -> Tree {
        let mut tree = Tree::new();
        for (path, value) in patch.iter() {
            let segments: Vec<_> = path.segments().collect();
            let (last, branches) = segments.split_last().unwrap();
            let mut at = &mut tree;
            for segment in branches {
                let branch =
                    at.entry((*segment).to_owned()).or_insert_with(|| Node::Branch(Tree::new()));
                let Node::Branch(below) = branch else {
                    panic!("{path} goes through a value");
                };
                at = below;
            }
            at.insert((*last).to_owned(), leaf(value.unwrap().clone()));
        }
        tree
    }

    #[test]
    fn shows_fields_in_the_order_of_the_dictionary() {
        let tree = Tree::from([
            ("callsign".to_owned(), leaf(Scalar::Text("YA215".into()))),
            ("dwelling".to_owned(), leaf(Scalar::Flag(true))),
            ("accuracy_metres".to_owned(), leaf(Scalar::Whole(12))),
        ]);
        let text = view(RecordKind::Incident, &tree).to_string();
        assert_eq!(text, r#"{"dwelling":true,"accuracy_metres":12,"callsign":"YA215"}"#);
    }

    #[test]
    fn shows_the_winner_and_lists_who_stated_what() {
        let second = Stated { value: Scalar::Text("YA216".into()), by: "d2".into() };
        let callsign = Node::Leaf(stated(Scalar::Text("YA215".into())), vec![second]);
        let kicked = Node::Leaf(
            stated(Scalar::Text("kick".into())),
            vec![stated(Scalar::Text("punch".into()))],
        );
        let act = Node::Branch(Tree::from([("act".to_owned(), kicked)]));
        let tree = Tree::from([
            ("callsign".to_owned(), callsign),
            ("acts".to_owned(), Node::Branch(Tree::from([("k3".to_owned(), act)]))),
        ]);
        let expected = json!({
            "callsign": "YA215",
            "acts": [{ "id": "k3", "act": "kick" }],
            "conflicts": [
                { "field": "callsign", "values": [
                    { "value": "YA215", "by": "d1" }, { "value": "YA216", "by": "d2" },
                ] },
                { "field": "acts.k3.act", "values": [
                    { "value": "kick", "by": "d1" }, { "value": "punch", "by": "d1" },
                ] },
            ],
        });
        assert_eq!(view(RecordKind::Incident, &tree), expected);
    }

    #[test]
    fn a_code_unticked_is_not_in_the_set() {
        let types = Tree::from([
            ("verbal_abuse".to_owned(), leaf(Scalar::Flag(true))),
            ("near_miss".to_owned(), leaf(Scalar::Flag(false))),
        ]);
        let tree = Tree::from([("types".to_owned(), Node::Branch(types))]);
        assert_eq!(view(RecordKind::Incident, &tree), json!({ "types": ["verbal_abuse"] }));
    }

    #[test]
    fn what_a_newer_version_wrote_is_kept() {
        let newer = Tree::from([("x".to_owned(), leaf(Scalar::Whole(1)))]);
        let tree = Tree::from([
            ("drone_seen".to_owned(), leaf(Scalar::Flag(true))),
            ("drones".to_owned(), Node::Branch(newer.clone())),
            ("acts".to_owned(), Node::Branch(Tree::from([("k".to_owned(), Node::Branch(newer))]))),
            (
                "types".to_owned(),
                Node::Branch(Tree::from([("by_drone".to_owned(), leaf(Scalar::Flag(true)))])),
            ),
        ]);
        let expected = json!({
            "types": ["by_drone"],
            "acts": [{ "id": "k", "x": 1 }],
            "drone_seen": true,
            "drones": { "x": 1 },
        });
        assert_eq!(view(RecordKind::Incident, &tree), expected);
    }

    #[test]
    fn what_is_emptied_is_not_shown() {
        let tree = Tree::from([
            ("types".to_owned(), Node::Branch(Tree::new())),
            (
                "acts".to_owned(),
                Node::Branch(Tree::from([("k".to_owned(), Node::Branch(Tree::new()))])),
            ),
        ]);
        assert_eq!(view(RecordKind::Incident, &tree), json!({}));
    }

    fn a_code(list: &'static CodeList) -> impl Strategy<Value = Value> {
        let codes: Vec<_> = list.spellings().collect();
        proptest::sample::select(codes).prop_map(Value::from)
    }

    fn a_value(field: &'static Field) -> BoxedStrategy<Value> {
        match field.kind {
            Kind::Code(list) => a_code(list).boxed(),
            Kind::Codes(list) => {
                let codes: Vec<_> = list.spellings().collect();
                proptest::sample::subsequence(codes.clone(), 1..=codes.len())
                    .prop_map(|mut set| {
                        set.sort_unstable();
                        Value::from(set)
                    })
                    .boxed()
            }
            Kind::Date => (1930..2026, 1..=12, 1..=28)
                .prop_map(|(y, m, d)| Value::from(format!("{y}-{m:02}-{d:02}")))
                .boxed(),
            Kind::Flag => any::<bool>().prop_map(Value::from).boxed(),
            // A reference needs its item; reports with references are tested by themselves.
            Kind::ItemId(_) => Just(Value::Null).boxed(),
            Kind::Items(fields) => {
                proptest::collection::vec(an_object(fields), 1..4).prop_map(Value::from).boxed()
            }
            Kind::Text { max_bytes } => "[ -~äŵ😀\n]{0,20}x"
                .prop_filter("fits", move |text| text.len() <= max_bytes)
                .prop_map(Value::from)
                .boxed(),
            Kind::Time => (0..24, 0..60)
                .prop_map(|(h, m)| Value::from(format!("2026-03-01T{h:02}:{m:02}:00+01:00")))
                .boxed(),
            Kind::Whole { min, max, .. } => (min..=max).prop_map(Value::from).boxed(),
        }
    }

    fn an_object(fields: &'static [Field]) -> impl Strategy<Value = Value> {
        let usable: Vec<_> =
            fields.iter().filter(|field| !matches!(field.kind, Kind::ItemId(_))).collect();
        proptest::sample::subsequence(usable.clone(), 1..=usable.len().min(9)).prop_flat_map(
            |chosen| {
                let values: Vec<_> = chosen.iter().map(|field| a_value(field)).collect();
                values.prop_map(move |values| {
                    let names = chosen.iter().map(|field| field.name.to_owned());
                    Value::Object(names.zip(values).collect())
                })
            },
        )
    }

    fn without_ids(mut value: Value) -> Value {
        for list in value.as_object_mut().unwrap().values_mut() {
            for item in list.as_array_mut().into_iter().flatten() {
                if let Some(item) = item.as_object_mut() {
                    item.shift_remove("id");
                }
            }
        }
        value
    }

    fn round_trip(kind: RecordKind, json: &Value) -> Value {
        let mut count = 0;
        let mut fresh = || {
            count += 1;
            format!("i{count:04}")
        };
        let patch = Report::parse_as(kind, json).unwrap().into_patch(&mut fresh);
        view(kind, &grown(&patch))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn an_incident_reads_as_it_was_written(json in an_object(RecordKind::Incident.fields())) {
            let read = round_trip(RecordKind::Incident, &json);
            prop_assert_eq!(without_ids(read).to_string(), json.to_string());
        }

        #[test]
        fn a_followup_reads_as_it_was_written(json in an_object(RecordKind::Followup.fields())) {
            let read = round_trip(RecordKind::Followup, &json);
            prop_assert_eq!(without_ids(read).to_string(), json.to_string());
        }
    }

    #[test]
    fn references_read_as_they_were_written() {
        let json = json!({
            "people": [{ "id": "p1", "role": "patient" }],
            "acts": [{ "id": "a1", "act": "kick", "person": "p1" }],
        });
        assert_eq!(round_trip(RecordKind::Incident, &json), json);
    }
}
