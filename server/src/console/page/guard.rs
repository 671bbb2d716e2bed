//! Who is answered: a browser that asks the console by its name, and no page of another origin.

use axum::extract::{Request, State};
use axum::http::header::{HOST, HeaderValue, ORIGIN, SET_COOKIE};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::console::page::frame::{Notice, notice};
use crate::console::{Shared, State as Console};
use crate::web::{Token, cookies, text};

pub(in crate::console) use crate::web::form::mark_of;
pub(in crate::console) use crate::web::see_other;

/// Whatever is asked, it is asked of this console by name; and what changes something comes from
/// one of its own pages.
pub(in crate::console) async fn address(
    State(console): State<Shared>,
    request: Request,
    next: Next,
) -> Response {
    let headers = request.headers();
    let host = text(headers, &HOST).unwrap_or_default();
    let named = |origin: &String| origin.split_once("://").is_some_and(|(_, name)| name == host);
    if !console.origins.iter().any(named) {
        return notice(&console.words, StatusCode::MISDIRECTED_REQUEST, Notice::OtherHost);
    }
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD);
    let ours = match text(headers, &ORIGIN) {
        Some(origin) => console.origins.iter().any(|one| one == origin),
        None => !changes && !headers.contains_key(ORIGIN),
    };
    if !ours {
        return notice(&console.words, StatusCode::FORBIDDEN, Notice::OtherOrigin);
    }
    next.run(request).await
}

impl Console {
    /// Browsers share cookies between all ports of a host, so the name says which console's it is.
    fn cookie_name(&self) -> String {
        match self.secure {
            true => "__Host-tabard-console".to_owned(),
            false => format!("tabard-console-{}", self.port),
        }
    }

    /// The session that a browser brings, whatever it is worth. What is no token is nobody's.
    pub(in crate::console) fn session(&self, headers: &HeaderMap) -> Option<String> {
        let name = self.cookie_name();
        let mut brought = cookies(headers, &name).filter(|text| Token::read(text).is_some());
        brought.next().map(str::to_owned)
    }

    /// Gives the browser a session, or takes it away.
    pub(in crate::console) fn set_session(
        &self,
        response: impl IntoResponse,
        session: Option<&Token>,
    ) -> Response {
        let mut response = response.into_response();
        let secure = if self.secure { "; Secure" } else { "" };
        let (value, end) = session.map_or(("", "; Max-Age=0"), |token| (token.tell(), ""));
        let name = self.cookie_name();
        let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict{secure}{end}");
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
        response
    }

    /// Under which name a browser brings the state of its way to the sign-on and back.
    fn state_name(&self) -> String {
        format!("{}-state", self.cookie_name())
    }

    /// The state that a browser brings.
    pub(in crate::console) fn brought_state(&self, headers: &HeaderMap) -> Option<String> {
        let name = self.state_name();
        let mut brought = cookies(headers, &name).filter(|text| Token::read(text).is_some());
        brought.next().map(str::to_owned)
    }

    /// Gives the browser the state of its way, or takes it away. It has to come along from another
    /// site, so it is lax; by itself it lets nobody in.
    pub(in crate::console) fn set_state(
        &self,
        mut response: Response,
        state: Option<&Token>,
    ) -> Response {
        let secure = if self.secure { "; Secure" } else { "" };
        let (value, age) = state.map_or(("", 0), |token| (token.tell(), 600));
        let name = self.state_name();
        let cookie =
            format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={age}{secure}");
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
        response
    }
}
