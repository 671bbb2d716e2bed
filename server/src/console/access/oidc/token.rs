//! Judging an ID token (OpenID Connect Core 1.0, 3.1.3.7). Of the ways to sign one, two are known here,
//! and a key is used in the way that its own kind says: a token cannot choose.

use data_encoding::BASE64URL_NOPAD;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde::Deserialize;
use serde_json::{Map, Value};
use tabard_core::ids::Millis;

/// By how many seconds two clocks may differ.
const LEEWAY: i64 = 60;
/// The most characters of a subject (section 2).
const MAX_SUBJECT: usize = 255;

/// The keys of a sign-on (RFC 7517).
#[derive(Deserialize)]
pub(super) struct Keys {
    keys: Vec<Key>,
}

#[derive(Deserialize)]
struct Key {
    kid: Option<String>,
    #[serde(flatten)]
    of: Kind,
}

#[derive(Deserialize)]
#[serde(tag = "kty")]
enum Kind {
    #[serde(rename = "RSA")]
    Rsa { n: String, e: String },
    #[serde(rename = "EC")]
    Ec { crv: String, x: String, y: String },
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
}

/// What a token has to be.
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) client_id: &'a str,
    pub(super) nonce: &'a str,
    pub(super) now: Millis,
}

/// What a token says that holds.
#[derive(Debug)]
pub(super) struct Claims(Map<String, Value>);

/// A token that says nothing to us. It does not say why, since whoever forged one would learn by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Forged;

impl Keys {
    /// Judges a token.
    pub(super) fn judge(&self, token: &str, expected: &Expected<'_>) -> Result<Claims, Forged> {
        let mut parts = token.split('.');
        let (Some(header), Some(claims), Some(signature), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(Forged);
        };
        let said: Header = json(header)?;
        let signed = format!("{header}.{claims}");
        let signature = bytes(signature)?;
        let mut fitting = self.keys.iter().filter(|key| said.kid.is_none() || key.kid == said.kid);
        if !fitting.any(|key| key.signed(&said.alg, signed.as_bytes(), &signature)) {
            return Err(Forged);
        }
        let claims = Claims(json(claims)?);
        if claims.hold(expected) { Ok(claims) } else { Err(Forged) }
    }
}

impl Key {
    fn signed(&self, alg: &str, message: &[u8], signature: &[u8]) -> bool {
        match (&self.of, alg) {
            (Kind::Rsa { n, e }, "RS256") => {
                let (Ok(n), Ok(e)) = (bytes(n), bytes(e)) else { return false };
                let key = RsaPublicKeyComponents { n, e };
                key.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature).is_ok()
            }
            (Kind::Ec { crv, x, y }, "ES256") if crv == "P-256" => {
                let (Ok(x), Ok(y)) = (bytes(x), bytes(y)) else { return false };
                let point = [&[4], x.as_slice(), y.as_slice()].concat();
                let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point);
                key.verify(message, signature).is_ok()
            }
            _ => false,
        }
    }
}

impl Claims {
    fn hold(&self, expected: &Expected<'_>) -> bool {
        let now = expected.now.0 / 1000;
        let seconds = |name| self.0.get(name).and_then(Value::as_i64);
        let in_time = seconds("exp").is_some_and(|end| now < end.saturating_add(LEEWAY))
            && seconds("iat").is_some_and(|made| made <= now.saturating_add(LEEWAY))
            && seconds("nbf").is_none_or(|begin| begin <= now.saturating_add(LEEWAY));
        let subject = self.text("sub").is_some_and(|sub| (1..=MAX_SUBJECT).contains(&sub.len()));
        in_time
            && subject
            && self.text("iss") == Some(expected.issuer)
            && self.text("nonce") == Some(expected.nonce)
            && self.is_for(expected.client_id)
    }

    /// Whether it is for us; where it is for others as well, whether it was given to us.
    fn is_for(&self, client: &str) -> bool {
        let audience = self.texts("aud");
        let party = self.text("azp");
        audience.contains(&client)
            && (audience.len() == 1 || party.is_some())
            && party.is_none_or(|party| party == client)
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    /// A claim that holds one text or several.
    pub(super) fn texts(&self, name: &str) -> Vec<&str> {
        match self.0.get(name) {
            Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
            Some(Value::String(one)) => vec![one],
            _ => Vec::new(),
        }
    }
}

fn bytes(text: &str) -> Result<Vec<u8>, Forged> {
    BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| Forged)
}

fn json<T: for<'d> Deserialize<'d>>(text: &str) -> Result<T, Forged> {
    serde_json::from_slice(&bytes(text)?).map_err(|_| Forged)
}
