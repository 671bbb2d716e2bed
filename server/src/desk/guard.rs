//! Who is answered: this machine's own page and CAD, and nobody that a browser was tricked into
//! speaking for.

use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, HOST, HeaderName, ORIGIN};
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::Response;

use super::problem::Refused;
use super::{Shared, State as Desk};
use crate::web::{cookies, text};

/// Whatever is asked, it is asked of this desk by name, and by no page of another.
pub(super) async fn address(
    State(desk): State<Shared>,
    request: Request,
    next: Next,
) -> Result<Response, Refused> {
    let ours = desk.authorities();
    let host = text(request.headers(), &HOST).ok_or(Refused::BadHost)?;
    if !ours.iter().any(|authority| authority == host) {
        return Err(Refused::BadHost);
    }
    if let Some(origin) = request.headers().get(ORIGIN) {
        let origin = origin.to_str().ok().and_then(|origin| origin.strip_prefix("http://"));
        if origin != Some(host) {
            return Err(Refused::BadOrigin);
        }
    }
    Ok(next.run(request).await)
}

/// The page's own requests.
pub(super) async fn page(
    State(desk): State<Shared>,
    request: Request,
    next: Next,
) -> Result<Response, Refused> {
    desk.admit_page(&request)?;
    Ok(next.run(request).await)
}

/// A CAD's or telephony system's requests.
pub(super) async fn cad(
    State(desk): State<Shared>,
    request: Request,
    next: Next,
) -> Result<Response, Refused> {
    desk.admit_cad(request.headers())?;
    Ok(next.run(request).await)
}

/// What both may ask.
pub(super) async fn either(
    State(desk): State<Shared>,
    request: Request,
    next: Next,
) -> Result<Response, Refused> {
    if desk.admit_cad(request.headers()).is_err() {
        desk.admit_page(&request)?;
    }
    Ok(next.run(request).await)
}

impl Desk {
    /// The names by which a browser of this machine reaches the desk.
    fn authorities(&self) -> [String; 2] {
        [self.address.to_string(), format!("localhost:{}", self.address.port())]
    }

    /// Browsers share cookies between all ports of a host, so the name says which desk's it is.
    pub(super) fn cookie_name(&self) -> String {
        format!("tabard-desk-{}", self.address.port())
    }

    /// Whether the browser brings the cookie of this desk's page.
    pub(super) fn knows_page(&self, headers: &HeaderMap) -> bool {
        let name = self.cookie_name();
        cookies(headers, &name).any(|brought| self.cookie.is(brought))
    }

    fn admit_page(&self, request: &Request) -> Result<(), Refused> {
        let headers = request.headers();
        if !self.knows_page(headers) {
            return Err(Refused::NoToken);
        }
        // Browsers say where a request comes from; one that changes something says its origin too.
        let site = text(headers, &HeaderName::from_static("sec-fetch-site"));
        let changes = !matches!(*request.method(), Method::GET | Method::HEAD);
        match site.is_none_or(|site| site == "same-origin")
            && (headers.contains_key(ORIGIN) || !changes)
        {
            true => Ok(()),
            false => Err(Refused::BadOrigin),
        }
    }

    fn admit_cad(&self, headers: &HeaderMap) -> Result<(), Refused> {
        let brought = text(headers, &AUTHORIZATION).and_then(|line| line.strip_prefix("Bearer "));
        match brought.is_some_and(|token| self.cad_token.is(token.trim())) {
            true => Ok(()),
            false => Err(Refused::NoToken),
        }
    }
}
