//! What crews ask, on every page: each question, what it was answered, and whether it was read.

use std::cmp::Reverse;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use tabard_core::client::{Client, ClientError, JobAnswer, Warning};
use tabard_core::ids::{Millis, RecordId};
use tabard_core::model::subject::Nearness;
use tokio::sync::watch;

use super::fault::RegisterError;
use super::jobs::{About, Found, LASTS};
use super::problem::Refused;
use super::rate::Rate;
use super::register::Register;
use super::{Shared, State as Desk};

/// The longest number of a job, in bytes.
const LONGEST: usize = 64;
/// How many unanswered questions a page shows, and how many others.
const WAITING: usize = 50;
const OTHERS: usize = 20;

/// What pages show of crews, and how often a CAD may tell of jobs.
pub(super) struct Crews {
    list: watch::Sender<Arc<List>>,
    told: Mutex<Rate>,
}

/// What crews asked: what waits first, the oldest at the top; then the rest, the newest at the top.
#[derive(Clone, Default, PartialEq, Eq, Serialize)]
pub(super) struct List {
    /// How many wait for an answer.
    waiting: usize,
    asked: Vec<Asked>,
}

/// A crew's question.
#[derive(Clone, PartialEq, Eq, Serialize)]
struct Asked {
    id: String,
    cad_number: String,
    callsign: Option<String>,
    /// What the crew was given, for a handler to read: it is never looked up.
    number: Option<String>,
    place: Option<String>,
    asked_at: Option<String>,
    /// A code of `enquiry_reply`.
    reply: Option<String>,
    markers: Vec<Marker>,
    answered_at: Option<String>,
    acknowledged_at: Option<String>,
    over: bool,
    /// Whether what was written here waits to be sent.
    unsent: bool,
}

/// What a crew is told of a marker.
#[derive(Clone, PartialEq, Eq, Serialize)]
struct Marker {
    sentence: String,
    /// A code of `response_instruction`.
    instruction: Option<String>,
    same_building: bool,
}

/// What a handler answers.
#[derive(Deserialize)]
pub(super) struct Answered {
    /// `known`, `nothing_known` or `cannot_say`.
    answer: String,
    #[serde(flatten)]
    about: About,
}

/// What a crew would be told.
#[derive(Serialize)]
pub(super) struct Preview {
    /// A code of `enquiry_reply`.
    reply: &'static str,
    markers: Vec<Marker>,
}

/// `PUT /api/jobs/{cad_number}`: what a job is about.
pub(super) async fn tell(
    State(desk): State<Shared>,
    Path(cad_number): Path<String>,
    Json(about): Json<About>,
) -> Result<StatusCode, Refused> {
    desk.crews.take()?;
    let number = job_number(&cad_number)?;
    about.sought().map_err(Refused::Field)?;
    desk.vault(move |register| register.tell_job(&number, &about)).await?;
    desk.answer_told().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /api/jobs/{cad_number}`: the job is over.
pub(super) async fn end(
    State(desk): State<Shared>,
    Path(cad_number): Path<String>,
) -> Result<StatusCode, Refused> {
    desk.crews.take()?;
    let number = job_number(&cad_number)?;
    desk.vault(move |register| register.end_job(&number)).await?;
    refresh(&desk).await;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /page/jobs/look-up`: what a crew would be told, with nobody told yet.
pub(super) async fn look_up(
    State(desk): State<Shared>,
    Json(about): Json<About>,
) -> Result<Json<Preview>, Refused> {
    let sought = about.sought().map_err(Refused::Field)?;
    let found = desk
        .vault(move |register| {
            let found = register.seek(&sought)?;
            let shown: Vec<_> = found.warnings.iter().map(|one| one.marker).collect();
            register.note_views(&shown, "lookup")?;
            Ok(found)
        })
        .await?;
    Ok(Json(Preview::of(&found)))
}

/// `POST /page/jobs/{id}`: a handler answers. What is answered already stays as it is.
pub(super) async fn answer(
    State(desk): State<Shared>,
    Path(id): Path<String>,
    Json(answered): Json<Answered>,
) -> Result<StatusCode, Refused> {
    let id: RecordId = id.parse().map_err(|_| Refused::Field("id"))?;
    let Answered { answer, about } = answered;
    let sought = match answer.as_str() {
        "known" => Some(about.sought().map_err(Refused::Field)?),
        "nothing_known" | "cannot_say" => None,
        _ => return Err(Refused::Field("answer")),
    };
    desk.vault(move |register| {
        match sought {
            Some(sought) => register.answer(id, &register.seek(&sought)?)?,
            None if answer == "cannot_say" => register.refuse(id)?,
            None => register.answer(id, &Found::default())?,
        };
        register.wake();
        Ok(())
    })
    .await?;
    refresh(&desk).await;
    Ok(StatusCode::NO_CONTENT)
}

fn job_number(text: &str) -> Result<String, Refused> {
    let number = text.trim();
    let fits = !number.is_empty() && number.len() <= LONGEST;
    if fits { Ok(number.to_owned()) } else { Err(Refused::Field("cad_number")) }
}

/// Shows pages what crews ask now.
pub(super) async fn refresh(desk: &Shared) {
    let list = match desk.vault(Register::asked).await {
        Ok(list) => list,
        // The page says itself that nothing may be shown.
        Err(RegisterError::LeaseEnded) => List::default(),
        Err(_) => return,
    };
    desk.crews.list.send_if_modified(|shown| {
        let changed = **shown != list;
        if changed {
            *shown = Arc::new(list);
        }
        changed
    });
}

impl Default for Crews {
    fn default() -> Self {
        Self { list: watch::Sender::default(), told: Mutex::new(Rate::new(120, 20)) }
    }
}

impl Crews {
    /// What crews ask, and when it changes.
    pub(super) fn watch(&self) -> watch::Receiver<Arc<List>> {
        self.list.subscribe()
    }

    fn take(&self) -> Result<(), Refused> {
        let mut rate = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        rate.take(Instant::now()).map_err(Refused::TooOften)
    }
}

impl Desk {
    /// Answers what waits, has it sent, and shows it.
    async fn answer_told(self: &Arc<Self>) -> Result<(), RegisterError> {
        let answered = self.vault(Register::answer_told).await?;
        if answered > 0 {
            self.register.wake();
            refresh(self).await;
        }
        Ok(())
    }
}

impl Register {
    /// What crews asked in the last twelve hours and nobody answered, and the newest of the rest.
    fn asked(&self) -> Result<List, RegisterError> {
        let clock = self.clock();
        self.with(|client| {
            client.tick(clock)?;
            let since = clock.wall.0.saturating_sub(LASTS);
            let (open, rest): (Vec<_>, Vec<_>) =
                client.job_answers()?.into_iter().partition(|one| one.reply.is_none());
            let mut waiting = Vec::new();
            for one in newest(open, WAITING) {
                let (came, asked) = Asked::of(client, one)?;
                if came.0 > since {
                    waiting.push(asked);
                }
            }
            waiting.reverse();
            let mut list = List { waiting: waiting.len(), asked: waiting };
            for one in newest(rest, OTHERS) {
                list.asked.push(Asked::of(client, one)?.1);
            }
            Ok(list)
        })
    }
}

fn newest(mut all: Vec<JobAnswer>, most: usize) -> Vec<JobAnswer> {
    all.sort_by_key(|one| Reverse(one.asked_at.clone()));
    all.truncate(most);
    all
}

impl Asked {
    /// A question, and when it came here.
    fn of(client: &Client, one: JobAnswer) -> Result<(Millis, Self), ClientError> {
        let record = client.record(one.id)?;
        let markers = one.markers.into_iter().map(|(sentence, instruction, same_building)| {
            Marker { sentence, instruction, same_building }
        });
        let asked = Self {
            id: one.id.to_string(),
            cad_number: one.job.cad_number,
            callsign: one.job.callsign,
            number: one.job.number,
            place: one.job.place,
            asked_at: one.asked_at,
            reply: one.reply,
            markers: markers.collect(),
            answered_at: one.answered_at,
            acknowledged_at: one.acknowledged_at,
            over: one.over,
            unsent: record.unsent > 0,
        };
        Ok((record.started_at, asked))
    }
}

impl Preview {
    fn of(found: &Found) -> Self {
        let markers: Vec<_> = found.warnings.iter().filter_map(Marker::of).collect();
        let reply = match (markers.is_empty(), found.warnings.is_empty()) {
            (false, _) => "marker",
            (true, true) if !found.by_voice() => "nothing_known",
            _ => "cannot_say",
        };
        Self { reply, markers }
    }
}

impl Marker {
    fn of(warning: &Warning) -> Option<Self> {
        Some(Self {
            sentence: warning.sentence.clone()?,
            instruction: warning.instruction.clone(),
            same_building: warning.nearness == Nearness::SameBuilding,
        })
    }
}
