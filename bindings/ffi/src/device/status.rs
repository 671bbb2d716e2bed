//! How this device stands: whose it is, what waits, how long it may be read.

use tabard_core::client as core;
use tabard_core::ids::Millis;

use super::Device;
use super::syncing::Obstacle;
use crate::error::{Fault, TabardError};

/// How this device stands.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct DeviceStatus {
    /// The device's id.
    pub device: String,
    /// What the region calls itself.
    pub region: String,
    /// What the device may do: codes such as `crew`.
    pub roles: Vec<String>,
    /// The address it syncs with.
    pub server: String,
    /// Entries of this device that the region holds.
    pub held: u64,
    /// Entries of this device that no relay holds yet.
    pub waiting: u64,
    /// Entries that only the relay of a control room holds.
    pub at_edge: u64,
    /// Entries that were refused here, and are kept apart.
    pub refused: u64,
    /// Records with something typed and not saved.
    pub drafts: u64,
    /// How long this device may be read.
    pub lease: Lease,
    /// What of attachments waits to be moved.
    pub transfers: Transfers,
}

/// How long a device may be read without a contact with the region.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Lease {
    /// When the region was last heard from, by its clock, in milliseconds since 1970.
    pub last_contact_ms: Option<i64>,
    /// Until when it may be read, by this device's clock; none where the region has set no end.
    pub until_ms: Option<i64>,
    /// Whether that is over.
    pub ended: bool,
}

/// What of attachments waits to be moved, and why.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Transfers {
    /// Attachments of this device that the region does not hold yet.
    pub sending: u64,
    /// Their bytes that have not gone.
    pub bytes_to_send: u64,
    /// Attachments that are being fetched.
    pub fetching: u64,
    /// Their bytes that have not come.
    pub bytes_to_fetch: u64,
    /// Bytes of both that wait for another network.
    pub bytes_on_hold: u64,
    /// Why none is moved at present, though reports are.
    pub stopped: Option<Obstacle>,
    /// What stands in the way of single attachments.
    pub problems: Vec<TransferProblem>,
}

/// What stands in the way of one attachment.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct TransferProblem {
    /// The attachment.
    pub attachment: String,
    /// What, and what to do.
    pub obstacle: Obstacle,
}

#[uniffi::export]
impl Device {
    /// How this device stands. It shows nothing of any report, so no lease is needed.
    ///
    /// # Errors
    /// Storage errors.
    pub fn status(&self) -> Result<DeviceStatus, TabardError> {
        self.with(|client| self.status_of(client))
    }
}

impl Device {
    fn status_of(&self, client: &core::Client) -> Result<DeviceStatus, Fault> {
        let (sync, unfinished) = (client.sync_status()?, client.unfinished()?);
        let directory = client.directory();
        let own = directory.device(client.device()).map(|standing| &standing.certificate);
        let roles = own.map(|certificate| certificate.roles.iter());
        let roles = roles.into_iter().flatten().map(|role| role.to_string());
        Ok(DeviceStatus {
            device: client.device().to_string(),
            region: directory.name().unwrap_or_default().to_owned(),
            roles: roles.collect(),
            server: client.server()?,
            held: sync.held,
            waiting: sync.waiting,
            at_edge: sync.at_edge,
            refused: sync.refused,
            drafts: unfinished.drafts,
            lease: Lease::of(client.lease()),
            transfers: self.transfers_of(client)?,
        })
    }

    fn transfers_of(&self, client: &core::Client) -> Result<Transfers, Fault> {
        let moving = client.transfer_status()?;
        let problem = |(id, one): (&tabard_core::ids::RecordId, &core::Obstacle)| TransferProblem {
            attachment: id.to_string(),
            obstacle: Obstacle::of(one, &self.words),
        };
        Ok(Transfers {
            sending: moving.sending,
            bytes_to_send: moving.bytes_to_send,
            fetching: moving.fetching,
            bytes_to_fetch: moving.bytes_to_fetch,
            bytes_on_hold: moving.bytes_on_hold,
            stopped: moving.stopped.as_ref().map(|one| Obstacle::of(one, &self.words)),
            problems: moving.problems.iter().map(problem).collect(),
        })
    }
}

impl Lease {
    fn of(lease: core::Lease) -> Self {
        let ms = |at: Option<Millis>| at.map(|at| at.0);
        Self {
            last_contact_ms: ms(lease.last_contact),
            until_ms: ms(lease.until),
            ended: lease.ended,
        }
    }
}
