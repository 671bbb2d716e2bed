//! What a receipt proves: what the region holds of this device, and whether its log is still the
//! one that was seen before.

use crate::ids::{DeviceId, EntryId, Incarnation};
use crate::merkle::{ConsistencyProof, Hash, TreeHead};
use crate::region::Directory;
use crate::vault::Meta;
use crate::wire::{Receipt, ReceiptError, SyncResponse};

/// Why an answer was not believed. Nothing is marked as held by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SyncFault {
    /// The receipt itself.
    #[error(transparent)]
    Receipt(#[from] ReceiptError),
    /// For another device or chain.
    #[error("the server's receipt is for another device")]
    OtherDevice,
    /// Of a log that the authority never certified.
    #[error("the server keeps a log that this region's authority never certified")]
    UnknownLog,
    /// Older than one seen in the same log and size, or damaged.
    #[error(
        "it is not what a region's server says; check the address and any sign-in page of the \
         network; what you wrote is kept here"
    )]
    Malformed,
}

/// How the relay's log stands to the one seen before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogMove {
    /// The first log seen, or the same one grown, with proof.
    Onward,
    /// Another, and one of the two is that of an edge: this device moved.
    Moved,
    /// Shorter, rewritten or another: the server was restored or wiped.
    Restored,
}

impl LogMove {
    /// Whether what was known of the log before says nothing of this one.
    #[must_use]
    pub const fn is_other(self) -> bool {
        matches!(self, Self::Moved | Self::Restored)
    }
}

/// What an answer proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The receipt.
    pub receipt: Receipt,
    /// The log.
    pub log: LogMove,
    /// The last entry of the device's chain that the region holds.
    pub held: u64,
    /// Whether the relay holds other entries in this device's chain than the device wrote: it was
    /// restored or cloned, and must go on in a new chain.
    pub forked: bool,
}

/// Judges an answer. `id_at` gives the device's own entry at a place of its chain.
///
/// # Errors
/// [`SyncFault`] when nothing in it can be believed.
pub fn judge(
    response: &SyncResponse,
    directory: &Directory,
    meta: &Meta,
    device: DeviceId,
    id_at: impl FnOnce(Incarnation, u64) -> Option<EntryId>,
) -> Result<Verdict, SyncFault> {
    let receipt = Receipt::verify(&response.receipt, directory)?;
    if receipt.device != device || receipt.incarnation != meta.incarnation {
        return Err(SyncFault::OtherDevice);
    }
    if !directory.knows_log(receipt.log) {
        return Err(SyncFault::UnknownLog);
    }
    let log = match log_move(response, &receipt, meta)? {
        LogMove::Restored if has_moved(directory, &receipt, meta) => LogMove::Moved,
        log => log,
    };
    let newest = meta.newest.map_or(0, |(seq, _)| seq);
    let own = match receipt.seq {
        0 => None,
        seq => id_at(meta.incarnation, seq),
    };
    let forked = receipt.seq > newest || (receipt.seq > 0 && receipt.head != own);
    let held = if forked { meta.held.seq.min(newest) } else { receipt.seq };
    Ok(Verdict { receipt, log, held, forked })
}

fn has_moved(directory: &Directory, receipt: &Receipt, meta: &Meta) -> bool {
    let of_edge =
        directory.is_edge(receipt.log) || meta.log.is_some_and(|log| directory.is_edge(log));
    of_edge && meta.log != Some(receipt.log)
}

fn log_move(response: &SyncResponse, receipt: &Receipt, meta: &Meta) -> Result<LogMove, SyncFault> {
    let known = match meta.log {
        None => return Ok(LogMove::Onward),
        Some(log) => log == receipt.log,
    };
    if !known || receipt.size < meta.size {
        return Ok(LogMove::Restored);
    }
    let old = TreeHead { size: meta.size, root: Hash::from_bytes(meta.root) };
    let new = TreeHead { size: receipt.size, root: Hash::from_bytes(receipt.root) };
    if old == new || old.size == 0 {
        return Ok(LogMove::Onward);
    }
    let Some(proof) = &response.consistency else { return Ok(LogMove::Restored) };
    let (hashes, rest) = proof.as_chunks::<32>();
    if !rest.is_empty() {
        return Err(SyncFault::Malformed);
    }
    let proof =
        ConsistencyProof::from_hashes(hashes.iter().copied().map(Hash::from_bytes).collect());
    Ok(if proof.verify(&old, &new).is_ok() { LogMove::Onward } else { LogMove::Restored })
}
