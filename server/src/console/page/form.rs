//! What a form brings, as it was typed.

use std::collections::BTreeMap;

/// The fields of a form or of a query, each with what was typed into it.
#[derive(Clone, Default, PartialEq, Eq)]
pub(in crate::console) struct Form(BTreeMap<String, String>);

impl Form {
    /// The fields, the last of each name.
    pub(in crate::console) fn new(fields: Vec<(String, String)>) -> Self {
        Self(fields.into_iter().collect())
    }

    /// What was typed, as it was typed.
    pub(in crate::console) fn typed(&self, field: &str) -> &str {
        self.0.get(field).map(String::as_str).unwrap_or_default()
    }

    /// What was typed, without spaces around it; none where that is nothing.
    pub(in crate::console) fn said(&self, field: &str) -> Option<String> {
        let said = self.typed(field).replace("\r\n", "\n");
        let said = said.trim();
        (!said.is_empty()).then(|| said.to_owned())
    }

    /// Every field that was typed into, but for the mark.
    pub(in crate::console) fn kept(&self) -> Vec<(String, String)> {
        let kept = self.0.iter().filter(|(field, text)| *field != MARK && !text.trim().is_empty());
        kept.map(|(field, text)| (field.clone(), text.clone())).collect()
    }
}

/// The field that says what another one said when the form was drawn.
pub(in crate::console) fn was(field: &str) -> String {
    format!("{WAS}{field}")
}

/// Whether a field says what another one said.
pub(in crate::console) fn is_was(field: &str) -> bool {
    field.starts_with(WAS)
}

const WAS: &str = "was_";

/// The field that says that the form is one we showed to this session.
pub(in crate::console) const MARK: &str = "mark";
