//! What an issuer's device signs: certificates, memberships, new epochs, revocations. The lines
//! count once a relay has taken them into its log.

use rand_core::CryptoRng;

use super::{Client, ClientError};
use crate::entry::Compartment;
use crate::ids::{DeviceId, Millis};
use crate::keys::PublicIdentity;
use crate::region::{
    Certificate, Epoch, EpochIssuer, Revocation, Roles, SignedStatement, Statement,
};

impl Client {
    /// Certifies a device.
    ///
    /// # Errors
    /// [`ClientError`] when it cannot be encoded.
    pub fn certify(
        &self,
        device: PublicIdentity,
        roles: Roles,
        not_after: Millis,
    ) -> Result<Vec<u8>, ClientError> {
        self.state(&Statement::Certificate(Certificate { device, roles, not_after }))
    }

    /// Ends a device.
    ///
    /// # Errors
    /// [`ClientError`] when it cannot be encoded.
    pub fn revoke(&self, device: DeviceId, at: Millis) -> Result<Vec<u8>, ClientError> {
        self.state(&Statement::Revocation(Revocation { device, at }))
    }

    /// Hands every epoch of a compartment that this device holds to a new member, so that it can
    /// read what is there already.
    ///
    /// # Errors
    /// [`ClientError`] when a key cannot be used, and storage errors.
    pub fn admit(
        &self,
        compartment: Compartment,
        member: &PublicIdentity,
        rng: &mut dyn CryptoRng,
    ) -> Result<Vec<Vec<u8>>, ClientError> {
        let issuer = self.issuer(compartment);
        let mut lines = Vec::new();
        for epoch in self.vault.read(|tables| tables.compartment_epochs(compartment))? {
            let held = self.vault.read(|tables| tables.compartment_secret(compartment, epoch))?;
            if let Some(secret) = held {
                lines.push(issuer.admit(epoch, &secret, member, rng)?);
            }
        }
        Ok(lines)
    }

    /// Gives a compartment a new key, for all its members but `without`.
    ///
    /// # Errors
    /// [`ClientError`] when a key cannot be used.
    pub fn rotate(
        &self,
        compartment: Compartment,
        without: DeviceId,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<Vec<Vec<u8>>, ClientError> {
        let newest = self.directory.epoch(compartment).map(|epoch| epoch.number);
        let number = Epoch::number_after(newest, now);
        let members = self.directory.members(compartment).filter(|id| *id != without);
        let members = members.filter_map(|id| self.directory.device(id));
        let members: Vec<_> = members.map(|one| one.certificate.device.clone()).collect();
        Ok(self.issuer(compartment).open(number, &members, rng)?)
    }

    pub(super) const fn issuer(&self, compartment: Compartment) -> EpochIssuer<'_> {
        EpochIssuer { region: self.directory.region(), issuer: &self.identity, compartment }
    }

    fn state(&self, statement: &Statement) -> Result<Vec<u8>, ClientError> {
        Ok(SignedStatement::sign(self.directory.region(), &self.identity, statement)?)
    }
}
