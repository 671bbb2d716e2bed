//! A table as comma-separated values.

use super::table::{Cell, Table};
use crate::learning::csv_of;

/// The bytes of a file; no cell of it is a formula.
pub(super) fn written(table: &Table) -> Vec<u8> {
    let head = table.columns.iter().map(|column| column.name.to_owned()).collect();
    let row = |row: &Vec<Cell>| row.iter().map(said).collect::<Vec<_>>();
    csv_of(std::iter::once(head).chain(table.rows.iter().map(row))).into_bytes()
}

fn said(cell: &Cell) -> String {
    match cell {
        Cell::Nothing => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Flag(flag) => flag.to_string(),
        Cell::Whole(number) => number.to_string(),
    }
}
