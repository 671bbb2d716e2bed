//! Charts of parts that make a whole, as bars.

use std::cmp::Reverse;

use crate::disclosure::Figure;
use crate::learning::chart::{Cell, Table, percent};
use crate::learning::svg::Bar;
use crate::learning::view::{Parts, View, name};

/// A part with its name.
pub(super) struct Part {
    pub(super) label: String,
    pub(super) figure: Figure,
}

/// The parts that stand, the greatest first, and the others together last.
pub(super) fn sorted(view: &View<'_>, parts: &Parts, label: impl Fn(usize) -> String) -> Vec<Part> {
    let standing = parts.folded.standing.iter().zip(&parts.figures);
    let mut all: Vec<Part> =
        standing.map(|(at, figure)| Part { label: label(*at), figure: *figure }).collect();
    all.sort_by_key(|part| Reverse(size(part.figure)));
    all.extend(parts.rest.map(|figure| Part { label: view.text("rest"), figure }));
    all
}

pub(super) const fn size(figure: Figure) -> u64 {
    match figure {
        Figure::Shown(count) => count,
        Figure::Suppressed => 0,
    }
}

/// A bar of a part, with its share of the whole.
pub(super) fn bar(part: &Part, whole: Figure, tone: usize) -> Bar {
    let share = percent(part.figure, whole).map(|share| format!(" ({share}%)"));
    let count = Cell::Count(part.figure).said();
    let said = format!("{count}{}", share.unwrap_or_default());
    Bar { label: part.label.clone(), value: part.figure, said, tone }
}

/// The parts as a table, each with its share of the whole.
pub(super) fn table(view: &View<'_>, what: &str, parts: &[Part], whole: Figure) -> Table {
    let row = |part: &Part| {
        vec![
            name(&part.label),
            Cell::Count(part.figure),
            Cell::Percent(percent(part.figure, whole)),
        ]
    };
    let mut rows: Vec<_> = parts.iter().map(row).collect();
    rows.push(vec![name(&view.text("all")), Cell::Count(whole), Cell::Empty]);
    let head = [view.text(what), view.text("incidents"), view.text("share")];
    Table { head: head.into(), rows }
}
