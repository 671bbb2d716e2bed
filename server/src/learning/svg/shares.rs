//! Rows that are whole, each cut into shares.

use super::bars::{toned, with_key, written};
use super::{Anchor, WIDTH, fitting};
use crate::disclosure::Figure;

/// A row, cut into shares by the same tones as every other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// What it is of.
    pub label: String,
    /// Its parts.
    pub parts: Vec<Figure>,
}

const ROW: f64 = 58.0;
const BAR: f64 = 18.0;

/// The picture: what is not shown of a row leaves its end empty.
#[must_use]
pub fn shares((name, title, about): (&str, &str, &str), rows: &[Share], key: &[String]) -> String {
    let (mut drawing, top) = with_key(name, key, rows.len() as f64 * ROW);
    for (number, row) in rows.iter().enumerate() {
        let y = top + number as f64 * ROW;
        let label = fitting(&row.label, WIDTH);
        drawing.text((0.0, y + 15.0), "t-strong", Anchor::Start, &label);
        drawing.rect((0.0, y + 20.0), (WIDTH, BAR), "t-track");
        let whole: u64 = row.parts.iter().map(|part| shown(*part)).sum();
        let mut x = 0.0;
        for (tone, part) in row.parts.iter().enumerate() {
            let wide = shown(*part) as f64 / whole.max(1) as f64 * WIDTH;
            toned(&mut drawing, name, (x, y + 20.0), ((wide - 1.0).max(0.0), BAR), tone);
            if wide > 26.0 {
                let at = (x + wide / 2.0, y + 50.0);
                drawing.text(at, "t-small", Anchor::Middle, &written(*part));
            }
            x += wide;
        }
    }
    drawing.done(name, title, about)
}

const fn shown(figure: Figure) -> u64 {
    match figure {
        Figure::Shown(count) => count,
        Figure::Suppressed => 0,
    }
}
