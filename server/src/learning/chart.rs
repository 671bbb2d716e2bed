//! What every chart is: a title, what it says in a sentence, its figures as a table, and a picture.

use serde_json::{Value, json};
use tabard_core::words::Words;

use super::csv;
use crate::disclosure::Figure;

/// What stands for a figure that is not shown.
pub const HIDDEN: &str = "*";

/// A chart, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chart {
    /// By what name it is asked for.
    pub name: &'static str,
    /// Its heading.
    pub title: String,
    /// What it says, in words.
    pub sentence: String,
    /// Its figures.
    pub table: Table,
    /// What to know about how it is counted.
    pub notes: Vec<String>,
    /// The picture: an SVG document that stands alone, and can stand in a page.
    pub svg: String,
}

/// Figures with their headings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// The heading of each column, the one of the rows' names first.
    pub head: Vec<String>,
    /// The rows, each with its name first.
    pub rows: Vec<Vec<Cell>>,
}

/// What stands in a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// A name.
    Text(String),
    /// A count, as it may be shown.
    Count(Figure),
    /// A number made of counts that are shown, in tenths.
    Tenths(u64),
    /// A share of counts that are shown, in whole per cent; none where a count is not shown.
    Percent(Option<u64>),
    /// Nothing belongs here.
    Empty,
}

impl Cell {
    /// As people read it.
    #[must_use]
    pub fn said(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Count(Figure::Shown(count)) => count.to_string(),
            Self::Percent(Some(percent)) => format!("{percent}%"),
            Self::Tenths(tenths) => format!("{}.{}", tenths / 10, tenths % 10),
            Self::Count(Figure::Suppressed) | Self::Percent(None) => HIDDEN.to_owned(),
            Self::Empty => String::new(),
        }
    }

    fn json(&self) -> Value {
        match self {
            Self::Count(Figure::Shown(count)) => json!(count),
            Self::Percent(Some(percent)) => json!(percent),
            Self::Tenths(tenths) => json!(*tenths as f64 / 10.0),
            Self::Empty => Value::Null,
            other => json!(other.said()),
        }
    }
}

impl Table {
    /// The table as comma-separated values, without a cell that a spreadsheet would reckon with.
    #[must_use]
    pub fn csv(&self) -> String {
        let rows = self.rows.iter().map(|row| row.iter().map(Cell::said).collect());
        csv::written([self.head.clone()].into_iter().chain(rows))
    }
}

impl Chart {
    /// All of it but the picture, for programs.
    #[must_use]
    pub fn json(&self) -> Value {
        let rows = self.table.rows.iter();
        json!({
            "chart": self.name,
            "title": self.title,
            "sentence": self.sentence,
            "head": self.table.head,
            "rows": rows.map(|row| row.iter().map(Cell::json).collect::<Vec<_>>()).collect::<Vec<_>>(),
            "notes": self.notes,
        })
    }
}

/// A figure in a sentence: the count, or that it is too small.
#[must_use]
pub fn said(words: &Words, figure: Figure) -> String {
    match figure {
        Figure::Shown(count) => count.to_string(),
        Figure::Suppressed => words.text("console.learning.too_few").to_owned(),
    }
}

/// A share in whole per cent, reckoned from what is shown alone.
#[must_use]
pub fn percent(part: Figure, whole: Figure) -> Option<u64> {
    match (part, whole) {
        (Figure::Shown(part), Figure::Shown(whole)) if whole > 0 => {
            Some(((part * 100 + whole / 2) / whole).min(100))
        }
        _ => None,
    }
}
