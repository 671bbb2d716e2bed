//! `tabard device sync`.

use std::path::PathBuf;
use std::time::Instant;

use serde_json::{Value, json};
use tabard_core::client::{Carried, Client, ClientError, Obstacle, Progress, SyncStatus};
use tabard_core::sync::{HttpRequest, Outcome, Step, Token};
use tabard_core::words::Words;

use super::carrying;
use super::chunks;
use super::http::{Http, Reply, Traffic};
use super::session::Place;
use crate::cli::clock::{device_clock, device_now};
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::host::entropy;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "The exit code is 3 while anything waits; why and what to do is then said.\n\nOn a shared phone what the others left waiting goes along, sealed as it is. --carry does the same for\nany other device's folder, such as one whose key is lost; 3 then also says that something waits there.\n\nExample:\n  tabard device sync --vault ./phone\n  tabard device sync --vault ./new-phone --carry ./old-phone"
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// Certificates to trust instead of the public ones, as a PEM file
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    /// Sync with the server at this address from now on: a control room's own, or the region's
    #[arg(long, value_name = "URL")]
    server: Option<String>,
    /// Send what waits in another device's folder too; may be given several times
    #[arg(long, value_name = "FOLDER")]
    carry: Vec<PathBuf>,
    #[command(flatten)]
    attachments: chunks::AttachmentOptions,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let started = Instant::now();
        let mut http = Http::new(self.ca.as_deref())?;
        let mut session = self.place.open(output)?;
        session.client.tick(device_clock())?;
        if let Some(url) = &self.server {
            session.client.set_server(url)?;
        }
        self.take_along(&mut session.client, output)?;
        // What cannot be sealed keeps nothing else back.
        if let Err(ClientError::Vault(error)) =
            session.client.save_views(device_now(), &mut entropy())
        {
            return Err(error.into());
        }
        self.attachments.prepare(&mut session.client)?;
        let total = exchange(&mut session.client, &mut http, output)?;
        let session = session.obey_orders(&self.place.dir)?;
        let carried = session.client.carried();
        let (status, moving) = (session.client.sync_status()?, session.client.transfer_status()?);
        let own_held = status.waiting == 0
            && status.at_edge == 0
            && total.problem.is_none()
            && chunks::all_moved(&moving);
        let ms = (started.elapsed().as_secs_f64() * 10_000.0).round() / 10.0;
        let (said, traffic) = (output.words(), http.traffic());
        output.say(
            || {
                let mut lines = words(said, &total, &status, traffic);
                lines.extend(chunks::words(said, &moving));
                if own_held {
                    lines.push(said.text("sync.everything_held").to_owned());
                }
                lines.extend(carrying::words(said, &carried));
                lines.join("\n")
            },
            || {
                let mut figures = figures(said, &total, &status, traffic, ms, &carried);
                if let Some(object) = figures.as_object_mut() {
                    object.insert("attachments".to_owned(), chunks::figures(&moving, &total));
                }
                figures
            },
        )?;
        let asked = carried.iter().filter(|one| self.carry.contains(&one.dir));
        let all_held =
            own_held && asked.into_iter().all(|one| one.waiting == 0 && one.problem.is_none());
        Ok(if all_held { Exit::Done } else { Exit::NotHeld })
    }
}

impl Options {
    /// Others' outboxes: those that were named, and on a shared phone everybody's.
    fn take_along(&self, client: &mut Client, output: &Output) -> Result<(), Failure> {
        for dir in &self.carry {
            client.carry(dir)?;
        }
        if client.carry_beside().is_err() {
            output.aside("the others on this phone cannot be read; nothing of theirs goes");
        }
        Ok(())
    }
}

/// Does what the engine asks for until there is nothing to do, or nothing to do now.
pub(in crate::cli) fn exchange(
    client: &mut Client,
    http: &mut Http,
    output: &Output,
) -> Result<Progress, Failure> {
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

fn figures(
    words: &Words,
    total: &Progress,
    status: &SyncStatus,
    traffic: Traffic,
    ms: f64,
    carried: &[Carried],
) -> Value {
    let problem = total.problem.as_ref();
    let problem =
        problem.map(|one| json!({ "code": one.code, "what_to_do": words.advice(&one.what_to_do) }));
    json!({
        "held": status.held,
        "waiting": status.waiting,
        "at_edge": status.at_edge,
        "newly_held": total.newly_held,
        "received": total.received,
        "requests": traffic.requests,
        "bytes_up": traffic.bytes_up,
        "bytes_down": traffic.bytes_down,
        "ms": ms,
        "restored": total.restored,
        "reborn": total.reborn,
        "problem": problem,
        "carried": carrying::figures(carried),
    })
}

fn words(words: &Words, total: &Progress, status: &SyncStatus, traffic: Traffic) -> Vec<String> {
    let held = words.counted("counts.change", status.held);
    let (waiting, newly_held) = (status.waiting.to_string(), total.newly_held.to_string());
    let received = total.received.to_string();
    let requests = words.counted("counts.request", traffic.requests);
    let (up, down) = (traffic.bytes_up.to_string(), traffic.bytes_down.to_string());
    let values = [
        ("held", &*held),
        ("waiting", &*waiting),
        ("newly_held", &*newly_held),
        ("received", &*received),
    ];
    let sent = [("requests", &*requests), ("bytes_up", &*up), ("bytes_down", &*down)];
    let mut lines = vec![words.fill("sync.held", &values), words.fill("sync.traffic", &sent)];
    if status.at_edge > 0 {
        let changes = words.counted("counts.change", status.at_edge);
        lines.push(words.fill("sync.at_edge", &[("changes", &*changes)]));
    }
    if total.restored {
        lines.push(words.text("sync.restored").to_owned());
    }
    if total.reborn {
        lines.push(words.text("sync.reborn").to_owned());
    }
    match &total.problem {
        Some(problem) => lines
            .push(words.fill("sync.problem", &[("what_to_do", words.advice(&problem.what_to_do))])),
        None if status.waiting > 0 => lines.push(words.text("sync.again").to_owned()),
        None => {}
    }
    lines
}
