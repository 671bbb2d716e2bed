//! The national hub: which device hands in whose returns, what came, and what is said of it.

use std::collections::BTreeMap;

use rand_core::CryptoRng;
use serde_json::Value;
use tabard_core::client::RecordView;
use tabard_core::entry::Kind;
use tabard_core::ids::{DeviceId, Millis, RecordId};
use tabard_core::model::Patch;
use tabard_core::region::Role;

use super::{Hub, HubError, OPENED};
use crate::returns::{Period, Sender, Source, file_of, files_of, reply, told_by};

/// Under which kind the hub notes whose returns a device hands in.
const SENDER: &str = "service";

/// A record of returns, as the hub holds it.
#[derive(Clone, Debug)]
pub struct HandedInBy {
    /// The record.
    pub record: RecordId,
    /// The device that began it.
    pub device: DeviceId,
    /// The service that the device is pinned to.
    pub sender: Option<Sender>,
    /// The quarter that the record says it is of.
    pub period: String,
    /// When it came.
    pub came: Millis,
    /// Every file in it, the first one first.
    pub files: Vec<Vec<u8>>,
}

impl HandedInBy {
    /// What of it is of a quarter, by its files; what cannot be read is of the one that it says.
    #[must_use]
    pub fn sources(&self, period: Period) -> Vec<Source> {
        let period = period.to_string();
        let says =
            |file: &Vec<u8>| told_by(file).map_or_else(|| self.period.clone(), |told| told.period);
        let files = self.files.iter().filter(|file| says(file) == period);
        let source =
            |file: &Vec<u8>| Source::Record { sender: self.sender.clone(), file: file.clone() };
        files.map(source).collect()
    }
}

impl Hub {
    /// The service that each device is pinned to.
    ///
    /// # Errors
    /// Storage errors.
    pub fn senders(&self) -> Result<BTreeMap<DeviceId, Sender>, HubError> {
        let notes = self.client.notes(SENDER)?;
        let pin = |(key, value): (&Vec<u8>, &Vec<u8>)| {
            Some((DeviceId::from_slice(key).ok()?, serde_json::from_slice(value).ok()?))
        };
        Ok(notes.iter().filter_map(pin).collect())
    }

    /// Pins a device to the service whose returns it hands in. What it handed in before is judged
    /// by this from now on.
    ///
    /// # Errors
    /// [`HubError::UnknownDevice`] where there is no such device of the role, and storage errors.
    pub fn pin_sender(
        &mut self,
        device: DeviceId,
        sender: &Sender,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), HubError> {
        let known = self.client.directory().device(device);
        known
            .filter(|known| known.certificate.roles.allow(Role::Service))
            .ok_or(HubError::UnknownDevice)?;
        self.keep_sender(device, sender)?;
        let mut its = self.client.records(Kind::Returned)?;
        its.retain(|record| record.by == Some(device));
        self.reply_to(its, now, rng)?;
        self.exchange(now, rng)?;
        Ok(())
    }

    pub(super) fn keep_sender(
        &mut self,
        device: DeviceId,
        sender: &Sender,
    ) -> Result<(), HubError> {
        let value = serde_json::to_vec(sender).unwrap_or_default();
        Ok(self.client.set_note(SENDER, device.as_bytes(), &value)?)
    }

    /// Every record of returns, with all that was ever handed in by it.
    ///
    /// # Errors
    /// Storage errors.
    pub fn handed_in(&self) -> Result<Vec<HandedInBy>, HubError> {
        let senders = self.senders()?;
        let mut all = Vec::new();
        for record in self.client.records(Kind::Returned)? {
            let Some(device) = record.by else { continue };
            all.push(HandedInBy {
                record: record.id,
                device,
                sender: senders.get(&device).cloned(),
                period: said(&record.view, "period").to_owned(),
                came: record.started_at,
                files: files_of(&self.client.history(record.id)?),
            });
        }
        Ok(all)
    }

    /// Tells the services what came of the returns that are new.
    pub(super) fn reply_to_returns(
        &mut self,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), HubError> {
        let new = self.client.unreplied()?.into_iter().map(|id| self.client.record(id));
        let mut new = new.collect::<Result<Vec<_>, _>>()?;
        new.retain(|record| !is_replied(record));
        self.reply_to(new, now, rng)
    }

    fn reply_to(
        &mut self,
        records: Vec<RecordView>,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), HubError> {
        if records.is_empty() {
            return Ok(());
        }
        let senders = self.senders()?;
        for record in records {
            let sender = record.by.and_then(|device| senders.get(&device));
            let replied = reply(sender, &file_of(&record).unwrap_or_default());
            let mut patch = Patch::default();
            patch.state("status", OPENED);
            patch.state("return_number", said(&record.view, "number"));
            patch.state("return_reply", replied.code());
            self.client.answer(record.id, &patch, now, rng)?;
        }
        Ok(())
    }
}

fn is_replied(record: &RecordView) -> bool {
    !record.answer.is_null()
        && said(&record.answer, "return_number") == said(&record.view, "number")
}

/// What is stated, or a sign that nothing is.
fn said<'a>(view: &'a Value, field: &str) -> &'a str {
    view.get(field).and_then(Value::as_str).unwrap_or("?")
}
