//! How long reporters wait to hear: for any word of the hub, and for one that tells what came of it.

use crate::disclosure::{Figure, Sums, publish};
use crate::learning::chart::{Cell, Chart, Table, percent};
use crate::learning::fact::Fact;
use crate::learning::svg::{Share, shares};
use crate::learning::view::{View, name, number};

const DAY_MINUTES: u32 = 24 * 60;
/// Who came later than this has not had the time to wait so long.
const LAST_DAYS: i64 = 28;
const BANDS: [&str; 4] = ["within_7", "within_28", "later", "nothing_yet"];

fn band(minutes: Option<u32>) -> usize {
    match minutes {
        Some(minutes) if minutes <= 7 * DAY_MINUTES => 0,
        Some(minutes) if minutes <= 28 * DAY_MINUTES => 1,
        Some(_) => 2,
        None => 3,
    }
}

/// The figures of the chart: a row for any word and one for feedback, and of how many they are.
pub(in crate::learning) fn figures(view: &View<'_>) -> (Vec<Vec<Figure>>, Figure) {
    let ripe = view.now.plus_days(-LAST_DAYS);
    let facts: Vec<&Fact> =
        view.facts.iter().copied().filter(|fact| fact.received <= ripe).collect();
    let whole = view.rule.figure(number(facts.len()));
    let mut counts = vec![vec![0_u64; BANDS.len()]; 2];
    for fact in facts {
        for (row, minutes) in counts.iter_mut().zip([fact.first_answer, fact.feedback]) {
            if let Some(count) = row.get_mut(band(minutes)) {
                *count += 1;
            }
        }
    }
    (publish(&counts, Sums::Rows, view.rule), whole)
}

pub(super) fn chart(view: &View<'_>) -> Chart {
    let (figures, whole) = figures(view);
    let bands = BANDS.map(|band| view.text(&format!("feedback.{band}")));
    let labels = ["answer", "feedback"].map(|key| view.text(&format!("feedback.{key}")));
    let title = view.text("feedback.title");
    let sentence = sentence(view, &figures, whole);
    let drawn: Vec<Share> = labels
        .iter()
        .zip(&figures)
        .map(|(label, parts)| Share { label: label.clone(), parts: parts.clone() })
        .collect();
    let svg = shares(("feedback", &title, &sentence), &drawn, &bands);
    let row = |(label, parts): (&String, &Vec<Figure>)| {
        let counts = parts.iter().map(|part| Cell::Count(*part));
        let [within_7, within_28] = shares_of(parts, whole);
        let shares = [Cell::Percent(within_7), Cell::Percent(within_28)];
        [name(label)].into_iter().chain(counts).chain(shares).collect()
    };
    let head = [view.text("feedback.of")].into_iter().chain(bands);
    let shares = ["share_7", "share_28"].map(|key| view.text(&format!("feedback.{key}")));
    let table = Table {
        head: head.chain(shares).collect(),
        rows: labels.iter().zip(&figures).map(row).collect(),
    };
    let notes = view.notes(&["feedback.note"]);
    Chart { name: "feedback", title, sentence, table, notes, svg }
}

/// The shares of those who heard within 7 and within 28 days.
pub(in crate::learning) fn shares_of(parts: &[Figure], whole: Figure) -> [Option<u64>; 2] {
    let part = |at: usize| parts.get(at).copied().unwrap_or(Figure::Suppressed);
    let both = match (part(0), part(1)) {
        (Figure::Shown(one), Figure::Shown(other)) => Figure::Shown(one + other),
        _ => Figure::Suppressed,
    };
    [percent(part(0), whole), percent(both, whole)]
}

fn sentence(view: &View<'_>, figures: &[Vec<Figure>], whole: Figure) -> String {
    let feedback = figures.get(1).map_or([None, None], |parts| shares_of(parts, whole));
    let [within_7, within_28] = feedback.map(|share| Cell::Percent(share).said());
    match whole {
        Figure::Shown(whole) if whole > 0 => {
            let whole = whole.to_string();
            let values = [("seven", &*within_7), ("month", &*within_28), ("whole", &*whole)];
            view.fill("feedback.sentence", &values)
        }
        _ => view.text("nothing"),
    }
}
