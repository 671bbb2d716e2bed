//! The search for what no server may be able to read.

use std::collections::{BTreeSet, HashMap};

use anyhow::Result;
use tabard_corpus::canaries;

/// How many bytes of a canary are looked up first; the corpus has none that is shorter.
const HEAD: usize = 8;

/// Sentences, names, addresses and numbers of reports, byte for byte as people wrote them.
pub(super) struct Secrets(BTreeSet<String>);

impl Secrets {
    /// All of these reports. What `public` says anyway is no secret.
    pub(super) fn of<'a>(
        reports: impl IntoIterator<Item = &'a str>,
        public: &[&str],
    ) -> Result<Self> {
        let mut secrets = BTreeSet::new();
        for report in reports {
            secrets.extend(canaries(&serde_json::from_str(report)?));
        }
        secrets.retain(|secret| !public.iter().any(|said| said.contains(secret.as_str())));
        Ok(Self(secrets))
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    /// Those that stand in the bytes.
    pub(super) fn found_in(&self, bytes: &[u8]) -> BTreeSet<&str> {
        let mut by_head: HashMap<&[u8], Vec<&str>> = HashMap::new();
        for secret in &self.0 {
            if let Some(head) = secret.as_bytes().get(..HEAD) {
                by_head.entry(head).or_default().push(secret);
            }
        }
        let mut found = BTreeSet::new();
        for (at, head) in bytes.windows(HEAD).enumerate() {
            let Some(candidates) = by_head.get(head) else { continue };
            let here = bytes.get(at..).unwrap_or_default();
            found.extend(candidates.iter().filter(|secret| here.starts_with(secret.as_bytes())));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::Secrets;

    const REPORT: &str = r#"{
        "narrative": "He said \"get out of my house now\". Zażółć gęślą jaźń, krzyczała.",
        "people": [{"phone_number": "07700900123", "description": "Example Road"}]
    }"#;

    #[test]
    fn a_search_finds_what_is_there_and_nothing_else() {
        let secrets = Secrets::of([REPORT], &["somewhere on Example Road"]).unwrap();
        assert_eq!(secrets.count(), 3, "what is public is no secret");
        assert_eq!(secrets.found_in(REPORT.as_bytes()).len(), 3);
        let log = secrets.found_in(b"caller 07700900123 said get out of my hous");
        assert_eq!(log.into_iter().collect::<Vec<_>>(), ["07700900123"]);
        assert!(secrets.found_in(b"short").is_empty());
    }
}
