//! A history as bytes: a cache, so that a record need not be settled from its steps on each start.
//!
//! ```text
//! version 1 · contested 0|1 · count (u32) · count × (author (12) · seq (u64) · length (u32) · changes) · document
//! ```
//!
//! Numbers are big-endian. Bytes that do not read are no loss: [`History::settle`] makes them anew.

use super::actor::Actor;
use super::document::{Record, Unloadable};
use super::history::{History, Waiting};
use super::reader::Reader;
use super::step::Step;

const VERSION: u8 = 1;

impl History {
    /// Writes the record, the steps that wait and whether to start over.
    #[must_use]
    pub fn save(&self) -> Vec<u8> {
        let mut out = vec![VERSION, self.contested.into()];
        put_length(&mut out, self.waiting.len());
        for Waiting { step, .. } in self.waiting.values() {
            out.extend(step.author.as_bytes());
            out.extend(step.seq.to_be_bytes());
            put_length(&mut out, step.changes.len());
            out.extend(&step.changes);
        }
        out.extend(self.record.save());
        out
    }

    /// Reads what [`History::save`] wrote.
    ///
    /// # Errors
    /// [`Unloadable`] when the bytes are damaged, or of another version.
    pub fn load(saved: &[u8]) -> Result<Self, Unloadable> {
        let mut bytes = Reader::new(saved);
        let history = read(&mut bytes).ok_or(Unloadable)?;
        let record = Record::load(bytes.rest())?;
        Ok(Self { record, ..history })
    }
}

fn put_length(out: &mut Vec<u8>, length: usize) {
    // Nothing here comes near 4 GiB: a step is capped and so is the number that a device stores.
    out.extend(u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes());
}

fn read(bytes: &mut Reader<'_>) -> Option<History> {
    let mut history = History::new();
    if bytes.byte()? != VERSION {
        return None;
    }
    history.contested = bytes.byte()? != 0;
    for _ in 0..u32::from_be_bytes(array(bytes)?) {
        let author = Actor::from_bytes(bytes.take(Actor::LENGTH)?)?;
        let seq = u64::from_be_bytes(array(bytes)?);
        let length = u32::from_be_bytes(array(bytes)?).try_into().ok()?;
        let step = Step {
            author,
            seq,
            changes: bytes.take(length)?.to_vec(),
        };
        let proposal = step.read().ok()?;
        history
            .waiting
            .insert(step.id(), Waiting { step, proposal });
    }
    Some(history)
}

fn array<const N: usize>(bytes: &mut Reader<'_>) -> Option<[u8; N]> {
    bytes.take(N)?.try_into().ok()
}
