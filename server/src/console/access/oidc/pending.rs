//! Sign-ins that have set out and not come back yet. They are kept in memory alone, and for minutes.

use std::sync::{Mutex, PoisonError};

use data_encoding::BASE64URL_NOPAD;
use rand_core::CryptoRng;
use sha2::{Digest, Sha256};
use tabard_core::ids::Millis;

use super::http::Places;
use super::settings::OpenId;
use crate::console::access::factor::escaped;
use crate::web::Token;

/// How long somebody may take at the sign-on.
const LONGEST: i64 = 10 * 60 * 1000;
/// How many may be on their way: the oldest gives way to another.
const MOST: usize = 1000;

/// Those that are on their way.
#[derive(Default)]
pub(in crate::console) struct Pending(Mutex<Vec<(Token, Asked, i64)>>);

/// What was asked of the sign-on, that its answer has to fit.
#[derive(Clone)]
pub(super) struct Asked {
    state: Token,
    pub(super) nonce: Token,
    pub(super) verifier: Token,
}

/// One that has just begun.
pub(super) struct Begun {
    pub(super) state: Token,
    pub(super) asked: Asked,
}

impl Pending {
    pub(super) fn begin(&self, now: Millis, rng: &mut dyn CryptoRng) -> Begun {
        let state = Token::random(rng);
        let (nonce, verifier) = (Token::random(rng), Token::random(rng));
        let asked = Asked { state: state.clone(), nonce, verifier };
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|(.., begun)| (0..LONGEST).contains(&(now.0 - begun)));
        if all.len() >= MOST {
            all.remove(0);
        }
        all.push((state.clone(), asked.clone(), now.0));
        Begun { state, asked }
    }

    /// What was asked under a state, once.
    pub(super) fn take(&self, state: &str, now: Millis) -> Option<Asked> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = all.iter().position(|(one, ..)| one.is(state))?;
        let (_, asked, begun) = all.remove(at);
        (0..LONGEST).contains(&(now.0 - begun)).then_some(asked)
    }
}

impl Asked {
    /// Where the browser goes (OpenID Connect Core 1.0, 3.1.2.1; RFC 7636).
    pub(super) fn address(&self, settings: &OpenId, places: &Places, back: &str) -> String {
        let challenge = BASE64URL_NOPAD.encode(&Sha256::digest(self.verifier.tell()));
        let fields = [
            ("response_type", "code"),
            ("scope", "openid profile"),
            ("client_id", &settings.client_id),
            ("redirect_uri", back),
            ("state", self.state.tell()),
            ("nonce", self.nonce.tell()),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        let fields: Vec<_> = fields.iter().map(|(k, v)| format!("{k}={}", escaped(v))).collect();
        let address = &places.authorization_endpoint;
        let between = if address.contains('?') { '&' } else { '?' };
        format!("{address}{between}{}", fields.join("&"))
    }
}
