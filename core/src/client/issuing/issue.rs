//! What an issuer's device signs: certificates, memberships, new epochs, revocations. The lines
//! count once a relay has taken them into its log.

use rand_core::CryptoRng;

use crate::client::{Client, ClientError};
use crate::entry::Compartment;
use crate::ids::{DeviceId, Millis};
use crate::keys::PublicIdentity;
use crate::region::{
    Certificate, Days, Epoch, EpochIssuer, Erasure, Policy, RegisterPolicy, Revocation, Roles,
    SignedStatement, Statement, WipeOrder,
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

    /// Orders a device to destroy what it holds, which ends it too; with `unsent_too` even what the
    /// region does not hold.
    ///
    /// # Errors
    /// [`ClientError`] when it cannot be encoded.
    pub fn order_wipe(
        &self,
        device: DeviceId,
        unsent_too: bool,
        at: Millis,
    ) -> Result<Vec<u8>, ClientError> {
        self.state(&Statement::Wipe(WipeOrder { device, at, unsent_too }))
    }

    /// Orders the erasure of records.
    ///
    /// # Errors
    /// [`ClientError`] when it cannot be encoded.
    pub fn order_erasure(&self, order: Erasure) -> Result<Vec<u8>, ClientError> {
        self.state(&Statement::Erasure(order))
    }

    /// States how long devices may be read after their last contact, how long they keep what they
    /// sent after the hub's receipt, and how long warnings last. It counts from now on, and after
    /// every decision known here, whatever the clock says.
    ///
    /// # Errors
    /// [`ClientError`] when it cannot be encoded.
    pub fn state_policy(
        &self,
        read_lease: Option<Days>,
        history: Option<Days>,
        register: Option<RegisterPolicy>,
        now: Millis,
    ) -> Result<Vec<u8>, ClientError> {
        let known = self.directory.policy().map(|policy| Millis(policy.at.0.saturating_add(1)));
        let at = known.map_or(now, |known| known.max(now));
        self.state(&Statement::Policy(Policy { at, read_lease, history, register }))
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

    pub(in crate::client) const fn issuer(&self, compartment: Compartment) -> EpochIssuer<'_> {
        EpochIssuer { region: self.directory.region(), issuer: &self.identity, compartment }
    }

    fn state(&self, statement: &Statement) -> Result<Vec<u8>, ClientError> {
        Ok(SignedStatement::sign(self.directory.region(), &self.identity, statement)?)
    }
}
