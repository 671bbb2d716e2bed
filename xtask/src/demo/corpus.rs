//! The night's reports, from the corpus.

use std::fs;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tabard_corpus::committed_path;

/// How many reports phone A, phone B and the desk file.
const SHARES: [usize; 3] = [100, 80, 20];

/// Reports as JSON, one each, for phone A, phone B and the desk.
pub(super) struct Corpus(pub(super) [Vec<String>; 3]);

impl Corpus {
    /// The first reports of the corpus; the desk's are those that were filed at one.
    pub(super) fn read() -> Result<Self> {
        let path = committed_path();
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let mut shares = <[Vec<String>; 3]>::default();
        let [phone_a, phone_b, desk] = &mut shares;
        for line in text.lines() {
            let report: Value = serde_json::from_str(line)?;
            let at_a_desk = report.get("reporting_channel").is_some_and(|it| it == "eoc_desktop");
            let share = if at_a_desk {
                &mut *desk
            } else if phone_a.len() < SHARES[0] {
                &mut *phone_a
            } else {
                &mut *phone_b
            };
            share.push(line.to_owned());
        }
        for (share, wanted) in shares.iter_mut().zip(SHARES) {
            ensure!(share.len() >= wanted, "{} has too few reports", path.display());
            share.truncate(wanted);
        }
        Ok(Self(shares))
    }

    /// All of them.
    pub(super) fn all(&self) -> impl Iterator<Item = &str> {
        self.0.iter().flatten().map(String::as_str)
    }
}
