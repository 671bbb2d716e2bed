//! The library as files that go outside.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use tabard_core::model::ReadingAct;
use tabard_core::model::lesson::Scope;

use crate::console::Shared;
use crate::console::access::roles::Right;
use crate::console::page::frame::download;
use crate::console::page::visit::{Trouble, visit};
use crate::lessons::{Lesson, export};

/// `GET /lessons/library/{scope}.html` and `.json`.
pub(super) async fn file(
    State(console): State<Shared>,
    headers: HeaderMap,
    Path(file): Path<String>,
) -> Response {
    visit(console, &headers, Right::Lessons, move |visit| {
        let (scope, form) = file.split_once('.').ok_or(Trouble::NotFound)?;
        let scope = Scope::from_code(scope).ok_or(Trouble::NotFound)?;
        visit.note(ReadingAct::Exported, None)?;
        let (lessons, region) = (Lesson::all(visit.hub)?, visit.hub.region_name());
        let name = format!("lessons-{}.{form}", scope.code());
        match form {
            "html" => {
                let page = export::page(&lessons, scope, region, visit.words);
                let page = page.map_err(|_| Trouble::NotFound)?;
                Ok(download("text/html; charset=utf-8", &name, page))
            }
            "json" => {
                let text = format!("{:#}\n", export::json(&lessons, scope, region));
                Ok(download("application/json", &name, text))
            }
            _ => Err(Trouble::NotFound),
        }
    })
    .await
}
