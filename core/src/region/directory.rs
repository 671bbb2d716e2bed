//! What a device holds to be true of its region: the checked lines, applied in their order.

use std::collections::{BTreeMap, BTreeSet};

use super::authority::region_of;
use super::{
    Certificate, Epoch, Erased, Erasure, Membership, Policy, RelayCertificate, Role, Roles,
    SignedStatement, Statement, StatementError, WipeOrder,
};
use crate::entry::Compartment;
use crate::ids::{ChunkAddress, DeviceId, LogId, Millis, RecordId, RegionId};
use crate::keys::{PublicIdentity, VerifyingKey};
use crate::model::marker::Terms;

/// Why a line was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DirectoryError {
    /// The bytes or the signature.
    #[error(transparent)]
    Statement(#[from] StatementError),
    /// The first line must found the region that was asked for.
    #[error("this is the directory of another region")]
    OtherRegion,
    /// Signed by a device that may not state this.
    #[error("the signer of this statement has no right to state it")]
    NoRight,
    /// Another device has this id, or the keys are too weak.
    #[error("these device keys cannot be used")]
    Keys,
    /// Another key has this number: the hub was restored between the two.
    #[error("another epoch of this compartment has this number")]
    EpochTaken,
    /// A number that no day has had, and that is not the next: after it there might be none left.
    #[error("the number of this epoch is too far ahead")]
    EpochAhead,
    /// Whoever signed this order to erase was removed: it erases nothing here, wherever it stands.
    #[error("the signer of this order to erase was removed")]
    ErasureRefused,
}

/// A device's place in the region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Its newest certificate.
    pub certificate: Certificate,
    /// The log position of that certificate.
    pub certified_at: u64,
    /// The log position of its revocation.
    pub revoked_at: Option<u64>,
    /// The order to destroy what it holds.
    pub wipe: Option<Ordered>,
}

/// An order with where it stands and who signed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ordered {
    /// The order.
    pub order: WipeOrder,
    /// Its log position.
    pub position: u64,
    /// Its signer.
    pub signer: DeviceId,
}

impl Standing {
    /// Whether an entry at this place of the log counts.
    #[must_use]
    pub fn stands_at(&self, position: Option<u64>) -> bool {
        match (self.revoked_at, position) {
            (None, _) => true,
            (Some(revoked), Some(position)) => position < revoked,
            (Some(_), None) => false,
        }
    }

    /// The earliest place counts: one that was told comes before the log's own.
    fn revoke(&mut self, position: u64) {
        let first = self.revoked_at.map_or(position, |known| known.min(position));
        self.revoked_at = Some(first);
    }
}

/// Who has to sign a line.
#[derive(Clone, Copy)]
enum Signer {
    Authority,
    /// An issuer, or the authority.
    Issuer,
    /// A device whose role belongs to the compartment, and nobody else.
    Member(Compartment),
}

impl Signer {
    const fn keyer_of(compartment: Compartment) -> Self {
        match compartment.keyed_by_members() {
            true => Self::Member(compartment),
            false => Self::Issuer,
        }
    }

    const fn may_be_the_authority(self) -> bool {
        matches!(self, Self::Authority | Self::Issuer)
    }

    const fn may_be(self, roles: Roles) -> bool {
        match self {
            Self::Authority => false,
            Self::Issuer => roles.allow(Role::Issuer),
            Self::Member(compartment) => roles.may_join(compartment),
        }
    }
}

/// The directory as applied so far.
#[derive(Clone, Debug)]
pub struct Directory {
    region: RegionId,
    founded: Option<(VerifyingKey, DeviceId, String)>,
    devices: BTreeMap<DeviceId, Standing>,
    relays: Vec<RelayCertificate>,
    epochs: BTreeMap<Compartment, Vec<Epoch>>,
    memberships: Vec<Membership>,
    policies: BTreeSet<Policy>,
    erased: BTreeMap<RecordId, Erased>,
    erased_chunks: BTreeMap<ChunkAddress, u64>,
}

/// The position of a line that another device told and the log did not yet: after all that the log
/// did say.
pub const TOLD: u64 = u64::MAX >> 1;

/// The last number that an epoch has for its day, in the year 2299. Whoever opens an epoch leaves
/// numbers for those after it: a member that is to be removed could use up all of them.
const LAST_DAY: u32 = 100_000;

impl Directory {
    /// A directory that will accept only lines of this region.
    #[must_use]
    pub const fn new(region: RegionId) -> Self {
        Self {
            region,
            founded: None,
            devices: BTreeMap::new(),
            relays: Vec::new(),
            epochs: BTreeMap::new(),
            memberships: Vec::new(),
            policies: BTreeSet::new(),
            erased: BTreeMap::new(),
            erased_chunks: BTreeMap::new(),
        }
    }

    /// Checks a line and applies it. `position` is its place in the log.
    ///
    /// # Errors
    /// [`DirectoryError`]; the directory is then unchanged.
    pub fn apply(&mut self, position: u64, bytes: &[u8]) -> Result<(), DirectoryError> {
        let signed = SignedStatement::parse(bytes)?;
        match &signed.statement {
            Statement::Founding(founding) => {
                if region_of(&founding.authority) != self.region {
                    return Err(DirectoryError::OtherRegion);
                }
                let key = strong(&founding.authority)?;
                signed.verify(self.region, &key)?;
                let id = founding.authority.device_id();
                self.founded = Some((key, id, founding.name.clone()));
            }
            Statement::Certificate(certificate) => {
                let issuing = certificate.roles.allow(Role::Issuer);
                let by = if issuing { Signer::Authority } else { Signer::Issuer };
                self.signed_by(&signed, position, by)?;
                self.certify(position, certificate)?;
            }
            Statement::Relay(relay) => {
                self.signed_by(&signed, position, Signer::Authority)?;
                strong(&relay.relay)?;
                if !self.relays.contains(relay) {
                    self.relays.push(relay.clone());
                }
            }
            Statement::Epoch(epoch) => {
                self.signed_by(&signed, position, Signer::keyer_of(epoch.compartment))?;
                self.open_epoch(epoch)?;
            }
            Statement::Membership(membership) => {
                self.signed_by(&signed, position, Signer::keyer_of(membership.compartment))?;
                self.admit(membership)?;
            }
            Statement::Revocation(revocation) => {
                self.signed_by(&signed, position, Signer::Issuer)?;
                if let Some(standing) = self.devices.get_mut(&revocation.device) {
                    standing.revoke(position);
                }
            }
            Statement::Policy(policy) => {
                self.signed_by(&signed, position, Signer::Issuer)?;
                self.policies.insert(policy.clone());
            }
            Statement::Wipe(order) => self.order_wipe(&signed, position, *order)?,
            Statement::Erasure(order) => self.order_erasure(&signed, position, order)?,
        }
        Ok(())
    }

    /// A line counts when one signed it who may, and stood at its place in the log.
    fn signed_by(
        &self,
        signed: &SignedStatement,
        position: u64,
        signer: Signer,
    ) -> Result<(), DirectoryError> {
        let (root, root_id, _) = self.founded.as_ref().ok_or(DirectoryError::OtherRegion)?;
        if signed.signer == *root_id && signer.may_be_the_authority() {
            return Ok(signed.verify(self.region, root)?);
        }
        let device = self
            .devices
            .get(&signed.signer)
            .filter(|standing| signer.may_be(standing.certificate.roles))
            .filter(|standing| standing.stands_at(Some(position)))
            .ok_or(DirectoryError::NoRight)?;
        Ok(signed.verify(self.region, &strong(&device.certificate.device)?)?)
    }

    fn certify(&mut self, position: u64, certificate: &Certificate) -> Result<(), DirectoryError> {
        strong(&certificate.device)?;
        let id = certificate.device.device_id();
        let before = self.devices.get(&id).map(|standing| standing.certificate.roles);
        if certificate.roles.mixes_support(before) {
            return Err(DirectoryError::NoRight);
        }
        match self.devices.get_mut(&id) {
            Some(standing) if standing.certificate.device == certificate.device => {
                // An older certificate said again gives no role back.
                if certificate.not_after >= standing.certificate.not_after {
                    standing.certificate = certificate.clone();
                    standing.certified_at = position;
                }
            }
            Some(_) => return Err(DirectoryError::Keys),
            None => {
                let certificate = certificate.clone();
                let standing =
                    Standing { certificate, certified_at: position, revoked_at: None, wipe: None };
                self.devices.insert(id, standing);
            }
        }
        Ok(())
    }

    /// The order to a device that the region does not know means nothing. An issuer's is the
    /// authority's to give: it destroys what the region reads with.
    fn order_wipe(
        &mut self,
        signed: &SignedStatement,
        position: u64,
        order: WipeOrder,
    ) -> Result<(), DirectoryError> {
        let device = self.devices.get(&order.device).ok_or(DirectoryError::NoRight)?;
        let issuing = device.certificate.roles.allow(Role::Issuer);
        let by = if issuing { Signer::Authority } else { Signer::Issuer };
        self.signed_by(signed, position, by)?;
        if let Some(standing) = self.devices.get_mut(&order.device) {
            standing.revoke(position);
            if standing.wipe.is_none_or(|known| order.unsent_too && !known.order.unsent_too) {
                standing.wipe = Some(Ordered { order, position, signer: signed.signer });
            }
        }
        Ok(())
    }

    /// What is erased does not come back, so the signer has to stand in what is known here as well,
    /// wherever a relay says that the order stood. An order that is known and is said again by
    /// another log changes nothing but its place.
    fn order_erasure(
        &mut self,
        signed: &SignedStatement,
        position: u64,
        order: &Erasure,
    ) -> Result<(), DirectoryError> {
        let known = |record| {
            let known: Option<&Erased> = self.erased.get(record);
            known.is_some_and(|known| known.certificate == order.certificate)
        };
        // What another device told of a removal does not say where it stands: the log does.
        let signer = self.devices.get(&signed.signer);
        let removed = signer.and_then(|one| one.revoked_at).is_some_and(|at| at < TOLD);
        if removed && (order.records.is_empty() || !order.records.iter().all(known)) {
            return Err(DirectoryError::ErasureRefused);
        }
        self.signed_by(signed, position, Signer::Issuer)?;
        let (at, class, certificate) = (order.at, order.class, order.certificate);
        for record in &order.records {
            let erased = Erased { position, at, class, certificate };
            let known = self.erased.entry(*record).or_insert(erased);
            if position < known.position {
                *known = erased;
            }
        }
        for chunk in &order.chunks {
            let known = self.erased_chunks.entry(*chunk).or_insert(position);
            *known = position.min(*known);
        }
        Ok(())
    }

    fn open_epoch(&mut self, epoch: &Epoch) -> Result<(), DirectoryError> {
        let epochs = self.epochs.entry(epoch.compartment).or_default();
        let next = epochs.last().map_or(1, |newest| newest.number.saturating_add(1));
        if epoch.number > next.max(LAST_DAY) {
            return Err(DirectoryError::EpochAhead);
        }
        match epochs.binary_search_by_key(&epoch.number, |known| known.number) {
            Ok(at) if epochs.get(at) == Some(epoch) => Ok(()),
            Ok(_) => Err(DirectoryError::EpochTaken),
            Err(at) => {
                epochs.insert(at, epoch.clone());
                Ok(())
            }
        }
    }

    fn admit(&mut self, membership: &Membership) -> Result<(), DirectoryError> {
        let joins = self
            .devices
            .get(&membership.member)
            .is_some_and(|member| member.certificate.roles.may_join(membership.compartment));
        if !joins {
            return Err(DirectoryError::NoRight);
        }
        if !self.memberships.contains(membership) {
            self.memberships.push(membership.clone());
        }
        Ok(())
    }

    /// The region.
    #[must_use]
    pub const fn region(&self) -> RegionId {
        self.region
    }

    /// The region's name, once its first line is applied.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.founded.as_ref().map(|(_, _, name)| name.as_str())
    }

    /// A device's standing.
    #[must_use]
    pub fn device(&self, id: DeviceId) -> Option<&Standing> {
        self.devices.get(&id)
    }

    /// All devices ever certified, in the order of their ids.
    pub fn devices(&self) -> impl Iterator<Item = (DeviceId, &Standing)> {
        self.devices.iter().map(|(id, standing)| (*id, standing))
    }

    /// The key a relay signs with, when the authority certified that relay; none once it is the
    /// relay of an edge that was removed.
    #[must_use]
    pub fn relay_key(&self, relay: DeviceId) -> Option<VerifyingKey> {
        let certified = self.relays.iter().find(|known| known.relay.device_id() == relay)?;
        let removed = |edge| self.devices.get(&edge).is_some_and(|one| one.revoked_at.is_some());
        if certified.edge.is_some_and(removed) {
            return None;
        }
        strong(&certified.relay).ok()
    }

    /// Whether a relay may speak for a log. Of a log that no relay was certified for, nothing is
    /// known either way.
    #[must_use]
    pub fn speaks_for(&self, relay: DeviceId, log: LogId) -> bool {
        let mut certified = self.relays.iter().filter(|known| known.log == log).peekable();
        certified.peek().is_none() || certified.any(|known| known.relay.device_id() == relay)
    }

    /// Whether a log is that of an edge: what it holds the region may not.
    #[must_use]
    pub fn is_edge(&self, log: LogId) -> bool {
        self.relays.iter().any(|relay| relay.log == log && relay.edge.is_some())
    }

    /// Whether the authority certified a relay for this log.
    #[must_use]
    pub fn knows_log(&self, log: LogId) -> bool {
        self.relays.iter().any(|relay| relay.log == log)
    }

    /// The order by which a record is erased. One that was told and that the log did not say yet does
    /// not count: nobody could take it back.
    #[must_use]
    pub fn erased(&self, record: RecordId) -> Option<&Erased> {
        self.erased.get(&record).filter(|erased| erased.position < TOLD)
    }

    /// Every record that is erased, in the order of their ids.
    pub fn all_erased(&self) -> impl Iterator<Item = (RecordId, &Erased)> {
        let placed = self.erased.iter().filter(|(_, erased)| erased.position < TOLD);
        placed.map(|(record, erased)| (*record, erased))
    }

    /// Whether a chunk was erased with its attachment.
    #[must_use]
    pub fn chunk_is_erased(&self, chunk: ChunkAddress) -> bool {
        self.erased_chunks.get(&chunk).is_some_and(|position| *position < TOLD)
    }

    /// Every chunk that was erased with its attachment.
    pub fn erased_chunks(&self) -> impl Iterator<Item = ChunkAddress> {
        let placed = self.erased_chunks.iter().filter(|(_, position)| **position < TOLD);
        placed.map(|(chunk, _)| *chunk)
    }

    /// How long devices show what they hold, by the latest decision.
    #[must_use]
    pub fn policy(&self) -> Option<&Policy> {
        self.policies.last()
    }

    /// The terms of warning markers at a moment: a marker is judged by those of its day, whatever is
    /// decided later.
    #[must_use]
    pub fn terms_at(&self, at: Millis) -> Terms {
        let stated = self.policies.iter().rev().find(|policy| policy.at <= at);
        stated.map(Policy::terms).unwrap_or_default()
    }

    /// The newest epoch of a compartment.
    #[must_use]
    pub fn epoch(&self, compartment: Compartment) -> Option<&Epoch> {
        self.epochs.get(&compartment)?.last()
    }

    /// An epoch of a compartment by its number.
    #[must_use]
    pub fn epoch_at(&self, compartment: Compartment, number: u32) -> Option<&Epoch> {
        let epochs = self.epochs.get(&compartment)?;
        let at = epochs.binary_search_by_key(&number, |known| known.number).ok()?;
        epochs.get(at)
    }

    /// The devices that were handed the secret of an epoch, removed ones included.
    pub fn holders(&self, compartment: Compartment, number: u32) -> impl Iterator<Item = DeviceId> {
        self.memberships
            .iter()
            .filter(move |one| (one.compartment, one.epoch) == (compartment, number))
            .map(|one| one.member)
    }

    /// The copies of compartment secrets that were wrapped to a device.
    pub fn memberships_of(&self, device: DeviceId) -> impl Iterator<Item = &Membership> {
        self.memberships.iter().filter(move |membership| membership.member == device)
    }

    /// The devices that hold the newest epoch of a compartment and stand.
    pub fn members(&self, compartment: Compartment) -> impl Iterator<Item = DeviceId> {
        let newest = self.epoch(compartment).map(|epoch| epoch.number);
        self.memberships
            .iter()
            .filter(move |one| one.compartment == compartment && Some(one.epoch) == newest)
            .map(|one| one.member)
            .filter(|id| self.devices.get(id).is_some_and(|device| device.revoked_at.is_none()))
    }
}

fn strong(identity: &PublicIdentity) -> Result<VerifyingKey, DirectoryError> {
    identity.verifying_key().ok_or(DirectoryError::Keys)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
