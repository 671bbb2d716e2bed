//! Reading: what a person sees of a report, and where it stands.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::client::{Client, ClientError};
use crate::entry::Kind;
use crate::ids::{DeviceId, EntryId, Incarnation, Millis, RecordId};
use crate::vault::{RecordRow, Tables, VaultError};

/// A device's chain: whose, in which life, and how far it is proved to be held.
#[derive(Clone, Copy)]
pub(in crate::client) struct OwnChain {
    pub(in crate::client) device: DeviceId,
    pub(in crate::client) incarnation: Incarnation,
    /// The last of its numbers that the region holds.
    pub(in crate::client) at_region: u64,
    /// The last that the edge holds with which the device syncs; none at the region.
    pub(in crate::client) at_edge: Option<u64>,
}

impl OwnChain {
    /// The chain as the vault asks for it.
    pub(in crate::client) const fn unproved(self) -> (DeviceId, Incarnation, u64) {
        (self.device, self.incarnation, self.at_region)
    }
}

/// How far the first that was said of a record has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::client) enum Reach {
    Here,
    Edge,
    Region,
}

/// Where a report stands. Each is a fact with a proof, never a guess.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReportState {
    /// It is durable here; the region has not proved to hold it.
    SavedOnThisPhone,
    /// The relay of a control room signed that it is durable there; the region's has not yet.
    HeldByEdge,
    /// The relay of the region signed that it is durable there.
    HeldByRegion,
    /// The hub answered, with a status of the follow-up's ladder.
    Answered(String),
}

impl ReportState {
    /// Where something stands that has an answer's status or none.
    pub(in crate::client) fn of(reach: Reach, status: Option<&str>) -> Self {
        match status {
            _ if reach == Reach::Here => Self::SavedOnThisPhone,
            _ if reach == Reach::Edge => Self::HeldByEdge,
            Some(status) => Self::Answered(status.to_owned()),
            None => Self::HeldByRegion,
        }
    }

    /// The word that people and programs read.
    #[must_use]
    pub fn word(&self) -> &str {
        match self {
            Self::SavedOnThisPhone => "saved_on_this_phone",
            Self::HeldByEdge => "held_by_edge",
            Self::HeldByRegion => "held_by_region",
            Self::Answered(status) => status,
        }
    }
}

/// A line of the list of reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The report.
    pub id: RecordId,
    /// Where it stands.
    pub state: ReportState,
    /// Entries of this device in it that the region does not hold yet.
    pub unsent: u64,
    /// Whether something was typed that is not saved yet.
    pub draft: bool,
    /// Whether others wrote something that nobody has looked at here: the hub its answer, or, at
    /// the hub, the crew its report.
    pub unread: bool,
    /// Whether this device started it.
    pub own: bool,
    /// The device that started it, once that is known and where the reporter lets it be named.
    pub by: Option<DeviceId>,
    /// When it came to this device.
    pub started_at: Millis,
    /// When it last changed here.
    pub changed_at: Millis,
    /// The report as JSON, in the words of `docs/report.schema.json`.
    pub report: Value,
}

/// A report with everything this device knows of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incident {
    /// Its line in the list.
    pub summary: Summary,
    /// What was typed and is not saved yet, by field.
    pub draft: BTreeMap<String, Value>,
    /// The hub's answer as JSON; null while there is none.
    pub answer: Value,
    /// The devices that may write it; none where the reporter does not let them be named.
    pub writers: Vec<String>,
    /// Entries that were refused, with the reason.
    pub refused: Vec<Value>,
}

impl Client {
    /// All reports on this device, the newest first.
    ///
    /// # Errors
    /// Storage errors.
    pub fn incidents(&self) -> Result<Vec<Summary>, ClientError> {
        self.may_read()?;
        let chain = self.own_chain()?;
        let (rows, followups, unsent, drafted, gone, (direct, edge)) =
            self.vault.read(|tables| {
                let unsent = tables.unsent(chain.device, chain.incarnation, chain.at_region)?;
                let (rows, followups) =
                    (tables.records(Kind::Incident)?, tables.records(Kind::Followup)?);
                let (drafted, gone) = (tables.drafted()?, tables.gone()?);
                let direct = tables.only_direct(chain.device)?;
                let unproved = unsent.keys().copied().chain(direct.iter().copied());
                let direct = (direct.clone(), at_edge(tables, unproved, chain)?);
                Ok::<_, VaultError>((rows, followups, unsent, drafted, gone, direct))
            })?;
        let mut answers: BTreeMap<RecordId, RecordRow> = BTreeMap::new();
        for row in followups.into_iter().filter(|row| row.view.is_some()) {
            let Some(about) = row.about else { continue };
            let newer = |known: &RecordRow| (row.changed_at, known.id) > (known.changed_at, row.id);
            if answers.get(&about).is_none_or(newer) {
                answers.insert(about, row);
            }
        }
        rows.into_iter()
            .filter(|row| {
                row.key.is_some() || (gone.contains(&row.id) && answers.contains_key(&row.id))
            })
            .map(|row| {
                let unsent = unsent_of(&unsent, row.id, &direct, &edge);
                let answer = answers.get(&row.id);
                self.summary(&row, answer, unsent, drafted.contains(&row.id))
            })
            .collect()
    }

    /// A report.
    ///
    /// # Errors
    /// [`ClientError::UnknownRecord`], [`ClientError::LetGo`] or [`ClientError::Erased`] when it is
    /// not here, [`ClientError::LeaseEnded`], and storage errors.
    pub fn incident(&self, id: RecordId) -> Result<Incident, ClientError> {
        self.may_read()?;
        let chain = self.own_chain()?;
        let (row, answer, unsent, draft, entries) = self.vault.read(|tables| {
            Ok::<_, VaultError>((
                tables.record(id)?,
                tables.followup_of(id)?,
                unsent_in(tables, id, chain)?,
                tables.draft(id)?,
                tables.entries_of(id)?,
            ))
        })?;
        let answer = answer.filter(|answer| answer.view.is_some());
        let row = row.filter(|row| row.kind == Kind::Incident);
        let Some(row) = row else {
            return Err(self.unknown(id)?);
        };
        if row.key.is_none() {
            let missing = self.vault.read(|tables| Self::not_here(tables, id))?;
            let answered_since = matches!(missing, ClientError::LetGo(_)) && answer.is_some();
            if !answered_since {
                return Err(missing);
            }
        }
        let summary = self.summary(&row, answer.as_ref(), unsent, !draft.is_empty())?;
        let draft = draft.iter().map(|(path, value)| (path.to_string(), json!(value))).collect();
        let named = self.may_name(&row, &summary.report)?;
        let writers = match named {
            true => self.writers_of(id)?.iter().map(ToString::to_string).collect(),
            false => Vec::new(),
        };
        let refused = entries.iter().filter_map(|entry| {
            let why = entry.why.as_ref()?;
            Some(match named {
                true => json!({ "by": entry.author.to_string(), "seq": entry.seq, "why": why }),
                false => json!({ "seq": entry.seq, "why": why }),
            })
        });
        Ok(Incident {
            summary,
            draft,
            answer: answer.map_or(Ok(Value::Null), |row| json_of(&row))?,
            writers,
            refused: refused.collect(),
        })
    }

    /// The ids of reports that this device has not answered yet. Only a hub has reason to ask.
    ///
    /// # Errors
    /// Storage errors.
    pub fn unanswered(&self) -> Result<Vec<RecordId>, ClientError> {
        Ok(self.vault.read(|tables| tables.unanswered())?)
    }

    /// The returns of services that this device may have said nothing of yet. Only a national hub
    /// has reason to ask.
    ///
    /// # Errors
    /// Storage errors.
    pub fn unreplied(&self) -> Result<Vec<RecordId>, ClientError> {
        Ok(self.vault.read(|tables| tables.unreplied())?)
    }

    /// Every report whose id begins with a text: people type the first few characters.
    ///
    /// # Errors
    /// Storage errors.
    pub fn find(&self, beginning: &str) -> Result<Vec<RecordId>, ClientError> {
        self.find_of(Kind::Incident, beginning)
    }

    /// The ids of the entries of a record that are held, each chain in its order.
    ///
    /// # Errors
    /// Storage errors.
    pub fn entry_ids(&self, record: RecordId) -> Result<Vec<EntryId>, ClientError> {
        let entries = self.vault.read(|tables| tables.entries_of(record))?;
        Ok(entries.iter().map(|entry| entry.id).collect())
    }

    /// The sizes in bytes of a record's entries, as they travel.
    ///
    /// # Errors
    /// Storage errors.
    pub fn entry_sizes(&self, record: RecordId) -> Result<Vec<usize>, ClientError> {
        let entries = self.vault.read(|tables| tables.entries_of(record))?;
        Ok(entries.iter().map(|entry| entry.bytes.len()).collect())
    }

    /// A record of a kind that can be read here.
    pub(in crate::client) fn known(
        &self,
        id: RecordId,
        kind: Kind,
    ) -> Result<RecordRow, ClientError> {
        let row = self.vault.read(|tables| tables.record(id))?;
        row.filter(|row| row.kind == kind && row.key.is_some())
            .ok_or(ClientError::UnknownRecord(id))
    }

    /// This device's chain, and how far the region holds it.
    pub(in crate::client) fn own_chain(&self) -> Result<OwnChain, ClientError> {
        let meta = self.meta()?;
        let at_region = meta.at_region().seq;
        let at_edge = meta.upstream.map(|_| meta.held.seq);
        Ok(OwnChain { device: self.device(), incarnation: meta.incarnation, at_region, at_edge })
    }

    pub(in crate::client) fn summary(
        &self,
        row: &RecordRow,
        answer_row: Option<&RecordRow>,
        unsent: (u64, Reach),
        draft: bool,
    ) -> Result<Summary, ClientError> {
        let (unsent, reach) = unsent;
        let reach = if row.home.is_some() { Reach::Here } else { reach };
        let answer = answer_row.map(json_of).transpose()?;
        let status = answer.as_ref().and_then(|answer| answer.get("status")?.as_str());
        let state = ReportState::of(reach, status);
        let (report, named) = self.shown(row)?;
        let unread = self.vault.read(|tables| self.is_unread(tables, row, answer_row))?;
        Ok(Summary {
            id: row.id,
            state,
            unsent,
            draft,
            unread,
            own: row.owner == Some(self.device()),
            by: row.owner.filter(|_| named),
            started_at: row.started_at,
            changed_at: row.changed_at,
            report,
        })
    }
}

/// How many own entries of a report the region does not hold, and how far the first of all came.
fn unsent_of(
    unsent: &BTreeMap<RecordId, (u64, bool)>,
    record: RecordId,
    direct: &BTreeSet<RecordId>,
    edge: &BTreeSet<RecordId>,
) -> (u64, Reach) {
    let (count, first) = unsent.get(&record).copied().unwrap_or((0, false));
    let reach = match first || direct.contains(&record) {
        true if edge.contains(&record) => Reach::Edge,
        true => Reach::Here,
        false => Reach::Region,
    };
    (count, reach)
}

/// Those of some records that are held at the edge with which this device syncs.
pub(in crate::client) fn at_edge(
    tables: &Tables<'_>,
    records: impl IntoIterator<Item = RecordId>,
    chain: OwnChain,
) -> Result<BTreeSet<RecordId>, VaultError> {
    let Some(held) = chain.at_edge else { return Ok(BTreeSet::new()) };
    let mut there = BTreeSet::new();
    for record in records {
        if tables.is_at_edge(record, (chain.device, chain.incarnation, held))? {
            there.insert(record);
        }
    }
    Ok(there)
}

/// The same of one report.
pub(in crate::client) fn unsent_in(
    tables: &Tables<'_>,
    record: RecordId,
    chain: OwnChain,
) -> Result<(u64, Reach), VaultError> {
    let (count, first) = tables.unsent_of(record, chain.unproved())?;
    let reach = match first || tables.is_only_direct(record, chain.device)? {
        true if !at_edge(tables, [record], chain)?.is_empty() => Reach::Edge,
        true => Reach::Here,
        false => Reach::Region,
    };
    Ok((count, reach))
}

pub(in crate::client) fn json_of(row: &RecordRow) -> Result<Value, ClientError> {
    let Some(view) = &row.view else { return Ok(json!({})) };
    parsed(view)
}

/// A view as it was stored.
pub(in crate::client) fn parsed(view: &str) -> Result<Value, ClientError> {
    Ok(serde_json::from_str(view).map_err(|_| VaultError::Damaged)?)
}
