//! One figure with its budget.

use serde_json::{Map, Value, json};

/// What a figure must not pass.
#[derive(Clone, Copy)]
pub(crate) enum Budget {
    Max(f64),
    Min(f64),
    None,
}

/// A measured figure.
pub(crate) struct Figure {
    pub(crate) name: &'static str,
    pub(crate) value: f64,
    pub(crate) unit: &'static str,
    pub(crate) budget: Budget,
    pub(crate) beside: &'static str,
}

impl Figure {
    pub(crate) fn line(&self) -> Value {
        let rounded = (self.value * 1000.0).round() / 1000.0;
        let mut line = Map::new();
        line.insert("figure".to_owned(), json!(self.name));
        line.insert("value".to_owned(), json!(rounded));
        line.insert("unit".to_owned(), json!(self.unit));
        match self.budget {
            Budget::Max(max) => drop(line.insert("budget".to_owned(), json!({ "max": max }))),
            Budget::Min(min) => drop(line.insert("budget".to_owned(), json!({ "min": min }))),
            Budget::None => {}
        }
        if !self.beside.is_empty() {
            line.insert("beside".to_owned(), json!(self.beside));
        }
        Value::Object(line)
    }
}
