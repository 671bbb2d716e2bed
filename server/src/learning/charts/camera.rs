//! Body-worn cameras against harm and against what came of it. It shows what goes together, and
//! never what causes what.

use tabard_core::model::codes::FOLLOWUP_OUTCOME;

use super::harm::{BANDS, physical};
use crate::disclosure::{Figure, Sums, fold, publish};
use crate::learning::chart::{Cell, Chart, Table, percent, said};
use crate::learning::fact::{Camera, Fact};
use crate::learning::svg::{Share, shares};
use crate::learning::view::{View, name, number};

const CAMERAS: [(Camera, &str); 4] = [
    (Camera::Activated, "activated"),
    (Camera::Worn, "worn"),
    (Camera::NotWorn, "not_worn"),
    (Camera::NotSaid, "not_said"),
];

/// A table by camera: its rows, those that are too small together.
struct ByCamera {
    labels: Vec<String>,
    wholes: Vec<Figure>,
    columns: Vec<String>,
    figures: Vec<Vec<Figure>>,
}

pub(super) fn chart(view: &View<'_>) -> Chart {
    let bands = BANDS.map(|band| view.text(&format!("harm.{band}")));
    let harm = by_camera(view, &bands, physical);
    let outcomes = FOLLOWUP_OUTCOME.codes.len();
    let labels = FOLLOWUP_OUTCOME.codes.iter();
    let labels = labels.map(|code| view.words.label(FOLLOWUP_OUTCOME.name, code.code).to_owned());
    let labels: Vec<String> = labels.chain([view.text("camera.no_outcome")]).collect();
    let outcome = by_camera(view, &labels, |fact| fact.outcome.map_or(outcomes, usize::from));
    let title = view.text("camera.title");
    let sentence = sentence(view, &harm);
    let drawn: Vec<Share> = harm
        .labels
        .iter()
        .zip(&harm.figures)
        .map(|(label, parts)| Share { label: label.clone(), parts: parts.clone() })
        .collect();
    let svg = shares(("camera", &title, &sentence), &drawn, &harm.columns);
    let mut rows = Vec::new();
    for (what, of) in [("camera.harm", &harm), ("camera.outcome", &outcome)] {
        for ((label, whole), parts) in of.labels.iter().zip(&of.wholes).zip(&of.figures) {
            for (column, part) in of.columns.iter().zip(parts) {
                rows.push(vec![
                    name(label),
                    name(&view.text(what)),
                    name(column),
                    Cell::Count(*part),
                    Cell::Percent(percent(*part, *whole)),
                ]);
            }
        }
    }
    let head = ["camera.of", "camera.what", "camera.value", "incidents", "camera.share"];
    let table = Table { head: head.iter().map(|key| view.text(key)).collect(), rows };
    let notes = view.notes(&["camera.note", "note.rest", "harm.note"]);
    Chart { name: "camera", title, sentence, table, notes, svg }
}

/// Counts by camera and by something else. Both sums of each incident are taken to be known, for
/// other charts show them: what is too small in either is counted with the others.
fn by_camera(view: &View<'_>, names: &[String], of: impl Fn(&Fact) -> usize) -> ByCamera {
    let mut counts = vec![vec![0_u64; names.len()]; CAMERAS.len()];
    for fact in &view.facts {
        let row = CAMERAS.iter().position(|(camera, _)| *camera == fact.camera);
        let row = row.and_then(|row| counts.get_mut(row));
        if let Some(count) = row.and_then(|row| row.get_mut(of(fact))) {
            *count += 1;
        }
    }
    let sums: Vec<u64> = counts.iter().map(|row| row.iter().sum()).collect();
    let below = |at: usize| counts.iter().filter_map(|row| row.get(at)).sum();
    let column_sums: Vec<u64> = (0..names.len()).map(below).collect();
    let (rows, columns) = (fold(&sums, view.rule), fold(&column_sums, view.rule));
    let folded: Vec<Vec<u64>> = rows.rows(&counts).iter().map(|row| columns.row(row)).collect();
    let figures = publish(&folded, Sums::Both, view.rule);
    let wholes = folded.iter().map(|row| view.rule.figure(row.iter().sum())).collect();
    let label = |at: &usize| {
        let key = CAMERAS.get(*at).map_or("not_said", |(_, key)| key);
        view.text(&format!("camera.{key}"))
    };
    let labels = rows.standing.iter().map(label).chain([view.text("rest")]).collect();
    let column = |at: &usize| names.get(*at).cloned().unwrap_or_default();
    let columns_said = columns.standing.iter().map(column).chain([view.text("rest")]).collect();
    let mut table = ByCamera { labels, wholes, columns: columns_said, figures };
    if rows.rest == 0 {
        table.labels.pop();
        table.wholes.pop();
        table.figures.pop();
    }
    if columns.rest == 0 {
        table.columns.pop();
        for row in &mut table.figures {
            row.pop();
        }
    }
    table
}

fn sentence(view: &View<'_>, harm: &ByCamera) -> String {
    let of =
        |camera: Camera| number(view.facts.iter().filter(|fact| fact.camera == camera).count());
    // Only what stands as a row of its own is told.
    let told = |key: &str, camera: Camera| {
        let stands = harm.labels.contains(&view.text(&format!("camera.{key}")));
        let figure = if stands { view.rule.figure(of(camera)) } else { Figure::Suppressed };
        said(view.words, figure)
    };
    let values = [
        ("activated", told("activated", Camera::Activated)),
        ("worn", told("worn", Camera::Worn)),
        ("whole", said(view.words, view.whole())),
    ];
    let values: Vec<(&str, &str)> = values.iter().map(|(name, text)| (*name, &**text)).collect();
    view.fill("camera.sentence", &values)
}
