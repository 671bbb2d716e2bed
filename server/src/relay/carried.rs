//! Chains of others that a device carries: which of them it is answered about, and how far they
//! are held.

use std::collections::HashSet;

use rusqlite::Connection;
use tabard_core::ids::{EntryId, RegionId};
use tabard_core::wire::Chain;

use super::candidate::{Candidate, Verdict};
use super::numbers::HeldChain;
use super::{RelayError, erased};

/// Of the chains that a request names, those of which it brings the named entry, with its author's
/// signature. Whoever has nothing of a chain is told nothing of it.
pub(super) fn brought(named: Vec<Chain>, entries: &[Candidate]) -> Vec<Chain> {
    let read = entries.iter().filter_map(|candidate| match candidate {
        Candidate::Read(read) if read.signature == Verdict::Matches => Some(read),
        _ => None,
    });
    let places = read.map(|entry| (entry.author(), entry.header().incarnation, entry.header().seq));
    let mut places: HashSet<_> = places.collect();
    let mut named = named;
    // Each is answered once, however often it is named.
    named.retain(|chain| places.remove(&(chain.device, chain.incarnation, chain.seq)));
    named
}

/// How far a chain is held, no further than the place that is asked about, and the entry there.
pub(super) fn held(
    db: &Connection,
    region: RegionId,
    asked: Chain,
) -> Result<(Chain, Option<EntryId>), RelayError> {
    let Some(held) = HeldChain::find(db, asked.device, asked.incarnation)? else {
        return Ok((Chain { seq: 0, ..asked }, None));
    };
    if held.seq <= asked.seq {
        return Ok((Chain { seq: held.seq, ..asked }, Some(held.head)));
    }
    let id = erased::id_at(db, region, held.number, asked.seq)?;
    Ok((asked, Some(id.ok_or(RelayError::Damaged)?)))
}
