//! The register at the hub, which is a device that keeps it: what the console's approver reads and decides. Each step is handed to
//! the relay at once, so that desks have it with their next sync.

use rand_core::CryptoRng;
use tabard_core::client::{
    Client, ClientError, CountOf, CountedMarkers, MarkerSummary, MarkerView, Summary, View,
};
use tabard_core::clock::Clock;
use tabard_core::ids::{Millis, RecordId};
use tabard_core::model::marker::{Act, Step, Terms};
use tabard_core::model::subject::Subject;
use tabard_core::region::Role;
use tabard_core::wire::Message;

use super::{Hub, HubError};
use crate::host::clock;

impl Hub {
    /// Whether the hub's device may decide on markers. Regions that were founded before there was
    /// a register give it that by `tabard region renew`.
    #[must_use]
    pub fn may_decide(&self) -> bool {
        let own = self.client.directory().device(self.client.device());
        own.is_some_and(|own| own.certificate.roles.allow(Role::Approver))
    }

    /// The time by which warnings end.
    ///
    /// # Errors
    /// Storage errors.
    pub fn register_time(&mut self) -> Result<Millis, HubError> {
        self.client.tick(clock())?;
        Ok(self.client.register_time())
    }

    /// The region's terms for markers.
    #[must_use]
    pub fn terms(&self, now: Millis) -> Terms {
        self.client.directory().terms_at(now)
    }

    /// The markers that are wanted, those that end first at the beginning.
    ///
    /// # Errors
    /// Storage errors.
    pub fn markers(
        &self,
        wanted: impl Fn(&MarkerSummary) -> bool,
    ) -> Result<Vec<MarkerSummary>, HubError> {
        Ok(self.client.markers(wanted)?)
    }

    /// The markers that warn now and are near a subject, by the register's look-up.
    ///
    /// # Errors
    /// Storage errors.
    pub fn look_up(&self, met: &Subject) -> Result<Vec<RecordId>, HubError> {
        let found = self.client.register()?.look_up(met, clock())?;
        Ok(found.warnings.into_iter().map(|one| one.marker).collect())
    }

    /// A marker; none where there is no such marker here.
    ///
    /// # Errors
    /// Storage errors.
    pub fn marker(&self, id: RecordId) -> Result<Option<MarkerView>, HubError> {
        match self.client.marker(id) {
            Ok(marker) => Ok(Some(marker)),
            Err(ClientError::UnknownRecord(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The report that a marker rests on, where it is here.
    #[must_use]
    pub fn report_behind(&self, incident: &str) -> Option<Summary> {
        let id = incident.parse().ok()?;
        Some(self.client.incident(id).ok()?.summary)
    }

    /// What a device is called; none where it was given no name.
    #[must_use]
    pub fn label_of(&self, device: &[u8; 8]) -> Option<String> {
        let devices = self.devices().ok()?;
        let known = devices.into_iter().find(|one| one.id.as_bytes() == device)?;
        Some(known.label).filter(|label| !label.is_empty())
    }

    /// Who was shown a marker, and why, the first one first. What this hub noted until now is
    /// sealed before, so that it stands among them.
    ///
    /// # Errors
    /// Storage errors.
    pub fn views_of_marker(
        &mut self,
        id: RecordId,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<Vec<View>, HubError> {
        self.settle(now, rng)?;
        self.client.save_views(now, rng)?;
        Ok(self.client.views_of_marker(id)?)
    }

    /// Notes that somebody was shown markers.
    ///
    /// # Errors
    /// Storage errors.
    pub fn note_views(
        &mut self,
        markers: &[RecordId],
        why: &str,
        by: &str,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), HubError> {
        self.settle(now, rng)?;
        Ok(self.client.note_views(markers, why, by, now, rng)?)
    }

    /// A step of this moment by a person.
    #[must_use]
    pub fn step(&self, act: Act, by: &str, now: Millis) -> Step {
        Step::new(act, self.client.step_time(now), by)
    }

    /// Takes a step on a marker and hands it to the relay.
    ///
    /// # Errors
    /// [`ClientError::Step`] for why it would not count, and what the relay says.
    pub fn take_step(
        &mut self,
        marker: RecordId,
        step: &Step,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), HubError> {
        self.settle(now, rng)?;
        self.client.take_step(marker, step, now, rng)?;
        self.exchange(now, rng)?;
        Ok(())
    }

    /// Counts markers.
    ///
    /// # Errors
    /// Storage errors.
    pub fn count_markers(&self, of: &CountOf) -> Result<CountedMarkers, HubError> {
        Ok(self.client.count_markers(of)?)
    }

    /// The hub as a device, to be read.
    #[must_use]
    pub const fn as_device(&self) -> &Client {
        &self.client
    }

    /// Tells the hub what the host's clocks say: warnings end by them.
    ///
    /// # Errors
    /// Storage errors.
    pub fn tick(&mut self, clock: Clock) -> Result<(), HubError> {
        Ok(self.client.tick(clock)?)
    }

    /// Writes in the register as the hub's device, and hands it to the relay, with who was shown
    /// what.
    ///
    /// # Errors
    /// What the device says, and what the relay says.
    pub fn keep_register<T>(
        &mut self,
        now: Millis,
        rng: &mut dyn CryptoRng,
        work: impl FnOnce(&mut Client, Millis, &mut dyn CryptoRng) -> Result<T, ClientError>,
    ) -> Result<T, HubError> {
        self.write(now, rng, |client, rng| {
            let done = work(client, now, rng)?;
            client.save_views(now, rng)?;
            Ok(done)
        })
    }

    /// What the console keeps under a key in the hub's vault; nothing leaves the vault of it.
    pub(crate) fn console_kept<T: Message + Default>(&self, key: &[u8]) -> Result<T, HubError> {
        match self.client.note(CONSOLE, key)? {
            Some(kept) => T::from_bytes(&kept).map_err(|_| HubError::Unreadable),
            None => Ok(T::default()),
        }
    }

    /// Keeps it there.
    pub(crate) fn set_console_kept(
        &mut self,
        key: &[u8],
        kept: &impl Message,
    ) -> Result<(), HubError> {
        Ok(self.client.set_note(CONSOLE, key, &kept.to_bytes())?)
    }
}

const CONSOLE: &str = "console";
