//! A run of figures over time with its mean and its limits.

use super::{Anchor, Drawing, WIDTH, fitting};

/// How a point stands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It does not: a round point.
    Common,
    /// High: a triangle that points up.
    Higher,
    /// Low: a triangle that points down.
    Lower,
}

/// The figures.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// Each point, with how it stands out; none where its figure is not shown.
    pub points: Vec<Option<(f64, Mark)>>,
    /// The limits and the mean between them, with how each is written.
    pub levels: Option<[(f64, String); 3]>,
    /// What stands under the first, the middle and the last point.
    pub times: [String; 3],
    /// What the three marks say.
    pub key: [String; 3],
}

const LEFT: f64 = 34.0;
const RIGHT: f64 = 6.0;
const TOP: f64 = 14.0;
const HIGH: f64 = 190.0;
/// Lines that are no further apart have no name between them; the sentence tells it.
const CLOSE: f64 = 17.0;

/// The picture.
#[must_use]
pub fn run((name, title, about): (&str, &str, &str), run: &Run) -> String {
    let mut drawing = Drawing::new(TOP + HIGH + 90.0);
    let most = run.points.iter().flatten().map(|(value, _)| *value);
    let upper = run.levels.as_ref().map_or(0.0, |[_, _, (upper, _)]| *upper);
    let top = nice(most.fold(upper.max(1.0), f64::max));
    let y = |value: f64| TOP + HIGH * (1.0 - value / top);
    for part in 0..=4 {
        let value = top * f64::from(part) / 4.0;
        let at = y(value);
        drawing.line((LEFT, at), (WIDTH - RIGHT, at), "t-grid");
        drawing.text((LEFT - 5.0, at + 4.0), "t-small", Anchor::End, &format!("{value:.0}"));
    }
    let step = (WIDTH - LEFT - RIGHT - 12.0) / run.points.len().saturating_sub(1).max(1) as f64;
    let x = |number: usize| LEFT + 6.0 + number as f64 * step;
    for (from, to) in stretches(run) {
        let points: Vec<_> = (from..=to)
            .filter_map(|at| Some((x(at), y(run.points.get(at).copied().flatten()?.0))))
            .collect();
        drawing.path(&points, false, "t-run");
    }
    let points = run.points.iter().enumerate().filter_map(|(at, one)| Some((at, (*one)?)));
    for (at, (value, mark)) in points {
        point(&mut drawing, (x(at), y(value)), mark);
    }
    levels(&mut drawing, run, y);
    times(&mut drawing, &run.times);
    for (number, (label, mark)) in
        run.key.iter().zip([Mark::Common, Mark::Higher, Mark::Lower]).enumerate()
    {
        let at = TOP + HIGH + 40.0 + number as f64 * 18.0;
        point(&mut drawing, (LEFT + 6.0, at - 4.0), mark);
        let label = fitting(label, WIDTH - LEFT - 20.0);
        drawing.text((LEFT + 18.0, at), "t-small", Anchor::Start, &label);
    }
    drawing.done(name, title, about)
}

fn levels(drawing: &mut Drawing, run: &Run, y: impl Fn(f64) -> f64) {
    let Some([lower, mean, upper]) = &run.levels else { return };
    let lines = [(lower, "t-limit", 12.0), (mean, "t-mean", -4.0), (upper, "t-limit", -4.0)];
    for ((value, _), class, _) in lines {
        drawing.line((LEFT, y(*value)), (WIDTH - RIGHT, y(*value)), class);
    }
    // The lower limit is named below its line, so that three close lines keep three names apart.
    let room = y(mean.0) - y(upper.0) > CLOSE;
    for ((value, said), class, below) in lines {
        if class == "t-limit" || room {
            let at = (WIDTH - RIGHT - 3.0, y(*value) + below);
            drawing.text(at, "t-small t-halo", Anchor::End, said);
        }
    }
}

/// From where to where points follow each other without a gap.
fn stretches(run: &Run) -> Vec<(usize, usize)> {
    let mut all: Vec<(usize, usize)> = Vec::new();
    for (at, _) in run.points.iter().enumerate().filter(|(_, one)| one.is_some()) {
        match all.last_mut() {
            Some((_, to)) if *to + 1 == at => *to = at,
            _ => all.push((at, at)),
        }
    }
    all.retain(|(from, to)| to > from);
    all
}

fn point(drawing: &mut Drawing, (x, y): (f64, f64), mark: Mark) {
    match mark {
        Mark::Common => drawing.circle((x, y), 2.6, "t-common"),
        Mark::Higher => {
            drawing.path(&[(x, y - 5.5), (x + 5.0, y + 3.5), (x - 5.0, y + 3.5)], true, "t-higher");
        }
        Mark::Lower => {
            drawing.path(&[(x, y + 5.5), (x + 5.0, y - 3.5), (x - 5.0, y - 3.5)], true, "t-lower");
        }
    }
}

fn times(drawing: &mut Drawing, times: &[String; 3]) {
    let y = TOP + HIGH + 16.0;
    let [first, middle, last] = times;
    drawing.text((LEFT, y), "t-small", Anchor::Start, first);
    drawing.text((LEFT + (WIDTH - LEFT - RIGHT) / 2.0, y), "t-small", Anchor::Middle, middle);
    drawing.text((WIDTH - RIGHT, y), "t-small", Anchor::End, last);
}

/// A round number that is not below this one, and that four parts divide well.
fn nice(most: f64) -> f64 {
    let mut unit = 1.0;
    loop {
        for times in [4.0, 8.0, 12.0, 20.0, 32.0] {
            if most <= unit * times || !most.is_finite() {
                return unit * times;
            }
        }
        unit *= 10.0;
    }
}
