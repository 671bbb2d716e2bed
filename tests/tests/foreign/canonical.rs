//! The same JSON for every run and language: ids by their names, moments and chance by one word.

use std::collections::HashMap;

use serde_json::{Map, Value};

/// Fields that are chance or the clock's.
const CHANCE: [&str; 4] = ["device_clock_offset", "id", "manifest", "message"];

/// Makes JSON canonical.
pub struct Canonical<'s> {
    scenario: &'s str,
    names: HashMap<String, String>,
}

impl<'s> Canonical<'s> {
    /// What the scenario says is kept.
    pub fn new(scenario: &'s str) -> Self {
        Self { scenario, names: HashMap::new() }
    }

    /// An id has a name from now on.
    pub fn name(&mut self, id: &str, name: &str) {
        self.names.insert(id.to_owned(), name.to_owned());
    }

    /// The canonical form.
    pub fn of(&self, value: &Value) -> Value {
        match value {
            Value::Object(object) => {
                let field = |(key, value): (&String, &Value)| (key.clone(), self.field(key, value));
                let mut fields: Vec<_> = object.iter().map(field).collect();
                fields.sort_by(|one, other| one.0.cmp(&other.0));
                Value::Object(fields.into_iter().collect::<Map<_, _>>())
            }
            Value::Array(members) => self.list(members),
            Value::String(text) => Value::String(self.text(text)),
            other => other.clone(),
        }
    }

    fn field(&self, key: &str, value: &Value) -> Value {
        match (key, value) {
            ("path", Value::String(path)) => Value::String(self.path(path)),
            (_, Value::String(text)) if self.names.contains_key(text) => self.of(value),
            (key, Value::String(text)) if CHANCE.contains(&key) && !self.is_said(text) => {
                Value::from("chance")
            }
            (key, Value::Number(_)) if CHANCE.contains(&key) => Value::from("chance"),
            _ => self.of(value),
        }
    }

    /// Items with an id come in the order of what they say, since chance orders the ids.
    fn list(&self, members: &[Value]) -> Value {
        let mut list: Vec<_> = members.iter().map(|member| self.of(member)).collect();
        if list.iter().all(|member| member.get("id").is_some()) {
            list.sort_by_key(ToString::to_string);
        }
        Value::Array(list)
    }

    fn text(&self, text: &str) -> String {
        match self.names.get(text) {
            Some(name) => name.clone(),
            None if is_moment(text) && !self.is_said(text) => "time".to_owned(),
            None => text.to_owned(),
        }
    }

    fn path(&self, path: &str) -> String {
        let mut segments: Vec<_> = path.split('/').map(|segment| self.text(segment)).collect();
        if let [_, item, _] = segments.as_mut_slice()
            && !self.is_said(item)
        {
            *item = "chance".to_owned();
        }
        segments.join("/")
    }

    fn is_said(&self, text: &str) -> bool {
        self.scenario.contains(text)
    }
}

fn is_moment(text: &str) -> bool {
    let digits = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    text.as_bytes().get(10) == Some(&b'T')
        && [0, 1, 2, 3, 5, 6, 8, 9, 11, 12].into_iter().all(digits)
}

/// Insists that two are the same, and names the first thing in which they are not.
#[track_caller]
pub fn same(ended: &Value, expected: &Value) {
    let (Value::Object(ended), Value::Object(expected)) = (ended, expected) else {
        panic!("both are objects");
    };
    let names = |of: &Map<String, Value>| of.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(ended), names(expected), "what was looked at");
    for (name, seen) in ended {
        let pretty = |value: &Value| serde_json::to_string_pretty(value).expect("it is JSON");
        assert_eq!(pretty(seen), pretty(&expected[name]), "{name}");
    }
}
