//! Who is answered: this machine's own page, and nobody that a browser was tricked into speaking for.

use std::net::SocketAddr;

use axum::http::header::{HOST, HeaderName, HeaderValue, ORIGIN};
use axum::http::{HeaderMap, Method};

use crate::web::{Token, text};

/// Why somebody is not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stranger {
    /// The Host header is another's: a name on the web was made to point here.
    Host,
    /// A page of another origin asks.
    Origin,
}

/// The names by which a browser of this machine reaches a page.
#[must_use]
pub fn authorities(address: SocketAddr) -> [String; 2] {
    [address.to_string(), format!("localhost:{}", address.port())]
}

/// Whatever is asked, it is asked of this page by name, and by no page of another.
///
/// # Errors
/// [`Stranger`].
pub fn by_name(headers: &HeaderMap, address: SocketAddr) -> Result<(), Stranger> {
    let host = text(headers, &HOST).ok_or(Stranger::Host)?;
    if !authorities(address).iter().any(|authority| authority == host) {
        return Err(Stranger::Host);
    }
    if let Some(origin) = headers.get(ORIGIN) {
        let origin = origin.to_str().ok().and_then(|origin| origin.strip_prefix("http://"));
        if origin != Some(host) {
            return Err(Stranger::Origin);
        }
    }
    Ok(())
}

/// Browsers say where a request comes from; one that changes something says its origin too.
///
/// # Errors
/// [`Stranger::Origin`].
pub fn from_own_page(headers: &HeaderMap, method: &Method) -> Result<(), Stranger> {
    let site = text(headers, &HeaderName::from_static("sec-fetch-site"));
    let changes = !matches!(*method, Method::GET | Method::HEAD);
    match site.is_none_or(|site| site == "same-origin")
        && (headers.contains_key(ORIGIN) || !changes)
    {
        true => Ok(()),
        false => Err(Stranger::Origin),
    }
}

/// A cookie by which a browser is known from then on; `name` holds the port, as browsers share
/// cookies between all ports of a host.
#[must_use]
pub fn lasting_cookie(name: &str, token: Option<&Token>) -> Option<HeaderValue> {
    let (value, end) = token.map_or(("", "; Max-Age=0"), |token| (token.tell(), ""));
    HeaderValue::from_str(&format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict{end}")).ok()
}
