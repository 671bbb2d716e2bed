//! What is taken into the log, and why not.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;

use rusqlite::OptionalExtension;
use tabard_core::entry::{Audience, Sharing, Start};
use tabard_core::ids::{DeviceId, Incarnation, Millis};
use tabard_core::region::{Directory, DirectoryError, Role, Roles};
use tabard_core::wire::{ProblemCode, Refusal, Refused};

use super::candidate::{Candidate, ReadEntry, Verdict};
use super::ledger::{Ledger, Place};
use super::mirror::{self, MirrorFault, Mirrored, Page};
use super::numbers::{HeldChain, HeldRecord, Origin, PartyNumber};
use super::quota::Allowance;
use super::routing::{self, Routing};
use super::{Limits, RelayError, edge, erased};

/// What somebody wants in the log, as one step.
pub(super) struct Submission {
    pub(super) from: Option<Sender>,
    pub(super) statements: Vec<Vec<u8>>,
    pub(super) entries: Vec<Candidate>,
    /// At an edge: a stretch of the region's log.
    pub(super) page: Option<Page>,
}

impl Submission {
    /// Statements that prove themselves, whoever brings them.
    pub(super) const fn of_statements(statements: Vec<Vec<u8>>) -> Self {
        Self { from: None, statements, entries: Vec::new(), page: None }
    }

    /// A stretch of the region's log, for an edge.
    pub(super) const fn of_page(page: Page) -> Self {
        Self { from: None, statements: Vec::new(), entries: Vec::new(), page: Some(page) }
    }
}

/// The device that asks, at the relay's time.
#[derive(Clone, Copy)]
pub(super) struct Sender {
    pub(super) now: Millis,
    pub(super) device: DeviceId,
    pub(super) incarnation: Incarnation,
}

/// What became of it.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) statements: Vec<Result<(), DirectoryError>>,
    pub(super) refused: Vec<Refused>,
    pub(super) mirrored: Option<Result<Mirrored, MirrorFault>>,
}

/// Takes a submission. An error of the first kind has written nothing; after one of the second
/// kind the transaction must not be committed.
pub(super) fn take(
    ledger: &mut Ledger<'_>,
    submission: &Submission,
    limits: Limits,
) -> Result<Result<Outcome, ProblemCode>, RelayError> {
    if let Some(sender) = submission.from
        && let Err(problem) = may_exchange(ledger.directory(), sender.device, sender.now)
    {
        return Ok(Err(problem));
    }
    let statements = submission.statements.iter().map(|bytes| ledger.append_statement(bytes));
    let statements = statements.collect::<Result<_, _>>()?;
    let refused = take_entries(ledger, submission.from, &submission.entries, limits)?;
    let mirrored = match &submission.page {
        Some(page) => Some(mirror::take(ledger, page)?),
        None => None,
    };
    Ok(Ok(Outcome { statements, refused, mirrored }))
}

/// Whether a device may exchange anything: asked before its request is read, and again where the
/// relay takes what it brings.
pub(crate) fn may_exchange(
    directory: &Directory,
    device: DeviceId,
    now: Millis,
) -> Result<(), ProblemCode> {
    let standing = directory.device(device).ok_or(ProblemCode::UnknownDevice)?;
    if standing.revoked_at.is_some() {
        return Err(ProblemCode::Revoked);
    }
    if standing.certificate.not_after < now {
        return Err(ProblemCode::CertificateExpired);
    }
    Ok(())
}

/// Whether a device speaks for a control room: it brings what all of that wrote.
pub(super) fn is_edge(directory: &Directory, device: DeviceId) -> bool {
    directory.device(device).is_some_and(|one| one.certificate.roles.allow(Role::Edge))
}

/// Takes entries in their order, and returns the first of each chain that was not taken. Without
/// a sender there is no allowance either.
pub(super) fn take_entries(
    ledger: &mut Ledger<'_>,
    from: Option<Sender>,
    entries: &[Candidate],
    limits: Limits,
) -> Result<Vec<Refused>, RelayError> {
    let allowance = match from {
        Some(from) if !entries.is_empty() && !is_edge(ledger.directory(), from.device) => {
            Some(Allowance::load(ledger.db, from.now, from.device, limits.bytes_per_day)?)
        }
        _ => None,
    };
    let mut intake = Intake {
        ledger,
        at: None,
        allowance,
        own_used_up: false,
        others_used_up: false,
        chains: HashMap::new(),
    };
    let mut refused: Vec<Refused> = Vec::new();
    let mut note = |device, incarnation, seq, why| {
        let same = |one: &Refused| one.device == device && one.incarnation == incarnation;
        if !refused.iter().any(same) {
            refused.push(Refused { device, incarnation, seq, why });
        }
    };
    for candidate in entries {
        match candidate {
            Candidate::Read(read) => {
                let (author, header) = (read.author(), read.header());
                match intake.take(read) {
                    Ok(()) => {}
                    Err(Stop::Refused(why)) => note(author, header.incarnation, header.seq, why),
                    Err(Stop::Failed(error)) => return Err(error),
                }
            }
            Candidate::Received(_) | Candidate::Unreadable => {
                if let Some(from) = from {
                    note(from.device, from.incarnation, 0, Refusal::Malformed);
                }
            }
        }
    }
    if let Some(allowance) = intake.allowance {
        allowance.store(ledger.db)?;
    }
    Ok(refused)
}

/// Why an entry was not taken.
enum Stop {
    Refused(Refusal),
    Failed(RelayError),
}

impl From<Refusal> for Stop {
    fn from(why: Refusal) -> Self {
        Self::Refused(why)
    }
}

impl<E: Into<RelayError>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// A chain during one submission: as far as it is held, or refused from here on.
#[derive(Clone, Copy)]
enum Progress {
    Held(Option<HeldChain>),
    Refused(Refusal),
}

struct Intake<'l, 'c> {
    ledger: &'l mut Ledger<'c>,
    /// At an edge: the place in the region's log of what is taken over from there.
    at: Option<u64>,
    allowance: Option<Allowance>,
    own_used_up: bool,
    others_used_up: bool,
    chains: HashMap<(DeviceId, Incarnation), Progress>,
}

impl Intake<'_, '_> {
    fn take(&mut self, read: &ReadEntry) -> Result<(), Stop> {
        let key = (read.author(), read.header().incarnation);
        let held = match self.chains.entry(key) {
            Slot::Occupied(slot) => *slot.get(),
            Slot::Vacant(slot) => {
                *slot.insert(Progress::Held(HeldChain::find(self.ledger.db, key.0, key.1)?))
            }
        };
        let held = match held {
            Progress::Held(held) => held,
            Progress::Refused(why) => return Err(why.into()),
        };
        let taken = self.extend(held, read);
        match &taken {
            Ok(chain) => self.chains.insert(key, Progress::Held(*chain)),
            Err(Stop::Refused(why)) => self.chains.insert(key, Progress::Refused(*why)),
            Err(Stop::Failed(_)) => None,
        };
        taken.map(|_| ())
    }

    fn extend(
        &mut self,
        held: Option<HeldChain>,
        read: &ReadEntry,
    ) -> Result<Option<HeldChain>, Stop> {
        if self.holds(held, read)? {
            return Ok(held);
        }
        self.authentic(read)?;
        follows(held, read)?;
        self.permitted(read)?;
        let record = HeldRecord::find(self.ledger.db, read.record())?;
        let standing = self.place(record, read)?;
        self.readers_permitted(read)?;
        self.affordable(read)?;
        self.append(held, standing, read).map(Some)
    }

    /// Whether the log has this very entry: it was sent before.
    fn holds(&self, held: Option<HeldChain>, read: &ReadEntry) -> Result<bool, RelayError> {
        let seq = read.header().seq;
        let Some(chain) = held.filter(|chain| seq <= chain.seq) else { return Ok(false) };
        let leaf: Option<[u8; 32]> = self
            .ledger
            .db
            .prepare_cached("SELECT leaf FROM log WHERE chain = ?1 AND seq = ?2")?
            .query_row((chain.number, seq), |row| row.get(0))
            .optional()?;
        Ok(leaf.as_ref() == Some(read.leaf.as_bytes()))
    }

    /// What the region took is judged by what the region knew.
    fn directory(&self) -> &Directory {
        match self.at {
            Some(_) => self.ledger.region_directory(),
            None => self.ledger.directory(),
        }
    }

    fn authentic(&self, read: &ReadEntry) -> Result<(), Refusal> {
        let directory = self.directory();
        match read.verdict(directory.region(), directory) {
            Verdict::Matches => Ok(()),
            Verdict::Differs => Err(Refusal::BadSignature),
            Verdict::NoKey => Err(Refusal::UnknownAuthor),
        }
    }

    fn permitted(&self, read: &ReadEntry) -> Result<(), Refusal> {
        let author = self.directory().device(read.author());
        let author = author.ok_or(Refusal::UnknownAuthor)?;
        if !author.stands_at(self.at) {
            return Err(Refusal::Revoked);
        }
        let writes = author.certificate.roles.may_send(read.header().kind);
        if writes { Ok(()) } else { Err(Refusal::Role) }
    }

    fn place(&self, record: Option<HeldRecord>, read: &ReadEntry) -> Result<Standing, Stop> {
        let header = read.header();
        let known = record.and_then(|record| record.origin.map(|origin| (record, origin)));
        match (known, header.start) {
            (Some((record, origin)), _) => {
                let author = Audience::Device(read.author());
                let author = PartyNumber::find(self.ledger.db, author)?;
                let author = (author, self.roles(read));
                let db = self.ledger.db;
                let writes = routing::writes(db, record.number, origin, header.kind, author)?;
                let may_be_let_in = origin.kind == header.kind
                    && header.kind.sharing() == Sharing::Writers
                    && self.roles(read).may_start(header.kind);
                match (writes, may_be_let_in) {
                    (true, _) => Ok(Standing::Writer),
                    // A crew-mate may have let it in directly, and have had no network since.
                    (false, true) => Ok(Standing::Unknown),
                    (false, false) => Err(Refusal::NotAWriter.into()),
                }
            }
            (None, Start::New) if !self.roles(read).may_start(header.kind) => {
                Err(Refusal::Role.into())
            }
            (None, Start::New) => Ok(Standing::Starter),
            (None, Start::Of(_)) => Ok(Standing::Unknown),
        }
    }

    fn roles(&self, read: &ReadEntry) -> Roles {
        routing::roles_of(self.directory(), read.author())
    }

    /// The first grant of a new record is its home's: the header's own rule. Which home, and who
    /// else, is the kind's.
    fn readers_permitted(&self, read: &ReadEntry) -> Result<(), Refusal> {
        let (header, roles) = (read.header(), self.roles(read));
        let certified = |to: Audience| match to {
            Audience::Compartment(_) => true,
            Audience::Device(device) => self.directory().device(device).is_some(),
        };
        let permitted = |to| certified(to) && routing::may_name(header.kind, roles, to);
        if header.grants.iter().all(|grant| permitted(grant.to)) {
            Ok(())
        } else {
            Err(Refusal::Grant)
        }
    }

    /// Once the allowance is used up nothing more is taken, not even what is small enough: the
    /// rest goes tomorrow, in its order. What others wrote is stopped earlier, and by itself.
    fn affordable(&mut self, read: &ReadEntry) -> Result<(), Refusal> {
        let Some(allowance) = &mut self.allowance else { return Ok(()) };
        let author = read.author();
        let own = allowance.is_of(author);
        let stopped = self.own_used_up || (!own && self.others_used_up);
        if !stopped && allowance.spend(author, read.bytes().len()) {
            return Ok(());
        }
        self.own_used_up |= own;
        self.others_used_up = true;
        Err(Refusal::Quota)
    }

    fn append(
        &mut self,
        held: Option<HeldChain>,
        standing: Standing,
        read: &ReadEntry,
    ) -> Result<HeldChain, Stop> {
        let (db, entry) = (self.ledger.db, read);
        let header = entry.header();
        let author = PartyNumber::of(db, Audience::Device(entry.author()))?;
        let chain = match held {
            Some(chain) => chain.extend(db, entry.id())?,
            None => HeldChain::begin(db, author, header.incarnation, entry.id())?,
        };
        let mut record = HeldRecord::of(db, entry.record())?;
        let place = Place { chain: chain.number, seq: header.seq, record: record.number };
        let erased = self.is_erased(read);
        let bytes: &[u8] = if erased { &[] } else { entry.bytes() };
        let position = self.ledger.append(read.leaf, Some(place), bytes)?;
        if erased {
            erased::keep(db, position, &read.remnant())?;
        }
        if standing == Standing::Starter {
            record = record.start(db, Origin { kind: header.kind, owner: author })?;
        }
        if self.at.is_none() && self.ledger.is_edge() {
            edge::send_outward(db, position)?;
        }
        let routing = Routing { db, directory: self.directory() };
        match record.origin.filter(|_| standing != Standing::Unknown) {
            Some(origin) => routing.arrive(record.number, origin, position, header, author)?,
            None => routing.park(record.number, position)?,
        }
        Ok(chain)
    }
}

impl Intake<'_, '_> {
    /// Whether nothing of an entry is kept but its place. An edge gives the region first what that
    /// does not have.
    fn is_erased(&self, read: &ReadEntry) -> bool {
        let outward = self.at.is_none() && self.ledger.is_edge();
        let ordered = || self.directory().erased(read.record()).is_some();
        read.bytes().is_empty() || (!outward && ordered())
    }
}

/// Takes over an entry of the region's log. Returns where it stands in the own one, and whether it
/// was there before.
///
/// Of two entries at one place of a chain the region's stays.
pub(super) fn take_over(
    ledger: &mut Ledger<'_>,
    at: u64,
    read: &ReadEntry,
) -> Result<Result<(u64, bool), Refusal>, RelayError> {
    let (db, region) = (ledger.db, ledger.directory().region());
    let (author, header) = (read.author(), read.header());
    let mut held = HeldChain::find(db, author, header.incarnation)?;
    let mut intake = Intake {
        ledger,
        at: Some(at),
        allowance: None,
        own_used_up: false,
        others_used_up: false,
        chains: HashMap::new(),
    };
    if let Err(why) = intake.authentic(read).and_then(|()| intake.permitted(read)) {
        return Ok(Err(why));
    }
    if let Some(chain) = held.filter(|chain| header.seq <= chain.seq) {
        if intake.holds(held, read)? {
            let position = db
                .prepare_cached("SELECT position FROM log WHERE chain = ?1 AND seq = ?2")?
                .query_row((chain.number, header.seq), |row| row.get(0))?;
            return Ok(Ok((position, true)));
        }
        held = match edge::displace(db, region, chain, header.seq)? {
            None => return Ok(Err(Refusal::Fork)),
            back => back,
        };
    }
    let position = intake.ledger.size();
    match intake.take_placed(held, read) {
        Ok(()) => Ok(Ok((position, false))),
        Err(Stop::Refused(why)) => Ok(Err(why)),
        Err(Stop::Failed(error)) => Err(error),
    }
}

impl Intake<'_, '_> {
    /// The region has judged whether its author writes the record. Where that is not known here yet
    /// the entry is kept back.
    fn take_placed(&mut self, held: Option<HeldChain>, read: &ReadEntry) -> Result<(), Stop> {
        follows(held, read)?;
        let record = HeldRecord::find(self.ledger.db, read.record())?;
        let standing = match self.place(record, read) {
            Err(Stop::Refused(Refusal::NotAWriter)) => Standing::Unknown,
            placed => placed?,
        };
        self.readers_permitted(read)?;
        self.append(held, standing, read).map(|_| ())
    }
}

/// What an author is to the record.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    Starter,
    Writer,
    /// The entry that starts the record has not come yet, or the one that lets the author in.
    Unknown,
}

fn follows(held: Option<HeldChain>, read: &ReadEntry) -> Result<(), Refusal> {
    let header = read.header();
    let (seq, head) = held.map_or((0, [0; 16]), |chain| (chain.seq, chain.head.short()));
    if header.seq <= seq {
        Err(Refusal::Fork)
    } else if header.seq > seq.saturating_add(1) {
        Err(Refusal::Gap)
    } else if header.prev != head {
        Err(Refusal::Fork)
    } else {
        Ok(())
    }
}
