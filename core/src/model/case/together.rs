//! Cases that several devices began of one incident, as one: all they hold is items of lists.

use serde_json::{Map, Value};

/// The first case with what only the others have.
#[must_use]
pub fn together(cases: impl IntoIterator<Item = Value>) -> Value {
    let mut whole = Map::new();
    for case in cases {
        let Value::Object(fields) = case else { continue };
        for (name, value) in fields {
            match (whole.get_mut(&name), value) {
                (Some(Value::Array(items)), Value::Array(more)) => items.extend(more),
                (Some(_), _) => {}
                (None, value) => drop(whole.insert(name, value)),
            }
        }
    }
    Value::Object(whole)
}
