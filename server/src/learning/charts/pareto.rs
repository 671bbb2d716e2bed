//! Types and contributory factors, the most frequent first.

use std::cmp::Reverse;

use tabard_core::model::codes::{CONTRIBUTORY_FACTOR, CodeList, INCIDENT_TYPE};

use super::parts::{Part, bar, size};
use crate::disclosure::Figure;
use crate::learning::chart::{Cell, Chart, Table, percent, said};
use crate::learning::fact::{Fact, Place};
use crate::learning::level::Level;
use crate::learning::svg::{Bar, bars};
use crate::learning::view::{View, name};

pub(super) fn types(view: &View<'_>) -> Chart {
    let mentions = mentions(view, &INCIDENT_TYPE, |fact, place| fact.types.has(place));
    let title = view.text("types.title");
    let sentence = sentence(view, "types.sentence", &mentions);
    let drawn: Vec<Bar> = mentions.iter().map(|one| bar(&one.part, view.whole(), 0)).collect();
    let svg = bars(("types", &title, &sentence), &drawn, &[]);
    let table = table(view, "types.type", &mentions, None);
    Chart { name: "types", title, sentence, table, notes: view.notes(&["note.several"]), svg }
}

pub(super) fn factors(view: &View<'_>) -> Chart {
    let mut mentions = mentions(view, &CONTRIBUTORY_FACTOR, |fact, place| fact.factors.has(place));
    // That the reporter does not know is no factor.
    mentions.retain(|one| one.level.is_some());
    let title = view.text("factors.title");
    let sentence = sentence(view, "factors.sentence", &mentions);
    let tone = |level: Option<Level>| level.map_or(4, Level::number);
    let drawn: Vec<Bar> =
        mentions.iter().map(|one| bar(&one.part, view.whole(), tone(one.level))).collect();
    let key = Level::ALL.map(|level| level.said(view.words));
    let svg = bars(("factors", &title, &sentence), &drawn, &key);
    let table = table(view, "factors.factor", &mentions, Some("factors.level"));
    let notes = view.notes(&["note.several", "factors.note"]);
    Chart { name: "factors", title, sentence, table, notes, svg }
}

/// A code with how many incidents have it.
struct Mention {
    part: Part,
    level: Option<Level>,
}

/// The codes that any incident has, the most frequent first.
fn mentions(view: &View<'_>, list: &CodeList, has: impl Fn(&Fact, Place) -> bool) -> Vec<Mention> {
    let figures = view.mentions(list.codes.len(), |fact, at| {
        Place::try_from(at).is_ok_and(|place| has(fact, place))
    });
    let of = list.codes.iter().zip(figures).map(|(code, figure)| Mention {
        part: Part { label: view.words.label(list.name, code.code).to_owned(), figure },
        level: code.group.and_then(Level::of_group),
    });
    let mut all: Vec<Mention> = of.filter(|one| one.part.figure != Figure::Shown(0)).collect();
    all.sort_by_key(|one| Reverse(size(one.part.figure)));
    all
}

fn sentence(view: &View<'_>, key: &str, mentions: &[Mention]) -> String {
    let Some(first) = mentions.first().filter(|one| size(one.part.figure) > 0) else {
        return view.text("nothing");
    };
    let whole = view.whole();
    let share = Cell::Percent(percent(first.part.figure, whole)).said();
    let (count, whole) = (said(view.words, first.part.figure), said(view.words, whole));
    let values =
        [("most", &*first.part.label), ("count", &*count), ("share", &*share), ("whole", &*whole)];
    view.fill(key, &values)
}

/// With the share of all mentions up to each row, from what is shown alone.
fn table(view: &View<'_>, what: &str, mentions: &[Mention], level: Option<&str>) -> Table {
    let whole = view.whole();
    let all: u64 = mentions.iter().map(|one| size(one.part.figure)).sum();
    let mut sum = 0;
    let rows = mentions.iter().map(|one| {
        let figure = one.part.figure;
        sum += size(figure);
        let so_far = match figure {
            Figure::Shown(_) => percent(Figure::Shown(sum), Figure::Shown(all)),
            Figure::Suppressed => None,
        };
        let level =
            level.map(|_| one.level.map_or(Cell::Empty, |level| name(&level.said(view.words))));
        let count = [Cell::Count(figure), Cell::Percent(percent(figure, whole))];
        let first = [name(&one.part.label)].into_iter().chain(level);
        first.chain(count).chain([Cell::Percent(so_far)]).collect()
    });
    let rows = rows.collect();
    let head = [what].into_iter().chain(level).chain(["incidents", "share", "so_far"]);
    Table { head: head.map(|key| view.text(key)).collect(), rows }
}
