//! `tabard return send` and `tabard return status`: a service's device at a national region.

use std::path::PathBuf;

use serde_json::{Value, json};
use tabard_core::client::{HandedIn, Obstacle, RecordView, ReportState};
use tabard_core::entry::Kind;
use tabard_core::words::Words;

use crate::cli::clock::device_now;
use crate::cli::device::{Http, Place, exchange};
use crate::cli::failure::{Exit, Failure};
use crate::cli::national;
use crate::cli::output::Output;
use crate::cli::pick;
use crate::cli::table::aligned;
use crate::host::entropy;
use crate::returns::fit_to_hand_in;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "The file is checked first: its signature, its shape, its scope, and that it is of the service whose\nreturns this device hands in. Without a network it waits here; `tabard device sync` sends it later. The\nexit code is 3 while it waits. The same file again changes nothing; a correction has a greater number.\n\nExample:\n  tabard return send --vault ./service RX8-2026-Q3.return"
)]
pub(in crate::cli) struct Send {
    #[command(flatten)]
    place: Place,
    /// The return, as `tabard return make` or the hub's page wrote it
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Certificates to trust instead of the public ones, as a PEM file
    #[arg(long, value_name = "PEM")]
    ca: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "It says what was known at the last exchange: `tabard device sync` asks the region.\n\nExample:\n  tabard return status --vault ./service"
)]
pub(in crate::cli) struct Status {
    #[command(flatten)]
    place: Place,
}

/// Where a return stands.
enum Standing<'r> {
    Waiting,
    Held,
    /// The national hub opened it, and says what came of it.
    Seen(&'r str),
}

impl Send {
    pub(super) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let file = national::read(&self.file)?;
        let mut http = Http::new(self.ca.as_deref())?;
        let mut session = self.place.open_to_read(output)?;
        let client = &mut session.client;
        let before = client.records(Kind::Returned)?;
        let (told, known) = fit_to_hand_in(&file, &before)
            .map_err(|fault| Failure::input("bad_return", fault.to_string()))?;
        if !known {
            let period = told.period.as_str();
            let handed = HandedIn {
                service: told.service.code(),
                period,
                scope_version: &told.scope_version,
                number: told.revision,
                file: &file,
            };
            client.hand_in(&handed, device_now(), &mut entropy())?;
        }
        let problem = exchange(client, &mut http, output)?.problem;
        let session = session.obey_orders(&self.place.dir)?;
        let all = session.client.records(Kind::Returned)?;
        let own = all.iter().find(|one| {
            one.own
                && said(&one.view, "period") == told.period
                && said(&one.view, "service") == told.service.code()
        });
        let Some(record) = own else {
            return Err(Failure::new("unknown_id", "the return is not kept here any more"));
        };
        let words = output.words();
        output.say(
            || in_words(words, record, known, problem.as_ref()),
            || {
                let mut json = as_json(record);
                if let Some(object) = json.as_object_mut() {
                    let problem = problem.as_ref();
                    let problem = problem.map(|one| json!({ "code": one.code, "what_to_do": words.advice(&one.what_to_do) }));
                    object.insert("new".to_owned(), json!(!known));
                    object.insert("problem".to_owned(), json!(problem));
                }
                json
            },
        )?;
        Ok(match standing(record) {
            Standing::Waiting => Exit::NotHeld,
            Standing::Held | Standing::Seen("taken") => Exit::Done,
            Standing::Seen(_) => Exit::Failed,
        })
    }
}

impl Status {
    pub(super) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let session = self.place.open_to_read(output)?;
        let mut all = session.client.records(Kind::Returned)?;
        all.retain(|record| record.own);
        all.sort_by(|a, b| said(&b.view, "period").cmp(said(&a.view, "period")));
        let words = output.words();
        let row = |record: &RecordView| {
            let of =
                ["period", "service", "number"].map(|field| said(&record.view, field).to_owned());
            of.into_iter().chain([stands(words, record)]).collect::<Vec<_>>()
        };
        output.say(
            || match all.is_empty() {
                true => "No return was handed in from here.".to_owned(),
                false => aligned(&all.iter().map(row).collect::<Vec<_>>()),
            },
            || all.iter().map(as_json).collect(),
        )?;
        Ok(Exit::Done)
    }
}

fn said<'r>(view: &'r Value, field: &str) -> &'r str {
    view.get(field).and_then(Value::as_str).unwrap_or_default()
}

/// An answer to an earlier return of the quarter says nothing of a correction.
fn standing(record: &RecordView) -> Standing<'_> {
    let here = matches!(record.state, ReportState::SavedOnThisPhone | ReportState::HeldByEdge);
    let answered = said(&record.answer, "return_number") == said(&record.view, "number");
    match said(&record.answer, "return_reply") {
        _ if here || record.unsent > 0 => Standing::Waiting,
        reply if answered && !reply.is_empty() => Standing::Seen(reply),
        _ => Standing::Held,
    }
}

fn stands(words: &Words, record: &RecordView) -> String {
    match standing(record) {
        Standing::Waiting => "saved here; not held by the national region yet".to_owned(),
        Standing::Held => "held by the national region; its hub has not opened it yet".to_owned(),
        Standing::Seen(reply) => {
            format!("opened by the national hub. {}", words.label("return_reply", reply))
        }
    }
}

fn as_json(record: &RecordView) -> Value {
    let (state, reply) = match standing(record) {
        Standing::Waiting => ("waiting", None),
        Standing::Held => ("held_by_region", None),
        Standing::Seen(reply) => ("seen", Some(reply)),
    };
    json!({
        "id": record.id.to_string(),
        "service": said(&record.view, "service"),
        "period": said(&record.view, "period"),
        "revision": said(&record.view, "number").parse::<u32>().ok(),
        "state": state,
        "reply": reply,
    })
}

fn in_words(words: &Words, record: &RecordView, known: bool, problem: Option<&Obstacle>) -> String {
    let of = ["number", "service", "period"].map(|field| said(&record.view, field));
    let [number, service, period] = of;
    let mut lines =
        vec![format!("{}  Return {number} of {service} for {period}", pick::short(record.id))];
    if known {
        lines.push("It was handed in before: nothing was written.".to_owned());
    }
    lines.push(format!("It is {}.", stands(words, record)));
    if let Some(problem) = problem {
        lines
            .push(words.fill("sync.problem", &[("what_to_do", words.advice(&problem.what_to_do))]));
    }
    lines.join("\n")
}
