//! Numbers to call while a request for support has reached nobody.

/// A line that somebody answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Helpline {
    /// By which its name and its hours stand in the words, as `helplines.<key>.name`.
    pub key: &'static str,
    /// The number, as it is dialled in the United Kingdom.
    pub number: &'static str,
    /// The published source, by its key in [`SOURCES`](super::codes::SOURCES).
    pub source: &'static str,
}

/// The lines that any ambulance worker in the United Kingdom may call. A trust adds its own.
pub static HELPLINES: &[Helpline] =
    &[Helpline { key: "tasc", number: "0300 373 0898", source: "S97" }];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::codes::SOURCES;

    #[test]
    fn every_number_has_a_source() {
        for line in HELPLINES {
            assert!(SOURCES.iter().any(|source| source.key == line.source), "{}", line.key);
        }
    }
}
