//! A table of counts with its totals, and what may be published of it.

use super::audit::{Known, possible};
use super::rule::{Figure, Rule};

/// Counts in rows and columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    columns: usize,
    counts: Vec<u64>,
}

/// Why counts make no table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableFault {
    /// No row, or no column.
    #[error("a table has at least one row and one column")]
    Empty,
    /// A row of another length.
    #[error("row {0} is not as long as the first")]
    Ragged(usize),
    /// More than this is worked on.
    #[error("a table has at most {MOST_CELLS} cells: publish it in parts")]
    TooLarge,
    /// Such a total cannot be counted.
    #[error("the counts of a table add up to at most {MOST}")]
    TooMuch,
}

/// What may be shown of a table, with its totals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    columns: usize,
    /// Row by row, each with its total; the row of the columns' totals last.
    figures: Vec<Figure>,
}

const MOST_CELLS: usize = 2_000;

/// Counts are reckoned with as floating numbers by the solver, and are exact up to here.
const MOST: u64 = 1 << 40;

impl Table {
    /// Takes counts row by row.
    ///
    /// # Errors
    /// [`TableFault`].
    pub fn new(rows: &[Vec<u64>]) -> Result<Self, TableFault> {
        let columns = rows.first().map_or(0, Vec::len);
        if columns == 0 {
            return Err(TableFault::Empty);
        }
        if let Some(ragged) = rows.iter().position(|row| row.len() != columns) {
            return Err(TableFault::Ragged(ragged + 1));
        }
        let counts: Vec<u64> = rows.iter().flatten().copied().collect();
        if counts.len() > MOST_CELLS {
            return Err(TableFault::TooLarge);
        }
        let sum = counts.iter().try_fold(0_u64, |sum, count| sum.checked_add(*count));
        match sum {
            Some(sum) if sum <= MOST => Ok(Self { columns, counts }),
            _ => Err(TableFault::TooMuch),
        }
    }

    /// What may be shown of it. The same table gives the same figures.
    #[must_use]
    pub fn publish(&self, rule: Rule) -> Published {
        let mut cells = Cells::new(self.with_totals(), self.columns + 1, rule);
        while let Some(exposed) = cells.exposed() {
            if !cells.keep_back_for(exposed) {
                // Zeros and small totals tell too much, and all the rest is kept back.
                return Published::nothing(self.columns, cells.counts.len());
            }
        }
        cells.give_back();
        Published { columns: self.columns, figures: cells.figures() }
    }

    /// Row by row, each with its total, and the totals of the columns.
    fn with_totals(&self) -> Vec<u64> {
        let mut sums = vec![0; self.columns + 1];
        let mut all = Vec::new();
        for row in self.counts.chunks(self.columns) {
            let total: u64 = row.iter().sum();
            let whole = row.iter().copied().chain([total]);
            all.extend(whole.clone());
            sums.iter_mut().zip(whole).for_each(|(sum, count)| *sum += count);
        }
        all.extend(sums);
        all
    }
}

impl Published {
    fn nothing(columns: usize, figures: usize) -> Self {
        Self { columns, figures: vec![Figure::Suppressed; figures] }
    }

    /// The rows, each with its total last; the row of the columns' totals is the last one.
    pub fn rows(&self) -> impl Iterator<Item = &[Figure]> {
        self.figures.chunks(self.columns + 1)
    }
}

/// Every cell, and which are kept back for the sake of others.
struct Cells {
    counts: Vec<u64>,
    kept_back: Vec<bool>,
    width: usize,
    rule: Rule,
}

impl Cells {
    fn new(counts: Vec<u64>, width: usize, rule: Rule) -> Self {
        let kept_back = vec![false; counts.len()];
        Self { counts, kept_back, width, rule }
    }

    fn each(&self) -> impl Iterator<Item = (u64, bool)> {
        self.counts.iter().copied().zip(self.kept_back.iter().copied())
    }

    /// A suppressed count that can be worked out.
    fn exposed(&self) -> Option<usize> {
        let known: Vec<_> = self.each().map(|(count, kept)| self.known(count, kept)).collect();
        let mut suppressed = (0..).zip(&self.counts).filter(|(_, count)| self.rule.masks(**count));
        let least = self.rule.candidates();
        let exposed = suppressed.find(|(place, _)| possible(&known, self.width, *place) < least)?;
        Some(exposed.0)
    }

    /// What a reader knows of a count who also knows why it is suppressed.
    fn known(&self, count: u64, kept_back: bool) -> Known {
        if kept_back {
            return Known { least: self.rule.least_large(), most: None };
        }
        let range = match self.rule.figure(count) {
            Figure::Suppressed => self.rule.masked(),
            Figure::Shown(shown) => self.rule.counts_of(shown),
        };
        Known { least: *range.start(), most: Some(*range.end()) }
    }

    /// Keeps back the smallest count in the row or column of another, else the smallest of all;
    /// whether there was one. A zero hides nothing: it is shown wherever it stands.
    fn keep_back_for(&mut self, exposed: usize) -> bool {
        let beside = |place: usize| {
            place / self.width == exposed / self.width || place % self.width == exposed % self.width
        };
        let may = self
            .each()
            .enumerate()
            .filter(|(_, (count, kept))| !kept && *count > 0 && !self.rule.masks(*count));
        let nearest = may.min_by_key(|(place, (count, _))| (!beside(*place), *count, *place));
        let Some((place, _)) = nearest else { return false };
        self.set(place, true);
        true
    }

    /// Shows again what turned out not to be needed, the greatest count first.
    fn give_back(&mut self) {
        let kept = self.each().enumerate().filter(|(_, (_, kept))| *kept);
        let mut kept: Vec<_> = kept.map(|(place, (count, _))| (count, place)).collect();
        kept.sort_unstable_by(|a, b| b.cmp(a));
        for (_, place) in kept {
            self.set(place, false);
            if self.exposed().is_some() {
                self.set(place, true);
            }
        }
    }

    fn set(&mut self, place: usize, keep: bool) {
        if let Some(kept) = self.kept_back.get_mut(place) {
            *kept = keep;
        }
    }

    fn figures(&self) -> Vec<Figure> {
        let figure =
            |(count, kept)| if kept { Figure::Suppressed } else { self.rule.figure(count) };
        self.each().map(figure).collect()
    }
}
