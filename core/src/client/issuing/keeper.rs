//! Keeping the keys of a compartment. Wellbeing's is kept among its members and no issuer ever holds
//! it; the others' are kept by an issuer that is a member. Who keeps a key makes it, hands it to
//! whoever is given the role, and makes another when somebody leaves.

use rand_core::CryptoRng;

use crate::client::{Client, ClientError};
use crate::entry::Compartment;
use crate::ids::{DeviceId, Millis};
use crate::keys::PublicIdentity;
use crate::region::{Epoch, Role};
use crate::vault::VaultError;

/// What a member owes its compartment.
enum Owed {
    /// A new epoch for all who have the role: there is none, or somebody left since it began.
    Epoch(Compartment),
    /// The secret of an epoch to one who does not have it.
    Secret(Compartment, u32, DeviceId),
}

impl Client {
    /// Whether the region waits for lines that this device has to sign.
    pub(in crate::client) fn owes_keys(&self) -> Result<bool, ClientError> {
        Ok(!self.owed()?.is_empty())
    }

    /// The lines that this device has to sign. They count once the relay has taken them; until
    /// they come back in the directory they are signed again.
    pub(in crate::client) fn keys_owed(
        &self,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<Vec<Vec<u8>>, ClientError> {
        let mut lines = Vec::new();
        for owed in self.owed()? {
            match owed {
                Owed::Epoch(compartment) => {
                    let newest = self.directory.epoch(compartment).map(|epoch| epoch.number);
                    let number = Epoch::number_after(newest, now);
                    let members: Vec<_> = self.entitled(compartment).map(|(_, one)| one).collect();
                    lines.extend(self.issuer(compartment).open(number, &members, rng)?);
                }
                Owed::Secret(compartment, epoch, member) => {
                    let held =
                        self.vault.read(|tables| tables.compartment_secret(compartment, epoch))?;
                    let member = self.directory.device(member);
                    let (Some(secret), Some(member)) = (held, member) else { continue };
                    let device = &member.certificate.device;
                    lines.push(self.issuer(compartment).admit(epoch, &secret, device, rng)?);
                }
            }
        }
        Ok(lines)
    }

    fn owed(&self) -> Result<Vec<Owed>, ClientError> {
        let mut owed = Vec::new();
        let own = self.device();
        let issues = self.roles().is_ok_and(|roles| roles.allow(Role::Issuer));
        for compartment in Compartment::ALL {
            let is_member = self.entitled(compartment).any(|(id, _)| id == own);
            if !is_member || !(issues || compartment.keyed_by_members()) {
                continue;
            }
            if self.is_to_be_keyed_anew(compartment) {
                owed.push(Owed::Epoch(compartment));
                continue;
            }
            for epoch in self.epochs_held(compartment)? {
                let holders: Vec<_> = self.directory.holders(compartment, epoch).collect();
                let without = self.entitled(compartment).map(|(id, _)| id);
                let without = without.filter(|id| !holders.contains(id));
                owed.extend(without.map(|id| Owed::Secret(compartment, epoch, id)));
            }
        }
        Ok(owed)
    }

    fn is_to_be_keyed_anew(&self, compartment: Compartment) -> bool {
        let Some(epoch) = self.directory.epoch(compartment) else { return true };
        let mut holders = self.directory.holders(compartment, epoch.number);
        holders.any(|id| !self.entitled(compartment).any(|(entitled, _)| entitled == id))
    }

    fn epochs_held(&self, compartment: Compartment) -> Result<Vec<u32>, VaultError> {
        self.vault.read(|tables| tables.compartment_epochs(compartment))
    }

    /// The devices that stand and have the compartment's role.
    fn entitled(
        &self,
        compartment: Compartment,
    ) -> impl Iterator<Item = (DeviceId, PublicIdentity)> + '_ {
        self.directory
            .devices()
            .filter(|(_, standing)| standing.revoked_at.is_none())
            .map(|(id, standing)| (id, &standing.certificate))
            .filter(move |(_, one)| one.roles.may_join(compartment))
            .map(|(id, one)| (id, one.device.clone()))
    }
}
