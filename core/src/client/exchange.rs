//! The host's side of syncing: it asks what to do, does the HTTP, and hands the outcome back.

use rand_core::CryptoRng;

use super::{Client, ClientError};
use crate::ids::Millis;
use crate::sync::{Next, Outcome, Step, Token, Trouble};
use crate::wire::{DIRECTORY_PATH, DirectoryOffer, Message, SYNC_PATH};

/// What an exchange came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Entries that the region now holds and did not before.
    pub newly_held: u64,
    /// Entries that came.
    pub received: u64,
    /// Whether the server turned out to have been restored from an older copy; what it lost is
    /// being given back.
    pub restored: bool,
    /// Whether this device turned out to be a copy, and went on in a new chain.
    pub reborn: bool,
    /// What stands in the way, for people.
    pub problem: Option<Obstacle>,
}

/// Why something is not held by the region, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obstacle {
    /// For programs.
    pub code: &'static str,
    /// For people.
    pub what_to_do: String,
}

/// Where a device's syncing stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncStatus {
    /// Entries of this device that the region holds.
    pub held: u64,
    /// Entries of this device that it does not hold yet.
    pub waiting: u64,
    /// Entries that were refused here, and are kept apart.
    pub refused: u64,
}

impl Progress {
    pub(super) fn stopped(code: &'static str, what_to_do: &str) -> Self {
        Self { problem: Some(Obstacle::new(code, what_to_do)), ..Self::default() }
    }
}

impl Obstacle {
    pub(super) fn new(code: &'static str, what_to_do: &str) -> Self {
        Self { code, what_to_do: what_to_do.to_owned() }
    }
}

const NO_ANSWER: &str = "no answer from the server: everything is kept here and goes by itself once there is a connection; check the signal or the address, then sync again";

impl Client {
    /// Asks for an exchange, now.
    pub fn sync_now(&mut self) {
        self.engine.want(true);
    }

    /// What to do next.
    ///
    /// # Errors
    /// Storage errors.
    pub fn next_step(&mut self, now: Millis, rng: &mut dyn CryptoRng) -> Result<Step, ClientError> {
        if self.vault_is_behind {
            self.catch_up(now)?;
        }
        match self.engine.next(now) {
            Next::Idle => Ok(Step::Idle),
            Next::Wait { until } => Ok(Step::Wait { until }),
            Next::OfferDirectory => {
                let statements = self.vault.read(|tables| tables.statements())?;
                let statements = statements.into_iter().map(|one| one.bytes).collect();
                let body = DirectoryOffer { statements }.to_bytes();
                self.send(DIRECTORY_PATH, body, now, rng)
            }
            Next::Exchange => {
                let body = self.sync_request()?.to_bytes();
                self.send(SYNC_PATH, body, now, rng)
            }
        }
    }

    /// Takes the outcome of a step.
    ///
    /// # Errors
    /// [`ClientError::Fault`] when the answer was not believed, and storage errors. Either way
    /// nothing is marked as held that was not proved to be.
    pub fn step_done(
        &mut self,
        token: Token,
        outcome: Outcome,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<Progress, ClientError> {
        if !self.engine.end(token) {
            return Err(ClientError::LateAnswer);
        }
        let offering = self.engine.next(now) == Next::OfferDirectory;
        match outcome {
            Outcome::NoAnswer => {
                self.engine.failed(Trouble::Later, now, rng);
                Ok(Progress::stopped("no_answer", NO_ANSWER))
            }
            Outcome::Answer { status: 200..=299, .. } if offering => {
                self.engine.offered();
                Ok(Progress::default())
            }
            Outcome::Answer { status: 200, body } => {
                self.take_answer(&body, now, rng).inspect_err(|_| {
                    self.engine.failed(Trouble::Later, now, rng);
                })
            }
            Outcome::Answer { status, body } => self.take_problem(status, &body, now, rng),
        }
    }

    /// Where the syncing stands.
    ///
    /// # Errors
    /// Storage errors.
    pub fn sync_status(&self) -> Result<SyncStatus, ClientError> {
        let meta = self.meta()?;
        let newest = meta.newest.map_or(0, |(seq, _)| seq);
        let refused = self.vault.read(|tables| tables.refused_count())?;
        let (held, waiting) = (meta.held.seq, newest.saturating_sub(meta.held.seq));
        Ok(SyncStatus { held, waiting, refused })
    }
<<<<<<< HEAD
=======

    fn sync_request(&self) -> Result<SyncRequest, ClientError> {
        let meta = self.meta()?;
        let own = Chain { device: self.device(), incarnation: meta.incarnation, seq: meta.held.seq + 1 };
        let (entries, cursors, chains) = self.vault.read(|tables| {
            // What others wrote goes first: what this device wrote may rest on it.
            let (mut entries, mut room) = (Vec::new(), BATCH_BYTES);
            for chain in self.behind.iter().chain([&own]) {
                if room == 0 {
                    break;
                }
                fit(tables.chain_from(*chain, MOST_ENTRIES)?, &mut entries, &mut room);
            }
            let chains = if meta.repair { Some(tables.chains()?) } else { None };
            Ok::<_, VaultError>((entries, self.cursors(tables)?, chains))
        })?;
        Ok(SyncRequest {
            region: meta.region,
            incarnation: meta.incarnation,
            log: meta.log,
            size: meta.size,
            directory: meta.directory,
            cursors,
            entries: (!entries.is_empty()).then_some(entries),
            statements: None,
            chains,
        })
    }

    /// Feeds that were never read are named too, so that the relay starts them.
    fn cursors(&self, tables: &crate::vault::Tables<'_>) -> Result<Vec<Cursor>, VaultError> {
        let mut cursors = tables.cursors()?;
        let compartments = COMPARTMENTS.into_iter().filter(|compartment| {
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

    fn send(
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
        let mut headers = vec![("content-type", CBOR.to_owned())];
        headers.extend(signed.pairs().map(|(name, value)| (name, value.to_owned())));
        let url = format!("{}{path}", meta.server.trim_end_matches('/'));
        Ok(Step::Send(self.engine.begin(), HttpRequest { method: "POST", url, headers, body }))
    }

    fn take_answer(
        &mut self,
        body: &[u8],
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<Progress, ClientError> {
        let response = SyncResponse::from_bytes(body).map_err(|_| SyncFault::Malformed)?;
        let mut meta = self.meta()?;
        let mut directory = self.directory.clone();
        let device = self.device();

        let (verdict, judgement) = self.vault.write(|tables| {
            let statements = response.statements.as_deref().unwrap_or_default();
            take_statements(tables, &mut directory, &mut meta, &self.identity, statements)?;
            let own = |incarnation, seq| own_entry(tables, device, incarnation, seq);
            let verdict = judge(&response, &directory, &meta, device, own)?;
            let keyring = Keyring::read(tables, device, self.identity.receiving())?;
            let entries = response.entries.clone().unwrap_or_default();
            tables.set_meta(&meta)?;
            Ok::<_, ClientError>((verdict, judge_all(directory.region(), &directory, &keyring, entries)))
        })?;
        self.directory = directory;

        let repairing = meta.repair;
        let mut progress = Progress {
            newly_held: verdict.held.saturating_sub(meta.held.seq),
            received: judgement.entries.len() as u64,
            restored: verdict.log == LogMove::Restored,
            ..Progress::default()
        };
        advance(&mut meta, &verdict, now);
        let touched: BTreeSet<_> = self.vault.write_synced(|tables| {
            if progress.restored {
                tables.clear_cursors()?;
            } else if !judgement.forged {
                for cursor in response.cursors.as_deref().unwrap_or_default() {
                    tables.set_cursor(*cursor)?;
                }
            }
            tables.set_meta(&meta)?;
            let entries = judgement.entries.into_iter();
            let stored = entries.map(|one| one.store(tables, meta.region, now));
            stored.filter_map(Result::transpose).collect::<Result<_, VaultError>>()
        })?;
        // The vault is synced: what the region holds need not be in the outbox any more.
        self.outbox.remove_through(meta.incarnation, meta.held.seq)?;
        self.settle(&touched, now)?;
        self.touched.extend(touched);

        let mut moved = progress.newly_held > 0
            || progress.restored
            || progress.received > 0
            || response.cursors.is_some()
            || response.statements.is_some();
        if repairing && !progress.restored {
            let before = std::mem::take(&mut self.behind);
            self.go_on_repairing(&mut meta, &response, &before)?;
            moved |= !meta.repair || !same_chains(&before, &self.behind);
        }
        let forked = verdict.forked || self.refused_fork(meta.incarnation, &response.refused);
        if forked {
            self.rebirth(now, rng)?;
            progress.reborn = true;
        }
        let repairing = self.meta()?.repair;
        if progress.restored {
            self.engine.offer_first();
        }
        if !repairing {
            // Until then the relay may lack what the refused entries rest on.
            let refused = response.refused.as_deref().unwrap_or_default();
            self.heed(meta.incarnation, refused, &mut progress, now, rng);
        }
        if judgement.forged && progress.problem.is_none() {
            // What it was made from comes from the same place once the relay is sound again.
            self.engine.failed(Trouble::Later, now, rng);
            let what_to_do = FORGED_ENTRY.to_owned();
            progress.problem = Some(Obstacle { code: "forged_entry", what_to_do });
        }
        if progress.problem.is_none() {
            let waiting = self.sync_status()?.waiting > 0;
            let more = response.more == Some(true) || waiting || repairing;
            if more && !moved && !progress.reborn {
                // To ask again at once would go on for ever.
                self.engine.failed(Trouble::Later, now, rng);
                let what_to_do = STUCK.to_owned();
                progress.problem = Some(Obstacle { code: "server_stuck", what_to_do });
            } else {
                self.engine.succeeded(more);
            }
        }
        Ok(progress)
    }

    /// Compares chains until the relay holds all that this device does, or as much of it as it
    /// will take: some of it may rest on what only another device still has.
    fn go_on_repairing(
        &mut self,
        meta: &mut Meta,
        response: &SyncResponse,
        before: &[Chain],
    ) -> Result<(), ClientError> {
        let current = (self.device(), meta.incarnation);
        let refused = response.refused.as_deref().unwrap_or_default();
        let is_refused = |one: &Chain| {
            refused.iter().any(|other| (other.device, other.incarnation) == (one.device, one.incarnation))
        };
        let behind = response.behind.iter().flatten().copied().map(next_of);
        let mut behind: Vec<_> =
            behind.filter(|one| (one.device, one.incarnation) != current).collect();
        behind.sort_by_key(is_refused);
        let own_refused = refused.iter().any(|one| (one.device, one.incarnation) == current);
        let waiting = self.sync_status()?.waiting > 0 && !own_refused;
        let more = response.more == Some(true) || waiting;
        meta.repair = more || (!behind.is_empty() && !same_chains(&behind, before));
        self.behind = if meta.repair { behind } else { Vec::new() };
        self.vault.write(|tables| tables.set_meta(meta))?;
        Ok(())
    }

    /// What forks an earlier chain of this device says nothing of the one it writes now.
    fn refused_fork(
        &self,
        current: Incarnation,
        refused: &Option<Vec<crate::wire::Refused>>,
    ) -> bool {
        let fork = |one: &crate::wire::Refused| {
            (one.device, one.incarnation) == (self.device(), current) && one.why == Refusal::Fork
        };
        refused.as_deref().unwrap_or_default().iter().any(fork)
    }

    /// What the relay did not take. Others' entries, given back after a restore, are not this
    /// device's to worry about.
    fn heed(
        &mut self,
        current: Incarnation,
        refused: &[crate::wire::Refused],
        progress: &mut Progress,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) {
        let own = refused.iter().find(|one| {
            (one.device, one.incarnation) == (self.device(), current) && one.why != Refusal::Fork
        });
        let Some(own) = own else { return };
        let (code, trouble) = match own.why {
            Refusal::UnknownAuthor => ("unknown_device", Trouble::UnknownDevice),
            Refusal::Gap => ("gap", Trouble::AtOnce),
            Refusal::Quota => ("quota", Trouble::Later),
            Refusal::Revoked => ("revoked", Trouble::Final),
            Refusal::BadSignature => ("bad_signature", Trouble::Final),
            Refusal::Malformed => ("malformed", Trouble::Final),
            Refusal::Role => ("role", Trouble::Final),
            Refusal::NotAWriter => ("not_a_writer", Trouble::Final),
            Refusal::Grant => ("grant", Trouble::Final),
            Refusal::Fork => ("fork", Trouble::AtOnce),
        };
        self.engine.failed(trouble, now, rng);
        progress.problem = Some(Obstacle { code, what_to_do: own.why.advice().to_owned() });
    }

    fn take_problem(
        &mut self,
        status: u16,
        body: &[u8],
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<Progress, ClientError> {
        let Ok(problem) = serde_json::from_slice::<Problem>(body) else {
            self.engine.failed(Trouble::Later, now, rng);
            let what = format!("something between this device and the server answered with HTTP status {status}: check the address and any sign-in page of the network; what you wrote is kept here");
            return Ok(Progress::stopped("not_the_server", &what));
        };
        let trouble = match problem.code {
            ProblemCode::Clock | ProblemCode::Replayed => Trouble::AtOnce,
            ProblemCode::UnknownDevice => Trouble::UnknownDevice,
            ProblemCode::Unavailable
            | ProblemCode::Storage
            | ProblemCode::Quota
            | ProblemCode::BadSignature => Trouble::Later,
            ProblemCode::Revoked
            | ProblemCode::CertificateExpired
            | ProblemCode::Malformed
            | ProblemCode::OtherRegion
            | ProblemCode::TooLarge
            | ProblemCode::CodeUnknown
            | ProblemCode::CodeExpired
            | ProblemCode::CodeUsed
            | ProblemCode::CodeMismatch
            | ProblemCode::Other => Trouble::Final,
        };
        let mut meta = self.meta()?;
        if problem.code == ProblemCode::Clock {
            meta.clock_offset = problem.time.saturating_sub(now.0);
        }
        if problem.code == ProblemCode::Revoked {
            meta.stopped = Some("revoked".to_owned());
        }
        self.vault.write(|tables| tables.set_meta(&meta))?;
        self.engine.failed(trouble, now, rng);
        Ok(Progress::stopped(code_of(problem.code), problem.code.advice()))
    }
}

const FORGED_ENTRY: &str = "the server gave something that no device of this region signed: it was left out and all else taken; sync again later, and tell the hub if it stays";

const STUCK: &str = "the server answers and neither takes nor gives anything: what you wrote is kept here; sync again later, and tell the hub if it stays";

const NO_ANSWER: &str = "no answer from the server: everything is kept here and goes by itself once there is a connection; check the signal or the address, then sync again";

/// More than one request carries anyway.
const MOST_ENTRIES: usize = 20_000;

impl Progress {
    fn stopped(code: &'static str, what_to_do: &str) -> Self {
        let problem = Some(Obstacle { code, what_to_do: what_to_do.to_owned() });
        Self { problem, ..Self::default() }
    }
}

impl From<http_signature::UnsignableRequest> for ClientError {
    fn from(_: http_signature::UnsignableRequest) -> Self {
        Self::Problem(ProblemCode::Malformed)
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

fn same_chains(some: &[Chain], others: &[Chain]) -> bool {
    some.len() == others.len() && some.iter().all(|one| others.contains(one))
}

const fn next_of(held: Chain) -> Chain {
    Chain { seq: held.seq.saturating_add(1), ..held }
}

fn own_entry(
    tables: &crate::vault::Tables<'_>,
    device: crate::ids::DeviceId,
    incarnation: Incarnation,
    seq: u64,
) -> Option<EntryId> {
    tables.entries_at(device, incarnation, seq).ok()?.first().copied()
}

fn advance(meta: &mut Meta, verdict: &crate::sync::Verdict, now: Millis) {
    let receipt = &verdict.receipt;
    if verdict.log == LogMove::Restored {
        meta.quoted = 0;
        meta.directory = 0;
        meta.repair = true;
    }
    meta.log = Some(receipt.log);
    meta.size = receipt.size;
    meta.root = receipt.root;
    meta.held = Held { seq: verdict.held, at: receipt.time };
    meta.clock_offset = receipt.time.0.saturating_sub(now.0);
    meta.stopped = None;
}

const fn code_of(code: ProblemCode) -> &'static str {
    match code {
        ProblemCode::BadSignature => "bad_signature",
        ProblemCode::Clock => "clock",
        ProblemCode::Replayed => "replayed",
        ProblemCode::UnknownDevice => "unknown_device",
        ProblemCode::Revoked => "revoked",
        ProblemCode::CertificateExpired => "certificate_expired",
        ProblemCode::Malformed => "malformed",
        ProblemCode::OtherRegion => "other_region",
        ProblemCode::TooLarge => "too_large",
        ProblemCode::Quota => "quota",
        ProblemCode::CodeUnknown => "code_unknown",
        ProblemCode::CodeExpired => "code_expired",
        ProblemCode::CodeUsed => "code_used",
        ProblemCode::CodeMismatch => "code_mismatch",
        ProblemCode::Storage => "storage",
        ProblemCode::Unavailable => "unavailable",
        ProblemCode::Other => "other",
    }
>>>>>>> evil
}
