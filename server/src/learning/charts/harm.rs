//! How staff were harmed: the worst of anybody in each incident, in body and in mind.

use tabard_core::model::codes::{CodeList, PHYSICAL_HARM, PSYCH_HARM};

use crate::disclosure::{Figure, Sums, publish};
use crate::learning::chart::{Cell, Chart, Table, percent, said};
use crate::learning::fact::{Fact, Place};
use crate::learning::svg::{Share, shares};
use crate::learning::view::{View, name};

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
    let rows = [("physical", physical as fn(&Fact) -> usize), ("psych", psychological)];
    let figures = rows.map(|(_, of)| banded(view, of));
    let bands = BANDS.map(|band| view.text(&format!("harm.{band}")));
    let labels = rows.map(|(key, _)| view.text(&format!("harm.{key}")));
    let title = view.text("harm.title");
    let whole = view.whole();
    let hurt = |row: usize, band: usize| {
        let figure = figures.get(row).and_then(|row| row.get(band)).copied();
        figure.unwrap_or(Figure::Suppressed)
    };
    let values = [
        ("low", said(view.words, hurt(0, 1))),
        ("more", said(view.words, hurt(0, 2))),
        ("psych", said(view.words, hurt(1, 2))),
        ("whole", said(view.words, whole)),
    ];
    let values: Vec<(&str, &str)> = values.iter().map(|(name, text)| (*name, &**text)).collect();
    let sentence = view.fill("harm.sentence", &values);
    let drawn = labels.iter().zip(&figures);
    let drawn: Vec<Share> = drawn
        .map(|(label, parts)| Share { label: label.clone(), parts: parts.clone() })
        .collect();
    let svg = shares(("harm", &title, &sentence), &drawn, &bands);
    let row = |(label, parts): (&String, &Vec<Figure>)| {
        let counts = parts.iter().map(|part| Cell::Count(*part));
        let hurt = percent(parts.get(2).copied().unwrap_or(Figure::Suppressed), whole);
        [name(label)].into_iter().chain(counts).chain([Cell::Percent(hurt)]).collect()
    };
    let head = [view.text("harm.of")].into_iter().chain(bands);
    let table = Table {
        head: head.chain([view.text("harm.share_more")]).collect(),
        rows: labels.iter().zip(&figures).map(row).collect(),
    };
    Chart { name: "harm", title, sentence, table, notes: view.notes(&["harm.note"]), svg }
}

/// How many incidents are in each band, when the sum of all is known.
fn banded(view: &View<'_>, of: impl Fn(&Fact) -> usize) -> Vec<Figure> {
    let mut counts = vec![0_u64; BANDS.len()];
    for fact in &view.facts {
        if let Some(count) = counts.get_mut(of(fact)) {
            *count += 1;
        }
    }
    publish(&[counts], Sums::Rows, view.rule).pop().unwrap_or_default()
}
