//! Whether this device may be read: for so many days after its last contact with the region, where
//! the region has stated so many. Writing and sending never ask.

use crate::client::{Client, ClientError};
use crate::clock::Clock;
use crate::entry::Kind;
use crate::ids::Millis;
use crate::region::Role;
use crate::sync::{LogMove, Verdict};
use crate::vault::Contact;

/// How long a device may be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lease {
    /// When the region was last heard from, by its clock; none before the first time.
    pub last_contact: Option<Millis>,
    /// Until when this device may be read without another contact, by the wall clock that was
    /// last told; none where the region has set no end.
    pub until: Option<Millis>,
    /// Whether that is over.
    pub ended: bool,
}

impl Client {
    /// Tells the client what the host's clocks say: before it is read, and before it syncs.
    ///
    /// # Errors
    /// Storage errors. What the clocks said counts all the same.
    pub fn tick(&mut self, clock: Clock) -> Result<(), ClientError> {
        self.look(clock);
        // Warnings end by this clock too.
        let limited = self.directory.policy().is_some() || self.keeps(Kind::Marker);
        if limited && self.contact.is_worth_keeping(&self.kept_contact) {
            self.keep_contact()?;
        }
        self.forget_old()?;
        self.forget_jobs()?;
        Ok(())
    }

    /// How long this device may be read.
    #[must_use]
    pub fn lease(&self) -> Lease {
        let allowed = self.lease_millis();
        let left = allowed.map(|allowed| allowed.saturating_sub(self.contact.age()));
        let until = left.map(|left| {
            let left = i64::try_from(left).unwrap_or(i64::MAX);
            Millis(self.wall.0.saturating_add(left))
        });
        Lease { last_contact: self.contact.server(), until, ended: left == Some(0) }
    }

    /// Whether what this device holds may be shown now.
    ///
    /// # Errors
    /// [`ClientError::LeaseEnded`] when it may not.
    pub(in crate::client) fn may_read(&self) -> Result<(), ClientError> {
        if self.lease().ended { Err(ClientError::LeaseEnded) } else { Ok(()) }
    }

    /// An issuer has no lease: nobody could renew it once the region is down.
    pub(in crate::client) fn lease_millis(&self) -> Option<u64> {
        let own = self.directory.device(self.device())?;
        let issuer = own.certificate.roles.allow(Role::Issuer);
        let days = self.directory.policy()?.read_lease?;
        (!issuer).then(|| days.millis())
    }

    pub(in crate::client) fn look(&mut self, clock: Clock) {
        self.contact = self.contact.at(clock);
        self.wall = clock.wall;
    }

    /// Takes a verified receipt for a contact. An old answer that is played again is none: its
    /// time is no later, and its log has not grown. A log that grew counts whatever its relay's
    /// clock says, for that clock may have been wrong before.
    pub(in crate::client) fn note_contact(
        &mut self,
        verdict: &Verdict,
        word: Option<Millis>,
        known_size: u64,
        now: Millis,
    ) -> Result<(), ClientError> {
        let server = verdict.receipt.time;
        if self.directory.is_edge(verdict.receipt.log) {
            // An edge may be cut off: only what it has of the region's word is a contact, and that
            // counts from when the region gave it.
            let Some(word) = word.filter(|word| self.contact.is_newer(*word)) else {
                return Ok(());
            };
            let since = server.0.saturating_sub(word.0).max(0);
            return self.renew_contact(word, Millis(now.0.saturating_sub(since)), now);
        }
        let grown = verdict.log == LogMove::Onward && verdict.receipt.size > known_size;
        if !grown && !self.contact.is_newer(server) {
            return Ok(());
        }
        self.renew_contact(server, now, now)
    }

    fn renew_contact(
        &mut self,
        server: Millis,
        at: Millis,
        now: Millis,
    ) -> Result<(), ClientError> {
        self.contact = self.contact.renewed(server, at);
        self.wall = now;
        self.keep_contact()
    }

    fn keep_contact(&mut self) -> Result<(), ClientError> {
        let contact: &Contact = &self.contact;
        self.vault.write(|tables| tables.set_contact(contact))?;
        self.kept_contact = self.contact.clone();
        Ok(())
    }
}
