//! The root of a region: the one key that everything else is checked against.

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::{Certificate, Founding, RelayCertificate, Roles, SignedStatement, Statement};
use super::{Revocation, StatementError};
use crate::ids::{DeviceId, LogId, Millis, RegionId};
use crate::keys::{DeviceIdentity, PublicIdentity, ReceivingKey, cut, digest};

/// The authority's secret key. It signs a region into being, its issuers and its relays, and is
/// then kept offline.
pub struct Authority(DeviceIdentity);

impl Authority {
    /// Makes the authority of a new region.
    pub fn generate(rng: &mut dyn CryptoRng) -> Self {
        Self(DeviceIdentity::generate(rng))
    }

    /// The two secrets, signing then receiving, for the file that is kept offline.
    #[must_use]
    pub fn secrets(&self) -> Zeroizing<[u8; 64]> {
        let mut both = Zeroizing::new([0; 64]);
        let (signing, receiving) = both.split_at_mut(32);
        signing.copy_from_slice(self.0.signing_seed().as_ref());
        receiving.copy_from_slice(self.0.receiving().to_bytes().as_ref());
        both
    }

    /// Takes the secrets back from that file.
    #[must_use]
    pub fn from_secrets(both: &[u8; 64]) -> Self {
        let mut signing = Zeroizing::new([0; 32]);
        let mut receiving = Zeroizing::new([0; 32]);
        let (first, second) = both.split_at(32);
        signing.copy_from_slice(first);
        receiving.copy_from_slice(second);
        Self(DeviceIdentity::from_parts(&signing, ReceivingKey::from_bytes(&receiving)))
    }

    /// The region's id: the hash of the authority's public keys.
    #[must_use]
    pub fn region(&self) -> RegionId {
        region_of(&self.0.public())
    }

    /// Signs the first line of the directory.
    ///
    /// # Errors
    /// [`StatementError`] when it cannot be encoded.
    pub fn found(&self, name: &str) -> Result<Vec<u8>, StatementError> {
        let founding = Founding { authority: self.0.public(), name: name.to_owned() };
        self.sign(&Statement::Founding(founding))
    }

    /// Certifies an issuer.
    ///
    /// # Errors
    /// [`StatementError`] when it cannot be encoded.
    pub fn certify(
        &self,
        device: PublicIdentity,
        roles: Roles,
        not_after: Millis,
    ) -> Result<Vec<u8>, StatementError> {
        self.sign(&Statement::Certificate(Certificate { device, roles, not_after }))
    }

    /// Certifies a relay.
    ///
    /// # Errors
    /// [`StatementError`] when it cannot be encoded.
    pub fn certify_relay(
        &self,
        relay: PublicIdentity,
        log: LogId,
    ) -> Result<Vec<u8>, StatementError> {
        self.sign(&Statement::Relay(RelayCertificate { relay, log, edge: None }))
    }

    /// Certifies the relay of a control room, which speaks to the region's by a device.
    ///
    /// # Errors
    /// [`StatementError`] when it cannot be encoded.
    pub fn certify_edge(
        &self,
        relay: PublicIdentity,
        log: LogId,
        device: DeviceId,
    ) -> Result<Vec<u8>, StatementError> {
        self.sign(&Statement::Relay(RelayCertificate { relay, log, edge: Some(device) }))
    }

    /// Ends an issuer.
    ///
    /// # Errors
    /// [`StatementError`] when it cannot be encoded.
    pub fn revoke(&self, revocation: Revocation) -> Result<Vec<u8>, StatementError> {
        self.sign(&Statement::Revocation(revocation))
    }

    fn sign(&self, statement: &Statement) -> Result<Vec<u8>, StatementError> {
        SignedStatement::sign(self.region(), &self.0, statement)
    }
}

/// The id of the region that an authority founds.
pub(super) fn region_of(authority: &PublicIdentity) -> RegionId {
    RegionId::new(cut(&digest(
        "tabard/region/v1",
        &[authority.device_id().as_bytes(), &authority.signing_bytes()],
    )))
}
