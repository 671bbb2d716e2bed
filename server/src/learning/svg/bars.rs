//! Bars that lie, each under its label: long names stay whole on a phone.

use super::{Anchor, Drawing, WIDTH, fitting};
use crate::disclosure::Figure;
use crate::learning::chart::HIDDEN;

/// The tones of bars and shares, each with the pattern over it.
pub(super) const TONES: [(&str, Option<usize>); 5] =
    [("t-a", None), ("t-b", Some(0)), ("t-c", Some(1)), ("t-d", Some(2)), ("t-e", Some(3))];

const ROW: f64 = 38.0;
const BAR: f64 = 14.0;
const KEY: f64 = 20.0;
/// Room for the value at the end of the longest bar.
const VALUE: f64 = 92.0;

/// A bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// What it is of.
    pub label: String,
    /// How long it is; none is drawn for what is not shown.
    pub value: Figure,
    /// What is written at its end.
    pub said: String,
    /// Its tone, by number.
    pub tone: usize,
}

/// A picture of bars, with a key where there are tones to explain.
#[must_use]
pub fn bars((name, title, about): (&str, &str, &str), bars: &[Bar], key: &[String]) -> String {
    let (mut drawing, top) = with_key(name, key, bars.len() as f64 * ROW);
    let longest = bars.iter().map(|bar| height(bar.value)).fold(1.0, f64::max);
    for (number, bar) in bars.iter().enumerate() {
        let y = top + number as f64 * ROW;
        drawing.text((0.0, y + 13.0), "t-label", Anchor::Start, &fitting(&bar.label, WIDTH));
        let length = height(bar.value) / longest * (WIDTH - VALUE);
        drawing.rect((0.0, y + 18.0), (WIDTH - VALUE, BAR), "t-track");
        toned(&mut drawing, name, (0.0, y + 18.0), (length, BAR), bar.tone);
        let at = (WIDTH - VALUE + 6.0, y + 30.0);
        drawing.text(at, "t-strong", Anchor::Start, &bar.said);
    }
    drawing.done(name, title, about)
}

/// A picture that begins with its key, with room for its rows below; and where they begin.
pub(super) fn with_key(name: &str, key: &[String], rows: f64) -> (Drawing, f64) {
    let top = 8.0 + key.len() as f64 * KEY;
    let mut drawing = Drawing::new(top + rows + 4.0);
    drawing.patterns(name);
    for (number, label) in key.iter().enumerate() {
        let y = 6.0 + number as f64 * KEY;
        toned(&mut drawing, name, (0.0, y), (16.0, 12.0), number);
        let label = fitting(label, WIDTH - 24.0);
        drawing.text((22.0, y + 11.0), "t-label", Anchor::Start, &label);
    }
    (drawing, top)
}

/// A rectangle of a tone.
pub(super) fn toned(
    drawing: &mut Drawing,
    name: &str,
    at: (f64, f64),
    size: (f64, f64),
    tone: usize,
) {
    let (class, pattern) = TONES.get(tone % TONES.len()).copied().unwrap_or(("t-a", None));
    let fill = pattern.map(|number| format!("{name}-p{number}")).unwrap_or_default();
    drawing.patterned(at, size, (class, &fill));
}

fn height(figure: Figure) -> f64 {
    match figure {
        Figure::Shown(count) => count as f64,
        Figure::Suppressed => 0.0,
    }
}

/// A figure as it is written beside a bar.
pub(super) fn written(figure: Figure) -> String {
    match figure {
        Figure::Shown(count) => count.to_string(),
        Figure::Suppressed => HIDDEN.to_owned(),
    }
}
