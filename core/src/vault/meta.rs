//! What a device knows of itself and of the log it syncs with.

use std::collections::BTreeMap;

use minicbor::bytes::ByteArray;
use minicbor::{Decode, Encode};
use rusqlite::OptionalExtension;
use zeroize::Zeroizing;

use super::{Tables, VaultError};
use crate::entry::{Audience, Compartment};
use crate::ids::{EntryId, Incarnation, LogId, Millis, RegionId};
use crate::keys::{DeviceIdentity, ReceivingKey};
use crate::wire::{Cursor, Message, Placed};

/// How far a relay holds this device's chain, by a verified receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Held {
    /// The last entry held; 0 for none.
    #[n(0)]
    pub seq: u64,
    /// When the relay said so, by its clock.
    #[n(1)]
    pub at: Millis,
}

/// The state of a device beside its records, one row.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Meta {
    /// The region.
    #[n(0)]
    pub region: RegionId,
    /// The address of the relay.
    #[n(1)]
    pub server: String,
    /// The life of the chain being written.
    #[n(2)]
    pub incarnation: Incarnation,
    /// The newest entry of that chain: its place and id.
    #[n(3)]
    pub newest: Option<(u64, EntryId)>,
    /// How far the relay that this device syncs with holds it.
    #[n(4)]
    pub held: Held,
    /// The relay's log, once seen.
    #[n(5)]
    pub log: Option<LogId>,
    /// Its size at the newest verified receipt.
    #[n(6)]
    pub size: u64,
    /// Its root at that size.
    #[cbor(n(7), with = "minicbor::bytes")]
    pub root: [u8; 32],
    /// The size that this device last quoted in an entry.
    #[n(8)]
    pub quoted: u64,
    /// How many statements are held, by log position plus one.
    #[n(9)]
    pub directory: u64,
    /// What to add to this device's clock to get the relay's, in milliseconds.
    #[n(10)]
    pub clock_offset: i64,
    /// Whether the device has had its certificate.
    #[n(11)]
    pub enrolled: bool,
    /// Why the relay does not take this device's entries any more.
    #[n(12)]
    pub stopped: Option<String>,
    /// Whether the relay may have lost what was there before, or this device may have: until both
    /// have compared all their chains.
    #[n(13)]
    pub repair: bool,
    /// While this device syncs with the edge of a control room: how far the region itself is proved
    /// to hold the chain. `held` is then the edge's word. None at the region, whose word `held` is.
    #[n(14)]
    pub upstream: Option<Held>,
    /// While this device syncs with an edge: the newest state of the region's own log that the
    /// region signed, its size and root.
    #[n(15)]
    pub region_log: Option<(u64, ByteArray<32>)>,
}

impl Meta {
    /// The state of a device that has not enrolled yet.
    #[must_use]
    pub const fn new(region: RegionId, server: String) -> Self {
        Self {
            region,
            server,
            incarnation: Incarnation(0),
            newest: None,
            held: Held { seq: 0, at: Millis(0) },
            log: None,
            size: 0,
            root: [0; 32],
            quoted: 0,
            directory: 0,
            clock_offset: 0,
            enrolled: false,
            stopped: None,
            repair: false,
            upstream: None,
            region_log: None,
        }
    }

    /// The newest state known of the region's log, whoever this device syncs with: size and root.
    #[must_use]
    pub fn region_log(&self) -> (u64, [u8; 32]) {
        match self.region_log.filter(|_| self.upstream.is_some()) {
            Some((size, root)) => (size, *root),
            None => (self.size, self.root),
        }
    }

    /// How far the region holds the chain that is written now, whoever this device syncs with.
    #[must_use]
    pub fn at_region(&self) -> Held {
        self.upstream.unwrap_or(self.held)
    }
}

impl Tables<'_> {
    /// The device's state; none before enrolment.
    ///
    /// # Errors
    /// Storage errors.
    pub fn meta(&self) -> Result<Option<Meta>, VaultError> {
        let bytes = self.value("device")?;
        bytes.map(|bytes| Meta::from_bytes(&bytes).map_err(|_| VaultError::Damaged)).transpose()
    }

    /// Stores the device's state.
    ///
    /// # Errors
    /// Storage errors.
    pub fn set_meta(&self, meta: &Meta) -> Result<(), VaultError> {
        self.set_value("device", &meta.to_bytes())
    }

    /// The device's secret keys.
    ///
    /// # Errors
    /// Storage errors.
    pub fn identity(&self) -> Result<Option<DeviceIdentity>, VaultError> {
        let Some(bytes) = self.value("identity")? else { return Ok(None) };
        let bytes = Zeroizing::new(bytes);
        let (signing, receiving) = bytes.split_first_chunk::<32>().ok_or(VaultError::Damaged)?;
        let receiving: &[u8; 32] = receiving.try_into().map_err(|_| VaultError::Damaged)?;
        Ok(Some(DeviceIdentity::from_parts(signing, ReceivingKey::from_bytes(receiving))))
    }

    /// Stores the device's secret keys.
    ///
    /// # Errors
    /// Storage errors.
    pub fn set_identity(&self, identity: &DeviceIdentity) -> Result<(), VaultError> {
        let mut both = Zeroizing::new(identity.signing_seed().to_vec());
        both.extend_from_slice(identity.receiving().to_bytes().as_ref());
        self.set_value("identity", &both)
    }

    pub(super) fn value(&self, key: &str) -> Result<Option<Vec<u8>>, VaultError> {
        let mut query = self.0.prepare_cached("SELECT value FROM meta WHERE key = ?1")?;
        Ok(query.query_row([key], |row| row.get(0)).optional()?)
    }

    pub(super) fn set_value(&self, key: &str, value: &[u8]) -> Result<(), VaultError> {
        let mut insert = self.0.prepare_cached("REPLACE INTO meta (key, value) VALUES (?1, ?2)")?;
        insert.execute((key, value))?;
        Ok(())
    }

    /// All lines of the directory, in the order in which they came.
    ///
    /// # Errors
    /// Storage errors.
    pub fn statements(&self) -> Result<Vec<Placed>, VaultError> {
        let mut query =
            self.0.prepare_cached("SELECT position, bytes FROM statement ORDER BY id")?;
        let rows = query.query_map([], |row| {
            let bytes: Vec<u8> = row.get(1)?;
            Ok(Placed { position: row.get(0)?, bytes: bytes.into() })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Stores a line of the directory; one that is held only learns its new place.
    ///
    /// # Errors
    /// Storage errors.
    pub fn add_statement(&self, position: u64, bytes: &[u8]) -> Result<(), VaultError> {
        self.0
            .prepare_cached(
                "INSERT INTO statement (position, bytes) VALUES (?1, ?2)
                 ON CONFLICT (bytes) DO UPDATE SET position = excluded.position",
            )?
            .execute((position, bytes))?;
        Ok(())
    }

    /// How far each feed was read.
    ///
    /// # Errors
    /// Storage errors.
    pub fn cursors(&self) -> Result<Vec<Cursor>, VaultError> {
        let mut query = self.0.prepare_cached("SELECT audience, read FROM cursor")?;
        let rows = query.query_map([], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get(1)?)))?;
        rows.map(|row| {
            let (audience, read) = row?;
            let audience = Audience::from_bytes(&audience).map_err(|_| VaultError::Damaged)?;
            Ok(Cursor { audience, read })
        })
        .collect()
    }

    /// Moves a feed's cursor.
    ///
    /// # Errors
    /// Storage errors.
    pub fn set_cursor(&self, cursor: Cursor) -> Result<(), VaultError> {
        self.0
            .prepare_cached("REPLACE INTO cursor (audience, read) VALUES (?1, ?2)")?
            .execute((cursor.audience.to_bytes(), cursor.read))?;
        Ok(())
    }

    /// Forgets how far the feeds were read: the log is another one.
    ///
    /// # Errors
    /// Storage errors.
    pub fn clear_cursors(&self) -> Result<(), VaultError> {
        self.0.execute("DELETE FROM cursor", [])?;
        Ok(())
    }

    /// The secret of a compartment's epoch, when this device is a member.
    ///
    /// # Errors
    /// Storage errors.
    pub fn compartment_secret(
        &self,
        compartment: Compartment,
        epoch: u32,
    ) -> Result<Option<ReceivingKey>, VaultError> {
        let mut query = self.0.prepare_cached(
            "SELECT secret FROM compartment_secret WHERE compartment = ?1 AND epoch = ?2",
        )?;
        let secret: Option<[u8; 32]> =
            query.query_row((compartment.number(), epoch), |row| row.get(0)).optional()?;
        Ok(secret.map(Zeroizing::new).map(|secret| ReceivingKey::from_bytes(&secret)))
    }

    /// Every epoch of a compartment whose secret this device holds.
    ///
    /// # Errors
    /// Storage errors.
    pub fn compartment_epochs(&self, compartment: Compartment) -> Result<Vec<u32>, VaultError> {
        let mut query = self.0.prepare_cached(
            "SELECT epoch FROM compartment_secret WHERE compartment = ?1 ORDER BY epoch",
        )?;
        let rows = query.query_map([compartment.number()], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Stores the secret of a compartment's epoch.
    ///
    /// # Errors
    /// Storage errors.
    pub fn add_compartment_secret(
        &self,
        compartment: Compartment,
        epoch: u32,
        secret: &ReceivingKey,
    ) -> Result<(), VaultError> {
        self.0.prepare_cached("REPLACE INTO compartment_secret VALUES (?1, ?2, ?3)")?.execute((
            compartment.number(),
            epoch,
            secret.to_bytes().as_slice(),
        ))?;
        Ok(())
    }

    /// What this device alone knows under a kind and key.
    ///
    /// # Errors
    /// Storage errors.
    pub fn note(&self, kind: &str, key: &[u8]) -> Result<Option<Vec<u8>>, VaultError> {
        let mut query =
            self.0.prepare_cached("SELECT value FROM note WHERE kind = ?1 AND key = ?2")?;
        Ok(query.query_row((kind, key), |row| row.get(0)).optional()?)
    }

    /// All that this device alone knows under a kind, by its keys.
    ///
    /// # Errors
    /// Storage errors.
    pub fn notes(&self, kind: &str) -> Result<BTreeMap<Vec<u8>, Vec<u8>>, VaultError> {
        let mut query =
            self.0.prepare_cached("SELECT key, value FROM note WHERE kind = ?1 ORDER BY key")?;
        let rows = query.query_map([kind], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Keeps a note; an empty value forgets it.
    ///
    /// # Errors
    /// Storage errors.
    pub fn set_note(&self, kind: &str, key: &[u8], value: &[u8]) -> Result<(), VaultError> {
        if value.is_empty() {
            self.0.execute("DELETE FROM note WHERE kind = ?1 AND key = ?2", (kind, key))?;
        } else {
            self.0.execute("REPLACE INTO note VALUES (?1, ?2, ?3)", (kind, key, value))?;
        }
        Ok(())
    }
}
