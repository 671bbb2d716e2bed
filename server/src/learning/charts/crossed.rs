//! Counts by two things at once. Both sums of each incident are taken to be known, for other charts
//! show them: what is too small in either is counted with the others.

use crate::disclosure::{Figure, Sums, fold, publish};
use crate::learning::chart::{Cell, percent};
use crate::learning::fact::Fact;
use crate::learning::svg::Share;
use crate::learning::view::{View, name};

/// A table by two things: rows and columns that stand, those that are too small together.
pub(super) struct Crossed {
    pub(super) labels: Vec<String>,
    wholes: Vec<Figure>,
    pub(super) columns: Vec<String>,
    figures: Vec<Vec<Figure>>,
}

/// Counts facts by the places of their row and of their column.
pub(super) fn crossed(
    view: &View<'_>,
    (labels, row_of): (&[String], impl Fn(&Fact) -> usize),
    (names, column_of): (&[String], impl Fn(&Fact) -> usize),
) -> Crossed {
    let mut counts = vec![vec![0_u64; names.len()]; labels.len()];
    for fact in &view.facts {
        let row = counts.get_mut(row_of(fact));
        if let Some(count) = row.and_then(|row| row.get_mut(column_of(fact))) {
            *count += 1;
        }
    }
    let sums: Vec<u64> = counts.iter().map(|row| row.iter().sum()).collect();
    let below = |at: usize| counts.iter().filter_map(|row| row.get(at)).sum();
    let column_sums: Vec<u64> = (0..names.len()).map(below).collect();
    let (rows, columns) = (fold(&sums, view.rule), fold(&column_sums, view.rule));
    let folded: Vec<Vec<u64>> = rows.rows(&counts).iter().map(|row| columns.row(row)).collect();
    let figures = publish(&folded, Sums::Both, view.rule);
    let wholes = folded.iter().map(|row| view.rule.figure(row.iter().sum())).collect();
    let said = |names: &[String], standing: &[usize]| {
        let standing = standing.iter().map(|at| names.get(*at).cloned().unwrap_or_default());
        standing.chain([view.text("rest")]).collect::<Vec<String>>()
    };
    let mut table = Crossed {
        labels: said(labels, &rows.standing),
        wholes,
        columns: said(names, &columns.standing),
        figures,
    };
    if rows.rest == 0 {
        table.labels.pop();
        table.wholes.pop();
        table.figures.pop();
    }
    if columns.rest == 0 {
        table.columns.pop();
        for row in &mut table.figures {
            row.pop();
        }
    }
    table
}

impl Crossed {
    /// The rows as they are drawn.
    pub(super) fn drawn(&self) -> Vec<Share> {
        let rows = self.labels.iter().zip(&self.figures);
        rows.map(|(label, parts)| Share { label: label.clone(), parts: parts.clone() }).collect()
    }

    /// A row of a table for each cell: the row, what is counted, the column, the count and its share
    /// of the row.
    pub(super) fn rows(&self, what: &str) -> Vec<Vec<Cell>> {
        let rows = self.labels.iter().zip(&self.wholes).zip(&self.figures);
        let cells = rows.flat_map(|((label, whole), parts)| {
            self.columns.iter().zip(parts).map(move |(column, part)| {
                let share = Cell::Percent(percent(*part, *whole));
                vec![name(label), name(what), name(column), Cell::Count(*part), share]
            })
        });
        cells.collect()
    }
}
