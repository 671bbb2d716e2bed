//! What a form brings, as it was typed, and the mark by which it is one of ours.

use std::collections::BTreeMap;

use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest, Sha256};

/// The fields of a form or of a query, each with what was typed into it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Form(BTreeMap<String, String>);

impl Form {
    /// The fields, the last of each name.
    #[must_use]
    pub fn new(fields: Vec<(String, String)>) -> Self {
        Self(fields.into_iter().collect())
    }

    /// What was typed, as it was typed.
    #[must_use]
    pub fn typed(&self, field: &str) -> &str {
        self.0.get(field).map(String::as_str).unwrap_or_default()
    }

    /// What was typed, without spaces around it; none where that is nothing.
    #[must_use]
    pub fn said(&self, field: &str) -> Option<String> {
        let said = self.typed(field).replace("\r\n", "\n");
        let said = said.trim();
        (!said.is_empty()).then(|| said.to_owned())
    }

    /// Every field that was typed into, but for the mark.
    #[must_use]
    pub fn kept(&self) -> Vec<(String, String)> {
        let kept = self.0.iter().filter(|(field, text)| *field != MARK && !text.trim().is_empty());
        kept.map(|(field, text)| (field.clone(), text.clone())).collect()
    }
}

/// The field that says what another one said when the form was drawn.
#[must_use]
pub fn was(field: &str) -> String {
    format!("{WAS}{field}")
}

/// Whether a field says what another one said.
#[must_use]
pub fn is_was(field: &str) -> bool {
    field.starts_with(WAS)
}

const WAS: &str = "was_";

/// The field that says that the form is one we showed to this session.
pub const MARK: &str = "mark";

/// What each form of a session holds, so that it is one that we showed.
#[must_use]
pub fn mark_of(session: &str) -> String {
    let mark = Sha256::new().chain_update("tabard console form").chain_update(session);
    BASE64URL_NOPAD.encode(&mark.finalize())
}
