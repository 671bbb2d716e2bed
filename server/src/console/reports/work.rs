//! The hub's work on a case: a page for each part of it, with what is written down and the form that
//! adds to it. Each saves by itself.

mod actions;
mod alike;
mod assessments;
mod deciding;
mod footage;
mod letters;
mod notes;
mod police;
mod riddor;
mod saving;
mod sheet;
mod subject;
mod tasks;

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::extract::{Form as Fields, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::get;

use tabard_core::model::ReadingAct;

use sheet::{Field, Given, Sheet};
use subject::{Block, Subject};

use super::named;
use crate::console::Shared;
use crate::console::access::roles::Right;
use crate::console::page::form::Form;
use crate::console::page::frame::{Frame, html};
use crate::console::page::guard::see_other;
use crate::console::page::visit::{Answer, Trouble, Visit, posted, visit};

pub(super) use saving::new_item;
pub(super) use tasks::{Task, tasks};

/// The routes of the hub's work.
pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .merge(deciding::routes())
        .merge(letters::routes())
        .route("/reports/{id}/case/{section}", get(page).post(take))
        .route("/reports/{id}/case/{section}/{item}", get(page).post(take))
        .route("/reports/{id}/case/{section}/{item}/{act}", get(page).post(take))
}

/// A part of the hub's work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section {
    Assessments,
    Actions,
    Police,
    Riddor,
    Footage,
    Alike,
    Notes,
}

impl Section {
    const ALL: [Self; 7] = [
        Self::Assessments,
        Self::Actions,
        Self::Police,
        Self::Riddor,
        Self::Footage,
        Self::Alike,
        Self::Notes,
    ];

    const fn word(self) -> &'static str {
        match self {
            Self::Assessments => "assessments",
            Self::Actions => "actions",
            Self::Police => "police",
            Self::Riddor => "riddor",
            Self::Footage => "footage",
            Self::Alike => "alike",
            Self::Notes => "notes",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|section| section.word() == word)
    }

    fn blocks(self, visit: &mut Visit<'_>, subject: &Subject) -> Result<Vec<Block>, Trouble> {
        let words = visit.words;
        Ok(match self {
            Self::Assessments => assessments::blocks(words, subject),
            Self::Actions => actions::blocks(visit, subject),
            Self::Police => police::blocks(words, subject),
            Self::Riddor => riddor::blocks(visit, subject)?,
            Self::Footage => footage::blocks(visit, subject)?,
            Self::Alike => alike::blocks(visit, subject)?,
            Self::Notes => notes::blocks(words, subject),
        })
    }

    /// The form that a page has; none where something has to be chosen first.
    fn sheet(
        self,
        visit: &Visit<'_>,
        subject: &Subject,
        at: &At,
    ) -> Result<Option<Sheet>, Trouble> {
        let words = visit.words;
        let sheet = match self {
            Self::Assessments => Some(assessments::sheet(words, subject)),
            Self::Actions => Some(actions::sheet(words, subject, at)?),
            Self::Police => Some(police::sheet(words, subject, at)?),
            Self::Riddor => riddor::sheet(words, subject, at)?,
            Self::Footage => footage::sheet(words, subject, at)?,
            Self::Alike => alike::sheet(visit, at)?,
            Self::Notes => Some(notes::sheet(words)),
        };
        Ok(sheet)
    }

    fn save(
        self,
        visit: &mut Visit<'_>,
        subject: &Subject,
        at: &At,
        given: &mut Given,
    ) -> Result<(), Trouble> {
        match self {
            Self::Assessments => assessments::save(visit, subject, given),
            Self::Actions => actions::save(visit, subject, at, given),
            Self::Police => police::save(visit, subject, at, given),
            Self::Riddor => riddor::save(visit, subject, at, given),
            Self::Footage => footage::save(visit, subject, at, given),
            Self::Alike => alike::save(visit, subject, at, given),
            Self::Notes => notes::save(visit, subject, given),
        }
    }
}

/// What an address names within a section.
struct At {
    /// An item of it.
    item: Option<String>,
    /// What is done with the item.
    act: Option<String>,
}

#[derive(Template)]
#[template(path = "console/work.html")]
struct Page<'a> {
    frame: Frame<'a>,
    id: String,
    about: String,
    section: &'static str,
    action: String,
    intro: String,
    saved: bool,
    again: bool,
    blocks: Vec<Block>,
    empty: String,
    fields: Vec<Field>,
    heading: String,
    button: String,
    faults: Vec<(String, String)>,
    met: bool,
}

/// Where somebody is.
type Named = Path<BTreeMap<String, String>>;

/// `GET /reports/{id}/case/{section}`, with an item and an act of it or without.
async fn page(
    State(console): State<Shared>,
    headers: HeaderMap,
    Path(named_by): Named,
    axum::extract::Query(asked): axum::extract::Query<Vec<(String, String)>>,
) -> Response {
    let saved = Form::new(asked).said("saved").is_some();
    visit(console, &headers, Right::Reports, move |visit| {
        let (section, subject, at) = found(visit, &named_by)?;
        let sheet = section.sheet(visit, &subject, &at)?;
        drawn(
            visit,
            section,
            &subject,
            &at,
            Drawing { sheet, form: None, saved, again: false },
            &Given::default(),
        )
    })
    .await
}

/// `POST` to the same.
async fn take(
    State(console): State<Shared>,
    headers: HeaderMap,
    Path(named_by): Named,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Response {
    let path = path_of(&named_by);
    posted(console, &headers, Right::Reports, path, Form::new(fields), move |visit, form| {
        let (section, subject, at) = found(visit, &named_by)?;
        let sheet = section.sheet(visit, &subject, &at)?.ok_or(Trouble::NotFound)?;
        let mut given = sheet.read(visit.words, form);
        let again = !visit.showed(form);
        if !again && given.faults.is_empty() && given.theirs.is_empty() {
            section.save(visit, &subject, &at, &mut given)?;
            if given.faults.is_empty() {
                let id = subject.id();
                return Ok(see_other(&format!("/reports/{id}/case/{}?saved=1", section.word())));
            }
        }
        let drawing = Drawing { sheet: Some(sheet), form: Some(form), saved: false, again };
        drawn(visit, section, &subject, &at, drawing, &given)
    })
    .await
}

fn path_of(named_by: &BTreeMap<String, String>) -> String {
    let part = |name: &str| named_by.get(name).map(String::as_str);
    let parts = [part("section"), part("item"), part("act")];
    let rest: Vec<_> = parts.into_iter().flatten().collect();
    format!("/reports/{}/case/{}", part("id").unwrap_or_default(), rest.join("/"))
}

fn found(
    visit: &Visit<'_>,
    named_by: &BTreeMap<String, String>,
) -> Result<(Section, Subject, At), Trouble> {
    let part = |name: &str| named_by.get(name).cloned();
    let section = part("section").and_then(|word| Section::from_word(&word));
    let section = section.ok_or(Trouble::NotFound)?;
    let subject = Subject::of(visit, named(visit, &part("id").unwrap_or_default())?)?;
    Ok((section, subject, At { item: part("item"), act: part("act") }))
}

/// How a page is drawn.
struct Drawing<'a> {
    sheet: Option<Sheet>,
    form: Option<&'a Form>,
    saved: bool,
    again: bool,
}

fn drawn(
    visit: &mut Visit<'_>,
    section: Section,
    subject: &Subject,
    at: &At,
    drawing: Drawing<'_>,
    given: &Given,
) -> Answer {
    visit.note(ReadingAct::ViewedReport, Some(subject.id()))?;
    let words = visit.words;
    let blocks = section.blocks(visit, subject)?;
    let name = section.word();
    let text = |part: &str| words.text(&format!("console.work.{name}.{part}")).to_owned();
    let sheet = drawing.sheet.as_ref();
    let fields = sheet.map(|sheet| sheet.fields(words, drawing.form, given)).unwrap_or_default();
    // Before a session that ended is begun again, faults are of no use.
    let faults = match drawing.again {
        true => Vec::new(),
        false => anchored(&fields, given),
    };
    let mut frame = Frame::of(visit, "inbox", text("title"));
    frame.faulty = !faults.is_empty();
    let status = match frame.faulty || drawing.again || !given.theirs.is_empty() {
        true => StatusCode::UNPROCESSABLE_ENTITY,
        false => StatusCode::OK,
    };
    let item = at.item.iter().chain(&at.act).map(|part| format!("/{part}")).collect::<String>();
    let page = Page {
        about: subject.title(words),
        id: subject.id().to_string(),
        section: name,
        action: format!("/reports/{}/case/{name}{item}", subject.id()),
        intro: text("intro"),
        saved: drawing.saved,
        again: drawing.again,
        empty: text("none"),
        heading: at.act.as_ref().map_or_else(|| text("form"), |act| text(&format!("act.{act}"))),
        button: sheet.map(|sheet| sheet.button.clone()).unwrap_or_default(),
        met: !given.theirs.is_empty(),
        blocks,
        fields,
        faults,
        frame,
    };
    Ok(html(status, &page))
}

/// Each fault with the field that it leads to; what is of no field leads to the first.
fn anchored(fields: &[Field], given: &Given) -> Vec<(String, String)> {
    let anchor = |(name, text): &(&'static str, String)| {
        let field = fields.iter().find(|field| field.name == *name).or(fields.first());
        (field.map(Field::anchor).unwrap_or_default(), text.clone())
    };
    given.faults.iter().map(anchor).collect()
}
