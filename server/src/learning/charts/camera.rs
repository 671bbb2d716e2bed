//! Body-worn cameras against harm and against what came of it. It shows what goes together, and
//! never what causes what.

use tabard_core::model::codes::FOLLOWUP_OUTCOME;

use super::crossed::{Crossed, crossed};
use super::harm::{BANDS, physical};
use crate::disclosure::Figure;
use crate::learning::chart::{Chart, Table, said};
use crate::learning::fact::{Camera, Fact};
use crate::learning::svg::shares;
use crate::learning::view::{View, number};

const CAMERAS: [(Camera, &str); 4] = [
    (Camera::Activated, "activated"),
    (Camera::Worn, "worn"),
    (Camera::NotWorn, "not_worn"),
    (Camera::NotSaid, "not_said"),
];

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
    let svg = shares(("camera", &title, &sentence), &harm.drawn(), &harm.columns);
    let mut rows = harm.rows(&view.text("camera.harm"));
    rows.extend(outcome.rows(&view.text("camera.outcome")));
    let head = ["camera.of", "camera.what", "camera.value", "incidents", "camera.share"];
    let table = Table { head: head.iter().map(|key| view.text(key)).collect(), rows };
    let notes = view.notes(&["camera.note", "note.rest", "harm.note"]);
    Chart { name: "camera", title, sentence, table, notes, svg }
}

/// Counts by camera and by something else.
fn by_camera(view: &View<'_>, names: &[String], of: impl Fn(&Fact) -> usize) -> Crossed {
    let labels = CAMERAS.map(|(_, key)| view.text(&format!("camera.{key}")));
    let row = |fact: &Fact| {
        let known = CAMERAS.iter().position(|(camera, _)| *camera == fact.camera);
        known.unwrap_or(CAMERAS.len())
    };
    crossed(view, (&labels, row), (names, of))
}

fn sentence(view: &View<'_>, harm: &Crossed) -> String {
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
