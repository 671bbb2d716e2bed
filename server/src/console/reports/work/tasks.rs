//! The hub's work on a case, as the lines of its page: each part with what waits in it.

use tabard_core::client::Incident;
use tabard_core::model::case::{stands, waits};
use tabard_core::model::due::{Due, What};
use tabard_core::words::Words;

use super::Section;
use super::riddor::is_riddor;
use super::subject::Subject;
use crate::console::page::dates::date_of;
use crate::console::page::visit::{Trouble, Visit};
use crate::said::due as reminder;
use crate::said::values::items;

/// A part of the work.
pub(in crate::console::reports) struct Task {
    pub(in crate::console::reports) name: &'static str,
    pub(in crate::console::reports) href: String,
    pub(in crate::console::reports) title: String,
    pub(in crate::console::reports) hint: String,
    pub(in crate::console::reports) state: String,
    pub(in crate::console::reports) tone: &'static str,
}

/// The parts of the work on a report. `due` is what is not done, `alike` how many may be the same.
pub(in crate::console::reports) fn tasks(
    visit: &Visit<'_>,
    incident: &Incident,
    due: &[Due],
    alike: usize,
) -> Result<Vec<Task>, Trouble> {
    let words = visit.words;
    let subject = Subject::of(visit, incident.clone())?;
    let task = |section: Section| {
        let name = section.word();
        let (state, tone, hint) = match section {
            Section::Actions => actions(visit, &subject),
            Section::Police => dated(
                words,
                due,
                |what| what == What::ChasePolice || what == What::AskPolice,
                subject.items("police").count(),
            ),
            Section::Riddor => {
                dated(words, due, is_riddor, items(&incident.answer, "riddor").count())
            }
            Section::Footage => dated(
                words,
                due,
                |what| matches!(what, What::KeepFootage | What::FindFootage),
                items(&incident.answer, "footage").count(),
            ),
            Section::Alike => counted(words, alike),
            Section::Assessments | Section::Notes => counted(words, subject.items(name).count()),
        };
        Task {
            name,
            href: format!("/reports/{}/case/{name}", incident.summary.id),
            title: words.text(&format!("console.work.{name}.title")).to_owned(),
            hint,
            state,
            tone,
        }
    };
    Ok(Section::ALL.into_iter().map(task).collect())
}

type State = (String, &'static str, String);

fn counted(words: &Words, count: usize) -> State {
    match count {
        0 => (words.text("console.work.nothing_yet").to_owned(), "", String::new()),
        count => (words.counted("counts.entries", count as u64), "grey", String::new()),
    }
}

/// A part with days: the first that is due says so.
fn dated(words: &Words, due: &[Due], is_one: impl Fn(What) -> bool, count: usize) -> State {
    match due.iter().find(|one| is_one(one.what)) {
        Some(one) => (reminder::when(words, &one.when), "orange", reminder::what(words, one)),
        None => counted(words, count),
    }
}

fn actions(visit: &Visit<'_>, subject: &Subject) -> State {
    let words = visit.words;
    let waiting = subject.items("actions").filter(|one| waits(one)).count();
    let standing = subject.items("actions").filter(|one| stands(one, date_of(visit.now))).count();
    match (waiting, standing) {
        (0, 0) => counted(words, subject.items("actions").count()),
        (0, standing) => {
            (words.counted("counts.in_force", standing as u64), "green", String::new())
        }
        (waiting, _) => {
            (words.counted("counts.to_decide", waiting as u64), "orange", String::new())
        }
    }
}
