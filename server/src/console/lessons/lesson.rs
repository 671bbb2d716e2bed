//! A lesson: its words, what in them may give somebody away, who agreed, who reviewed, where it goes.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use tabard_core::model::codes::{CONSENT_HOW, LESSON_SCOPE};
use tabard_core::model::lesson::{CHECKLIST, Scope, State as Stands, digest};
use tabard_core::words::Words;

use super::draft::{as_typed, texts};
use super::list::{state_name, tone};
use super::{named, source};
use crate::console::Shared;
use crate::console::access::roles::Right;
use crate::console::page::dates::moment;
use crate::console::page::fields::{Fault, Field, Maker, codes, summary};
use crate::console::page::form::Form;
use crate::console::page::frame::{Frame, html};
use crate::console::page::visit::{Answer, Visit, visit};
use crate::lessons::Lesson;
use crate::lessons::scan::{self, Found};
use crate::said::words as said;

#[derive(Template)]
#[template(path = "console/lesson.html")]
struct Page<'a> {
    frame: Frame<'a>,
    id: String,
    faults: Vec<(String, String)>,
    again: bool,
    done: bool,
    state: String,
    tone: &'static str,
    next: String,
    withdrawn: bool,
    /// Each text with its heading.
    told: Vec<(String, String)>,
    /// What may give somebody away: where, what, and the piece.
    found: Vec<(String, String, String)>,
    consents: Vec<Consented>,
    /// How many of the affected agreed, in words.
    agreed: String,
    reviews: Vec<String>,
    reviewed: bool,
    /// Whether who is signed in wrote on it.
    own: bool,
    text: String,
    shares: Vec<(&'static str, String, Share)>,
    edit: Vec<Field>,
    consent: Vec<Field>,
    review: Vec<Field>,
    editing: bool,
}

struct Consented {
    id: String,
    of: String,
    how: String,
    scopes: String,
    withdrawn: Option<String>,
}

/// Whether a lesson goes so far.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Share {
    Shared,
    May,
    NotAgreed,
    NotReviewed,
}

impl Share {
    fn is(self, word: &str) -> bool {
        word == match self {
            Self::Shared => "shared",
            Self::May => "may",
            Self::NotAgreed => "not_agreed",
            Self::NotReviewed => "not_reviewed",
        }
    }
}

/// What was typed into which form of the page, and what is wrong with it.
#[derive(Default)]
pub(super) struct Typed {
    pub(super) text: Option<(Form, Vec<Fault>)>,
    pub(super) consent: Option<(Form, Vec<Fault>)>,
    pub(super) review: Option<(Form, Vec<Fault>)>,
    pub(super) share: Option<String>,
    pub(super) again: bool,
}

/// `GET /lessons/{id}`.
pub(super) async fn page(
    State(console): State<Shared>,
    headers: HeaderMap,
    Path(id): Path<String>,
    asked: Query<Vec<(String, String)>>,
) -> Response {
    let asked = Form::new(asked.0);
    visit(console, &headers, Right::Lessons, move |visit| {
        let lesson = named(visit, &id)?;
        shown(visit, &lesson, &Typed::default(), !asked.typed("done").is_empty())
    })
    .await
}

/// The page of a lesson.
pub(super) fn shown(visit: &Visit<'_>, lesson: &Lesson, typed: &Typed, done: bool) -> Answer {
    let words = visit.words;
    let none = |form| (form, Vec::new());
    let (edit_form, edit_faults) = typed.text.clone().unwrap_or_else(|| none(as_typed(lesson)));
    let (consent_form, consent_faults) =
        typed.consent.clone().unwrap_or_else(|| none(Form::default()));
    let (review_form, review_faults) =
        typed.review.clone().unwrap_or_else(|| none(Form::default()));
    let maker = Maker { words, section: "lessons", form: &edit_form, faults: &edit_faults };
    let edit = texts(&maker);
    let maker = Maker { words, section: "consent", form: &consent_form, faults: &consent_faults };
    let consent = vec![
        maker.line("of"),
        maker.radios("how", codes(words, &CONSENT_HOW)),
        maker.day("given_on"),
        maker.checks("scope", codes(words, &LESSON_SCOPE)),
    ];
    let maker = Maker { words, section: "review", form: &review_form, faults: &review_faults };
    let lines = CHECKLIST
        .map(|line| (line.to_owned(), words.text(&format!("console.review.{line}")).to_owned()));
    let review = vec![maker.checks("confirm", lines.into()), maker.area("note")];
    let mut faults = summary(&edit);
    faults.extend(summary(&consent));
    faults.extend(summary(&review));
    faults.extend(typed.share.iter().map(|text| ("share".to_owned(), text.clone())));
    let state = lesson.standing.state;
    let title = match lesson.title.is_empty() {
        true => words.text("console.lessons.untitled").to_owned(),
        false => lesson.title.clone(),
    };
    let mut frame = Frame::of(visit, "lessons", title);
    frame.faulty = !faults.is_empty();
    let status = if frame.faulty { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let name = visit.who.name.to_lowercase();
    let page = Page {
        frame,
        id: lesson.id.to_string(),
        faults,
        again: typed.again,
        done,
        state: state_name(words, state),
        tone: tone(state),
        next: words.text(&format!("console.lessons.next.{}", state.word())).to_owned(),
        withdrawn: state == Stands::Withdrawn,
        told: told(words, lesson),
        found: found(visit, lesson)?,
        consents: lesson.consents.iter().map(|one| consented(words, one)).collect(),
        agreed: agreed(words, lesson),
        reviews: reviews(words, lesson),
        reviewed: lesson.standing.reviewed,
        own: lesson.authors.iter().any(|author| author.to_lowercase() == name),
        text: digest(&lesson.view),
        shares: shares(words, lesson),
        editing: typed.text.is_some(),
        edit,
        consent,
        review,
    };
    Ok(html(status, &page))
}

fn told(words: &Words, lesson: &Lesson) -> Vec<(String, String)> {
    let parts =
        [("happened", &lesson.happened), ("helped", &lesson.helped), ("change", &lesson.change)];
    let said = parts.into_iter().filter(|(_, text)| !text.is_empty());
    let heading = |key: &str| words.text(&format!("console.lessons.{key}")).to_owned();
    said.map(|(key, text)| (heading(key), text.clone())).collect()
}

fn found(
    visit: &Visit<'_>,
    lesson: &Lesson,
) -> Result<Vec<(String, String, String)>, crate::console::page::visit::Trouble> {
    let texts = [
        ("title", &*lesson.title),
        ("happened", &*lesson.happened),
        ("helped", &*lesson.helped),
        ("change", &*lesson.change),
    ];
    let source = source(visit, lesson)?;
    let words = visit.words;
    let line = |one: Found| {
        let field = words.text(&format!("console.lessons.{}_label", one.field)).to_owned();
        let what = words.text(&format!("console.lessons.found.{}", one.what.word())).to_owned();
        (what, one.piece, field)
    };
    Ok(scan::scan(&texts, &source).into_iter().map(line).collect())
}

fn consented(words: &Words, consent: &crate::lessons::Consent) -> Consented {
    let scopes = consent.scopes.iter();
    let scopes = scopes.map(|scope| words.label(LESSON_SCOPE.name, scope.code()).to_owned());
    let day = consent.given_on.parse().map(|day| said::day(words, day)).unwrap_or_default();
    Consented {
        id: consent.id.clone(),
        of: consent.of.clone(),
        how: format!("{}, {day}", words.label(CONSENT_HOW.name, &consent.how)),
        scopes: scopes.collect::<Vec<_>>().join(" · "),
        withdrawn: consent.withdrawn_at.map(|at| moment(words, at)),
    }
}

fn agreed(words: &Words, lesson: &Lesson) -> String {
    let mut people: Vec<String> = lesson.consents.iter().map(|one| one.of.to_lowercase()).collect();
    people.sort();
    people.dedup();
    let (count, whole) = (people.len().to_string(), lesson.affected.to_string());
    words.fill("console.lessons.agreed", &[("count", &count), ("whole", &whole)])
}

fn reviews(words: &Words, lesson: &Lesson) -> Vec<String> {
    let line = |one: &crate::lessons::Review| {
        let at = one.at.map(|at| moment(words, at)).unwrap_or_default();
        let key = if one.of_this_text { "reviewed_this" } else { "reviewed_other" };
        words.fill(&format!("console.lessons.{key}"), &[("name", &one.by), ("at", &at)])
    };
    lesson.reviews.iter().map(line).collect()
}

fn shares(words: &Words, lesson: &Lesson) -> Vec<(&'static str, String, Share)> {
    let standing = &lesson.standing;
    let share = |scope: Scope| match () {
        () if standing.shared.contains(&scope) => Share::Shared,
        () if !standing.agreed.contains(&scope) => Share::NotAgreed,
        () if !standing.reviewed => Share::NotReviewed,
        () => Share::May,
    };
    let line = |scope: Scope| {
        (scope.code(), words.label(LESSON_SCOPE.name, scope.code()).to_owned(), share(scope))
    };
    Scope::ALL.into_iter().map(line).collect()
}
