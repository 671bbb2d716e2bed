//! A map of counts by two short lists, such as hours and days of the week. Its steps are told by how
//! full a square is as well as by colour.

use super::{Anchor, Drawing, WIDTH};
use crate::disclosure::Figure;
use crate::learning::chart::HIDDEN;

/// The counts: a row a line, and what the lines and columns are called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeatMap {
    /// The names of the rows.
    pub rows: Vec<String>,
    /// The names of the columns.
    pub columns: Vec<String>,
    /// Row by row.
    pub figures: Vec<Vec<Figure>>,
    /// What the star and the empty square say.
    pub key: [String; 2],
}

const LEFT: f64 = 46.0;
const TOP: f64 = 24.0;
const ROW: f64 = 16.0;
const STEPS: usize = 4;

/// The least count of each step above none. Steps are even in the greatest count.
fn steps(most: u64) -> [u64; STEPS] {
    let each = most.div_ceil(STEPS as u64).max(1);
    [1, each + 1, each * 2 + 1, each * 3 + 1]
}

/// The picture.
#[must_use]
pub fn heat_map((name, title, about): (&str, &str, &str), map: &HeatMap) -> String {
    let bottom = TOP + map.rows.len() as f64 * ROW;
    let mut drawing = Drawing::new(bottom + 58.0);
    let wide = (WIDTH - LEFT) / map.columns.len().max(1) as f64;
    let most = map.figures.iter().flatten().filter_map(|figure| match figure {
        Figure::Shown(count) => Some(*count),
        Figure::Suppressed => None,
    });
    let steps = steps(most.max().unwrap_or_default());
    for (number, column) in map.columns.iter().enumerate() {
        let x = LEFT + (number as f64 + 0.5) * wide;
        drawing.text((x, TOP - 8.0), "t-label", Anchor::Middle, column);
    }
    for (number, (row, figures)) in map.rows.iter().zip(&map.figures).enumerate() {
        let y = TOP + number as f64 * ROW;
        drawing.text((LEFT - 8.0, y + 12.0), "t-small", Anchor::End, row);
        for (column, figure) in figures.iter().enumerate() {
            let at = (LEFT + column as f64 * wide, y);
            square(&mut drawing, at, (wide, ROW), *figure, &steps);
        }
    }
    key(&mut drawing, bottom + 14.0, &steps, &map.key);
    drawing.done(name, title, about)
}

/// A square: the fuller and the taller the more.
fn square(
    drawing: &mut Drawing,
    (x, y): (f64, f64),
    (width, height): (f64, f64),
    figure: Figure,
    steps: &[u64; STEPS],
) {
    drawing.rect((x + 1.0, y + 1.0), (width - 2.0, height - 2.0), "t-none");
    match figure {
        Figure::Suppressed => {
            drawing.text((x + width / 2.0, y + height - 2.0), "t-small", Anchor::Middle, HIDDEN);
        }
        Figure::Shown(count) => {
            let step = steps.iter().filter(|least| count >= **least).count();
            if step > 0 {
                let full = (height - 2.0) * step as f64 / STEPS as f64;
                let class = ["t-h1", "t-h2", "t-h3", "t-h4"].get(step - 1).copied();
                let at = (x + 1.0, y + height - 1.0 - full);
                drawing.rect(at, (width - 2.0, full), class.unwrap_or("t-h4"));
            }
        }
    }
}

fn key(drawing: &mut Drawing, top: f64, steps: &[u64; STEPS], words: &[String; 2]) {
    let each = (WIDTH - LEFT) / STEPS as f64;
    for (number, least) in steps.iter().enumerate() {
        let x = LEFT + number as f64 * each;
        square(drawing, (x, top), (22.0, ROW), Figure::Shown(*least), steps);
        let said = match steps.get(number + 1) {
            Some(next) => format!("{least}–{}", next - 1),
            None => format!("{least}+"),
        };
        drawing.text((x + 28.0, top + 13.0), "t-small", Anchor::Start, &said);
    }
    let [few, none] = words;
    square(drawing, (LEFT, top + 22.0), (22.0, ROW), Figure::Suppressed, steps);
    drawing.text((LEFT + 28.0, top + 35.0), "t-small", Anchor::Start, few);
    let x = LEFT + each * 2.0;
    square(drawing, (x, top + 22.0), (22.0, ROW), Figure::Shown(0), steps);
    drawing.text((x + 28.0, top + 35.0), "t-small", Anchor::Start, none);
}
