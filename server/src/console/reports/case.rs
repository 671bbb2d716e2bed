//! A case: the report with all that is about it, and the form by which its reporter is answered.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::Value;
use tabard_core::client::{Attachment, Incident, Naming, PossibleDuplicate};
use tabard_core::ids::{Millis, RecordId};
use tabard_core::model::codes::{CodeList, FOLLOWUP_OUTCOME, FOLLOWUP_STATUS};
use tabard_core::model::due::{Clocks, Due};
use tabard_core::model::finding::Likeness;
use tabard_core::model::{ReadingAct, RecordKind, title};
use tabard_core::words::Words;

use super::answer::Fault;
use super::fields::{Contested, Line, Part, contested, lines, parts};
use super::named;
use super::row::Row;
use super::work::{Task, tasks};
use crate::console::Shared;
use crate::console::access::roles::Right;
use crate::console::page::form::Form;
use crate::console::page::frame::{Frame, html};
use crate::console::page::visit::{Answer, Trouble, Visit, visit};
use crate::said::attachments::{size, standing};
use crate::said::names::Names;
use crate::said::report::{linked, withdrawn};
use crate::said::talk::{Said, talk};
use crate::said::{due as reminder, words as said};

/// So many reports that may be of the same event are offered.
const MOST_ALIKE: usize = 5;

/// An account of the event, with what it says.
struct Account {
    by: String,
    stands: String,
    lines: Vec<Line>,
}

/// A photograph, a recording or a note.
struct Media {
    id: RecordId,
    title: String,
    what: String,
    size: String,
    stands: String,
}

/// What is due, and not done.
pub(super) struct Reminder {
    pub(super) what: String,
    pub(super) when: String,
    /// What is said of it where it is late.
    pub(super) late: String,
    pub(super) notes: String,
}

/// Another report that may be of the same event.
struct Alike {
    id: RecordId,
    title: String,
    why: String,
}

/// What is chosen from a list of codes.
struct Choice {
    code: &'static str,
    label: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "console/case.html")]
struct Page<'a> {
    frame: Frame<'a>,
    row: Row,
    answered: bool,
    /// Each fault with where it leads.
    faults: Vec<(&'static str, String)>,
    withdrawn: String,
    naming: Option<String>,
    contested: Vec<Contested>,
    contested_case: Vec<Contested>,
    tasks: Vec<Task>,
    may_make_evidence: bool,
    may_write_lessons: bool,
    parts: Vec<Part>,
    accounts: Vec<Account>,
    media: Vec<Media>,
    talk: Vec<Said<'a>>,
    due: Vec<Reminder>,
    alike: Vec<Alike>,
    writers: String,
    since: String,
    outcome: Option<String>,
    statuses: Vec<Choice>,
    outcomes: Vec<Choice>,
    typed: &'a Form,
    signed: String,
}

impl Page<'_> {
    fn text(&self, key: &str) -> String {
        self.frame.words.text(&format!("console.case.{key}")).to_owned()
    }

    fn fault(&self, field: &str) -> Option<&str> {
        self.faults.iter().find(|(at, _)| *at == field).map(|(_, text)| text.as_str())
    }
}

/// `GET /reports/{id}`. That it was looked at is noted.
pub(super) async fn page(
    State(console): State<Shared>,
    headers: HeaderMap,
    Path(id): Path<String>,
    Query(fields): Query<Vec<(String, String)>>,
) -> Response {
    visit(console, &headers, Right::Reports, move |visit| {
        let incident = named(visit, &id)?;
        let id = incident.summary.id;
        let page = shown(visit, incident, &Form::new(fields), &[])?;
        visit.hub.mark_read(id)?;
        Ok(page)
    })
    .await
}

/// The page, with what was typed into its form and what is wrong with that.
pub(super) fn shown(
    visit: &mut Visit<'_>,
    incident: Incident,
    typed: &Form,
    faults: &[Fault],
) -> Answer {
    let id = incident.summary.id;
    visit.note(ReadingAct::ViewedReport, Some(id))?;
    let possible = visit.hub.possible_duplicates(id, &Likeness::default())?;
    let alike = alike(visit, &incident, &possible);
    let report = &incident.summary.report;
    let words = visit.words;
    let names = Names::at_hub(visit.hub.devices()?, report);
    let mut due = visit.hub.due(id, visit.now, &Clocks::default())?;
    due.retain(|due| !due.done);
    let tasks = tasks(visit, &incident, &due, alike.len())?;
    let case = visit.hub.case(id)?.view;
    let mut frame = Frame::of(visit, "inbox", title(words, report));
    frame.faulty = !faults.is_empty();
    let status = match frame.faulty {
        true => StatusCode::UNPROCESSABLE_ENTITY,
        false => StatusCode::OK,
    };
    let answer = |field: &str| incident.answer.get(field).and_then(Value::as_str);
    let typed_or = |field: &'static str| typed.said(field).or(answer(field).map(str::to_owned));
    let statuses = choices(words, &FOLLOWUP_STATUS, typed_or("status").as_deref());
    let page = Page {
        frame,
        row: Row::of(words, &incident.summary, visit.now, visit.answer_hours),
        answered: typed.said("answered").is_some(),
        faults: faults.iter().map(|(at, key)| (*at, words.text(key).to_owned())).collect(),
        withdrawn: withdrawn(words, report).join(" "),
        naming: naming(words, report),
        contested: contested(words, RecordKind::Incident, report, &names),
        contested_case: contested(words, RecordKind::Case, &case, &names),
        tasks,
        may_make_evidence: visit.who.may(Right::Evidence),
        may_write_lessons: visit.who.may(Right::Lessons),
        parts: parts(words, report),
        accounts: accounts(visit, id, &names)?,
        media: visit.hub.attachments(Some(id))?.iter().map(|one| media(words, one)).collect(),
        talk: talk(words, report, &incident.answer),
        due: due.iter().map(|one| to_do(words, one, visit.now)).collect(),
        alike,
        writers: writers(words, &incident, &names),
        since: said::moment(words, incident.summary.started_at),
        outcome: answer("outcome").map(|code| words.label(FOLLOWUP_OUTCOME.name, code).to_owned()),
        // A person answers: what only the hub, or only the reporter, says is not offered.
        statuses: statuses.into_iter().filter(|one| offered(one.code)).collect(),
        outcomes: choices(words, &FOLLOWUP_OUTCOME, typed_or("outcome").as_deref()),
        typed,
        signed: typed_or("role").unwrap_or_else(|| words.text("console.answer.signed").to_owned()),
    };
    Ok(html(status, &page))
}

pub(super) fn to_do(words: &Words, due: &Due, now: Millis) -> Reminder {
    Reminder {
        what: reminder::what(words, due),
        when: reminder::when(words, &due.when),
        late: match due.is_overdue(said::timestamp(now)) {
            true => words.text("shown.due").to_owned(),
            false => String::new(),
        },
        notes: reminder::notes(words, due),
    }
}

fn offered(status: &str) -> bool {
    !matches!(status, "opened_by_hub" | "duplicate_linked" | "withdrawn_by_reporter")
}

fn choices(words: &Words, list: &'static CodeList, chosen: Option<&str>) -> Vec<Choice> {
    let choice = |code: &'static str| Choice {
        code,
        label: words.label(list.name, code).to_owned(),
        chosen: chosen == Some(code),
    };
    list.codes.iter().map(|one| choice(one.code)).collect()
}

/// How the reporter wants to be known, where that is not by name.
fn naming(words: &Words, report: &Value) -> Option<String> {
    if Naming::of(report) == Naming::Named {
        return None;
    }
    let naming = report.get("naming")?.as_str()?;
    Some(words.label("naming", naming).to_owned())
}

fn accounts(visit: &Visit<'_>, id: RecordId, names: &Names) -> Result<Vec<Account>, Trouble> {
    let words = visit.words;
    let accounts = visit.hub.accounts(id)?;
    let account = accounts.iter().map(|one| Account {
        by: one.by.map_or_else(
            || words.text("shown.device_not_named").to_owned(),
            |by| names.of(words, by),
        ),
        stands: one.state.said(words, one.kind, one.unsent),
        lines: lines(words, RecordKind::Account, &one.view),
    });
    Ok(account.collect())
}

fn media(words: &Words, one: &Attachment) -> Media {
    let text = |name: &str| one.facts.get(name).and_then(Value::as_str).unwrap_or_default();
    Media {
        id: one.id,
        title: text("title").to_owned(),
        what: words.label("attachment_media", text("media")).to_owned(),
        size: size(words, one.facts.get("size").and_then(Value::as_u64).unwrap_or_default()),
        stands: standing(words, one),
    }
}

fn alike(visit: &Visit<'_>, incident: &Incident, possible: &[PossibleDuplicate]) -> Vec<Alike> {
    let words = visit.words;
    let linked = linked(incident).into_iter();
    let linked = linked.map(|id| (id, words.text("shown.linked").to_owned()));
    let possible = possible.iter().map(|one| {
        let why = one.resemblance.reasons.iter();
        let why = why.map(|why| words.text(&format!("likeness.{}", why.code())).to_owned());
        (one.id, why.collect::<Vec<_>>().join(", "))
    });
    let titled = |(id, why): (RecordId, String)| {
        let other = visit.hub.incident(id).ok()?;
        Some(Alike { id, title: title(words, &other.summary.report), why })
    };
    linked.chain(possible).take(MOST_ALIKE).filter_map(titled).collect()
}

fn writers(words: &Words, incident: &Incident, names: &Names) -> String {
    let writers = incident.writers.iter().map(|one| names.said(words, one));
    match writers.collect::<Vec<_>>().join(", ") {
        none if none.is_empty() => words.text("shown.writers_not_told").to_owned(),
        writers => words.fill("shown.writers", &[("writers", &writers)]),
    }
}
