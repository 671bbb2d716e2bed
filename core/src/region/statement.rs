//! The lines of the directory.

use minicbor::{Decode, Encode};

use super::{Erasure, Policy, Roles, WipeOrder};
use crate::cose::{self, CoseError, Domain, Unverified};
use crate::entry::Compartment;
use crate::ids::{DeviceId, LogId, Millis, RegionId};
use crate::keys::{DeviceIdentity, PublicIdentity, ReceivingPublic, VerifyingKey};

/// A line of the directory.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Statement {
    /// The first line: which authority this region has. Signed by that authority.
    #[n(0)]
    Founding(#[n(0)] Founding),
    /// A device's keys and roles. Signed by an issuer, or by the authority for an issuer.
    #[n(1)]
    Certificate(#[n(0)] Certificate),
    /// The relay's signing key. Signed by the authority.
    #[n(2)]
    Relay(#[n(0)] RelayCertificate),
    /// A compartment's new key. Signed by an issuer.
    #[n(3)]
    Epoch(#[n(0)] Epoch),
    /// A compartment's secret, wrapped to one member. Signed by an issuer.
    #[n(4)]
    Membership(#[n(0)] Membership),
    /// The end of a device. Signed by an issuer or the authority.
    #[n(5)]
    Revocation(#[n(0)] Revocation),
    /// How long devices show what they hold. Signed by an issuer or the authority.
    #[n(6)]
    Policy(#[n(0)] Policy),
    /// The end of a device and of what it holds. Signed by an issuer, or by the authority for an
    /// issuer.
    #[n(7)]
    Wipe(#[n(0)] WipeOrder),
    /// The erasure of records. Signed by an issuer who stands, or by the authority.
    #[n(8)]
    Erasure(#[n(0)] Erasure),
}

/// The region's authority.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Founding {
    /// The authority's keys; their hash is the region's id.
    #[n(0)]
    pub authority: PublicIdentity,
    /// The name the region shows to its people.
    #[n(1)]
    pub name: String,
}

/// A device's certificate. It holds no name: whose phone it is, only the hub knows.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Certificate {
    /// The device's keys.
    #[n(0)]
    pub device: PublicIdentity,
    /// What it may do.
    #[n(1)]
    pub roles: Roles,
    /// The end of its validity, which the hub moves on before it comes.
    #[n(2)]
    pub not_after: Millis,
}

/// The key with which a relay signs receipts.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct RelayCertificate {
    /// The relay's keys.
    #[n(0)]
    pub relay: PublicIdentity,
    /// The log it keeps.
    #[n(1)]
    pub log: LogId,
    /// Of a relay inside a control room: the device by which it speaks to the region's. Its receipts
    /// say nothing of the region, and count for as long as that device stands.
    #[n(2)]
    pub edge: Option<DeviceId>,
}

/// A compartment's key for a time.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Epoch {
    /// The compartment.
    #[n(0)]
    pub compartment: Compartment,
    /// Rising with time: see [`Epoch::number_after`].
    #[n(1)]
    pub number: u32,
    /// The key that new records are wrapped to.
    #[n(2)]
    pub public: ReceivingPublic,
}

impl Epoch {
    /// The number of an epoch that begins now: days since 2026, and more than the newest known. A
    /// hub that was restored from an older copy does not give a lost number again.
    #[must_use]
    pub fn number_after(newest: Option<u32>, now: Millis) -> u32 {
        const START_OF_2026: i64 = 1_767_225_600_000;
        let days = now.0.saturating_sub(START_OF_2026) / 86_400_000;
        let days = u32::try_from(days).unwrap_or_default().saturating_add(1);
        days.max(newest.map_or(1, |newest| newest.saturating_add(1)))
    }
}

/// One member's copy of a compartment's secret.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Membership {
    /// The compartment.
    #[n(0)]
    pub compartment: Compartment,
    /// The epoch.
    #[n(1)]
    pub epoch: u32,
    /// The member.
    #[n(2)]
    pub member: DeviceId,
    /// The epoch's secret key, sealed to the member.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub wrap: Vec<u8>,
}

/// What a compartment's secret is bound to when it is wrapped to a member.
#[must_use]
pub fn member_info(
    region: RegionId,
    compartment: Compartment,
    epoch: u32,
    member: DeviceId,
) -> Vec<u8> {
    let mut info = b"tabard/member/v1".to_vec();
    info.extend_from_slice(region.as_bytes());
    info.push(compartment.number());
    info.extend_from_slice(&epoch.to_be_bytes());
    info.extend_from_slice(member.as_bytes());
    info
}

/// The end of a device, from the place in the log where this stands.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Revocation {
    /// The device.
    #[n(0)]
    pub device: DeviceId,
    /// When the issuer decided it.
    #[n(1)]
    pub at: Millis,
}

/// Why bytes are no line of this directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StatementError {
    /// The envelope or its signature.
    #[error(transparent)]
    Envelope(#[from] CoseError),
    /// The content.
    #[error("the statement is malformed, or of a newer version")]
    Malformed,
}

/// A statement with the signature it came with, not yet checked.
pub struct SignedStatement {
    /// What is stated.
    pub statement: Statement,
    /// Who claims to state it.
    pub signer: DeviceId,
    envelope: Unverified,
}

/// The largest statement in bytes.
const MAX_STATEMENT: usize = 4096;

impl SignedStatement {
    /// Signs a statement and returns its bytes.
    ///
    /// # Errors
    /// [`StatementError`] when it cannot be encoded.
    pub fn sign(
        region: RegionId,
        signer: &DeviceIdentity,
        statement: &Statement,
    ) -> Result<Vec<u8>, StatementError> {
        let payload = minicbor::to_vec(statement).map_err(|_| StatementError::Malformed)?;
        Ok(cose::sign(Domain::Statement, region, signer, payload)?)
    }

    /// Parses received bytes.
    ///
    /// # Errors
    /// [`StatementError`] for anything but a statement.
    pub fn parse(bytes: &[u8]) -> Result<Self, StatementError> {
        if bytes.len() > MAX_STATEMENT {
            return Err(StatementError::Malformed);
        }
        let envelope = Unverified::parse(bytes)?;
        let signer = envelope.signer()?;
        let statement: Statement =
            minicbor::decode(envelope.payload()).map_err(|_| StatementError::Malformed)?;
        let again = minicbor::to_vec(&statement).map_err(|_| StatementError::Malformed)?;
        if again != envelope.payload() {
            return Err(StatementError::Malformed);
        }
        Ok(Self { statement, signer, envelope })
    }

    /// Checks the signature.
    ///
    /// # Errors
    /// [`StatementError::Envelope`] when `key` did not sign it for this region.
    pub fn verify(&self, region: RegionId, key: &VerifyingKey) -> Result<(), StatementError> {
        Ok(self.envelope.verify(Domain::Statement, region, key)?)
    }
}
