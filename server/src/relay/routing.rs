//! Who gets which entry. A record's entries go to all its readers; a new reader first gets what
//! came before. The author of an entry is not sent what it wrote.

use rusqlite::{Connection, OptionalExtension};
use tabard_core::entry::{Audience, Header, Kind, Sharing, Start};
use tabard_core::ids::DeviceId;
use tabard_core::region::{Directory, Roles};

use super::numbers::{Origin, PartyNumber, RecordNumber};
use super::{RelayError, erased};

/// Whether an entry of a record may name a reader. Compartments read the kinds that are theirs;
/// devices are let in by writers where the kind is shared, and by the home compartment anywhere but
/// where only its members could open anything.
pub(super) fn may_name(kind: Kind, author: Roles, reader: Audience) -> bool {
    match reader {
        Audience::Compartment(compartment) => compartment == kind.home(),
        Audience::Device(_) => {
            let handed_on = author.keeps(kind) && !kind.epoch_bound();
            kind.sharing() != Sharing::Nobody || handed_on
        }
    }
}

/// Whether an author with these roles may send entries of a record: its owner, the devices it was
/// granted to where these write, and the members of its home compartment.
pub(super) fn writes(
    db: &Connection,
    record: RecordNumber,
    origin: Origin,
    kind: Kind,
    (author, roles): (Option<PartyNumber>, Roles),
) -> Result<bool, RelayError> {
    if origin.kind != kind {
        return Ok(false);
    }
    if roles.keeps(kind) {
        return Ok(true);
    }
    let Some(author) = author.filter(|_| roles.may_start(kind)) else { return Ok(false) };
    let granted = kind.sharing() == Sharing::Writers || kind.handed_on_writes();
    Ok(origin.owner == author || (granted && is_reader(db, record, author)?))
}

/// What the author of an entry may do.
pub(super) fn roles_of(directory: &Directory, author: DeviceId) -> Roles {
    directory.device(author).map_or(Roles::of(&[]), |known| known.certificate.roles)
}

/// Moves entries into feeds, inside a write transaction.
pub(super) struct Routing<'l> {
    pub(super) db: &'l Connection,
    pub(super) directory: &'l Directory,
}

impl Routing<'_> {
    /// Keeps an entry back until it is known whether its author writes the record.
    pub(super) fn park(&self, record: RecordNumber, position: u64) -> Result<(), RelayError> {
        self.db
            .prepare_cached("INSERT INTO parked (record, position) VALUES (?1, ?2)")?
            .execute((record, position))?;
        Ok(())
    }

    /// Routes an entry that has just been appended, and what was waiting for it.
    pub(super) fn arrive(
        &self,
        record: RecordNumber,
        origin: Origin,
        position: u64,
        header: &Header,
        author: PartyNumber,
    ) -> Result<(), RelayError> {
        let mut grown = self.spread(record, origin, position, header, author)?;
        while grown {
            grown = self.release(record, origin)?;
        }
        Ok(())
    }

    /// Gives an entry to the record's readers, those it names included. True when the record's
    /// writers may have become more.
    fn spread(
        &self,
        record: RecordNumber,
        origin: Origin,
        position: u64,
        header: &Header,
        author: PartyNumber,
    ) -> Result<bool, RelayError> {
        let mut grown = header.start == Start::New;
        // Triage writes and reads follow-ups as a compartment; other owners read as themselves.
        if header.start == Start::New && !origin.kind.of_home_alone() {
            grown |= self.admit(record, origin.owner, position)?;
        }
        for grant in &header.grants {
            if self.stands(grant.to) {
                let reader = PartyNumber::of(self.db, grant.to)?;
                grown |= self.admit(record, reader, position)?;
            }
        }
        self.db
            .prepare_cached(
                "INSERT INTO feed (party, item, position)
                 SELECT party, (SELECT coalesce(max(item), 0) + 1 FROM feed AS own
                                WHERE own.party = reader.party), ?2
                 FROM reader WHERE record = ?1 AND party <> ?3",
            )?
            .execute((record, position, author))?;
        Ok(grown)
    }

    fn stands(&self, audience: Audience) -> bool {
        match audience {
            Audience::Compartment(_) => true,
            Audience::Device(device) => {
                self.directory.device(device).is_some_and(|known| known.revoked_at.is_none())
            }
        }
    }

    /// Makes a reader, and gives it what came before the entry at `position`.
    fn admit(
        &self,
        record: RecordNumber,
        reader: PartyNumber,
        position: u64,
    ) -> Result<bool, RelayError> {
        let new = self
            .db
            .prepare_cached("INSERT OR IGNORE INTO reader (record, party) VALUES (?1, ?2)")?
            .execute((record, reader))?;
        if new == 0 {
            return Ok(false);
        }
        self.db
            .prepare_cached(
                "INSERT INTO feed (party, item, position)
                 SELECT ?2,
                        (SELECT coalesce(max(item), 0) FROM feed WHERE party = ?2)
                        + row_number() OVER (ORDER BY position),
                        position
                 FROM log JOIN chain ON chain.id = log.chain
                 WHERE record = ?1 AND position <> ?3 AND device <> ?2
                   AND position NOT IN (SELECT position FROM parked WHERE record = ?1)",
            )?
            .execute((record, reader, position))?;
        Ok(true)
    }

    /// Routes the parked entries whose authors turn out to be writers. True when one of them
    /// named readers, so that others may have become writers by it.
    fn release(&self, record: RecordNumber, origin: Origin) -> Result<bool, RelayError> {
        let mut grown = false;
        for position in self.parked(record)? {
            let (author, bytes): (PartyNumber, Vec<u8>) = self
                .db
                .prepare_cached(
                    "SELECT device, bytes FROM log JOIN chain ON chain.id = log.chain
                     WHERE position = ?1",
                )?
                .query_row([position], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let (device, header) =
                erased::header_of(self.db, self.directory.region(), position, bytes)?;
            let roles = roles_of(self.directory, device);
            if writes(self.db, record, origin, header.kind, (Some(author), roles))? {
                self.db
                    .prepare_cached("DELETE FROM parked WHERE record = ?1 AND position = ?2")?
                    .execute((record, position))?;
                grown |= self.spread(record, origin, position, &header, author)?;
            }
        }
        Ok(grown)
    }

    fn parked(&self, record: RecordNumber) -> Result<Vec<u64>, RelayError> {
        let mut query = self
            .db
            .prepare_cached("SELECT position FROM parked WHERE record = ?1 ORDER BY position")?;
        let positions = query.query_map([record], |row| row.get(0))?;
        Ok(positions.collect::<rusqlite::Result<_>>()?)
    }
}

fn is_reader(
    db: &Connection,
    record: RecordNumber,
    party: PartyNumber,
) -> Result<bool, RelayError> {
    let found = db
        .prepare_cached("SELECT 1 FROM reader WHERE record = ?1 AND party = ?2")?
        .query_row((record, party), |_| Ok(()))
        .optional()?;
    Ok(found.is_some())
}
