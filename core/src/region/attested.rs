//! Bytes that a region's hub signed, with the lines of its directory that say who the hub is. Whoever
//! knows the region's id can check them without the region.

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use super::{Directory, Role};
use crate::cose::{Domain, Unverified};
use crate::ids::{DeviceId, Millis, RegionId};
use crate::wire::Message;

/// More lines than the certificates of one device.
const MAX_LINES: usize = 64;

/// Signed bytes with the lines that they are checked by.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Attested {
    /// The region that they claim to come from.
    #[n(0)]
    pub region: RegionId,
    /// The founding line, and the certificates of the signer.
    #[n(1)]
    pub lines: Vec<ByteVec>,
    /// A COSE_Sign1 in the domain of returns.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub signed: Vec<u8>,
}

/// What was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The region's name, as its authority signed it.
    pub region_name: String,
    /// The hub that signed.
    pub signer: DeviceId,
    /// Until when the hub is certified.
    pub not_after: Millis,
    /// What it signed.
    pub payload: Vec<u8>,
}

/// Why signed bytes were refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AttestedError {
    /// No such message.
    #[error("this is no file that a hub signed, or one of another version")]
    Malformed,
    /// Of another region than was asked for.
    #[error("it comes from another region than the one that was named")]
    OtherRegion,
    /// Not signed by a device that the region's authority made its hub.
    #[error("it is not signed by a hub of that region")]
    NotTheHub,
}

impl Attested {
    /// Reads bytes; nothing in them is to be believed yet.
    ///
    /// # Errors
    /// [`AttestedError::Malformed`].
    pub fn parse(bytes: &[u8]) -> Result<Self, AttestedError> {
        let attested = Self::from_bytes(bytes).map_err(|_| AttestedError::Malformed)?;
        let same = attested.to_bytes() == bytes && attested.lines.len() <= MAX_LINES;
        if same { Ok(attested) } else { Err(AttestedError::Malformed) }
    }

    /// Checks that a hub of this region signed. That the hub was removed since is not in it.
    ///
    /// # Errors
    /// [`AttestedError`].
    pub fn check(&self, region: RegionId) -> Result<Checked, AttestedError> {
        if self.region != region {
            return Err(AttestedError::OtherRegion);
        }
        let mut directory = Directory::new(region);
        for (position, line) in (0..).zip(&self.lines) {
            directory.apply(position, line).map_err(|_| AttestedError::NotTheHub)?;
        }
        let message = Unverified::parse(&self.signed).map_err(|_| AttestedError::Malformed)?;
        let signer = message.signer().map_err(|_| AttestedError::Malformed)?;
        let certified = directory.device(signer).map(|standing| &standing.certificate);
        let hub = certified.filter(|one| one.roles.allow(Role::Triage));
        let hub =
            hub.filter(|one| one.roles.allow(Role::Issuer)).ok_or(AttestedError::NotTheHub)?;
        let key = hub.device.verifying_key().ok_or(AttestedError::NotTheHub)?;
        let verified = message.verify(Domain::Return, region, &key);
        verified.map_err(|_| AttestedError::NotTheHub)?;
        Ok(Checked {
            region_name: directory.name().unwrap_or_default().to_owned(),
            signer,
            not_after: hub.not_after,
            payload: message.payload().to_vec(),
        })
    }
}
