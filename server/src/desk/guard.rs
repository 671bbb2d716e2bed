//! Who is answered: this machine's own page and CAD, and nobody that a browser was tricked into
//! speaking for.

use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::middleware::Next;
use axum::response::Response;

use super::problem::Refused;
use super::{Shared, State as Desk};
use crate::local;
use crate::web::{cookies, text};

/// Whatever is asked, it is asked of this desk by name, and by no page of another.
pub(super) async fn address(
    State(desk): State<Shared>,
    request: Request,
    next: Next,
) -> Result<Response, Refused> {
    local::by_name(request.headers(), desk.address)?;
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
        Ok(local::from_own_page(headers, request.method())?)
    }

    fn admit_cad(&self, headers: &HeaderMap) -> Result<(), Refused> {
        let brought = text(headers, &AUTHORIZATION).and_then(|line| line.strip_prefix("Bearer "));
        match brought.is_some_and(|token| self.cad_token.is(token.trim())) {
            true => Ok(()),
            false => Err(Refused::NoToken),
        }
    }
}
