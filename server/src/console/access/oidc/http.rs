//! What is asked of a trust's sign-on: by HTTPS, without redirects, and not for long.

use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use ureq::Agent;
use ureq::http::Uri;

use super::settings::OpenId;
use super::token::Keys;
use crate::console::access::factor::escaped;

const WHOLE: Duration = Duration::from_secs(10);
/// More than a list of keys, or a token, ever takes.
const LARGEST: u64 = 1024 * 1024;

/// Nothing that can be used came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NoAnswer;

/// Where things are (OpenID Connect Discovery 1.0, section 3).
#[derive(Deserialize)]
pub(super) struct Places {
    issuer: String,
    pub(super) authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
}

#[derive(Deserialize)]
struct Tokens {
    id_token: String,
}

/// Whether what is sent there is read by nobody else: HTTPS, or this machine.
pub(super) fn is_safe(url: &str) -> bool {
    let Ok(uri) = url.parse::<Uri>() else { return false };
    match (uri.scheme_str(), uri.host()) {
        (Some("https"), Some(_)) => true,
        (Some("http"), Some(host)) => matches!(host, "127.0.0.1" | "localhost" | "[::1]"),
        _ => false,
    }
}

fn agent() -> Agent {
    let config = Agent::config_builder();
    let config = config.timeout_global(Some(WHOLE)).max_redirects(0);
    config.max_redirects_will_error(true).build().new_agent()
}

fn read<T: DeserializeOwned>(
    answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
) -> Result<T, NoAnswer> {
    let mut answer = answer.map_err(|_| NoAnswer)?;
    let body = answer.body_mut().with_config().limit(LARGEST).read_to_vec();
    serde_json::from_slice(&body.map_err(|_| NoAnswer)?).map_err(|_| NoAnswer)
}

fn get<T: DeserializeOwned>(url: &str) -> Result<T, NoAnswer> {
    if !is_safe(url) {
        return Err(NoAnswer);
    }
    read(agent().get(url).call())
}

/// Asks where things are.
pub(super) fn places(settings: &OpenId) -> Result<Places, NoAnswer> {
    let issuer = settings.issuer.trim_end_matches('/');
    let places: Places = get(&format!("{issuer}/.well-known/openid-configuration"))?;
    let safe = is_safe(&places.authorization_endpoint) && is_safe(&places.token_endpoint);
    if places.issuer == settings.issuer && safe { Ok(places) } else { Err(NoAnswer) }
}

/// Asks for the keys that tokens are signed by.
pub(super) fn keys(places: &Places) -> Result<Keys, NoAnswer> {
    get(&places.jwks_uri)
}

/// Changes a code for a token (RFC 6749, 4.1.3, with RFC 7636).
pub(super) fn token(
    settings: &OpenId,
    places: &Places,
    code: &str,
    verifier: &str,
    back: &str,
) -> Result<String, NoAnswer> {
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", back),
        ("client_id", &settings.client_id),
        ("client_secret", &settings.secret),
        ("code_verifier", verifier),
    ];
    let body: Vec<_> = fields.iter().map(|(k, v)| format!("{k}={}", escaped(v))).collect();
    let asked = agent()
        .post(&places.token_endpoint)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("accept", "application/json");
    let tokens: Tokens = read(asked.send(body.join("&")))?;
    Ok(tokens.id_token)
}
