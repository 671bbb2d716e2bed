//! What a return says. It is JSON with its fields in one order and whole numbers alone, so that the
//! same counts are the same bytes. A count that is not shown is null.

use serde::{Deserialize, Serialize};

use super::period::Period;
use super::service::Service;
use crate::disclosure::{Figure, Rule};

/// The version of the shape.
pub const SCHEMA: &str = "tabard/return/1";

/// The version of what is counted: incidents by the day on which they happened in the region's time,
/// by their first type, their place, the reporter's staff group and the factors that were named;
/// without what was taken back and what is linked to another report of the same event.
pub const SCOPE_VERSION: &str = "2026-1";

/// The code of all others together, where some are too small to stand.
pub const REST: &str = "_rest";

/// No service has so many incidents, and no rule such parameters.
const MOST: u64 = 1 << 40;
const MOST_OF_A_RULE: u64 = 1_000;

/// No more categories than any dimension has.
const MAX_CODES: usize = 128;

/// A return.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Return {
    /// The version of the shape.
    pub schema: String,
    /// The version of what is counted. Returns of other versions cannot be compared.
    pub scope_version: String,
    /// The service, by its ODS code.
    pub service: Service,
    /// The quarter.
    pub period: String,
    /// The number of this return of the period: a later one takes the place of an earlier.
    pub revision: u32,
    /// The parameters of disclosure control.
    pub disclosure: Disclosure,
    /// How many incidents there are.
    pub incidents: Option<u64>,
    /// Counts by one thing.
    pub dimensions: Vec<Dimension>,
    /// Counts by two, by the same categories.
    pub grids: Vec<Grid>,
}

/// The parameters of disclosure control.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Disclosure {
    /// Counts from 1 to this are not shown.
    pub masked: u64,
    /// The others are rounded to the nearest of this.
    pub rounded_to: u64,
    /// So many values of a count that is not shown remain possible.
    pub candidates: u64,
}

/// Counts by one thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dimension {
    /// What it is: a code list, `month`.
    pub name: String,
    /// Whether an incident may have several, so that the counts do not add up to the incidents.
    pub several: bool,
    /// The categories that stand, and [`REST`] at the end where others are counted together.
    pub codes: Vec<String>,
    /// The count of each.
    pub counts: Vec<Option<u64>>,
}

/// Counts by two dimensions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grid {
    /// The dimension of the rows.
    pub rows: String,
    /// The dimension of the columns.
    pub columns: String,
    /// Row by row, in the order of the dimensions' categories.
    pub counts: Vec<Vec<Option<u64>>>,
}

/// Why bytes are no return.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReturnFault {
    /// Not the shape, or of another version.
    #[error("this is no return of this version")]
    Malformed,
    /// A small count that its own rule would not show.
    #[error("the return shows a count that its own rule keeps back")]
    Unprotected,
}

impl Return {
    /// The bytes that are signed.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        // Names and whole numbers cannot fail to be written.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Reads signed bytes, and holds them against the shape and against their own rule.
    ///
    /// # Errors
    /// [`ReturnFault`].
    pub fn parse(bytes: &[u8]) -> Result<Self, ReturnFault> {
        let read: Self = serde_json::from_slice(bytes).map_err(|_| ReturnFault::Malformed)?;
        let sound = read.schema == SCHEMA
            && read.to_bytes() == bytes
            && read.period.parse::<Period>().is_ok()
            && read.dimensions.iter().all(Dimension::is_sound)
            && read.grids.iter().all(|grid| read.fits(grid));
        if !sound {
            return Err(ReturnFault::Malformed);
        }
        let rule = read.disclosure.rule().ok_or(ReturnFault::Malformed)?;
        let singly = read.dimensions.iter().flat_map(|one| &one.counts);
        let doubly = read.grids.iter().flat_map(|grid| grid.counts.iter().flatten());
        let all = singly.chain(doubly).chain([&read.incidents]);
        let kept_to = |count: &u64| *count <= MOST && rule.figure(*count) == Figure::Shown(*count);
        let protected = all.flatten().all(kept_to);
        if protected { Ok(read) } else { Err(ReturnFault::Unprotected) }
    }

    /// A dimension by its name.
    #[must_use]
    pub fn dimension(&self, name: &str) -> Option<&Dimension> {
        self.dimensions.iter().find(|one| one.name == name)
    }

    fn fits(&self, grid: &Grid) -> bool {
        let long = |name: &str| self.dimension(name).map(|one| one.codes.len());
        long(&grid.rows) == Some(grid.counts.len())
            && grid.counts.iter().all(|row| Some(row.len()) == long(&grid.columns))
    }
}

impl Dimension {
    fn is_sound(&self) -> bool {
        let mut codes: Vec<&String> = self.codes.iter().collect();
        codes.sort_unstable();
        codes.dedup();
        let plain = |code: &String| {
            (1..=64).contains(&code.len())
                && code.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'_' || c == b'-')
        };
        codes.len() == self.codes.len()
            && self.codes.len() == self.counts.len()
            && self.codes.len() <= MAX_CODES
            && self.codes.iter().all(plain)
    }
}

impl Disclosure {
    /// The rule of these parameters; none where they make none.
    #[must_use]
    pub fn rule(self) -> Option<Rule> {
        let most = self.masked.max(self.rounded_to).max(self.candidates);
        Rule::new(self.masked, self.rounded_to, self.candidates)
            .ok()
            .filter(|_| most <= MOST_OF_A_RULE)
    }
}

/// A figure as it stands in a return.
pub(super) const fn told(figure: Figure) -> Option<u64> {
    match figure {
        Figure::Shown(count) => Some(count),
        Figure::Suppressed => None,
    }
}
