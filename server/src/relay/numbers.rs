//! The database's own small numbers for long names.

use rusqlite::types::{FromSql, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension};
use tabard_core::entry::{Audience, Kind};
use tabard_core::ids::{DeviceId, EntryId, Incarnation, RecordId};

use super::RelayError;

macro_rules! number {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub(super) struct $name(i64);

        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                self.0.to_sql()
            }
        }

        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                i64::column_result(value).map(Self)
            }
        }
    };
}

number!(
    /// A device or a compartment.
    PartyNumber
);
number!(
    /// One incarnation of a device.
    ChainNumber
);
number!(
    /// A record.
    RecordNumber
);

impl PartyNumber {
    pub(super) fn find(db: &Connection, audience: Audience) -> Result<Option<Self>, RelayError> {
        let mut query = db.prepare_cached("SELECT id FROM party WHERE name = ?1")?;
        let number = match audience {
            Audience::Device(device) => query.query_row([device.as_bytes()], |row| row.get(0)),
            Audience::Compartment(one) => query.query_row([[one.number()]], |row| row.get(0)),
        };
        Ok(number.optional()?)
    }

    pub(super) fn of(db: &Connection, audience: Audience) -> Result<Self, RelayError> {
        if let Some(known) = Self::find(db, audience)? {
            return Ok(known);
        }
        let mut insert = db.prepare_cached("INSERT INTO party (name) VALUES (?1)")?;
        let number = match audience {
            Audience::Device(device) => insert.insert([device.as_bytes()])?,
            Audience::Compartment(one) => insert.insert([[one.number()]])?,
        };
        Ok(Self(number))
    }
}

/// A chain as far as it is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct HeldChain {
    pub(super) number: ChainNumber,
    pub(super) seq: u64,
    pub(super) head: EntryId,
}

impl HeldChain {
    pub(super) fn find(
        db: &Connection,
        device: DeviceId,
        incarnation: Incarnation,
    ) -> Result<Option<Self>, RelayError> {
        let mut query = db.prepare_cached(
            "SELECT chain.id, seq, head FROM chain JOIN party ON party.id = device
             WHERE name = ?1 AND incarnation = ?2",
        )?;
        let held = query.query_row((device.as_bytes(), incarnation.0), |row| {
            let head = EntryId::new(row.get(2)?);
            Ok(Self { number: row.get(0)?, seq: row.get(1)?, head })
        });
        Ok(held.optional()?)
    }

    /// Every chain of a device.
    pub(super) fn all(
        db: &Connection,
        device: DeviceId,
    ) -> Result<Vec<(Self, Incarnation)>, RelayError> {
        let mut query = db.prepare_cached(
            "SELECT chain.id, seq, head, incarnation FROM chain JOIN party ON party.id = device
             WHERE name = ?1 ORDER BY chain.id",
        )?;
        let chains = query.query_map([device.as_bytes()], |row| {
            let head = EntryId::new(row.get(2)?);
            let held = Self { number: row.get(0)?, seq: row.get(1)?, head };
            Ok((held, Incarnation(row.get(3)?)))
        })?;
        Ok(chains.collect::<rusqlite::Result<_>>()?)
    }

    /// Starts a chain with its first entry.
    pub(super) fn begin(
        db: &Connection,
        device: PartyNumber,
        incarnation: Incarnation,
        head: EntryId,
    ) -> Result<Self, RelayError> {
        let mut insert = db.prepare_cached(
            "INSERT INTO chain (device, incarnation, seq, head) VALUES (?1, ?2, 1, ?3)",
        )?;
        let number = insert.insert((device, incarnation.0, head.as_bytes()))?;
        Ok(Self { number: ChainNumber(number), seq: 1, head })
    }

    /// Goes back to an earlier entry.
    pub(super) fn back_to(
        self,
        db: &Connection,
        seq: u64,
        head: [u8; 32],
    ) -> Result<Self, RelayError> {
        db.prepare_cached("UPDATE chain SET seq = ?2, head = ?3 WHERE id = ?1")?.execute((
            self.number,
            seq,
            head,
        ))?;
        Ok(Self { seq, head: EntryId::new(head), ..self })
    }

    /// Moves on to the next entry.
    pub(super) fn extend(self, db: &Connection, head: EntryId) -> Result<Self, RelayError> {
        let longer = Self { seq: self.seq.saturating_add(1), head, ..self };
        db.prepare_cached("UPDATE chain SET seq = ?2, head = ?3 WHERE id = ?1")?.execute((
            self.number,
            longer.seq,
            head.as_bytes(),
        ))?;
        Ok(longer)
    }
}

/// A record, and what the entry that started it said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct HeldRecord {
    pub(super) number: RecordNumber,
    pub(super) origin: Option<Origin>,
}

/// What a record is, and who started it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Origin {
    pub(super) kind: Kind,
    pub(super) owner: PartyNumber,
}

impl HeldRecord {
    pub(super) fn find(db: &Connection, name: RecordId) -> Result<Option<Self>, RelayError> {
        let mut query = db.prepare_cached("SELECT id, kind, owner FROM record WHERE name = ?1")?;
        let held = query.query_row([name.as_bytes()], |row| {
            let kind: Option<u8> = row.get(1)?;
            let kind = kind.and_then(Kind::from_number);
            let owner: Option<PartyNumber> = row.get(2)?;
            let origin = kind.zip(owner).map(|(kind, owner)| Origin { kind, owner });
            Ok(Self { number: row.get(0)?, origin })
        });
        Ok(held.optional()?)
    }

    pub(super) fn of(db: &Connection, name: RecordId) -> Result<Self, RelayError> {
        if let Some(held) = Self::find(db, name)? {
            return Ok(held);
        }
        let mut insert = db.prepare_cached("INSERT INTO record (name) VALUES (?1)")?;
        let number = RecordNumber(insert.insert([name.as_bytes()])?);
        Ok(Self { number, origin: None })
    }

    /// Keeps what the first entry said.
    pub(super) fn start(self, db: &Connection, origin: Origin) -> Result<Self, RelayError> {
        db.prepare_cached("UPDATE record SET kind = ?2, owner = ?3 WHERE id = ?1")?.execute((
            self.number,
            origin.kind.number(),
            origin.owner,
        ))?;
        Ok(Self { origin: Some(origin), ..self })
    }
}
