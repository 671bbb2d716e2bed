//! `tabard device report`.

use std::io::Read;
use std::path::PathBuf;

use serde_json::json;
use tabard_core::client::{ClientError, ReportState};
use tabard_core::ids::RecordId;
use tabard_core::model::{Fault, Parsed, Patch, Path, Problem, Report, Scalar, parse_bytes};
use tabard_core::region::Role;

use super::session::{Place, Session};
use crate::cli::clock::{device_now, item_id};
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::host::entropy;
use crate::said::words;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Each report is on the disk when its id is printed. Faults go to standard error with line and\nfield; the good reports beside them are saved, and the exit code is 2.\n\nExample:\n  tabard device report --vault ./phone reports.jsonl\n  echo '{\"types\":[\"verbal_abuse\"],\"callsign\":\"YA214\"}' | tabard device report --vault ./phone -"
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// JSON Lines, a JSON array or one report, as `tabard schema` describes; - for standard input
    #[arg(default_value = "-")]
    file: PathBuf,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let bytes = self.bytes()?;
        let mut session = self.place.open(output)?;
        let mut exit = Exit::Done;
        for Parsed { line, report } in parse_bytes(&bytes) {
            let saved = match report {
                Ok(report) => save(&mut session, line, report)?,
                Err(faults) => Err(faults),
            };
            match saved {
                Ok(id) => say_saved(id, output)?,
                Err(faults) => {
                    faults.iter().for_each(|fault| output.fault(fault));
                    exit = Exit::BadInput;
                }
            }
        }
        Ok(exit)
    }

    fn bytes(&self) -> Result<Vec<u8>, Failure> {
        let mut bytes = Vec::new();
        let read = match self.file.to_str() {
            Some("-") => std::io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes),
            _ => std::fs::read(&self.file),
        };
        read.map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => {
                Failure::input("no_file", "there is no such file of reports")
            }
            _ => Failure::folder(&error),
        })
    }
}

/// Saves one report. What is wrong with this one is a fault; what is wrong with the device ends
/// the command.
fn save(
    session: &mut Session,
    line: usize,
    report: Report,
) -> Result<Result<RecordId, Vec<Fault>>, Failure> {
    let mut rng = entropy();
    let now = device_now();
    let mut patch = report.into_patch(&mut || item_id(&mut rng));
    complete(&mut patch, "reporting_channel", channel(session));
    match session.client.report(&patch, now, &mut rng) {
        Ok(id) => Ok(Ok(id)),
        Err(ClientError::TooLarge) => Ok(Err(vec![too_large(line, &patch)])),
        Err(error) => Err(error.into()),
    }
}

/// Fills in what the person need not.
fn complete(patch: &mut Patch, field: &str, value: &str) {
    let Ok(path) = Path::parse(field) else { return };
    if patch.iter().all(|(given, _)| *given != path) {
        patch.set(path, Scalar::Text(value.to_owned()));
    }
}

fn channel(session: &Session) -> &'static str {
    let client = &session.client;
    let own = client.directory().device(client.device());
    match own.is_some_and(|own| own.certificate.roles.allow(Role::Eoc)) {
        true => "eoc_desktop",
        false => "mobile_offline",
    }
}

fn too_large(line: usize, patch: &Patch) -> Fault {
    let bytes = patch.iter().map(|(_, value)| json!(value).to_string().len()).sum();
    Fault { line: Some(line), field: String::new(), problem: Problem::ReportTooLarge(bytes) }
}

/// The report is durable, though the disk may have been too full for the vault to take it in yet: it
/// is not looked up.
fn say_saved(id: RecordId, output: &Output) -> Result<(), Failure> {
    let state = ReportState::SavedOnThisPhone;
    output.say(
        || format!("{id}  {}", words::saved(output.words())),
        || json!({ "id": id.to_string(), "state": state.word() }),
    )
}
