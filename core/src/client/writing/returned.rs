//! A service's returns in a national region: one record for each quarter, granted to nobody but the
//! national hub. A correction is a further version of it.

use data_encoding::BASE64;
use rand_core::CryptoRng;
use serde_json::Value;

use crate::client::reading::read::json_of;
use crate::client::{Client, ClientError};
use crate::entry::Kind;
use crate::ids::{Millis, RecordId};
use crate::model::Patch;
use crate::vault::RecordRow;

/// The largest file that is handed in.
pub const MAX_RETURN: usize = 36 * 1024;

/// A return to be handed in: the file as the service's hub signed it, and what it says of itself.
#[derive(Clone, Copy, Debug)]
pub struct HandedIn<'a> {
    /// The service, by its code.
    pub service: &'a str,
    /// The quarter.
    pub period: &'a str,
    /// The version of what is counted.
    pub scope_version: &'a str,
    /// The number of the return; a correction has a greater one.
    pub number: u32,
    /// The file.
    pub file: &'a [u8],
}

impl Client {
    /// Hands in a return: begins the record of its service and quarter, or goes on with it. Gives
    /// whether anything was written: the same file again writes nothing. Whether the file is what
    /// it says is the caller's to know.
    ///
    /// # Errors
    /// [`ClientError::Role`] on a device that is no service's, [`ClientError::TooLarge`] beyond
    /// [`MAX_RETURN`], and storage errors.
    pub fn hand_in(
        &mut self,
        told: &HandedIn<'_>,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(RecordId, bool), ClientError> {
        if told.file.len() > MAX_RETURN {
            return Err(ClientError::TooLarge);
        }
        let row = match self.handed_in_before(told)? {
            Some(known) => self.writable(known.id)?,
            None => self.begin(Kind::Returned, now, rng)?,
        };
        let mut patch = Patch::default();
        for (field, says) in [
            ("service", told.service),
            ("period", told.period),
            ("scope_version", told.scope_version),
            ("number", &told.number.to_string()),
            ("file", &BASE64.encode(told.file)),
        ] {
            patch.state(field, says);
        }
        let id = row.id;
        Ok((id, self.commit(row, &patch, Vec::new(), now, rng)?))
    }

    /// This device's record of a service and quarter. Should there be several, as a device may be
    /// restored from a copy, it is the first by id.
    fn handed_in_before(&self, told: &HandedIn<'_>) -> Result<Option<RecordRow>, ClientError> {
        let mut known = None;
        for row in self.vault.read(|tables| tables.records(Kind::Returned))? {
            if row.owner != Some(self.device()) || row.key.is_none() {
                continue;
            }
            let view = json_of(&row)?;
            let says = |field: &str| view.get(field).and_then(Value::as_str);
            let same = says("service") == Some(told.service) && says("period") == Some(told.period);
            if same && known.as_ref().is_none_or(|first: &RecordRow| row.id < first.id) {
                known = Some(row);
            }
        }
        Ok(known)
    }
}
