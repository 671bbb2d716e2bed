//! Incidents a week, or a month where weeks have too few, with what is ordinary for them.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::disclosure::{Figure, Sums, publish};
use crate::learning::chart::{Cell, Chart, Table, said};
use crate::learning::svg::{Mark, Run, run};
use crate::learning::view::{View, monday, name, number};
use crate::learning::xmr::{Limits, Signal, Signalled, limits, signals};
use crate::said::words::day;

/// Fewer points than these say nothing of what is ordinary.
const LEAST_POINTS: usize = 12;

/// Where more than one in so many weeks would not be shown, the chart goes by months.
const HIDDEN_OF: usize = 4;

struct Series {
    monthly: bool,
    starts: Vec<Date>,
    figures: Vec<Figure>,
}

pub(super) fn chart(view: &View<'_>) -> Chart {
    let weeks = series(view, false);
    let hidden = weeks.figures.iter().filter(|one| **one == Figure::Suppressed).count();
    let series = if hidden * HIDDEN_OF > weeks.figures.len() { series(view, true) } else { weeks };
    let values: Vec<Option<f64>> = series.figures.iter().map(value).collect();
    let enough = values.iter().flatten().count() >= LEAST_POINTS;
    let limits = limits(&values).filter(|_| enough);
    let found = match &limits {
        Some(limits) => signals(&values, limits, view.settings.run),
        None => vec![None; values.len()],
    };
    let title = view.text(if series.monthly { "weeks.title_months" } else { "weeks.title" });
    let sentence = sentence(view, &series, limits.as_ref(), &found);
    let picture = picture(view, &series, (&values, &found), limits.as_ref());
    let svg = run(("weeks", &title, &sentence), &picture);
    let table = table(view, &series, limits.as_ref(), &found);
    let run_length = view.settings.run.to_string();
    let mut notes = vec![view.fill("weeks.rules", &[("run", &run_length)])];
    notes.extend(view.notes(&[]));
    Chart { name: "weeks", title, sentence, table, notes, svg }
}

fn value(figure: &Figure) -> Option<f64> {
    match figure {
        Figure::Shown(count) => Some(*count as f64),
        Figure::Suppressed => None,
    }
}

/// The whole weeks, or the months, of the period.
fn series(view: &View<'_>, monthly: bool) -> Series {
    let mut starts = Vec::new();
    let mut start = match monthly {
        true => view.from,
        false => monday(view.from.checked_add(6.days()).unwrap_or(view.from)),
    };
    let next = |start: Date| {
        let next = if monthly { start.checked_add(1.month()) } else { start.checked_add(7.days()) };
        next.ok().filter(|next| *next <= view.until)
    };
    while let Some(end) = next(start) {
        starts.push(start);
        start = end;
    }
    let mut counts = vec![0_u64; starts.len()];
    for fact in view.facts.iter().filter(|fact| fact.day < start) {
        let at = starts.partition_point(|start| *start <= fact.day);
        if let Some(count) = at.checked_sub(1).and_then(|at| counts.get_mut(at)) {
            *count += 1;
        }
    }
    let figures = publish(&[counts], Sums::Total, view.rule).pop().unwrap_or_default();
    Series { monthly, starts, figures }
}

fn sentence(
    view: &View<'_>,
    series: &Series,
    limits: Option<&Limits>,
    found: &[Option<Signalled>],
) -> String {
    let Some(limits) = limits else { return view.text("weeks.too_few_points") };
    let [mean, lower, upper] = [limits.mean, limits.lower, limits.upper].map(rounded);
    let values = [("mean", &*mean), ("lower", &*lower), ("upper", &*upper)];
    let key = if series.monthly { "weeks.sentence_months" } else { "weeks.sentence" };
    let ordinary = view.fill(key, &values);
    let latest = series.figures.last().copied().zip(found.last().copied());
    let latest = latest.map_or_else(String::new, |(figure, signal)| {
        let key = match signal {
            Some((_, true)) => "weeks.latest_higher",
            Some((_, false)) => "weeks.latest_lower",
            None => "weeks.latest_common",
        };
        view.fill(key, &[("count", &said(view.words, figure))])
    });
    let count = number(found.iter().flatten().count());
    let signalled = view.words.counted("console.learning.weeks.signals", count);
    [ordinary, latest, signalled].join(" ")
}

fn rounded(number: f64) -> String {
    format!("{:.0}", number.round())
}

fn picture(
    view: &View<'_>,
    series: &Series,
    (values, found): (&[Option<f64>], &[Option<Signalled>]),
    limits: Option<&Limits>,
) -> Run {
    let mark = |signal: &Option<Signalled>| match signal {
        Some((_, true)) => Mark::Higher,
        Some((_, false)) => Mark::Lower,
        None => Mark::Common,
    };
    let points = values.iter().zip(found).map(|(value, signal)| Some(((*value)?, mark(signal))));
    let level = |key: &str, value: f64| {
        (value, view.fill(&format!("weeks.{key}"), &[("value", &rounded(value))]))
    };
    let at = |place: usize| {
        series.starts.get(place).map_or_else(String::new, |start| day(view.words, *start))
    };
    let last = series.starts.len().saturating_sub(1);
    Run {
        points: points.collect(),
        levels: limits.map(|limits| {
            [
                level("lower_limit", limits.lower),
                level("mean", limits.mean),
                level("upper", limits.upper),
            ]
        }),
        times: [at(0), at(last / 2), at(last)],
        key: ["common", "higher", "lower"].map(|key| view.text(&format!("weeks.{key}"))),
    }
}

fn table(
    view: &View<'_>,
    series: &Series,
    limits: Option<&Limits>,
    found: &[Option<Signalled>],
) -> Table {
    let head = ["start", "incidents", "mean_head", "lower_head", "upper_head", "signal"];
    let tenths = |of: fn(&Limits) -> f64| {
        limits.map_or(Cell::Empty, |limits| Cell::Tenths((of(limits) * 10.0).round() as u64))
    };
    let rows = series.starts.iter().zip(&series.figures).zip(found);
    let rows = rows.map(|((start, figure), signal)| {
        vec![
            name(&start.to_string()),
            Cell::Count(*figure),
            tenths(|limits| limits.mean),
            tenths(|limits| limits.lower),
            tenths(|limits| limits.upper),
            signal.map_or(Cell::Empty, |signal| name(&signal_word(view, signal))),
        ]
    });
    Table {
        head: head.iter().map(|key| view.text(&format!("weeks.{key}"))).collect(),
        rows: rows.collect(),
    }
}

fn signal_word(view: &View<'_>, (signal, up): Signalled) -> String {
    let what = match signal {
        Signal::Outside => "outside",
        Signal::Side => "side",
        Signal::Trend => "trend",
        Signal::NearLimit => "near_limit",
    };
    view.text(&format!("weeks.{what}_{}", if up { "up" } else { "down" }))
}
