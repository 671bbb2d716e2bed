//! Who is answered: a browser of this machine that opened the link, and no page of another origin.

use std::sync::{Arc, PoisonError};

use axum::extract::{Request, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::Response;

use super::notice::{Notice, notice};
use super::{Shared, State as Welfare};
use crate::host::entropy;
use crate::local::{self, Stranger, lasting_cookie};
use crate::web::{cookies, see_other};

/// Whatever is asked, it is asked of this page by name; and what changes something comes from it.
pub(super) async fn address(
    State(welfare): State<Shared>,
    request: Request,
    next: Next,
) -> Response {
    let (headers, method) = (request.headers(), request.method());
    // A link that is opened from elsewhere only shows: the cookie does not come along then.
    let refused = local::by_name(headers, welfare.address).and_then(|()| match method.is_safe() {
        true => Ok(()),
        false => local::from_own_page(headers, method),
    });
    match refused {
        Ok(()) => next.run(request).await,
        Err(Stranger::Host) => {
            notice(&welfare.words, StatusCode::MISDIRECTED_REQUEST, Notice::OtherHost)
        }
        Err(Stranger::Origin) => notice(&welfare.words, StatusCode::FORBIDDEN, Notice::OtherOrigin),
    }
}

/// `POST /leave`.
pub(super) async fn leave(State(welfare): State<Shared>, headers: HeaderMap) -> Response {
    let name = welfare.cookie_name();
    for brought in cookies(&headers, &name) {
        welfare.sessions(|sessions| sessions.end(brought));
    }
    let mut response = notice(&welfare.words, StatusCode::OK, Notice::Left);
    response.headers_mut().extend(lasting_cookie(&name, None).map(|cookie| (SET_COOKIE, cookie)));
    response
}

impl Welfare {
    fn cookie_name(&self) -> String {
        format!("tabard-welfare-{}", self.address.port())
    }

    /// Does one thing with the sessions.
    pub(super) fn sessions<T>(&self, work: impl FnOnce(&mut super::Sessions) -> T) -> T {
        work(&mut self.sessions.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The session that a browser brings and that is open.
    pub(super) fn session(&self, headers: &HeaderMap, is_use: bool) -> Option<String> {
        let (name, now) = (self.cookie_name(), self.held.now());
        let open = cookies(headers, &name)
            .find(|brought| self.sessions(|sessions| sessions.admits(brought, now, is_use)));
        open.map(str::to_owned)
    }

    /// Lets in whoever brings the link, which then leaves the address.
    pub(super) fn let_in(self: &Arc<Self>, brought: &str) -> Option<Response> {
        if !self.link.is(brought) {
            return None;
        }
        let now = self.held.now();
        let session = self.sessions(|sessions| sessions.begin(now, &mut entropy()));
        let mut response = see_other("/");
        let cookie = lasting_cookie(&self.cookie_name(), Some(&session));
        response.headers_mut().extend(cookie.map(|cookie| (SET_COOKIE, cookie)));
        Some(response)
    }
}
