//! `GET /events`: what changes, as server-sent events. A page that comes back is told all again.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::sse::{Event, Sse};
use futures_util::stream::{self, Stream};
use serde::Serialize;
use tokio::sync::watch;

use super::Shared;
use super::calls::News;
use super::crews::{self, List};
use super::fault::RegisterError;
use super::known::Known;
use super::shown::Standing;
use crate::local::Carried;
use crate::web;

/// How soon a page that lost the desk asks again.
const AGAIN: Duration = Duration::from_millis(500);
/// How often a page hears that the desk is there.
const PULSE: Duration = Duration::from_secs(5);
/// How many of the newest calls are looked up again when markers changed.
const LOOKED_UP_AGAIN: usize = 8;

pub(super) async fn events(State(desk): State<Shared>) -> impl IntoResponse {
    Sse::new(changes(desk)).keep_alive(web::pulse(PULSE))
}

struct Reader {
    changed: watch::Receiver<u64>,
    crews: watch::Receiver<Arc<List>>,
    closing: watch::Receiver<bool>,
    told: Option<u64>,
    waiting: std::vec::IntoIter<Event>,
    desk: Shared,
}

fn changes(desk: Shared) -> impl Stream<Item = Result<Event, Infallible>> {
    let reader = Reader {
        changed: desk.calls.watch(),
        crews: desk.crews.watch(),
        closing: desk.closing.clone(),
        told: None,
        waiting: Vec::new().into_iter(),
        desk,
    };
    stream::unfold(reader, |mut reader| async move {
        loop {
            if let Some(event) = reader.waiting.next() {
                return Some((Ok(event), reader));
            }
            if reader.told.is_some() {
                tokio::select! {
                    _ = reader.closing.wait_for(|closing| *closing) => return None,
                    changed = reader.changed.changed() => changed.ok()?,
                    changed = reader.crews.changed() => {
                        changed.ok()?;
                        // To wait for it is to have seen it, and it is to be told yet.
                        reader.crews.mark_changed();
                    }
                }
            }
            reader.read();
        }
    })
}

impl Reader {
    /// The first time the page is told that this is everything, so that it announces nothing of it.
    fn read(&mut self) {
        self.changed.mark_unchanged();
        let News { calls, standing, change } = self.desk.calls.since(self.told.unwrap_or(0));
        let mut events = Vec::new();
        events.extend(standing.map(|standing| event("standing", &standing)));
        if self.told.is_none() || self.crews.has_changed().unwrap_or(false) {
            events.push(event("crews", &**self.crews.borrow_and_update()));
        }
        match self.told {
            None => events.push(event("everything", &calls).retry(AGAIN)),
            Some(_) => events.extend(calls.iter().map(|call| event("call", call))),
        }
        self.told = Some(change);
        self.waiting = events.into_iter();
    }
}

fn event(name: &str, data: &impl Serialize) -> Event {
    let data = serde_json::to_string(data).unwrap_or_default();
    Event::default().event(name).data(data)
}

/// Tells pages how the desk stands, and what newly came says of the newest calls.
pub(super) async fn take_news(desk: Shared, mut carried: watch::Receiver<Carried>) {
    loop {
        let now = carried.borrow_and_update().clone();
        let register = Arc::clone(&desk.register);
        let depth = tokio::task::spawn_blocking(move || register.depth()).await;
        if let Ok(Ok(depth)) = depth {
            desk.calls.stand(Standing {
                as_of: depth.last_contact.map(|at| at.0),
                reachable: now.reachable,
                waiting: depth.waiting,
                readable: depth.readable,
            });
        }
        look_up_again(&desk).await;
        crews::refresh(&desk).await;
        if carried.changed().await.is_err() {
            return;
        }
    }
}

/// Looks the newest calls up again.
pub(super) async fn look_up_again(desk: &Shared) {
    for call in desk.calls.newest(LOOKED_UP_AGAIN) {
        let known = match desk.look_up(&call.caller).await {
            Err(RegisterError::LeaseEnded) => Known::default(),
            Err(_) => continue,
            Ok(known) => known,
        };
        if known != call.known {
            desk.note_views(&known, "call");
            desk.calls.edit(&call.key, |call| call.known = known);
        }
    }
}
