//! The three headers of a signed request.

use data_encoding::BASE64;
use ed25519_dalek::Signature;

use super::{ContentDigest, SignatureRefusal, params::Params};

/// Their values, as they are sent and as they were received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureHeaders {
    /// `content-digest`
    pub content_digest: String,
    /// `signature-input`
    pub signature_input: String,
    /// `signature`
    pub signature: String,
}

const CONTENT_DIGEST: &str = "content-digest";
const SIGNATURE_INPUT: &str = "signature-input";
const SIGNATURE: &str = "signature";

/// The name that ties a signature to its input; one letter, because it travels twice.
const LABEL: &str = "t=";

impl SignatureHeaders {
    /// Finds the three among all headers of a request, each exactly once.
    pub fn find<'h>(
        headers: impl IntoIterator<Item = (&'h str, &'h [u8])> + Clone,
    ) -> Result<Self, SignatureRefusal> {
        let find = |header: &'static str| {
            let mut values = headers
                .clone()
                .into_iter()
                .filter_map(|(name, value)| name.eq_ignore_ascii_case(header).then_some(value));
            match (values.next(), values.next()) {
                (None, _) => Err(SignatureRefusal::Missing { header }),
                (Some(value), None) => str::from_utf8(value)
                    .map(str::to_owned)
                    .map_err(|_| SignatureRefusal::Malformed { header }),
                (Some(_), Some(_)) => Err(SignatureRefusal::Repeated { header }),
            }
        };
        Ok(Self {
            content_digest: find(CONTENT_DIGEST)?,
            signature_input: find(SIGNATURE_INPUT)?,
            signature: find(SIGNATURE)?,
        })
    }

    /// Names and values, to be sent.
    pub fn pairs(&self) -> [(&'static str, &str); 3] {
        [
            (CONTENT_DIGEST, &self.content_digest),
            (SIGNATURE_INPUT, &self.signature_input),
            (SIGNATURE, &self.signature),
        ]
    }

    pub(super) fn render(digest: &ContentDigest, params: &Params, signature: &Signature) -> Self {
        Self {
            content_digest: digest.to_string(),
            signature_input: format!("{LABEL}{params}"),
            signature: format!("{LABEL}:{}:", BASE64.encode(&signature.to_bytes())),
        }
    }

    pub(super) fn parse(&self) -> Result<(ContentDigest, Params, Signature), SignatureRefusal> {
        let malformed = |header| SignatureRefusal::Malformed { header };
        let digest = ContentDigest::parse(&self.content_digest);
        let params = self.signature_input.strip_prefix(LABEL).and_then(Params::parse);
        Ok((
            digest.ok_or(malformed(CONTENT_DIGEST))?,
            params.ok_or(malformed(SIGNATURE_INPUT))?,
            parse_signature(&self.signature).ok_or(malformed(SIGNATURE))?,
        ))
    }
}

fn parse_signature(value: &str) -> Option<Signature> {
    let base64 = value.strip_prefix(LABEL)?.strip_prefix(':')?.strip_suffix(':')?;
    Signature::from_slice(&BASE64.decode(base64.as_bytes()).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const THREE: [(&str, &[u8]); 3] =
        [("Content-Digest", b"d"), ("Signature-Input", b"i"), ("Signature", b"s")];

    #[test]
    fn finds_the_three_whatever_their_case() {
        let found = SignatureHeaders::find(THREE);
        let expected = [("content-digest", "d"), ("signature-input", "i"), ("signature", "s")];
        assert_eq!(found.map(|headers| headers.pairs() == expected), Ok(true));
    }

    #[test]
    fn one_too_few_is_missing_and_one_too_many_repeated() {
        for header in [CONTENT_DIGEST, SIGNATURE_INPUT, SIGNATURE] {
            let fewer = THREE.into_iter().filter(|(name, _)| !name.eq_ignore_ascii_case(header));
            assert_eq!(SignatureHeaders::find(fewer), Err(SignatureRefusal::Missing { header }));
            let more = THREE.into_iter().chain([(header, b"x".as_slice())]);
            assert_eq!(SignatureHeaders::find(more), Err(SignatureRefusal::Repeated { header }));
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_malformed() {
        let headers = [("content-digest", b"\xff".as_slice())];
        let refused = SignatureRefusal::Malformed { header: CONTENT_DIGEST };
        assert_eq!(SignatureHeaders::find(headers), Err(refused));
    }
}
