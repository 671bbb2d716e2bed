//! Where it happens.

use tabard_core::model::codes::LOCATION_TYPE;

use super::parts::{bar, size, sorted, table};
use crate::learning::chart::{Cell, Chart, percent, said};
use crate::learning::svg::{Bar, bars};
use crate::learning::view::View;

pub(super) fn chart(view: &View<'_>) -> Chart {
    let not_said = LOCATION_TYPE.codes.len();
    let parts = view.parts(not_said + 1, |fact| fact.place.map_or(not_said, usize::from));
    let label = |at: usize| match LOCATION_TYPE.codes.get(at) {
        Some(code) => view.words.label(LOCATION_TYPE.name, code.code).to_owned(),
        None => view.text("not_said"),
    };
    let all = sorted(view, &parts, label);
    let title = view.text("places.title");
    let sentence = match all.first().filter(|first| size(first.figure) > 0) {
        None => view.text("nothing"),
        Some(first) => {
            let share = Cell::Percent(percent(first.figure, parts.whole)).said();
            let (count, whole) = (said(view.words, first.figure), said(view.words, parts.whole));
            let values = [
                ("most", &*first.label),
                ("count", &*count),
                ("share", &*share),
                ("whole", &*whole),
            ];
            view.fill("places.sentence", &values)
        }
    };
    let drawn: Vec<Bar> = all.iter().map(|part| bar(part, parts.whole, 0)).collect();
    let svg = bars(("places", &title, &sentence), &drawn, &[]);
    let table = table(view, "places.place", &all, parts.whole);
    Chart { name: "places", title, sentence, table, notes: view.notes(&["note.rest"]), svg }
}
