//! One JSON object, read field by field.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::fault::{Fault, Problem};
use super::nearest::nearest;
use super::{Filled, Item, json, value};
use crate::model::dictionary::{Field, Kind, RecordKind};
use crate::model::patch::Scalar;

type Fields = BTreeMap<&'static str, Filled>;

/// Reads one object, and goes on after a fault to find the next.
#[derive(Default)]
pub(super) struct Reader {
    faults: Vec<Fault>,
}

impl Reader {
    pub(super) fn read(
        kind: RecordKind,
        object: &Map<String, Value>,
    ) -> Result<Fields, Vec<Fault>> {
        let mut reader = Self::default();
        let fields = reader.fields(kind, object);
        reader.check_item_ids(kind, &fields);
        if reader.faults.is_empty() { Ok(fields) } else { Err(reader.faults) }
    }

    fn fields(&mut self, kind: RecordKind, object: &Map<String, Value>) -> Fields {
        let mut filled = Fields::new();
        for (place, (name, json)) in object.iter().enumerate() {
            let Some(field) = kind.field(name) else {
                let names = kind.fields().iter().map(|field| field.name);
                let problem = Problem::unknown_field(place + 1, nearest(name, names));
                self.faults.push(Fault::of(problem));
                continue;
            };
            if let Some(value) = self.filled(field, json) {
                filled.insert(field.name, value);
            }
        }
        filled
    }

    /// `None` after a fault, and when there is nothing in it.
    fn filled(&mut self, field: &'static Field, json: &Value) -> Option<Filled> {
        match field.kind {
            Kind::Codes(_) => {
                let set = self.set(field, json);
                (!set.is_empty()).then_some(Filled::Set(set))
            }
            Kind::Items(_) => {
                let items = self.items(field, json);
                (!items.is_empty()).then_some(Filled::Items(items))
            }
            _ => self.noted(field.name, value::from_json(field, json)).map(Filled::One),
        }
    }

    fn set(&mut self, field: &'static Field, json: &Value) -> BTreeSet<&'static str> {
        let mut set = BTreeSet::new();
        for (place, member) in self.array(field, json).iter().enumerate() {
            let at = format!("{}.{}", field.name, place + 1);
            let code = self.noted(&at, value::code_from_json(field, member));
            if code.is_some_and(|code| !set.insert(code)) {
                self.faults.push(Fault::at(&at, Problem::RepeatedCode));
            }
        }
        set
    }

    fn items(&mut self, field: &'static Field, json: &Value) -> Vec<Item> {
        let mut items = Vec::new();
        for (place, member) in self.array(field, json).iter().enumerate() {
            let at = format!("{}.{}", field.name, place + 1);
            match member.as_object() {
                Some(object) => items.push(self.item(field, &at, object)),
                None => {
                    let problem = Problem::NotAnObject(json::Shape::of(member));
                    self.faults.push(Fault::at(&at, problem));
                }
            }
        }
        items
    }

    fn item(&mut self, list: &'static Field, at: &str, object: &Map<String, Value>) -> Item {
        let mut item = Item::default();
        for (place, (name, json)) in object.iter().enumerate() {
            if name == "id" {
                item.id = self.noted(&format!("{at}.id"), value::id_from_json(json));
            } else if let Some(field) = list.item_field(name) {
                let at = format!("{at}.{}", field.name);
                if let Some(value) = self.noted(&at, value::from_json(field, json)) {
                    item.fields.insert(field.name, value);
                }
            } else {
                let names = list.item_fields().iter().map(|field| field.name);
                let problem = Problem::unknown_field(place + 1, nearest(name, names));
                self.faults.push(Fault::at(at, problem));
            }
        }
        if object.keys().all(|name| name == "id") {
            self.faults.push(Fault::at(at, Problem::EmptyItem));
        }
        item
    }

    fn array<'a>(&mut self, field: &Field, json: &'a Value) -> &'a [Value] {
        let array = json
            .as_array()
            .map(Vec::as_slice)
            .ok_or(Problem::WrongType { wanted: json::Shape::List, found: json::Shape::of(json) });
        self.noted(field.name, array).unwrap_or_default()
    }

    /// Ids are given once, and what points to an item points to one that is there.
    fn check_item_ids(&mut self, kind: RecordKind, fields: &Fields) {
        let mut given: BTreeSet<(&str, &str)> = BTreeSet::new();
        for (list, place, item) in all_items(fields) {
            let repeated = item.id.as_deref().is_some_and(|id| !given.insert((list, id)));
            if repeated {
                let at = format!("{list}.{place}.id");
                self.faults.push(Fault::at(&at, Problem::RepeatedId));
            }
        }
        for (list, place, item) in all_items(fields) {
            for (name, value) in &item.fields {
                let field = kind.field(list).and_then(|list| list.item_field(name));
                let Some(Kind::ItemId(target)) = field.map(|field| field.kind) else {
                    continue;
                };
                let found = matches!(value, Scalar::Text(id) if given.contains(&(target, id)));
                if !found {
                    let at = format!("{list}.{place}.{name}");
                    self.faults.push(Fault::at(&at, Problem::NoSuchItem(target)));
                }
            }
        }
    }

    fn noted<T>(&mut self, at: &str, result: Result<T, Problem>) -> Option<T> {
        result.map_err(|problem| self.faults.push(Fault::at(at, problem))).ok()
    }
}

fn all_items(fields: &Fields) -> impl Iterator<Item = (&'static str, usize, &Item)> {
    fields.iter().flat_map(|(list, filled)| {
        let items = match filled {
            Filled::Items(items) => items.as_slice(),
            _ => &[],
        };
        items.iter().enumerate().map(|(place, item)| (*list, place + 1, item))
    })
}
