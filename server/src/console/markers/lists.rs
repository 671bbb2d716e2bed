//! Lists of markers: what waits for a decision, what ends soon, what was appealed, what is flagged
//! today, and all.

use askama::Template;
use axum::extract::{Form as Fields, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use tabard_core::client::MarkerSummary;
use tabard_core::ids::{Millis, RecordId};
use tabard_core::model::ReadingAct;
use tabard_core::model::marker::Status;
use tabard_core::words::Words;

use super::subjects;
use crate::console::Shared;
use crate::console::access::roles::Right;
use crate::console::page::dates;
use crate::console::page::form::Form;
use crate::console::page::frame::{Frame, html};
use crate::console::page::visit::{Answer, Visit, posted, visit};
use crate::host::entropy;

/// Rows of a page.
const ROWS: usize = 50;
/// How far ahead the list of what ends looks, in days.
const SOON: u64 = 30;

/// A line of a list, in words.
struct Row {
    id: RecordId,
    subject: String,
    kind: String,
    category: String,
    sentence: String,
    status: String,
    tone: &'static str,
    left: String,
    pressing: bool,
    until: String,
    incidents: String,
    by: String,
    appeal: bool,
}

#[derive(Template)]
#[template(path = "console/list.html")]
struct List<'a> {
    frame: Frame<'a>,
    intro: String,
    empty: String,
    count: String,
    rows: Vec<Row>,
    /// Each status with how it reads and whether it is chosen; none where there is no filter.
    filter: Vec<(&'static str, String, bool)>,
    /// Where the pages before and after are.
    before: Option<String>,
    after: Option<String>,
}

#[derive(Template)]
#[template(path = "console/search.html")]
struct Search<'a> {
    frame: Frame<'a>,
    typed: &'a Form,
    fault: Option<String>,
    what: &'a str,
    found: Option<Vec<Row>>,
}

/// How a status is coloured; its words say the same.
pub(super) const fn tone(status: Option<Status>) -> &'static str {
    match status {
        Some(Status::AlertToday) => "orange",
        Some(Status::TemporaryActive | Status::DecisionPending) => "yellow",
        Some(Status::ApprovedActive | Status::Renewed) => "red",
        Some(Status::DueReview) => "purple",
        _ => "grey",
    }
}

/// How a status reads.
pub(super) fn status(words: &Words, status: Option<Status>) -> String {
    let code = status.map(Status::code);
    code.map_or_else(
        || words.text("console.status.none").to_owned(),
        |code| words.label("marker_status", code).to_owned(),
    )
}

impl Row {
    fn of(words: &Words, one: &MarkerSummary, now: Millis) -> Self {
        let left = one.until.map(|until| dates::days_left(until, now));
        let category = one.category.as_deref().unwrap_or_default();
        Self {
            id: one.id,
            subject: subjects::line(words, &one.subject),
            kind: subjects::kind(words, &one.subject),
            category: words.label("marker_category", category).to_owned(),
            sentence: one.sentence.clone().unwrap_or_default(),
            status: status(words, one.status),
            tone: tone(one.status),
            left: left.map(|days| words.counted("console.left", days)).unwrap_or_default(),
            pressing: left.is_some_and(|days| days <= 7),
            until: one.until.map(|until| dates::day(words, until)).unwrap_or_default(),
            incidents: words.counted("console.incidents", u64::from(one.incidents)),
            by: one.proposed_by.clone().unwrap_or_default(),
            appeal: one.appeal,
        }
    }
}

/// Which list, and which of its pages.
struct Wanted {
    here: &'static str,
    filter: Option<Status>,
    page: usize,
}

fn list(
    visit: &mut Visit<'_>,
    wanted: &Wanted,
    belongs: impl Fn(&MarkerSummary, Millis) -> bool,
) -> Answer {
    visit.note(ReadingAct::ViewedMarker, None)?;
    let (words, now) = (visit.words, visit.now);
    let all = visit.hub.markers(|one| belongs(one, now))?;
    let from = wanted.page.saturating_mul(ROWS);
    let rows = all.iter().skip(from).take(ROWS).map(|one| Row::of(words, one, now)).collect();
    let text = |part: &str| words.text(&format!("console.{}.{part}", wanted.here)).to_owned();
    let at = |page: usize| {
        let filter = wanted.filter.map(|status| format!("status={}&", status.code()));
        format!("?{}page={page}", filter.unwrap_or_default())
    };
    let filter = match wanted.here {
        "all" => Status::ALL
            .map(|one| (one.code(), status(words, Some(one)), wanted.filter == Some(one)))
            .into(),
        _ => Vec::new(),
    };
    let page = List {
        frame: Frame::of(visit, wanted.here, text("title")),
        intro: text("intro"),
        empty: text("empty"),
        count: words.counted("console.markers", u64::try_from(all.len()).unwrap_or(u64::MAX)),
        rows,
        filter,
        before: wanted.page.checked_sub(1).map(at),
        after: (all.len() > from.saturating_add(ROWS)).then(|| at(wanted.page + 1)),
    };
    Ok(html(StatusCode::OK, &page))
}

type Asked = Query<Vec<(String, String)>>;

fn wanted(here: &'static str, asked: Vec<(String, String)>) -> Wanted {
    let asked = Form::new(asked);
    let page = asked.typed("page").parse().unwrap_or_default();
    let filter = asked.typed("status");
    let filter = Status::ALL.into_iter().find(|status| status.code() == filter);
    Wanted { here, filter, page }
}

/// `GET /`: what waits for a decision, what lapses first at the top.
pub(super) async fn proposals(
    State(console): State<Shared>,
    headers: HeaderMap,
    Query(asked): Asked,
) -> Response {
    let wanted = wanted("proposals", asked);
    visit(console, &headers, Right::Markers, move |visit| list(visit, &wanted, |one, _| waits(one)))
        .await
}

fn waits(one: &MarkerSummary) -> bool {
    matches!(one.status, Some(Status::TemporaryActive | Status::DecisionPending))
}

/// `GET /expiring`: what was approved and ends soon.
pub(super) async fn expiring(
    State(console): State<Shared>,
    headers: HeaderMap,
    Query(asked): Asked,
) -> Response {
    let wanted = wanted("expiring", asked);
    let soon = |one: &MarkerSummary, now| {
        let near = one.until.is_some_and(|until| dates::days_left(until, now) <= SOON);
        one.status == Some(Status::DueReview)
            || (one.status.is_some_and(Status::is_approved) && near)
    };
    visit(console, &headers, Right::Markers, move |visit| list(visit, &wanted, soon)).await
}

/// `GET /appeals`: where somebody spoke to it and nothing was decided since.
pub(super) async fn appeals(
    State(console): State<Shared>,
    headers: HeaderMap,
    Query(asked): Asked,
) -> Response {
    let wanted = wanted("appeals", asked);
    let waits = |one: &MarkerSummary, _| one.appeal && one.status.is_some_and(Status::warns);
    visit(console, &headers, Right::Markers, move |visit| list(visit, &wanted, waits)).await
}

/// `GET /alerts`: what call handlers flagged for today.
pub(super) async fn alerts(
    State(console): State<Shared>,
    headers: HeaderMap,
    Query(asked): Asked,
) -> Response {
    let wanted = wanted("alerts", asked);
    let today = |one: &MarkerSummary, _| one.status == Some(Status::AlertToday);
    visit(console, &headers, Right::Markers, move |visit| list(visit, &wanted, today)).await
}

/// `GET /all`.
pub(super) async fn all(
    State(console): State<Shared>,
    headers: HeaderMap,
    Query(asked): Asked,
) -> Response {
    let wanted = wanted("all", asked);
    let filter = wanted.filter;
    let belongs =
        move |one: &MarkerSummary, _| filter.is_none_or(|filter| one.status == Some(filter));
    visit(console, &headers, Right::Markers, move |visit| list(visit, &wanted, belongs)).await
}

/// `GET /search`.
pub(super) async fn search_form(State(console): State<Shared>, headers: HeaderMap) -> Response {
    visit(console, &headers, Right::Markers, |visit| {
        Ok(search_page(visit, StatusCode::OK, &Form::default(), None, None))
    })
    .await
}

/// `POST /search`: so that no number stands in an address, a history or a proxy's log.
pub(super) async fn search(
    State(console): State<Shared>,
    headers: HeaderMap,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Response {
    posted(
        console,
        &headers,
        Right::Markers,
        "/search".to_owned(),
        Form::new(fields),
        |visit, form| {
            if !visit.showed(form) {
                return Ok(search_page(visit, StatusCode::OK, form, None, None));
            }
            let met = match subjects::searched(form) {
                Ok(met) => met,
                Err(fault) => {
                    let fault = visit.words.advice(&fault.to_string()).to_owned();
                    let status = StatusCode::UNPROCESSABLE_ENTITY;
                    return Ok(search_page(visit, status, form, Some(fault), None));
                }
            };
            visit.note(ReadingAct::ViewedMarker, None)?;
            let ids = visit.hub.look_up(&met)?;
            let name = visit.who.name.clone();
            visit.hub.note_views(&ids, "lookup", &name, visit.now, &mut entropy())?;
            let found = visit.hub.markers(|one| ids.contains(&one.id))?;
            let rows = found.iter().map(|one| Row::of(visit.words, one, visit.now)).collect();
            Ok(search_page(visit, StatusCode::OK, form, None, Some(rows)))
        },
    )
    .await
}

fn search_page(
    visit: &Visit<'_>,
    status: StatusCode,
    typed: &Form,
    fault: Option<String>,
    found: Option<Vec<Row>>,
) -> Response {
    let mut frame = Frame::of(visit, "all", visit.words.text("console.search.title").to_owned());
    frame.faulty = fault.is_some();
    let what = match typed.typed("what") {
        what @ ("address" | "person") => what,
        _ => "number",
    };
    html(status, &Search { frame, typed, fault, what, found })
}
