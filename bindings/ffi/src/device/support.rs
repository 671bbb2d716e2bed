//! Numbers to call while a request for support has reached nobody.

use tabard_core::model::helplines::HELPLINES;

use super::Device;

/// A line that somebody answers.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Helpline {
    /// What it is called.
    pub name: String,
    /// The number, as it is dialled in the United Kingdom.
    pub number: String,
    /// When it is answered.
    pub hours: String,
}

#[uniffi::export]
impl Device {
    /// Lines that any ambulance worker in the United Kingdom may call. A trust's app adds its own.
    #[must_use]
    pub fn helplines(&self) -> Vec<Helpline> {
        let said =
            |key: &str, what: &str| self.words.text(&format!("helplines.{key}.{what}")).to_owned();
        let line = |line: &tabard_core::model::helplines::Helpline| Helpline {
            name: said(line.key, "name"),
            number: line.number.to_owned(),
            hours: said(line.key, "hours"),
        };
        HELPLINES.iter().map(line).collect()
    }
}
