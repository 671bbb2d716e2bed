//! The training of those affected against how they were harmed and by what. It shows what goes
//! together, and never what causes what.

use tabard_core::model::codes::{INCIDENT_TYPE, TRAINING_LEVEL};

use super::crossed::{Crossed, crossed};
use super::harm::{BANDS, physical};
use crate::disclosure::Figure;
use crate::learning::chart::{Chart, Table, percent, said};
use crate::learning::fact::Fact;
use crate::learning::svg::shares;
use crate::learning::view::View;

/// Codes that say that no training is known of.
const NOT_SAID: [&str; 2] = ["unknown", "not_recorded"];

/// The place of an incident's training in the chart: a level, or last of all that it is not said.
fn level(fact: &Fact) -> usize {
    let levels = TRAINING_LEVEL.codes.len() - NOT_SAID.len();
    fact.training.map_or(levels, usize::from).min(levels)
}

/// How many incidents do not say it, and how many there are.
pub(in crate::learning) fn not_said(view: &View<'_>) -> (Figure, Figure) {
    let levels = TRAINING_LEVEL.codes.len() - NOT_SAID.len();
    let parts = view.parts(levels + 1, level);
    let at = parts.folded.standing.iter().position(|at| *at == levels);
    let figure = at.and_then(|at| parts.figures.get(at)).copied();
    // What was too few to stand alone is among the others.
    (figure.unwrap_or(Figure::Suppressed), parts.whole)
}

pub(super) fn chart(view: &View<'_>) -> Chart {
    let bands = BANDS.map(|band| view.text(&format!("harm.{band}")));
    let harm = by_training(view, &bands, physical);
    let types = INCIDENT_TYPE.codes.len();
    let labels = INCIDENT_TYPE.codes.iter();
    let labels = labels.map(|code| view.words.label(INCIDENT_TYPE.name, code.code).to_owned());
    let labels: Vec<String> = labels.chain([view.text("not_said")]).collect();
    let kinds = by_training(view, &labels, |fact| fact.primary.map_or(types, usize::from));
    let title = view.text("training.title");
    let sentence = sentence(view);
    let svg = shares(("training", &title, &sentence), &harm.drawn(), &harm.columns);
    let mut rows = harm.rows(&view.text("training.harm"));
    rows.extend(kinds.rows(&view.text("training.type")));
    let head = ["training.of", "training.what", "training.value", "incidents", "training.share"];
    let table = Table { head: head.iter().map(|key| view.text(key)).collect(), rows };
    let notes = view.notes(&["training.note", "note.rest", "harm.note"]);
    Chart { name: "training", title, sentence, table, notes, svg }
}

fn by_training(view: &View<'_>, names: &[String], of: impl Fn(&Fact) -> usize) -> Crossed {
    let levels = TRAINING_LEVEL.codes.iter().filter(|code| !NOT_SAID.contains(&code.code));
    let levels = levels.map(|code| view.words.label(TRAINING_LEVEL.name, code.code).to_owned());
    let labels: Vec<String> = levels.chain([view.text("not_said")]).collect();
    crossed(view, (&labels, level), (names, of))
}

fn sentence(view: &View<'_>) -> String {
    let (not_said, whole) = not_said(view);
    let share = percent(not_said, whole).map(|share| format!("{share}%"));
    let whole = said(view.words, whole);
    match share {
        Some(share) => view.fill("training.sentence", &[("share", &share), ("whole", &whole)]),
        None => view.fill("training.sentence_few", &[("whole", &whole)]),
    }
}
