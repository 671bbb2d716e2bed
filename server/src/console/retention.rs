//! What falls due to be erased, and what is held. It shows ids and days, and no word of any report.

mod erasing;

use askama::Template;
use axum::Router;
use axum::extract::{Form as Fields, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use jiff::civil::Date;
use tabard_core::client::{Hold, HoldNews};
use tabard_core::ids::RecordId;
use tabard_core::model::ReadingAct;
use tabard_core::words::Words;

use erasing::{CHOSEN, Certificate, certificates};

use super::Shared;
use super::access::roles::Right;
use super::page::dates;
use super::page::form::Form;
use super::page::frame::{Frame, html};
use super::page::guard::see_other;
use super::page::visit::{Answer, Trouble, Visit, posted, visit};
use crate::host::{entropy, now};
use crate::retention::{Item, Settings, outlook, reports_to_erase};
use crate::said::words as said;

/// How many days the page looks ahead.
const AHEAD: u16 = 90;

/// What is wrong with a form: the field, and the key of its words.
type Fault = (&'static str, &'static str);

struct Due {
    record: String,
    class: String,
    from: String,
    due: String,
    held: bool,
}

struct Held {
    record: String,
    why: String,
    by: String,
    review: String,
    /// Whether the day on which it was to be looked at has passed.
    late: bool,
}

#[derive(Template)]
#[template(path = "console/retention.html")]
struct Page<'a> {
    frame: Frame<'a>,
    typed: &'a Form,
    faults: Vec<(&'static str, String)>,
    done: Option<String>,
    due: Vec<Due>,
    /// What may be erased today.
    erasable: Vec<Due>,
    certificates: Vec<Certificate>,
    holds: Vec<Held>,
    periods: Vec<(String, String)>,
    later: String,
    open: String,
}

impl Page<'_> {
    fn text(&self, key: &str) -> String {
        self.frame.words.text(&format!("console.retention.{key}")).to_owned()
    }

    /// Whether a report was chosen to be erased.
    fn is_chosen(&self, record: &str) -> bool {
        !self.typed.typed(&format!("{CHOSEN}{record}")).is_empty()
    }

    fn fault(&self, field: &str) -> Option<&str> {
        self.faults.iter().find(|(at, _)| *at == field).map(|(_, text)| text.as_str())
    }
}

/// The routes of retention.
pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/retention", get(page))
        .route("/retention/hold", post(hold))
        .route("/retention/release", post(release))
        .route("/retention/erase", post(erasing::order))
        .route("/retention/certificates/{file}", get(erasing::certificate))
}

async fn page(
    State(console): State<Shared>,
    headers: HeaderMap,
    axum::extract::Query(fields): axum::extract::Query<Vec<(String, String)>>,
) -> Response {
    let shared = Shared::clone(&console);
    visit(console, &headers, Right::Retention, move |visit| {
        shown(visit, &shared.retention, &Form::new(fields), &[])
    })
    .await
}

/// `POST /retention/hold`: a record is held, or its hold goes on until another day.
async fn hold(
    State(console): State<Shared>,
    headers: HeaderMap,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Response {
    let shared = Shared::clone(&console);
    let path = "/retention/hold".to_owned();
    posted(console, &headers, Right::Retention, path, Form::new(fields), move |visit, form| {
        match held(visit, form)? {
            faults if faults.is_empty() => Ok(see_other("/retention?done=held")),
            faults => shown(visit, &shared.retention, form, &faults),
        }
    })
    .await
}

/// `POST /retention/release`: a hold ends.
async fn release(
    State(console): State<Shared>,
    headers: HeaderMap,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Response {
    let shared = Shared::clone(&console);
    let path = "/retention/release".to_owned();
    posted(console, &headers, Right::Retention, path, Form::new(fields), move |visit, form| {
        match released(visit, form)? {
            None => Ok(see_other("/retention?done=released")),
            Some(fault) => shown(visit, &shared.retention, form, &[fault]),
        }
    })
    .await
}

/// Lays the hold; what is wrong with it, where it is not laid.
fn held(visit: &mut Visit<'_>, form: &Form) -> Result<Vec<Fault>, Trouble> {
    if !visit.showed(form) {
        return Ok(vec![("record", "console.fault.again")]);
    }
    let record = form.said("record").and_then(|typed| record_of(visit, &typed));
    let day: Option<Date> = dates::typed(form, "review").ok().flatten();
    let day = day.filter(|day| *day > dates::date_of(visit.now));
    let (Some(record), Some(why), Some(day)) = (record, form.said("why"), day) else {
        let faults = [
            record.is_none().then_some(("record", "console.retention.fault.record")),
            form.said("why").is_none().then_some(("why", "console.retention.fault.why")),
            day.is_none().then_some(("review", "console.retention.fault.review")),
        ];
        return Ok(faults.into_iter().flatten().collect());
    };
    let (by, day) = (visit.who.name.clone(), day.to_string());
    let news = HoldNews::Held { why: &why, by: &by, review_on: &day };
    visit.hub.say_of_hold(record, news, now(), &mut entropy())?;
    Ok(Vec::new())
}

/// Ends the hold; what is wrong with that, where it is not ended.
fn released(visit: &mut Visit<'_>, form: &Form) -> Result<Option<Fault>, Trouble> {
    if !visit.showed(form) {
        return Ok(Some(("record", "console.fault.again")));
    }
    let holds = visit.hub.holds()?;
    let record: Option<RecordId> = form.typed("held").parse().ok();
    let record = record.filter(|id| holds.get(id).is_some_and(Hold::is_in_force));
    let record = record.ok_or(Trouble::NotFound)?;
    let Some(why) = form.said("released_why") else {
        return Ok(Some(("holds", "console.retention.fault.released_why")));
    };
    let by = visit.who.name.clone();
    let news = HoldNews::Released { why: &why, by: &by };
    visit.hub.say_of_hold(record, news, now(), &mut entropy())?;
    Ok(None)
}

/// The report or marker of which this is the whole id.
fn record_of(visit: &Visit<'_>, typed: &str) -> Option<RecordId> {
    let id: RecordId = typed.parse().ok()?;
    let known = visit.hub.incident(id).is_ok() || matches!(visit.hub.marker(id), Ok(Some(_)));
    known.then_some(id)
}

fn shown(visit: &mut Visit<'_>, settings: &Settings, typed: &Form, faults: &[Fault]) -> Answer {
    visit.note(ReadingAct::ViewedRetention, None)?;
    let words = visit.words;
    let outlook = outlook(visit.hub, settings, visit.now, AHEAD)?;
    let today = dates::date_of(visit.now);
    let done = ["held", "released", "erased"].into_iter().find(|done| typed.typed("done") == *done);
    let mut frame = Frame::of(visit, "retention", words.text("console.retention.title").to_owned());
    frame.faulty = !faults.is_empty();
    let status = match frame.faulty {
        true => StatusCode::UNPROCESSABLE_ENTITY,
        false => StatusCode::OK,
    };
    let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let page = Page {
        frame,
        typed,
        faults: faults.iter().map(|(at, key)| (*at, words.text(key).to_owned())).collect(),
        done: done.map(|done| words.text(&format!("console.retention.done.{done}")).to_owned()),
        due: outlook.due.iter().map(|item| due(words, item)).collect(),
        erasable: reports_to_erase(&outlook, today).map(|item| due(words, item)).collect(),
        certificates: certificates(visit.hub, words)?,
        holds: outlook.holds.iter().map(|one| held_line(words, one, today)).collect(),
        periods: periods(words, settings),
        later: words.counted("console.retention.later", number(outlook.later)),
        open: words.counted("console.retention.open", number(outlook.open)),
    };
    Ok(html(status, &page))
}

fn due(words: &Words, item: &Item) -> Due {
    Due {
        record: item.record.to_string(),
        class: class(words, item.class),
        from: said::day(words, item.from),
        due: said::day(words, item.due),
        held: item.held,
    }
}

fn class(words: &Words, class: crate::retention::Class) -> String {
    words.text(&format!("console.retention.class.{}", class.code())).to_owned()
}

fn held_line(words: &Words, one: &Hold, today: Date) -> Held {
    let day: Option<Date> = one.review_on.parse().ok();
    Held {
        record: one.record.to_string(),
        why: one.why.clone(),
        by: one.by.clone(),
        review: day.map_or_else(|| one.review_on.clone(), |day| said::day(words, day)),
        late: day.is_none_or(|day| day <= today),
    }
}

/// Each class with for how long it is kept.
fn periods(words: &Words, settings: &Settings) -> Vec<(String, String)> {
    use crate::retention::Class;
    let classes = [Class::NotSerious, Class::Serious, Class::Marker, Class::Audit];
    let period = |one: Class| {
        let years = words.counted("console.retention.years", settings.years(one)?.into());
        let from = format!("console.retention.from.{}", one.code());
        let from = words.text(&from);
        Some((
            class(words, one),
            words.fill("console.retention.period", &[("years", &years), ("from", from)]),
        ))
    };
    classes.into_iter().filter_map(period).collect()
}
