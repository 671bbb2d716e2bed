//! The sealed chunks of attachments: files beside the log, each named by its hash. The relay knows
//! neither what they say nor to which record they belong, but for those that an order to erase names.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use tabard_core::attachment::{Blobs, Found, MAX_CHUNKS, MAX_SEALED, address_of};
use tabard_core::ids::{ChunkAddress, DeviceId, Millis};
use tabard_core::region::Directory;
use tabard_core::wire::{ChunkAnswer, ChunkReceipt, ChunkRequest, ChunkWant, ProblemCode};

use super::{Relay, RelayError, ingest, lock};

const FOLDER: &str = "blobs";
const DAY: i64 = 86_400_000;

/// What a check of the chunks found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChunkReport {
    /// How many are whole.
    pub whole: u64,
    /// Those whose bytes are not what their name says.
    pub damaged: Vec<ChunkAddress>,
}

/// A relay's chunks, in as many folders as two digits of their addresses tell apart.
pub(super) struct Chunks {
    dir: PathBuf,
    /// What each device put today. It is not kept on the disk, where it would cost a second write
    /// for every chunk; a server that starts again grants the day anew.
    spent: Mutex<Spent>,
}

#[derive(Default)]
struct Spent {
    day: i64,
    bytes: BTreeMap<DeviceId, u64>,
}

impl Spent {
    /// Whether so many bytes more are within a device's allowance; they are then spent.
    fn spend(&mut self, now: Millis, device: DeviceId, bytes: usize, limit: u64) -> bool {
        let day = now.0.div_euclid(DAY);
        if self.day != day {
            *self = Self { day, ..Self::default() };
        }
        let spent = self.bytes.entry(device).or_default();
        match u64::try_from(bytes).ok().and_then(|bytes| spent.checked_add(bytes)) {
            Some(after) if after <= limit => {
                *spent = after;
                true
            }
            _ => false,
        }
    }
}

impl Chunks {
    pub(super) fn of(relay: &Path) -> Self {
        Self { dir: relay.join(FOLDER), spent: Mutex::default() }
    }

    fn shard(&self, address: ChunkAddress) -> Blobs {
        let [first, ..] = address.as_bytes();
        Blobs::at(&self.dir.join(format!("{first:02x}")))
    }

    fn shards(&self) -> impl Iterator<Item = (PathBuf, Blobs)> {
        let paths = (0..=u8::MAX).map(|first| self.dir.join(format!("{first:02x}")));
        paths.filter(|path| path.exists()).map(|path| (path.clone(), Blobs::at(&path)))
    }

    /// What was erased is not asked for again: a device that sends it would have to be told why.
    fn missing(
        &self,
        directory: &Directory,
        asked: &[ChunkAddress],
    ) -> Result<Vec<u32>, RelayError> {
        let mut missing = Vec::new();
        for (place, address) in (0..).zip(asked) {
            if !directory.chunk_is_erased(*address) && !self.shard(*address).holds(*address)? {
                missing.push(place);
            }
        }
        Ok(missing)
    }

    /// Keeps a chunk for good before it says so.
    fn keep(&self, address: ChunkAddress, sealed: &[u8]) -> Result<(), RelayError> {
        let shard = self.shard(address);
        shard.put(address, sealed)?;
        shard.sync()?;
        Ok(Blobs::at(&self.dir).sync()?)
    }

    /// A chunk that is damaged is let go: a device that has it is then told that it is missing.
    fn get(&self, address: ChunkAddress) -> Result<ChunkAnswer, RelayError> {
        let shard = self.shard(address);
        match shard.get(address)? {
            Found::Whole(sealed) => Ok(ChunkAnswer::Chunk(sealed.into())),
            Found::Absent => Ok(ChunkAnswer::Absent),
            Found::Damaged => {
                tracing::error!("a chunk of an attachment is damaged on the disk");
                shard.remove(address)?;
                Ok(ChunkAnswer::Absent)
            }
        }
    }

    /// Removes chunks, durably. They need not be there.
    pub(super) fn erase(
        &self,
        chunks: impl Iterator<Item = ChunkAddress>,
    ) -> Result<(), RelayError> {
        let mut touched = BTreeSet::new();
        for address in chunks {
            let shard = self.shard(address);
            if shard.has_file(address) {
                shard.remove(address)?;
                touched.insert(address.as_bytes()[0]);
            }
        }
        for first in touched {
            Blobs::at(&self.dir.join(format!("{first:02x}"))).sync()?;
        }
        Ok(())
    }

    pub(super) fn copy_to(&self, relay: &Path) -> Result<(), RelayError> {
        let to = Self::of(relay);
        let mut copied = false;
        for (path, shard) in self.shards() {
            let name = path.file_name().unwrap_or_default();
            shard.copy_to(&to.dir.join(name))?;
            copied = true;
        }
        if copied { Ok(Blobs::at(&to.dir).sync()?) } else { Ok(()) }
    }
}

impl Relay {
    /// Moves a chunk to or from a device, or tells it which of many are not here.
    ///
    /// # Errors
    /// [`RelayError`], of which [`RelayError::problem`] is the answer. What was put is then not kept.
    pub fn chunks(
        &self,
        now: Millis,
        device: DeviceId,
        request: ChunkRequest,
    ) -> Result<ChunkAnswer, RelayError> {
        if request.region != self.home.region {
            return Err(ProblemCode::OtherRegion.into());
        }
        let directory = self.directory()?;
        ingest::may_exchange(&directory, device, now)?;
        match request.want {
            ChunkWant::Missing(asked) if asked.len() > MAX_CHUNKS as usize + 1 => {
                Err(ProblemCode::TooLarge.into())
            }
            ChunkWant::Missing(asked) => self.missing_chunks(now, device, &directory, &asked),
            ChunkWant::Get(address) if directory.chunk_is_erased(address) => {
                Ok(ChunkAnswer::Absent)
            }
            ChunkWant::Get(address) => self.chunks.get(address),
            ChunkWant::Put(address, _) if directory.chunk_is_erased(address) => {
                Ok(ChunkAnswer::Kept)
            }
            ChunkWant::Put(address, sealed) => self.put_chunk(now, device, address, &sealed),
        }
    }

    /// A device counts as held only what is signed for.
    fn missing_chunks(
        &self,
        now: Millis,
        device: DeviceId,
        directory: &Directory,
        asked: &[ChunkAddress],
    ) -> Result<ChunkAnswer, RelayError> {
        let missing = self.chunks.missing(directory, asked)?;
        if !missing.is_empty() {
            return Ok(ChunkAnswer::Missing(missing));
        }
        let asked = ChunkReceipt::of(asked);
        let receipt = ChunkReceipt { log: self.home.log, device, asked, time: now };
        Ok(ChunkAnswer::Held(receipt.sign(self.home.region, &self.identity)?.into()))
    }

    fn put_chunk(
        &self,
        now: Millis,
        device: DeviceId,
        address: ChunkAddress,
        sealed: &[u8],
    ) -> Result<ChunkAnswer, RelayError> {
        if sealed.len() > MAX_SEALED {
            return Err(ProblemCode::TooLarge.into());
        }
        if address_of(sealed) != address {
            return Ok(ChunkAnswer::OtherHash);
        }
        if self.chunks.shard(address).holds(address)? {
            return Ok(ChunkAnswer::Kept);
        }
        let limit = self.limits.chunk_bytes_per_day;
        if !lock(&self.chunks.spent).spend(now, device, sealed.len(), limit) {
            return Err(ProblemCode::Quota.into());
        }
        self.chunks.keep(address, sealed)?;
        Ok(ChunkAnswer::Kept)
    }

    /// Hashes every chunk again.
    ///
    /// # Errors
    /// [`RelayError`] when the disk fails.
    pub fn verify_chunks(&self) -> Result<ChunkReport, RelayError> {
        let mut report = ChunkReport::default();
        for (_, shard) in self.chunks.shards() {
            for address in shard.all()? {
                match shard.get(address)? {
                    Found::Whole(_) => report.whole += 1,
                    Found::Damaged => report.damaged.push(address),
                    Found::Absent => {}
                }
            }
        }
        Ok(report)
    }

    /// Removes what a crash left half written. Only who serves the folder may ask.
    ///
    /// # Errors
    /// [`RelayError`] when the disk fails.
    pub fn sweep_chunks(&self) -> Result<(), RelayError> {
        self.chunks.shards().try_for_each(|(_, shard)| Ok(shard.sweep()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_has_its_own_allowance_each_day() {
        let (one, other) = (DeviceId::new([1; 8]), DeviceId::new([2; 8]));
        let (today, tomorrow) = (Millis(0), Millis(DAY));
        let mut spent = Spent::default();
        assert!(spent.spend(today, one, 60, 100));
        assert!(!spent.spend(today, one, 60, 100));
        assert!(spent.spend(today, one, 40, 100));
        assert!(spent.spend(today, other, 100, 100));
        assert!(spent.spend(tomorrow, one, 100, 100));
    }
}
