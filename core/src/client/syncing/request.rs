//! What a device asks of the relay, signed.

use minicbor::bytes::ByteVec;
use rand_core::CryptoRng;

use crate::client::{Client, ClientError};
use crate::entry::{Audience, Compartment};
use crate::ids::Millis;
use crate::sync::{HttpRequest, Step};
use crate::vault::{EntryRow, Standing, Tables, VaultError};
use crate::wire::http_signature::{self, KeyId, Nonce, RequestHead, UnixSeconds};
use crate::wire::{BATCH_BYTES, Chain, Cursor, ProblemCode, SyncRequest};

/// More than one request carries anyway.
const MOST_ENTRIES: usize = 20_000;

impl Client {
    pub(in crate::client) fn sync_request(
        &mut self,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<SyncRequest, ClientError> {
        let meta = self.meta()?;
        let statements: Vec<ByteVec> =
            self.keys_owed(now, rng)?.into_iter().map(ByteVec::from).collect();
        let own =
            Chain { device: self.device(), incarnation: meta.incarnation, seq: meta.held.seq + 1 };
        let (mut entries, room, cursors, chains) = self.vault.read(|tables| {
            // What others wrote goes first: what this device wrote may rest on it.
            let told = self.told_to_carry(tables, meta.repair)?;
            let (mut entries, mut room) = (Vec::new(), BATCH_BYTES);
            fit(told, &mut entries, &mut room);
            for chain in self.behind.iter().chain([&own]) {
                if room == 0 {
                    break;
                }
                fit(tables.chain_from(*chain, MOST_ENTRIES)?, &mut entries, &mut room);
            }
            let chains = if meta.repair { Some(tables.chains()?) } else { None };
            Ok::<_, VaultError>((entries, room, self.cursors(tables)?, chains))
        })?;
        // In repair the region may lack what others' entries rest on, and an edge's word is no
        // reason to let go of what another keeps.
        let waits = meta.repair || meta.upstream.is_some();
        let carried = if waits { None } else { self.load(room, &mut entries) };
        Ok(SyncRequest {
            region: meta.region,
            incarnation: meta.incarnation,
            log: meta.log,
            size: meta.size,
            directory: meta.directory,
            cursors,
            entries: (!entries.is_empty()).then_some(entries),
            statements: (!statements.is_empty()).then_some(statements),
            chains,
            carried,
            upstream: meta.upstream.map(|held| held.seq),
        })
    }

    /// What other devices gave over links and the log does not have: it is carried there, since
    /// nobody knows whether they still can. A chain is taken without gaps only.
    fn told_to_carry(
        &self,
        tables: &Tables<'_>,
        repairing: bool,
    ) -> Result<Vec<EntryRow>, VaultError> {
        if repairing || self.told_offered {
            return Ok(Vec::new());
        }
        let mut rows = Vec::new();
        for chain in tables.told_ends(self.device())? {
            let stretch = tables.chain_from(chain, MOST_ENTRIES)?.into_iter();
            let whole = stretch
                .zip(chain.seq..)
                .take_while(|(row, seq)| row.seq == *seq && row.standing != Standing::Refused);
            rows.extend(whole.map(|(row, _)| row));
        }
        Ok(rows)
    }

    /// Feeds that were never read are named too, so that the relay starts them.
    fn cursors(&self, tables: &Tables<'_>) -> Result<Vec<Cursor>, VaultError> {
        let mut cursors = tables.cursors()?;
        let compartments = Compartment::ALL.into_iter().filter(|compartment| {
            self.directory.memberships_of(self.device()).any(|one| one.compartment == *compartment)
        });
        let mine = compartments.map(Audience::Compartment).chain([Audience::Device(self.device())]);
        for audience in mine {
            if !cursors.iter().any(|cursor| cursor.audience == audience) {
                cursors.push(Cursor { audience, read: 0 });
            }
        }
        Ok(cursors)
    }

    pub(in crate::client) fn send(
        &mut self,
        path: &'static str,
        body: Vec<u8>,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<Step, ClientError> {
        let meta = self.meta()?;
        let authority = meta.server.split("://").nth(1).unwrap_or(&meta.server);
        let authority = authority.split('/').next().unwrap_or(authority);
        let head = RequestHead::new("POST", authority, path)
            .map_err(|_| ClientError::Problem(ProblemCode::Malformed))?;
        let mut nonce = [0; 16];
        rng.fill_bytes(&mut nonce);
        let at = now.0.saturating_add(meta.clock_offset).div_euclid(1000);
        let at = UnixSeconds(u64::try_from(at).unwrap_or_default());
        let keyid = KeyId::from_bytes(*self.device().as_bytes());
        let sign = |base: &[u8]| self.identity.sign(base);
        let signed = http_signature::sign(&head, &body, keyid, sign, at, Nonce::from_bytes(nonce));
        // No content type: there is only one, and without it an exchange with nothing new is small.
        let headers = signed.pairs().map(|(name, value)| (name, value.to_owned())).to_vec();
        let url = format!("{}{path}", meta.server.trim_end_matches('/'));
        Ok(Step::Send(self.engine.begin(), HttpRequest { method: "POST", url, headers, body }))
    }
}

/// As many entries as there is room for, one at least in all.
fn fit(rows: Vec<EntryRow>, entries: &mut Vec<ByteVec>, room: &mut usize) {
    for row in rows {
        if row.bytes.len() > *room && !entries.is_empty() {
            *room = 0;
            return;
        }
        *room = room.saturating_sub(row.bytes.len());
        entries.push(row.bytes.into());
    }
}
