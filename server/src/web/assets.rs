//! Style sheets and modules, built into the binary.

use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

const CSS: &str = "text/css; charset=utf-8";
const SVG: &str = "image/svg+xml";
const JS: &str = "text/javascript; charset=utf-8";

macro_rules! assets {
    ($($name:literal, $type:expr, $path:literal;)*) => {
        /// The files of the pages, by the name under which they ask for them.
        const FILES: &[(&str, &str, &[u8])] =
            &[$(($name, $type, include_bytes!(concat!("../../assets/", $path)))),*];
    };
}

assets! {
    "nhsuk-frontend-10.6.1.min.css", CSS, "nhsuk/nhsuk-frontend-10.6.1.min.css";
    "icon.svg", SVG, "desk/icon.svg";
    "console.css", CSS, "console/console.css";
    "reports.css", CSS, "console/reports.css";
    "board.css", CSS, "../src/standard/board/board.css";
    "standard.css", CSS, "console/standard.css";
    "charts.css", CSS, "../src/learning/svg/style.css";
    "inbox.js", JS, "console/inbox.js";
    "welfare.css", CSS, "welfare/welfare.css";
    "welfare.js", JS, "welfare/welfare.js";
    "desk.css", CSS, "desk/desk.css";
    "desk.js", JS, "desk/desk.js";
    "words.js", JS, "desk/words.js";
    "stream.js", JS, "desk/stream.js";
    "outbox.js", JS, "desk/outbox.js";
    "show.js", JS, "desk/show.js";
    "call.js", JS, "desk/call.js";
    "keys.js", JS, "desk/keys.js";
    "jobs.css", CSS, "desk/jobs.css";
    "jobs.js", JS, "desk/jobs.js";
}

/// A file, as an answer; none where there is no file of that name.
pub fn asset(name: &str) -> Option<Response> {
    let (_, kind, bytes) = FILES.iter().find(|(known, ..)| *known == name)?;
    Some(([(CONTENT_TYPE, *kind)], *bytes).into_response())
}
