//! By hour and day of the week.

use crate::disclosure::{Figure, Sums, publish};
use crate::learning::chart::{Cell, Chart, Table};
use crate::learning::svg::{HeatMap, heat_map};
use crate::learning::view::{View, name};

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

pub(super) fn chart(view: &View<'_>) -> Chart {
    let mut counts = vec![vec![0_u64; DAYS.len()]; 24];
    for fact in &view.facts {
        let weekday = usize::try_from(fact.day.weekday().to_monday_zero_offset()).ok();
        let hour = fact.hour.map(usize::from).and_then(|hour| counts.get_mut(hour));
        if let Some(count) = hour.zip(weekday).and_then(|(row, day)| row.get_mut(day)) {
            *count += 1;
        }
    }
    let figures = publish(&counts, Sums::Total, view.rule);
    let days = DAYS.map(|day| view.text(&format!("days.{day}")));
    let hour = |hour: usize| format!("{hour:02}:00");
    let title = view.text("hours.title");
    let sentence = sentence(view, &figures, &days, hour);
    let map = HeatMap {
        rows: (0..24).map(hour).collect(),
        columns: days.to_vec(),
        figures: figures.clone(),
        key: [view.text("hours.few"), view.text("hours.none")],
    };
    let svg = heat_map(("hours", &title, &sentence), &map);
    let head = [view.text("hours.hour")].into_iter().chain(days).collect();
    let row = |(at, row): (usize, &Vec<Figure>)| {
        [name(&hour(at))].into_iter().chain(row.iter().map(|one| Cell::Count(*one))).collect()
    };
    let rows = figures.iter().enumerate().map(row).collect();
    let notes = view.notes(&["hours.note"]);
    Chart { name: "hours", title, sentence, table: Table { head, rows }, notes, svg }
}

fn sentence(
    view: &View<'_>,
    figures: &[Vec<Figure>],
    days: &[String; 7],
    hour: impl Fn(usize) -> String,
) -> String {
    let all = figures
        .iter()
        .enumerate()
        .flat_map(|(at, row)| row.iter().zip(days).map(move |(figure, day)| (figure, at, day)));
    let shown = all.filter_map(|(figure, at, day)| match figure {
        Figure::Shown(count) if *count > 0 => Some((*count, at, day)),
        _ => None,
    });
    // The earliest of equals: the sentence does not change by itself.
    let most = shown.max_by_key(|(count, at, _)| (*count, std::cmp::Reverse(*at)));
    match most {
        None => view.text("nothing"),
        Some((count, at, day)) => {
            let (count, from, until) = (count.to_string(), hour(at), hour((at + 1) % 24));
            let values =
                [("day", &**day), ("from", &*from), ("until", &*until), ("count", &*count)];
            view.fill("hours.sentence", &values)
        }
    }
}
