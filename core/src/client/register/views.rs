//! Who was shown which marker, and why. Each device keeps a log of its own, a record a day, which the
//! hub and the approvers read. It is written into the vault at once, and sealed with the next sync.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use rand_core::CryptoRng;
use serde_json::Value;

use crate::client::reading::read::json_of;
use crate::client::{Client, ClientError};
use crate::entry::Kind;
use crate::ids::{DeviceId, Millis, RecordId};
use crate::model::{Patch, Scalar};

/// Under which kind and key the device notes today's log: the day, then the record.
const NOTE: (&str, &[u8]) = ("views", b"today");
/// So many views make an entry, should no sync come before.
const AT_ONCE: usize = 100;

/// A view of a marker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// Which marker.
    pub marker: RecordId,
    /// On which device.
    pub device: Option<DeviceId>,
    /// When (RFC 3339).
    pub at: String,
    /// Why: a code of `view_reason`.
    pub why: String,
    /// To whom, as they signed.
    pub by: String,
}

impl Client {
    /// Notes that somebody was shown markers.
    ///
    /// # Errors
    /// [`ClientError::Role`] on a device that keeps no register, and storage errors.
    pub fn note_views(
        &mut self,
        markers: &[RecordId],
        why: &str,
        by: &str,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), ClientError> {
        if markers.is_empty() {
            return Ok(());
        }
        let log = self.todays_log(now, rng)?;
        let mut patch = Patch::default();
        for marker in markers {
            let item = format!("seen/v{}", HEXLOWER.encode(&rng.next_u64().to_be_bytes()));
            patch.state(&format!("{item}/marker"), marker.to_string());
            patch.state(&format!("{item}/at"), now.rfc3339());
            patch.state(&format!("{item}/why"), why);
            if !by.trim().is_empty() {
                patch.state(&format!("{item}/by"), by.trim());
            }
        }
        self.type_into(log, &patch)?;
        let waiting = self.vault.read(|tables| tables.draft(log))?.iter().count();
        if waiting >= AT_ONCE * 4 {
            self.save(log, now, rng)?;
        }
        Ok(())
    }

    /// Seals what was noted of views, so that it goes with the next sync. Returns whether there was
    /// anything.
    ///
    /// # Errors
    /// Storage errors.
    pub fn save_views(
        &mut self,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<bool, ClientError> {
        let mut any = false;
        for record in self.vault.read(|tables| tables.drafted())? {
            let row = self.vault.read(|tables| tables.record(record))?;
            if row.is_some_and(|row| row.kind == Kind::Views) {
                any |= self.save(record, now, rng)?;
            }
        }
        Ok(any)
    }

    /// The views of a marker, the first one first, by the logs that have come here and this
    /// device's own.
    ///
    /// # Errors
    /// [`ClientError::Role`] on a device that keeps no register, and storage errors.
    pub fn views_of_marker(&self, marker: RecordId) -> Result<Vec<View>, ClientError> {
        self.may_read_register()?;
        let wanted = marker.to_string();
        let mut views = Vec::new();
        for row in self.vault.read(|tables| tables.records(Kind::Views))? {
            let view = json_of(&row)?;
            let sealed = view.get("seen").and_then(Value::as_array).map(Vec::as_slice);
            let sealed = sealed.unwrap_or_default().iter().filter_map(seen);
            let noted = noted(&self.vault.read(|tables| tables.draft(row.id))?);
            for one in sealed.chain(noted) {
                let text = |field: &str| one.get(field).cloned().unwrap_or_default();
                if text("marker") == wanted {
                    let (at, why, by) = (text("at"), text("why"), text("by"));
                    views.push(View { marker, device: row.owner, at, why, by });
                }
            }
        }
        views.sort_by(|a, b| a.at.cmp(&b.at));
        Ok(views)
    }

    fn todays_log(
        &mut self,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<RecordId, ClientError> {
        let day = now.0.div_euclid(86_400_000).to_be_bytes();
        if let Some(note) = self.note(NOTE.0, NOTE.1)?
            && let Some((known, id)) = note.split_first_chunk::<8>()
            && *known == day
            && let Ok(id) = RecordId::from_slice(id)
        {
            return Ok(id);
        }
        let row = self.begin(Kind::Views, now, rng)?;
        self.vault.write(|tables| {
            tables.set_record(&row)?;
            tables.set_note(NOTE.0, NOTE.1, &[day.as_slice(), row.id.as_bytes()].concat())
        })?;
        Ok(row.id)
    }
}

/// A view by its fields.
type Seen = BTreeMap<String, String>;

fn seen(view: &Value) -> Option<Seen> {
    let field = |(name, value): (&String, &Value)| Some((name.clone(), value.as_str()?.to_owned()));
    Some(view.as_object()?.iter().filter_map(field).collect())
}

/// The views that are noted here and not sealed yet.
fn noted(draft: &Patch) -> Vec<Seen> {
    let mut seen: BTreeMap<String, Seen> = BTreeMap::new();
    for (path, value) in draft.iter() {
        let segments: Vec<_> = path.segments().collect();
        if let (["seen", item, field], Some(Scalar::Text(text))) = (segments.as_slice(), value) {
            seen.entry((*item).to_owned()).or_default().insert((*field).to_owned(), text.clone());
        }
    }
    seen.into_values().collect()
}
