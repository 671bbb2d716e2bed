//! The night's reports: the first of the corpus, one a line.

use std::fs;
use std::ops::Range;

use anyhow::{Context, Result};

use crate::cargo::root;

/// How many reports phone A, phone B and the desk file, in this order.
pub(super) const SHARES: [usize; 3] = [100, 80, 20];

/// Reports as JSON, one each.
pub(super) struct Corpus(Vec<String>);

impl Corpus {
    /// The reports that all three file together.
    pub(super) fn read() -> Result<Self> {
        let path = root()?.join("tests/corpus/reports.jsonl");
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let lines = text.lines().filter(|line| !line.trim().is_empty());
        Ok(Self(lines.take(SHARES.iter().sum()).map(str::to_owned).collect()))
    }

    /// All of them.
    pub(super) fn all(&self) -> &[String] {
        &self.0
    }

    /// Some of them.
    pub(super) fn some(&self, range: Range<usize>) -> Result<&[String]> {
        self.0.get(range).context("the corpus has too few reports")
    }
}
