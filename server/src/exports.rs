//! Reports as files for other programs: a line or a row each, in columns, or as FHIR.
//!
//! Two people agree to each. De-identified unless that is asked for: no story, no name, no number, a
//! month and a band of ages. What is too small to be shown is not kept back here, for every row is one report: whoever gets such
//! a file still holds facts of people. Counts for anybody are made by [`learning`](crate::learning) and
//! [`returns`](crate::returns).

mod csv;
mod fhir;
mod jsonl;
mod parquet;
mod plain;
mod table;
#[cfg(test)]
mod tests;

use serde_json::Value;
use tabard_core::client::unnamed_for_export;
use tabard_core::ids::{Millis, RecordId};
use tabard_core::vault::Told;

use crate::hub::{ExportNote, Hub, HubError};
use crate::learning::Zone;
use crate::learning::fact::{Fact, Standing};

pub use fhir::Service;

/// In which form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Comma-separated values (RFC 4180), for a spreadsheet
    Csv,
    /// JSON Lines: a report a line, by docs/report.schema.json
    Jsonl,
    /// Apache Parquet: the columns of the CSV, with their types
    Parquet,
    /// A FHIR R4 Bundle of `AdverseEvent`: what affected a patient too
    Fhir,
}

impl Format {
    /// Its word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
            Self::Parquet => "parquet",
            Self::Fhir => "fhir",
        }
    }
}

/// Who asked for a file with a row for each report, and who else agreed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    by: String,
    approved_by: String,
}

/// Why no export is made.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// One person alone.
    #[error("one person asks for an export and another agrees: name two")]
    OnePerson,
    /// A column that cannot be written.
    #[error("the file cannot be made in this form")]
    Form,
    /// What the service says of itself.
    #[error(transparent)]
    Service(#[from] tabard_core::model::exchange::fhir_flag::FlagError),
    /// The hub.
    #[error(transparent)]
    Hub(#[from] HubError),
}

impl Approval {
    /// Of two people, by their names.
    ///
    /// # Errors
    /// [`ExportError::OnePerson`] where one is not named, or both are the same.
    pub fn of(by: &str, approved_by: &str) -> Result<Self, ExportError> {
        let plain =
            |name: &str| name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let (one, other) = (plain(by), plain(approved_by));
        if one.is_empty() || other.is_empty() || one == other {
            return Err(ExportError::OnePerson);
        }
        Ok(Self { by: by.trim().to_owned(), approved_by: approved_by.trim().to_owned() })
    }

    /// Who asked.
    #[must_use]
    pub fn by(&self) -> &str {
        &self.by
    }

    /// Who agreed.
    #[must_use]
    pub fn approved_by(&self) -> &str {
        &self.approved_by
    }
}

/// What is asked.
#[derive(Clone, Debug)]
pub struct Wanted<'a> {
    /// In which form.
    pub format: Format,
    /// Who wants it, and who agreed.
    pub approval: &'a Approval,
    /// Whether it may identify people.
    pub identifiable: bool,
    /// The region's time.
    pub zone: &'a Zone,
    /// Who publishes a FHIR bundle.
    pub service: Service<'a>,
    /// When it is made.
    pub now: Millis,
}

/// A file that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// Its bytes: the same reports at the same time give the same.
    pub bytes: Vec<u8>,
    /// How many reports are in it.
    pub rows: usize,
    /// How many are not: taken back, a second report of an event, or of no patient in FHIR.
    pub left_out: usize,
}

/// A report that leaves.
struct Line {
    id: RecordId,
    fact: Fact,
    report: Value,
    answer: Value,
}

/// Makes a file of every report that counts, and notes at the hub that it was made: none leaves that
/// the log does not know of.
///
/// # Errors
/// [`ExportError`]; storage errors among them.
pub fn export(hub: &mut Hub, wanted: &Wanted<'_>) -> Result<Exported, ExportError> {
    let (mut lines, mut left_out) = (Vec::new(), 0);
    hub.tell_incidents(None, |told| match line(told, wanted.zone) {
        Some(line) => lines.push(line),
        None => left_out += 1,
    })?;
    let made = written(lines, left_out, wanted)?;
    hub.note_export(&ExportNote {
        at: wanted.now,
        by: wanted.approval.by.clone(),
        approved_by: wanted.approval.approved_by.clone(),
        format: wanted.format.word().to_owned(),
        identifiable: wanted.identifiable,
        rows: made.rows as u64,
    })?;
    Ok(made)
}

fn line(told: &Told<'_>, zone: &Zone) -> Option<Line> {
    let fact = Fact::of(told, zone);
    if fact.standing != Standing::Counted {
        return None;
    }
    let mut report = serde_json::from_str(told.view).unwrap_or_default();
    unnamed_for_export(&mut report);
    if let Some(fields) = report.as_object_mut() {
        // Who would like support is a matter between them and wellbeing.
        fields.shift_remove("needs_support");
    }
    let answer = told.answer.and_then(|answer| serde_json::from_str(answer).ok());
    Some(Line { id: told.id, fact, report, answer: answer.unwrap_or_default() })
}

fn written(
    mut lines: Vec<Line>,
    left_out: usize,
    wanted: &Wanted<'_>,
) -> Result<Exported, ExportError> {
    let all = lines.len();
    if wanted.format == Format::Fhir {
        lines.retain(fhir::affects_a_patient);
    }
    lines.sort_by_key(|line| (line.fact.received, line.id));
    let identifies = wanted.identifiable;
    let bytes = match wanted.format {
        Format::Csv => csv::written(&table::of(&lines, identifies)),
        Format::Jsonl => jsonl::written(&lines, identifies),
        Format::Parquet => parquet::written(&table::of(&lines, identifies))?,
        Format::Fhir => fhir::written(&lines, identifies, &wanted.service, wanted.now)?,
    };
    Ok(Exported { bytes, rows: lines.len(), left_out: left_out + all - lines.len() })
}
