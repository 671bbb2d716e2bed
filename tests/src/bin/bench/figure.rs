//! One figure with its budget.

use serde_json::{Value, json};

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
        let mut line = json!({ "figure": self.name, "value": rounded, "unit": self.unit });
        match self.budget {
            Budget::Max(max) => line["budget"] = json!({ "max": max }),
            Budget::Min(min) => line["budget"] = json!({ "min": min }),
            Budget::None => {}
        }
        if !self.beside.is_empty() {
            line["beside"] = json!(self.beside);
        }
        line
    }
}
