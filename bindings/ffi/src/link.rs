//! A link with a crew-mate's phone: two devices and any pipe of bytes, with no server.

use std::sync::Arc;

use tabard_core::client::{Link, LinkReport};
use tabard_core::link::Side;

use crate::device::Device;
use crate::error::{Fault, TabardError};
use crate::gate::Gate;
use crate::host::{entropy, now};

/// Which end of the pipe this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum LinkSide {
    /// It opened the pipe, and speaks first.
    Connects,
    /// It was found.
    Listens,
}

/// What a link came to so far.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct LinkOutcome {
    /// The device at the other end, once it has shown that it is one of the region.
    pub peer: Option<String>,
    /// Entries that were new there.
    pub sent: u64,
    /// Entries that were new here.
    pub received: u64,
    /// Whether both sides have all that they may have of each other.
    pub complete: bool,
    /// Whether nothing more is to be heard; what `take_outgoing` still gives is to be sent.
    pub over: bool,
    /// Own reports with the CAD number of one on the other device. People decide whether they are
    /// the same.
    pub perhaps_the_same: Vec<String>,
}

/// A link under way. The host moves the bytes: `take_outgoing` to the other side, what comes from
/// there to `heard`.
#[derive(uniffi::Object)]
pub struct CrewLink {
    device: Arc<Device>,
    link: Gate<Link>,
}

#[uniffi::export]
impl Device {
    /// Begins a link with whatever device is at the other end of a pipe.
    ///
    /// # Errors
    /// [`TabardError::NotEnrolled`] when this device has nothing to show yet, and storage errors.
    pub fn link(self: Arc<Self>, side: LinkSide) -> Result<Arc<CrewLink>, TabardError> {
        let side = match side {
            LinkSide::Connects => Side::Connects,
            LinkSide::Listens => Side::Listens,
        };
        let link = self.with(|client| Ok(client.link(side, &mut entropy())?))?;
        Ok(Arc::new(CrewLink { device: self, link: Gate::new(link) }))
    }
}

#[uniffi::export]
impl CrewLink {
    /// The bytes for the other side, in this order.
    ///
    /// # Errors
    /// [`TabardError::WrongThread`] when called from within a call.
    pub fn take_outgoing(&self) -> Result<Vec<u8>, TabardError> {
        Ok(self.link.enter()?.get().take_outgoing())
    }

    /// Takes what came from the other side, in pieces of any size.
    ///
    /// # Errors
    /// [`TabardError::Link`] when the other side is none to talk to; what came before is kept.
    pub fn heard(&self, bytes: &[u8]) -> Result<LinkOutcome, TabardError> {
        self.device.with(|client| {
            let mut pass = self.link.enter()?;
            let link = pass.get();
            client.link_heard(link, bytes, now(), &mut entropy())?;
            Ok::<_, Fault>(LinkOutcome::of(link.report(), link.is_over()))
        })
    }

    /// What it came to so far.
    ///
    /// # Errors
    /// [`TabardError::WrongThread`] when called from within a call.
    pub fn outcome(&self) -> Result<LinkOutcome, TabardError> {
        let mut pass = self.link.enter()?;
        let link = pass.get();
        Ok(LinkOutcome::of(link.report(), link.is_over()))
    }
}

impl LinkOutcome {
    fn of(report: &LinkReport, over: bool) -> Self {
        Self {
            peer: report.peer.map(|peer| peer.to_string()),
            sent: report.sent,
            received: report.received,
            complete: report.complete,
            over,
            perhaps_the_same: report.perhaps_the_same.iter().map(ToString::to_string).collect(),
        }
    }
}
