//! Secrets by which a caller of the desk is known.

use data_encoding::BASE64URL_NOPAD;
use rand_core::CryptoRng;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// A secret of 256 bits, as text.
#[derive(Clone)]
pub struct Token(Zeroizing<String>);

impl Token {
    /// A new one.
    #[must_use]
    pub fn random(rng: &mut dyn CryptoRng) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        rng.fill_bytes(bytes.as_mut());
        Self(Zeroizing::new(BASE64URL_NOPAD.encode(bytes.as_ref())))
    }

    /// One that was kept; none where the text is no token.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let bytes = Zeroizing::new(BASE64URL_NOPAD.decode(text.as_bytes()).ok()?);
        (bytes.len() == 32).then(|| Self(Zeroizing::new(text.to_owned())))
    }

    /// The text, to be told to whom it is for.
    #[must_use]
    pub fn tell(&self) -> &str {
        &self.0
    }

    /// Whether somebody brought this one. Hashes are compared, so that the time it takes says
    /// nothing of the token.
    #[must_use]
    pub fn is(&self, brought: &str) -> bool {
        Sha256::digest(self.0.as_bytes()) == Sha256::digest(brought.as_bytes())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::host::entropy;

    #[test]
    fn a_token_is_itself_and_no_other() {
        let (one, other) = (Token::random(&mut entropy()), Token::random(&mut entropy()));
        assert!(one.is(one.tell()));
        assert!(!one.is(other.tell()) && !one.is("") && !one.is(&one.tell().to_lowercase()));
        assert!(Token::read(&format!("{}\n", one.tell())).unwrap().is(one.tell()));
        assert!(Token::read("short").is_none() && Token::read("").is_none());
    }
}
