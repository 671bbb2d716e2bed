//! Sharing an image with a crew-mate: a copy with the place taken out. The original is for the hub
//! alone.

use rand_core::CryptoRng;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::attachment::{Format, without_location};
use crate::client::attachments::custody::{self, CustodyAction, CustodyLine};
use crate::client::attachments::in_memory::InMemory;
use crate::client::{Client, ClientError};
use crate::entry::Kind;
use crate::ids::{DeviceId, Millis, RecordId};

/// Facts that a copy has from its original. Where it was taken is not among them.
const SAME: [&str; 6] =
    ["incident", "media", "title", "captured_at", "device_clock_offset", "captured_in_app"];

impl Client {
    /// Makes a copy of an image without the place where it was taken, which a crew-mate's device
    /// may read. The copy names its original, and the original's custody log names the copy.
    ///
    /// # Errors
    /// [`ClientError::NotAWriter`] when this device did not capture it, [`crate::attachment::AttachmentError::Format`]
    /// when it is no JPEG or PNG, [`ClientError::UnknownDevice`] or [`ClientError::RevokedDevice`]
    /// when there is nobody to share it with, and storage errors.
    pub fn share_attachment(
        &mut self,
        original: RecordId,
        with: DeviceId,
        said: &CustodyLine,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<RecordId, ClientError> {
        let row = self.attachment_row(original)?;
        if !self.writes_attachment(original)? {
            return Err(ClientError::NotAWriter(original));
        }
        let mut image = InMemory::default();
        self.write_out(&row, &mut image)?;
        let stripped = Zeroizing::new(without_location(&image.0)?);

        let copy = self.begin(Kind::Attachment, now, rng)?;
        let key = copy.key.clone().ok_or(ClientError::UnknownRecord(copy.id))?;
        let grant = self.grant_to_device(&copy, &key, with, rng)?;
        let view = self.attachment(original)?.facts;
        let mut facts = json!({
            "derived_from": original.to_string(),
            "derivation": ["location_removed"],
            "media_type": Format::of(&stripped).map(Format::media_type),
        });
        for name in SAME {
            if let (Some(value), Some(facts)) = (view.get(name), facts.as_object_mut()) {
                facts.insert(name.to_owned(), Value::clone(value));
            }
        }
        let facts = custody::facts(&facts)?;
        let made = (CustodyAction::Copied, said);
        let id = self.keep(copy, facts, made, vec![grant], &mut stripped.as_slice(), now, rng)?;

        let sha256 = self.sha256_of(original)?;
        let line = custody::fresh(rng);
        let line = custody::line(&line, CustodyAction::Copied, said, (&sha256, Some(id)), now)?;
        let row = self.writable(original)?;
        self.commit(row, &line, Vec::new(), now, rng)?;
        Ok(id)
    }
}
