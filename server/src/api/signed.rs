//! Who sent a request: its RFC 9421 signature against the region's directory.

use axum::http::HeaderMap;
use axum::http::header::HOST;
use tabard_core::ids::{DeviceId, Millis};
use tabard_core::wire::ProblemCode;
use tabard_core::wire::http_signature::{
    RequestHead, SignatureHeaders, SignatureRefusal, UnixSeconds, verify,
};

use super::Region;
use super::problem::Refused;
use crate::host::now;
use crate::listener::NonceRefusal;

impl Region {
    /// Checks a request's signature, times, digest and nonce, and gives its sender.
    pub(super) fn sender(
        &self,
        path: &str,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<DeviceId, Refused> {
        let seconds = |at: Millis| UnixSeconds(u64::try_from(at.0 / 1000).unwrap_or_default());
        let now = seconds(now());
        let pairs: Vec<_> =
            headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
        let signature = SignatureHeaders::find(pairs).map_err(refusal)?;
        let head = RequestHead::new("POST", self.authority(headers), path)
            .map_err(|_| Refused(ProblemCode::BadSignature))?;
        let directory = self.relay.directory()?;
        let mut device = None;
        let signed = verify(&head, &signature, now, |keyid| {
            let id = DeviceId::new(*keyid.as_bytes());
            device = Some(id);
            directory.device(id)?.certificate.device.verifying_key()
        });
        let verified = signed.and_then(|head| head.with_body(body)).map_err(refusal)?;
        let mut nonces = self.nonces.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        nonces.admit(&verified, now).map_err(|refused| match refused {
            NonceRefusal::Replayed => Refused(ProblemCode::Replayed),
            NonceRefusal::Expired => Refused(ProblemCode::Clock),
            NonceRefusal::Full => Refused(ProblemCode::Unavailable),
        })?;
        device.ok_or(Refused(ProblemCode::UnknownDevice))
    }

    fn authority<'a>(&'a self, headers: &'a HeaderMap) -> &'a str {
        let host = || headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        self.public_authority.as_deref().unwrap_or_else(host)
    }
}

fn refusal(refused: SignatureRefusal) -> Refused {
    Refused(match refused {
        SignatureRefusal::Expired { .. } | SignatureRefusal::NotYetValid { .. } => {
            ProblemCode::Clock
        }
        SignatureRefusal::UnknownKey { .. } => ProblemCode::UnknownDevice,
        SignatureRefusal::Missing { .. }
        | SignatureRefusal::Repeated { .. }
        | SignatureRefusal::Malformed { .. }
        | SignatureRefusal::WrongLifetime
        | SignatureRefusal::BadSignature
        | SignatureRefusal::WrongBody => ProblemCode::BadSignature,
    })
}
