//! Tables whose sums are published beside them, in other tables too. A reader is taken to know those
//! sums to the unit, and every figure that is shown. What is left of a suppressed count then are the
//! ways to shift one unit round a circle of suppressed counts, which keeps all sums: so the values
//! that remain possible are found by walking such circles, to the unit.
//!
//! Tables that share nothing but sums along a tree (none closes a circle of tables) are safe
//! together once each is safe so: any table that fits its sums goes with any other that does. A sum
//! that is small itself has to be folded into another before (docs/adr/0026).

use std::collections::VecDeque;

use super::rule::{Figure, Rule};

/// Which sums a reader knows. The sum of all is always known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sums {
    /// The sum of all alone.
    Total,
    /// Of each row.
    Rows,
    /// Of each column.
    Columns,
    /// Of each row and of each column.
    Both,
}

/// What may be shown of the counts, row by row as they were given, when a reader knows `sums`. The
/// same counts give the same figures. Rows are as long as the first, and are cut or filled with 0.
#[must_use]
pub fn publish(rows: &[Vec<u64>], sums: Sums, rule: Rule) -> Vec<Vec<Figure>> {
    publish_within(rows, &[], sums, rule)
}

/// The same where a reader also knows a number that no count of a row can pass: of so many incidents
/// no more have a factor. Where none is given there is none.
#[must_use]
pub fn publish_within(rows: &[Vec<u64>], most: &[u64], sums: Sums, rule: Rule) -> Vec<Vec<Figure>> {
    let width = rows.first().map_or(0, Vec::len);
    if width == 0 {
        return rows.iter().map(|_| Vec::new()).collect();
    }
    let at = |row: &Vec<u64>, at: usize| row.get(at).copied().unwrap_or_default();
    let counts = rows.iter().flat_map(|row| (0..width).map(move |column| at(row, column)));
    let counts: Vec<u64> = counts.collect();
    let kept_back = vec![false; counts.len()];
    let mut grid = Grid { kept_back, counts, most: most.to_vec(), width, sums, rule };
    let safe = grid.protect();
    let figure = |(count, kept): (&u64, &bool)| match safe && !*kept {
        true => rule.figure(*count),
        false => Figure::Suppressed,
    };
    let figures: Vec<Figure> = grid.counts.iter().zip(&grid.kept_back).map(figure).collect();
    figures.chunks(width).map(<[Figure]>::to_vec).collect()
}

/// Counts, and which are kept back for the sake of others.
struct Grid {
    counts: Vec<u64>,
    kept_back: Vec<bool>,
    most: Vec<u64>,
    width: usize,
    sums: Sums,
    rule: Rule,
}

/// A suppressed count, between what a reader knows of it who knows why it is suppressed.
#[derive(Clone, Copy)]
struct Hidden {
    place: usize,
    count: u64,
    least: u64,
    most: u64,
    row: usize,
    column: usize,
}

impl Hidden {
    /// The count one more or one less, where that is possible.
    fn moved(&self, more: bool) -> Option<u64> {
        match more {
            true => self.count.checked_add(1).filter(|count| *count <= self.most),
            false => self.count.checked_sub(1).filter(|count| *count >= self.least),
        }
    }
}

impl Grid {
    /// Keeps back what it takes; whether it is enough.
    fn protect(&mut self) -> bool {
        while let Some(exposed) = self.exposed() {
            let Some(place) = self.nearest(exposed) else { return false };
            self.keep(place, true);
        }
        let kept = self.kept_back.iter().enumerate().filter(|(_, kept)| **kept);
        let mut kept: Vec<_> = kept.map(|(place, _)| (self.count(place), place)).collect();
        kept.sort_unstable_by(|a, b| b.cmp(a));
        for (_, place) in kept {
            self.keep(place, false);
            if self.exposed().is_some() {
                self.keep(place, true);
            }
        }
        true
    }

    fn count(&self, place: usize) -> u64 {
        self.counts.get(place).copied().unwrap_or_default()
    }

    fn keep(&mut self, place: usize, keep: bool) {
        if let Some(kept) = self.kept_back.get_mut(place) {
            *kept = keep;
        }
    }

    /// The smallest count that may be kept back, beside the exposed one where there is one.
    fn nearest(&self, exposed: usize) -> Option<usize> {
        let beside = |place: usize| {
            place / self.width == exposed / self.width || place % self.width == exposed % self.width
        };
        let shown = (0..self.counts.len()).filter(|place| {
            let kept = self.kept_back.get(*place).copied().unwrap_or(true);
            !kept && self.count(*place) > 0 && !self.rule.masks(self.count(*place))
        });
        shown.min_by_key(|place| (!beside(*place), self.count(*place), *place))
    }

    /// A suppressed small count of which too few values remain possible.
    fn exposed(&self) -> Option<usize> {
        let hidden = Web::of((0..self.counts.len()).filter_map(|place| self.hidden(place)));
        let more = self.rule.candidates().saturating_sub(1);
        let small = hidden.cells.iter().enumerate().filter(|(_, one)| self.rule.masks(one.count));
        let mut exposed = small.filter(|(at, _)| {
            let up = hidden.shifts(*at, true, more);
            up < more && up + hidden.shifts(*at, false, more - up) < more
        });
        exposed.next().map(|(_, one)| one.place)
    }

    /// What a reader knows of a count; none where it is shown. Rows whose sums are unknown are one
    /// row to the reckoning, and so are columns.
    fn hidden(&self, place: usize) -> Option<Hidden> {
        let count = self.count(place);
        let (least, most) = match self.kept_back.get(place) {
            Some(true) => {
                let most = self.most.get(place / self.width).copied().unwrap_or(u64::MAX);
                (self.rule.least_large(), most.max(count))
            }
            _ if self.rule.masks(count) => self.rule.masked().into_inner(),
            _ => return None,
        };
        let rows = matches!(self.sums, Sums::Rows | Sums::Both);
        let columns = matches!(self.sums, Sums::Columns | Sums::Both);
        let row = if rows { place / self.width } else { 0 };
        let column = if columns { place % self.width } else { 0 };
        Some(Hidden { place, count, least, most, row, column })
    }
}

/// The suppressed counts with their rows and columns.
struct Web {
    cells: Vec<Hidden>,
    rows: Vec<Vec<usize>>,
    columns: Vec<Vec<usize>>,
}

impl Web {
    fn of(cells: impl Iterator<Item = Hidden>) -> Self {
        let cells: Vec<Hidden> = cells.collect();
        let (mut rows, mut columns) = (Vec::new(), Vec::new());
        for (at, cell) in cells.iter().enumerate() {
            note(&mut rows, cell.row, at);
            note(&mut columns, cell.column, at);
        }
        Self { cells, rows, columns }
    }

    /// By how much a count can be more (or less) with all sums as they are; `most` at most.
    fn shifts(&self, own: usize, up: bool, most: u64) -> u64 {
        let mut now = self.cells.clone();
        let mut done = 0;
        while done < most && now.get(own).is_some_and(|cell| cell.moved(up).is_some()) {
            let Some(circle) = self.circle(&now, own, up) else { break };
            for (at, more) in circle.into_iter().chain([(own, up)]) {
                if let Some(cell) = now.get_mut(at)
                    && let Some(count) = cell.moved(more)
                {
                    cell.count = count;
                }
            }
            done += 1;
        }
        done
    }

    /// The shortest way to make up for one more (or less) in a cell: from its row to its column,
    /// by cells that move against it and with it in turn.
    fn circle(&self, now: &[Hidden], own: usize, up: bool) -> Option<Vec<(usize, bool)>> {
        let start = now.get(own)?;
        // By which cell each row and column was reached.
        let mut row_by: Vec<Option<usize>> = vec![None; self.rows.len()];
        let mut column_by: Vec<Option<usize>> = vec![None; self.columns.len()];
        let mut waiting = VecDeque::from([(true, start.row)]);
        while let Some((is_row, line)) = waiting.pop_front() {
            let along = if is_row { self.rows.get(line) } else { self.columns.get(line) };
            for at in along.into_iter().flatten().copied().filter(|at| *at != own) {
                let cell = now.get(at)?;
                if cell.moved(up != is_row).is_none() || !is_row && cell.row == start.row {
                    continue;
                }
                let by = match is_row {
                    true => column_by.get_mut(cell.column)?,
                    false => row_by.get_mut(cell.row)?,
                };
                if by.is_none() {
                    *by = Some(at);
                    waiting.push_back((!is_row, if is_row { cell.column } else { cell.row }));
                }
            }
            if column_by.get(start.column)?.is_some() {
                return way_back(now, start, (&row_by, &column_by), up);
            }
        }
        None
    }
}

fn note(lines: &mut Vec<Vec<usize>>, line: usize, at: usize) {
    if lines.len() <= line {
        lines.resize(line + 1, Vec::new());
    }
    if let Some(line) = lines.get_mut(line) {
        line.push(at);
    }
}

/// The cells of the way that was found, from the column back to the row.
fn way_back(
    cells: &[Hidden],
    start: &Hidden,
    (row_by, column_by): (&[Option<usize>], &[Option<usize>]),
    up: bool,
) -> Option<Vec<(usize, bool)>> {
    let mut way = Vec::new();
    let mut column = start.column;
    loop {
        let at = (*column_by.get(column)?)?;
        way.push((at, !up));
        let row = cells.get(at)?.row;
        if row == start.row {
            return Some(way);
        }
        let at = (*row_by.get(row)?)?;
        way.push((at, up));
        column = cells.get(at)?.column;
    }
}

#[cfg(test)]
mod tests;
