//! Active safety markers as FHIR, for a dispatch system that cannot be a desk. Each marker that
//! leaves is logged as a view.

use askama::Template;
use axum::extract::{Form as Fields, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use tabard_core::client::Flags;
use tabard_core::model::ReadingAct;

use crate::console::Shared;
use crate::console::access::roles::Right;
use crate::console::page::form::Form;
use crate::console::page::frame::{Frame, download, html};
use crate::console::page::guard::see_other;
use crate::console::page::visit::{Answer, Trouble, Visit, posted, visit};
use crate::host::entropy;
use crate::hub::HubError;

#[derive(Template)]
#[template(path = "console/export.html")]
struct Page<'a> {
    frame: Frame<'a>,
    leaves: String,
    stays: Option<String>,
    any: bool,
}

fn flags(visit: &Visit<'_>) -> Result<Flags, Trouble> {
    Ok(visit.hub.as_device().safety_flags().map_err(HubError::from)?)
}

/// `GET /export`: how many would leave.
pub(super) async fn page(State(console): State<Shared>, headers: HeaderMap) -> Response {
    visit(console, &headers, Right::Markers, |visit| {
        let words = visit.words;
        let export = flags(visit)?;
        let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        let stays = number(export.left_out);
        let page = Page {
            frame: Frame::of(visit, "export", words.text("console.export.title").to_owned()),
            leaves: words.counted("console.export.leaves", number(export.markers.len())),
            stays: (stays > 0).then(|| words.counted("console.export.stays", stays)),
            any: !export.markers.is_empty(),
        };
        Ok(html(StatusCode::OK, &page))
    })
    .await
}

fn taken_out(visit: &mut Visit<'_>, form: &Form) -> Answer {
    if !visit.showed(form) {
        return Ok(see_other("/export"));
    }
    let export = flags(visit)?;
    visit.note(ReadingAct::Exported, None)?;
    let name = visit.who.name.clone();
    visit.hub.note_views(&export.markers, "exported", &name, visit.now, &mut entropy())?;
    Ok(download(
        "application/fhir+json",
        "safety-markers.fhir.json",
        format!("{}\n", export.bundle),
    ))
}

/// `POST /export`: takes them out.
pub(super) async fn take_out(
    State(console): State<Shared>,
    headers: HeaderMap,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Response {
    posted(console, &headers, Right::Markers, "/export".to_owned(), Form::new(fields), taken_out)
        .await
}
