//! Style sheets and modules, built into the binary.

use axum::extract::Path;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use super::problem::Refused;

const CSS: &str = "text/css; charset=utf-8";
const SVG: &str = "image/svg+xml";
const JS: &str = "text/javascript; charset=utf-8";

macro_rules! assets {
    ($($name:literal, $type:expr, $path:literal;)*) => {
        /// The files of the page, by the name under which it asks for them.
        const FILES: &[(&str, &str, &[u8])] =
            &[$(($name, $type, include_bytes!(concat!("../../assets/", $path)))),*];
    };
}

assets! {
    "nhsuk-frontend-10.6.1.min.css", CSS, "nhsuk/nhsuk-frontend-10.6.1.min.css";
    "icon.svg", SVG, "desk/icon.svg";
    "desk.css", CSS, "desk/desk.css";
    "desk.js", JS, "desk/desk.js";
    "words.js", JS, "desk/words.js";
    "stream.js", JS, "desk/stream.js";
    "outbox.js", JS, "desk/outbox.js";
    "show.js", JS, "desk/show.js";
    "call.js", JS, "desk/call.js";
    "keys.js", JS, "desk/keys.js";
}

/// `GET /assets/{file}`.
pub(super) async fn asset(Path(file): Path<String>) -> Result<Response, Refused> {
    let found = FILES.iter().find(|(name, ..)| *name == file);
    let (_, kind, bytes) = found.ok_or(Refused::NotFound)?;
    Ok(([(CONTENT_TYPE, *kind)], *bytes).into_response())
}
