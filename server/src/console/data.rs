//! Data for others: counts that anybody may hold, and what was exported with a row for each report.
//!
//! A file with a row for each report takes two people. It is made by `tabard hub export`; where the
//! pages know of approvals, [`export`](crate::exports::export) is what an approved one calls.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::get;

use super::Shared;
use super::access::roles::Right;
use super::page::frame::{Frame, html};
use super::page::visit::visit;
use crate::hub::ExportNote;
use crate::learning::NAMES;
use crate::said::words as said;

/// A file of counts.
struct Counts {
    href: String,
    title: String,
}

/// An export that was made, in words.
struct Made {
    when: String,
    what: String,
    by: String,
}

#[derive(Template)]
#[template(path = "console/data.html")]
struct Page<'a> {
    frame: Frame<'a>,
    counts: Vec<Counts>,
    made: Vec<Made>,
}

/// The routes of the page.
pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/data", get(page))
}

/// `GET /data`.
async fn page(State(console): State<Shared>, headers: HeaderMap) -> Response {
    visit(console, &headers, Right::Export, |visit| {
        let words = visit.words;
        let made = |one: &ExportNote| {
            let kind = if one.identifiable { "identifiable" } else { "plain" };
            let fills = [("format", one.format.as_str())];
            Made {
                when: said::moment(words, one.at),
                what: format!(
                    "{}, {}",
                    words.counted("console.data.reports", one.rows),
                    words.fill(&format!("console.data.kind.{kind}"), &fills)
                ),
                by: words.fill(
                    "console.data.by",
                    &[("by", one.by.as_str()), ("approved_by", one.approved_by.as_str())],
                ),
            }
        };
        let counts = NAMES.iter().map(|name| Counts {
            href: format!("/learning/{name}.csv"),
            title: words.text(&format!("console.learning.{name}.title")).to_owned(),
        });
        let page = Page {
            frame: Frame::of(visit, "data", words.text("console.data.title").to_owned()),
            counts: counts.collect(),
            made: visit.hub.exports()?.iter().map(made).collect(),
        };
        Ok(html(StatusCode::OK, &page))
    })
    .await
}
