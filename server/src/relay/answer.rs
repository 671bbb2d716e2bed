//! What a device is told: the receipt, and what is new for it.

use minicbor::bytes::ByteVec;
use rusqlite::{Connection, OptionalExtension};
use tabard_core::entry::{Audience, Compartment, Kind};
use tabard_core::ids::{DeviceId, EntryId, Millis};
use tabard_core::keys::DeviceIdentity;
use tabard_core::merkle::{consistency, inclusion};
use tabard_core::wire::{
    BATCH_BYTES, Chain, Cursor, FeedEntry, HeldUpstream, Placed, Receipt, Refused, SyncRequest,
    SyncResponse, Upstream,
};

use super::database::Home;
use super::ledger::Known;
use super::numbers::{ChainNumber, HeldChain, PartyNumber};
use super::tree::{StoredRows, UpstreamRows};
use super::{RelayError, carried, edge, erased};

/// Who asks what, and when.
pub(super) struct Asker<'r> {
    pub(super) device: DeviceId,
    pub(super) now: Millis,
    pub(super) request: &'r SyncRequest,
}

/// One state of the log, to answer from.
pub(super) struct Answer<'r> {
    pub(super) db: &'r Connection,
    pub(super) known: &'r Known,
    pub(super) home: Home,
    pub(super) identity: &'r DeviceIdentity,
}

impl Answer<'_> {
    pub(super) fn to(
        &self,
        asker: &Asker<'_>,
        refused: Vec<Refused>,
    ) -> Result<SyncResponse, RelayError> {
        let own = HeldChain::find(self.db, asker.device, asker.request.incarnation)?;
        let mut room = Room::of(BATCH_BYTES);
        let mut news = News::default();
        let statements = match self.home.edge {
            true => self.lines(asker, &mut room, &mut news)?,
            false => statements(self.db, self.first_statement(asker), &mut room)?,
        };
        self.feeds(asker, own, &mut room, &mut news)?;
        self.lost(asker, own, &mut room, &mut news)?;
        let upstream =
            if self.home.edge { Some(self.upstream(asker, own, &mut news)?) } else { None };
        Ok(SyncResponse {
            receipt: self.own_receipt(asker, own)?.into(),
            consistency: self.consistency(asker)?.map(ByteVec::from),
            entries: some(news.entries),
            cursors: some(news.cursors),
            statements: some(statements),
            more: room.full.then_some(true),
            refused: some(refused),
            behind: some(self.behind(asker)?),
            carried: some(self.carried(asker)?),
            upstream,
        })
    }

    fn own_receipt(
        &self,
        asker: &Asker<'_>,
        own: Option<HeldChain>,
    ) -> Result<Vec<u8>, RelayError> {
        let (device, incarnation) = (asker.device, asker.request.incarnation);
        let chain = Chain { device, incarnation, seq: own.map_or(0, |chain| chain.seq) };
        let head = own.filter(|chain| chain.seq > 0).map(|chain| chain.head);
        self.receipt(asker.now, chain, head)
    }

    fn carried(&self, asker: &Asker<'_>) -> Result<Vec<ByteVec>, RelayError> {
        let receipt = |asked: &Chain| {
            let (chain, head) = carried::held(self.db, self.home.region, *asked)?;
            self.receipt(asker.now, chain, head).map(ByteVec::from)
        };
        asker.request.carried.iter().flatten().map(receipt).collect()
    }

    pub(super) fn receipt(
        &self,
        time: Millis,
        chain: Chain,
        head: Option<EntryId>,
    ) -> Result<Vec<u8>, RelayError> {
        let state = self.known.head();
        let receipt = Receipt {
            log: self.home.log,
            size: state.size,
            root: *state.root.as_bytes(),
            time,
            device: chain.device,
            incarnation: chain.incarnation,
            seq: chain.seq,
            head,
        };
        Ok(receipt.sign(self.home.region, self.identity)?)
    }

    fn consistency(&self, asker: &Asker<'_>) -> Result<Option<Vec<u8>>, RelayError> {
        let (old, new) = (asker.request.size, self.known.size());
        if !self.same_log(asker) || old == 0 || old >= new {
            return Ok(None);
        }
        let proof = consistency(&StoredRows(self.db), old, new)?;
        Ok(Some(proof.hashes().iter().flat_map(|hash| *hash.as_bytes()).collect()))
    }

    fn same_log(&self, asker: &Asker<'_>) -> bool {
        asker.request.log == Some(self.home.log)
    }

    /// A device that has just joined holds statements, but knows no log yet.
    fn first_statement(&self, asker: &Asker<'_>) -> u64 {
        let counts = asker.request.log.is_none_or(|log| log == self.home.log);
        let held = asker.request.directory;
        if counts && held <= self.known.size() { held } else { 0 }
    }

    fn feeds(
        &self,
        asker: &Asker<'_>,
        own: Option<HeldChain>,
        room: &mut Room,
        news: &mut News,
    ) -> Result<(), RelayError> {
        for audience in self.audiences(asker.device) {
            let Some(party) = PartyNumber::find(self.db, audience)? else { continue };
            let said = asker.request.cursors.iter().find(|cursor| cursor.audience == audience);
            let said = said.map_or(0, |cursor| cursor.read);
            let from = if self.same_log(asker) && said <= self.end(party)? { said } else { 0 };
            let own = own.map(|chain| chain.number);
            let read = self.feed(party, from, own, room, news)?;
            if read != said {
                news.cursors.push(Cursor { audience, read });
            }
        }
        Ok(())
    }

    /// What a device is entitled to: its own feed, and those of the compartments that it was given
    /// the secret of and that its role still allows.
    fn audiences(&self, device: DeviceId) -> Vec<Audience> {
        let directory = self.known.directory();
        let roles = directory.device(device).map(|standing| standing.certificate.roles);
        let mut compartments: Vec<Compartment> = directory
            .memberships_of(device)
            .map(|membership| membership.compartment)
            .filter(|one| roles.is_some_and(|roles| roles.may_join(*one)))
            .collect();
        compartments.sort_unstable();
        compartments.dedup();
        let compartments = compartments.into_iter().map(Audience::Compartment);
        std::iter::once(Audience::Device(device)).chain(compartments).collect()
    }

    fn end(&self, party: PartyNumber) -> Result<u64, RelayError> {
        let end: Option<u64> = self
            .db
            .prepare_cached("SELECT max(item) FROM feed WHERE party = ?1")?
            .query_row([party], |row| row.get(0))?;
        Ok(end.unwrap_or(0))
    }

    /// Reads a feed after an item, and returns how far it came. What the device wrote in its
    /// present chain it has, though it may have to learn its place; what it wrote in an earlier one
    /// it may have lost.
    fn feed(
        &self,
        party: PartyNumber,
        after: u64,
        own: Option<ChainNumber>,
        room: &mut Room,
        news: &mut News,
    ) -> Result<u64, RelayError> {
        let mut query = self.db.prepare_cached(&format!(
            "SELECT item, {}, chain, bytes, kind, log.position
             FROM feed JOIN log ON log.position = feed.position
             LEFT JOIN record ON record.id = log.record
             WHERE party = ?1 AND item > ?2 ORDER BY item",
            self.place()
        ))?;
        let mut rows = query.query((party, after))?;
        let mut read = after;
        while let Some(row) = rows.next()? {
            let others = row.get::<_, Option<ChainNumber>>(2)? != own || own.is_none();
            let kind = row.get::<_, Option<u8>>(4)?.and_then(Kind::from_number);
            let place: Option<u64> = row.get(1)?;
            let learns = place.is_some() && kind.is_some_and(Kind::placed_for_author);
            if others || learns {
                let bytes = blob(row, 3)?;
                if row.get::<_, Option<i64>>(2)?.is_some_and(|chain| chain < 0) {
                    let (position, bytes) = (row.get(5)?, bytes.to_vec());
                    news.withdraw(erased::id_of(self.db, self.home.region, position, bytes)?);
                    read = row.get(0)?;
                    continue;
                }
                if bytes.is_empty() {
                    // Erased: there is nothing to give, and the feed goes on behind it.
                    read = row.get(0)?;
                    continue;
                }
                if !room.takes(bytes.len()) {
                    break;
                }
                news.add(place, bytes);
            }
            read = row.get(0)?;
        }
        Ok(read)
    }

    /// In repair: what the device itself wrote in earlier chains and does not hold any more.
    fn lost(
        &self,
        asker: &Asker<'_>,
        own: Option<HeldChain>,
        room: &mut Room,
        news: &mut News,
    ) -> Result<(), RelayError> {
        let Some(named) = &asker.request.chains else { return Ok(()) };
        for (chain, incarnation) in HeldChain::all(self.db, asker.device)? {
            let same = |one: &&Chain| (one.device, one.incarnation) == (asker.device, incarnation);
            let held = named.iter().find(same).map_or(0, |one| one.seq);
            if own.is_none_or(|own| own.number != chain.number) && held < chain.seq {
                self.chain_after(chain, held, room, news)?;
            }
        }
        Ok(())
    }

    fn chain_after(
        &self,
        chain: HeldChain,
        held: u64,
        room: &mut Room,
        news: &mut News,
    ) -> Result<(), RelayError> {
        let mut query = self.db.prepare_cached(&format!(
            "SELECT {}, bytes FROM log
             WHERE chain = ?1 AND seq > ?2 AND length(bytes) > 0 ORDER BY seq",
            self.place()
        ))?;
        let mut rows = query.query((chain.number, held))?;
        while let Some(row) = rows.next()? {
            let bytes = blob(row, 1)?;
            if !room.takes(bytes.len()) {
                break;
            }
            news.add(row.get(0)?, bytes);
        }
        Ok(())
    }

    /// A leaf's place in the region's log, in SQL; an edge may know of none.
    const fn place(&self) -> &'static str {
        match self.home.edge {
            true => "(SELECT at FROM placed WHERE placed.position = log.position)",
            false => "log.position",
        }
    }

    /// At an edge: the lines of the directory after those that the device has. Each is given again
    /// once the region has placed it.
    fn lines(
        &self,
        asker: &Asker<'_>,
        room: &mut Room,
        news: &mut News,
    ) -> Result<Vec<Placed>, RelayError> {
        let from = if self.same_log(asker) { asker.request.directory } else { 0 };
        let mut query = self.db.prepare_cached(&format!(
            "SELECT item, {}, bytes FROM feed JOIN log ON log.position = feed.position
             WHERE party = ?1 AND item > ?2 ORDER BY item",
            self.place()
        ))?;
        let from = i64::try_from(from).unwrap_or(i64::MAX);
        let mut rows = query.query((edge::EVERYBODY, from))?;
        let mut placed = Vec::new();
        news.upstream.directory = u64::try_from(from).unwrap_or_default();
        while let Some(row) = rows.next()? {
            let bytes = blob(row, 2)?;
            if !room.takes(bytes.len()) {
                break;
            }
            let line: ByteVec = bytes.to_vec().into();
            match row.get(1)? {
                Some(position) => placed.push(Placed { position, bytes: line }),
                None => news.upstream.statements.get_or_insert_default().push(line),
            }
            news.upstream.directory = row.get(0)?;
        }
        placed.sort_by_key(|line| line.position);
        Ok(placed)
    }

    /// At an edge: the region's word as it was kept, and what it proves of the device's chain.
    fn upstream(
        &self,
        asker: &Asker<'_>,
        own: Option<HeldChain>,
        news: &mut News,
    ) -> Result<Upstream, RelayError> {
        let mut upstream = std::mem::take(&mut news.upstream);
        let word = edge::stored_word(self.db)?.1;
        let read =
            word.as_ref().and_then(|word| Receipt::verify(word, self.known.directory()).ok());
        if let Some(chain) = own {
            upstream.displaced = edge::displaced_from(self.db, chain)?;
            if let Some(receipt) = read {
                upstream.held = self.held_upstream(chain, receipt.size, asker.request.upstream)?;
            }
        }
        upstream.receipt = word.map(ByteVec::from);
        Ok(upstream)
    }

    fn held_upstream(
        &self,
        chain: HeldChain,
        size: u64,
        known: Option<u64>,
    ) -> Result<Option<HeldUpstream>, RelayError> {
        let Some((seq, position)) = edge::placed_end(self.db, chain, size)? else {
            return Ok(None);
        };
        if known.is_some_and(|known| known >= seq) {
            return Ok(None);
        }
        let proof = inclusion(&UpstreamRows(self.db), position, size)?;
        let path: Vec<u8> = proof.hashes().iter().flat_map(|hash| *hash.as_bytes()).collect();
        Ok(Some(HeldUpstream { seq, position, path: path.into() }))
    }

    fn behind(&self, asker: &Asker<'_>) -> Result<Vec<Chain>, RelayError> {
        let mut behind = Vec::new();
        for chain in asker.request.chains.iter().flatten() {
            let held = HeldChain::find(self.db, chain.device, chain.incarnation)?;
            let seq = held.map_or(0, |held| held.seq);
            if seq < chain.seq {
                behind.push(Chain { seq, ..*chain });
            }
        }
        Ok(behind)
    }
}

#[derive(Default)]
struct News {
    entries: Vec<FeedEntry>,
    cursors: Vec<Cursor>,
    /// What an edge says beside.
    upstream: Upstream,
}

impl News {
    fn withdraw(&mut self, id: EntryId) {
        self.upstream.withdrawn.get_or_insert_default().push(id);
    }

    fn add(&mut self, position: Option<u64>, bytes: &[u8]) {
        let bytes: ByteVec = bytes.to_vec().into();
        match position {
            Some(position) => self.entries.push(FeedEntry { position, bytes }),
            None => self.upstream.entries.get_or_insert_default().push(bytes),
        }
    }
}

/// How much more fits into an answer. The first item always does; after one that did not, none
/// does: entries may rest on statements that have not gone out yet.
pub(super) struct Room {
    left: usize,
    untouched: bool,
    full: bool,
}

impl Room {
    pub(super) const fn of(left: usize) -> Self {
        Self { left, untouched: true, full: false }
    }

    pub(super) const fn endless() -> Self {
        Self::of(usize::MAX)
    }

    pub(super) fn takes(&mut self, bytes: usize) -> bool {
        self.full = self.full || (bytes > self.left && !self.untouched);
        self.untouched = false;
        self.left = self.left.saturating_sub(bytes);
        !self.full
    }
}

/// The statements from a position on.
pub(super) fn statements(
    db: &Connection,
    from: u64,
    room: &mut Room,
) -> Result<Vec<Placed>, RelayError> {
    let mut query = db.prepare_cached(
        "SELECT position, bytes FROM log WHERE chain IS NULL AND position >= ?1 ORDER BY position",
    )?;
    let from = i64::try_from(from).unwrap_or(i64::MAX);
    let mut rows = query.query([from])?;
    let mut statements = Vec::new();
    while let Some(row) = rows.next()? {
        let bytes = blob(row, 1)?;
        if !room.takes(bytes.len()) {
            break;
        }
        statements.push(Placed { position: row.get(0)?, bytes: bytes.to_vec().into() });
    }
    Ok(statements)
}

/// The statement at a position, which is that of the region's log at an edge too. None where that
/// has not placed it yet.
pub(super) fn statement_at(
    db: &Connection,
    edge: bool,
    position: u64,
) -> Result<Option<Vec<u8>>, RelayError> {
    let mut query = db.prepare_cached(match edge {
        true => "SELECT bytes FROM placed JOIN log ON log.position = placed.position WHERE at = ?1",
        false => "SELECT bytes FROM log WHERE chain IS NULL AND position = ?1",
    })?;
    Ok(query.query_row([position], |row| row.get(0)).optional()?)
}

pub(super) fn blob<'r>(row: &'r rusqlite::Row<'_>, column: usize) -> Result<&'r [u8], RelayError> {
    row.get_ref(column)?.as_blob().map_err(|_| RelayError::Damaged)
}

fn some<T>(list: Vec<T>) -> Option<Vec<T>> {
    Some(list).filter(|list| !list.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_filled_to_the_byte_and_never_empty() {
        let mut room = Room::of(10);
        assert_eq!([4, 6, 1, 0].map(|bytes| room.takes(bytes)), [true, true, false, false]);
        let mut room = Room::of(10);
        assert_eq!([11, 1].map(|bytes| room.takes(bytes)), [true, false]);
    }
}
