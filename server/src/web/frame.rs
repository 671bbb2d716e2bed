//! What stands around a page that is drawn here, and pages as answers.

use askama::Template;
use axum::http::StatusCode;
use axum::http::header::{ALLOW, CONTENT_TYPE, HeaderValue, LOCATION};
use axum::response::{Html, IntoResponse, Response};
use tabard_core::words::Words;

/// What stands around a page.
pub struct Frame<'a> {
    /// What it speaks.
    pub words: &'a Words,
    /// Whose pages these are.
    pub name: &'a str,
    /// What the page is called.
    pub title: String,
    /// Which of the places it is.
    pub here: &'static str,
    /// Who is signed in.
    pub who: Option<&'a str>,
    /// What this session's forms hold.
    pub mark: &'a str,
    /// Whether the hub lacks the role by which it decides.
    pub powerless: bool,
    /// Whether something typed has faults.
    pub faulty: bool,
    /// The places, each with what it is called.
    pub places: Vec<(&'static str, &'static str)>,
}

impl<'a> Frame<'a> {
    /// Around a page of nobody.
    #[must_use]
    pub fn of_nobody(words: &'a Words, name: &'a str, title: String) -> Self {
        let (here, who, mark, places) = ("", None, "", Vec::new());
        Self { words, name, title, here, who, mark, powerless: false, faulty: false, places }
    }

    /// What a place is called.
    #[must_use]
    pub fn place(&self, name: &str) -> String {
        self.words.text(&format!("console.nav.{name}")).to_owned()
    }
}

/// A page that says one thing, and what to do.
#[derive(Template)]
#[template(path = "console/notice.html")]
pub struct NoticePage<'a> {
    /// What stands around it.
    pub frame: Frame<'a>,
    /// What it says.
    pub text: &'a str,
    /// Whether going back to the start is of use.
    pub leads_on: bool,
}

/// A page as an answer.
pub fn html(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(text) => (status, Html(text)).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Gives what the framework refuses by itself a page.
pub fn in_form(bare: Response, page: impl FnOnce(StatusCode) -> Response) -> Response {
    let status = bare.status();
    let kind = bare.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let is_page = kind.is_some_and(|kind| kind.contains("html"));
    if is_page || !(status.is_client_error() || status.is_server_error()) {
        return bare;
    }
    let mut page = page(status);
    if let Some(methods) = bare.headers().get(ALLOW) {
        page.headers_mut().insert(ALLOW, methods.clone());
    }
    page
}

/// Where a browser goes next.
#[must_use]
pub fn see_other(to: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    if let Ok(to) = HeaderValue::from_str(to) {
        response.headers_mut().insert(LOCATION, to);
    }
    response
}
