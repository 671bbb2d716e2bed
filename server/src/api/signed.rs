//! Who sent a request: its RFC 9421 signature against the region's directory.

use axum::http::HeaderMap;
use axum::http::header::HOST;
use axum::response::Response;
use tabard_core::ids::{DeviceId, Millis};
use tabard_core::wire::http_signature::{
    KeyId, RequestHead, SignatureHeaders, SignatureRefusal, SignedHead, UnixSeconds, verify,
};
use tabard_core::wire::{Problem, ProblemCode};

use super::Region;
use super::problem::Refused;
use crate::host::now;
use crate::listener::{NonceRefusal, said};
use crate::relay;

/// Who sent a request whose body is not known yet.
pub(super) struct Sender {
    device: DeviceId,
    head: SignedHead,
}

impl Region {
    /// Checks a request's signature and times, before a byte of its body is read.
    pub(super) fn sender(&self, path: &str, headers: &HeaderMap) -> Result<Sender, Refused> {
        let now = now();
        let pairs: Vec<_> =
            headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
        let signature = SignatureHeaders::find(pairs).map_err(refusal)?;
        let head = RequestHead::new("POST", self.authority(headers), path)
            .map_err(|_| Refused(ProblemCode::BadSignature))?;
        let directory = self.relay.directory()?;
        let device = |keyid: &KeyId| DeviceId::new(*keyid.as_bytes());
        let head = verify(&head, &signature, seconds(now), |keyid| {
            directory.device(device(keyid))?.certificate.device.verifying_key()
        });
        let head = head.map_err(refusal)?;
        Ok(Sender { device: device(&head.keyid()), head })
    }

    /// What a sender is told that may exchange nothing, before its body is read: one that was
    /// removed also gets the order to wipe itself, where there is one.
    pub(super) fn turned_away(&self, sender: &Sender) -> Result<Option<Response>, Refused> {
        let (now, device) = (now(), sender.device);
        match relay::may_exchange(&*self.relay.directory()?, device, now) {
            Ok(()) => Ok(None),
            Err(ProblemCode::Revoked) => {
                let lines = self.relay.wipe_lines(device)?;
                Ok(Some(said(&Problem::new(ProblemCode::Revoked, now).with_order(&lines))))
            }
            Err(code) => Err(Refused(code)),
        }
    }

    /// Checks the body and the nonce of a request, and gives its sender.
    pub(super) fn admit(&self, sender: &Sender, body: &[u8]) -> Result<DeviceId, Refused> {
        let verified = sender.head.with_body(body).map_err(refusal)?;
        let mut nonces = self.nonces.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        nonces.admit(&verified, seconds(now())).map_err(|refused| match refused {
            NonceRefusal::Replayed => Refused(ProblemCode::Replayed),
            NonceRefusal::Expired => Refused(ProblemCode::Clock),
            NonceRefusal::Full => Refused(ProblemCode::Unavailable),
        })?;
        Ok(sender.device)
    }

    fn authority<'a>(&'a self, headers: &'a HeaderMap) -> &'a str {
        let host = || headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        self.public_authority.as_deref().unwrap_or_else(host)
    }
}

fn seconds(at: Millis) -> UnixSeconds {
    UnixSeconds(u64::try_from(at.0 / 1000).unwrap_or_default())
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
