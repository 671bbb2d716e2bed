//! `tabard device sync`.

use std::path::PathBuf;
use std::time::Instant;

use serde_json::{Value, json};
use tabard_core::client::{Client, ClientError, Obstacle, Progress, SyncStatus};
use tabard_core::sync::{HttpRequest, Outcome, Step, Token};

use super::chunks;
use super::http::{Http, Reply, Traffic};
use super::session::Place;
use crate::cli::clock::device_now;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::words::counted;
use crate::host::entropy;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "The exit code is 3 while anything waits; why and what to do is then said.\n\nExample:\n  tabard device sync --vault ./phone"
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// Certificates to trust instead of the public ones, as a PEM file
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    #[command(flatten)]
    attachments: chunks::AttachmentOptions,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let started = Instant::now();
        let mut http = Http::new(self.ca.as_deref())?;
        let mut session = self.place.open(output)?;
        self.attachments.prepare(&mut session.client)?;
        let total = exchange(&mut session.client, &mut http, output)?;
        let status = session.client.sync_status()?;
        let moving = session.client.transfer_status()?;
        let all_held = status.waiting == 0 && total.problem.is_none() && chunks::all_moved(&moving);
        let ms = started.elapsed().as_secs_f64() * 1000.0;
        output.say(
            || {
                let mut lines = words(&total, &status, http.traffic());
                lines.extend(chunks::words(&moving));
                if all_held {
                    lines.push("Everything is held.".into());
                }
                lines.join("\n")
            },
            || {
                let ms = (ms * 10.0).round() / 10.0;
                let mut figures = figures(&total, &status, http.traffic(), ms);
                if let Some(object) = figures.as_object_mut() {
                    object.insert("attachments".to_owned(), chunks::figures(&moving, &total));
                }
                figures
            },
        )?;
        Ok(if all_held { Exit::Done } else { Exit::NotHeld })
    }
}

/// Does what the engine asks for until there is nothing to do, or nothing to do now.
fn exchange(client: &mut Client, http: &mut Http, output: &Output) -> Result<Progress, Failure> {
    let mut rng = entropy();
    let mut total = Progress::default();
    client.sync_now();
    loop {
        match client.next_step(device_now(), &mut rng)? {
            Step::Idle | Step::Wait { .. } => return Ok(total),
            Step::Send(token, request) => {
                let done = send(client, http, token, &request)?;
                total.newly_held += done.newly_held;
                total.received += done.received;
                total.restored |= done.restored;
                total.reborn |= done.reborn;
                total.chunks += done.chunks;
                if done.chunks > 0 {
                    chunks::tell(client, &total, output)?;
                }
                // A later exchange may have done what an earlier one could not.
                total.problem = done.problem;
            }
        }
    }
}

fn send(
    client: &mut Client,
    http: &mut Http,
    token: Token,
    request: &HttpRequest,
) -> Result<Progress, Failure> {
    let mut rng = entropy();
    match http.send(request) {
        Ok(Reply { status, body }) => {
            let answer = Outcome::Answer { status, body };
            believed(client.step_done(token, answer, device_now(), &mut rng))
        }
        Err(unsent) => {
            client.step_done(token, Outcome::NoAnswer, device_now(), &mut rng)?;
            Ok(Progress { problem: Some(unsent.obstacle()), ..Progress::default() })
        }
    }
}

/// An answer that is not believed leaves everything as it was; failing storage does not.
fn believed(done: Result<Progress, ClientError>) -> Result<Progress, Failure> {
    match done {
        Err(ClientError::Vault(error)) => Err(error.into()),
        Err(error) => {
            let failure = Failure::from(error);
            let what_to_do = failure.what_to_do().to_owned();
            let problem = Some(Obstacle { code: failure.code(), what_to_do });
            Ok(Progress { problem, ..Progress::default() })
        }
        Ok(progress) => Ok(progress),
    }
}

fn figures(total: &Progress, status: &SyncStatus, traffic: Traffic, ms: f64) -> Value {
    let problem = total.problem.as_ref();
    let problem = problem.map(|one| json!({ "code": one.code, "what_to_do": one.what_to_do }));
    json!({
        "held": status.held,
        "waiting": status.waiting,
        "newly_held": total.newly_held,
        "received": total.received,
        "requests": traffic.requests,
        "bytes_up": traffic.bytes_up,
        "bytes_down": traffic.bytes_down,
        "ms": ms,
        "restored": total.restored,
        "reborn": total.reborn,
        "problem": problem,
    })
}

fn words(total: &Progress, status: &SyncStatus, traffic: Traffic) -> Vec<String> {
    let mut lines = vec![format!(
        "{} held by the region, {} waiting here; {} newly held, {} received.",
        counted(status.held, "change"),
        status.waiting,
        total.newly_held,
        total.received
    )];
    let Traffic { requests, bytes_up, bytes_down } = traffic;
    let requests = counted(requests, "request");
    lines.push(format!("{requests}, {bytes_up} bytes up, {bytes_down} bytes down."));
    if total.restored {
        lines
            .push("The server was restored from an older copy; what it lost is given back.".into());
    }
    if total.reborn {
        lines.push("This device was restored from a copy; it goes on in a new chain.".into());
    }
    match &total.problem {
        Some(problem) => lines.push(format!("Not done: {}.", problem.what_to_do)),
        None if status.waiting > 0 => lines.push("Not done: sync again for the rest.".into()),
        None => {}
    }
    lines
}
