//! Making a compartment's key and handing it to members.

use rand_core::CryptoRng;

use super::{Epoch, Membership, SignedStatement, Statement, StatementError, member_info};
use crate::entry::Compartment;
use crate::ids::RegionId;
use crate::keys::{DeviceIdentity, PublicIdentity, ReceivingKey, WrapError};

/// Why a compartment's lines could not be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EpochError {
    /// A member's key.
    #[error(transparent)]
    Wrap(#[from] WrapError),
    /// A line.
    #[error(transparent)]
    Statement(#[from] StatementError),
}

/// An issuer at work on one compartment.
pub struct EpochIssuer<'a> {
    /// The region.
    pub region: RegionId,
    /// The issuer's keys.
    pub issuer: &'a DeviceIdentity,
    /// The compartment.
    pub compartment: Compartment,
}

impl EpochIssuer<'_> {
    /// The lines that open an epoch: its key, and a copy of its secret for each member.
    ///
    /// # Errors
    /// [`EpochError`] when a member's key cannot be used.
    pub fn open(
        &self,
        number: u32,
        members: &[PublicIdentity],
        rng: &mut dyn CryptoRng,
    ) -> Result<Vec<Vec<u8>>, EpochError> {
        let secret = ReceivingKey::generate(rng);
        let epoch = Epoch { compartment: self.compartment, number, public: secret.public() };
        let mut lines =
            vec![SignedStatement::sign(self.region, self.issuer, &Statement::Epoch(epoch))?];
        for member in members {
            lines.push(self.admit(number, &secret, member, rng)?);
        }
        Ok(lines)
    }

    /// The line that hands an epoch's secret to a member.
    ///
    /// # Errors
    /// [`EpochError`] when the member's key cannot be used.
    pub fn admit(
        &self,
        number: u32,
        secret: &ReceivingKey,
        member: &PublicIdentity,
        rng: &mut dyn CryptoRng,
    ) -> Result<Vec<u8>, EpochError> {
        let id = member.device_id();
        let info = member_info(self.region, self.compartment, number, id);
        let wrap = member.receiving().seal(&info, &secret.to_bytes(), rng)?;
        let compartment = self.compartment;
        let line = Membership { compartment, epoch: number, member: id, wrap };
        Ok(SignedStatement::sign(self.region, self.issuer, &Statement::Membership(line))?)
    }
}
