//! How staff were harmed: the worst of anybody in each incident, in body and in mind.

use tabard_core::model::codes::{CodeList, PHYSICAL_HARM, PSYCH_HARM};

use super::parts::{Part, bar};
use crate::disclosure::Figure;
use crate::learning::chart::{Cell, Chart, Table, percent, said};
use crate::learning::fact::{Fact, Place};
use crate::learning::svg::bars;
use crate::learning::view::{Parts, View, name};

/// What is shown of a harm: none, low, more than low, not said.
pub(super) const BANDS: [&str; 4] = ["none", "low", "more", "not_said"];

/// The band of a level. All levels above low are one: the worst are too few to be shown apart.
pub(super) fn band(list: &CodeList, level: Option<Place>) -> usize {
    match level.and_then(|level| list.codes.get(usize::from(level))).map(|code| code.code) {
        Some("none") => 0,
        Some("low") => 1,
        Some("moderate" | "severe" | "fatal") => 2,
        _ => 3,
    }
}

/// The band of an incident's physical harm.
pub(super) fn physical(fact: &Fact) -> usize {
    band(&PHYSICAL_HARM, fact.physical_harm)
}

fn psychological(fact: &Fact) -> usize {
    band(&PSYCH_HARM, fact.psych_harm)
}

pub(super) fn chart(view: &View<'_>) -> Chart {
    let sides = [("physical", physical as fn(&Fact) -> usize), ("psych", psychological)];
    let title = view.text("harm.title");
    let whole = view.whole();
    let (mut rows, mut drawn, mut told) = (Vec::new(), Vec::new(), Vec::new());
    for (tone, (side, of)) in sides.into_iter().enumerate() {
        let parts = view.parts(BANDS.len(), of);
        let of = view.text(&format!("harm.{side}"));
        for (band, figure) in banded(view, &parts) {
            let share = Cell::Percent(percent(figure, whole));
            let label = view.fill("harm.bar", &[("of", &of), ("band", &band)]);
            let part = Part { label, figure };
            drawn.push(bar(&part, whole, tone));
            rows.push(vec![name(&of), name(&band), Cell::Count(figure), share]);
        }
        told.push(parts);
    }
    let at = |side: usize, band: usize| {
        let parts = told.get(side);
        let place = parts.and_then(|one| one.folded.standing.iter().position(|at| *at == band));
        let figure = parts.zip(place).and_then(|(parts, place)| parts.figures.get(place));
        said(view.words, figure.copied().unwrap_or(Figure::Suppressed))
    };
    let (low, more, psych) = (at(0, 1), at(0, 2), at(1, 2));
    let whole_said = said(view.words, whole);
    let values = [("low", &*low), ("more", &*more), ("psych", &*psych), ("whole", &*whole_said)];
    let sentence = view.fill("harm.sentence", &values);
    let key = ["harm.physical", "harm.psych"].map(|key| view.text(key));
    let svg = bars(("harm", &title, &sentence), &drawn, &key);
    let head = ["harm.of", "harm.band", "incidents", "share"];
    let table = Table { head: head.iter().map(|key| view.text(key)).collect(), rows };
    let notes = view.notes(&["harm.note", "note.rest"]);
    Chart { name: "harm", title, sentence, table, notes, svg }
}

/// The bands that stand, in their order, and the others together.
fn banded(view: &View<'_>, parts: &Parts) -> Vec<(String, Figure)> {
    let standing = parts.folded.standing.iter().zip(&parts.figures);
    let label = |at: usize| {
        let key = BANDS.get(at).copied().unwrap_or("not_said");
        view.text(&format!("harm.{key}"))
    };
    let standing = standing.map(|(at, figure)| (label(*at), *figure));
    standing.chain(parts.rest.map(|figure| (view.text("rest"), figure))).collect()
}
