//! An edge at work: its rounds with the region, and how old the region's word is.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tabard_core::ids::Millis;

use super::{Region, Shared, blocking};
use crate::edge::{Cut, Pace, Round, Upstream};
use crate::host::{entropy, now};
use crate::hub::HubError;

/// How an edge is served.
pub struct EdgeService {
    /// Its side of the line to the region.
    pub upstream: Upstream,
    /// How often it asks the region for news.
    pub every: Duration,
}

/// When the region was last in contact, by this machine's clock.
#[derive(Default)]
pub(super) struct Contact(Mutex<Option<Millis>>);

impl Contact {
    pub(super) fn set(&self, at: Option<Millis>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = at;
    }

    fn seconds(&self) -> Option<i64> {
        let at = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        at.map(|at| now().0.saturating_sub(at.0).max(0) / 1000)
    }
}

impl Region {
    /// Seconds since the region was last in contact; none before the first time.
    pub(super) fn contact_age(&self) -> Option<i64> {
        self.contact.seconds()
    }
}

/// Rounds with the region: when something came here, and every so often. While the line is cut what
/// comes waits for the next try.
pub(super) async fn rounds(region: Shared, edge: EdgeService) {
    let upstream = Arc::new(Mutex::new(edge.upstream));
    let mut pace = Pace::every(edge.every);
    loop {
        let (shared, line) = (Arc::clone(&region), Arc::clone(&upstream));
        let round = blocking(move || {
            let mut upstream = line.lock().unwrap_or_else(PoisonError::into_inner);
            Ok::<_, HubError>(upstream.round(&shared.relay, &now, &mut entropy()))
        });
        let well = match round.await {
            Ok(Ok(round)) => {
                region.contact.set(Some(now()));
                say(&round);
                true
            }
            Ok(Err(cut)) => {
                lament(&cut, region.contact_age());
                false
            }
            Err(error) => {
                tracing::error!(%error, "the round with the region failed: it is tried again");
                false
            }
        };
        let pause = pace.after(well, &mut entropy());
        if pace.is_cut() {
            tokio::time::sleep(pause).await;
        } else {
            let _ = tokio::time::timeout(pause, region.news.notified()).await;
        }
    }
}

fn say(round: &Round) {
    if round.restored {
        tracing::warn!(
            "the region's log is not the one it was: it was restored, and gets back what it lost"
        );
    }
    if round.turned_away > 0 {
        tracing::warn!(
            chains = round.turned_away,
            "the region did not take all: what it refused stays here"
        );
    }
    if round.taken > 0 || round.given > 0 {
        tracing::info!(taken = round.taken, given = round.given, "a round with the region");
    }
}

fn lament(cut: &Cut, age: Option<i64>) {
    match cut {
        Cut::NoAnswer => tracing::warn!(contact_seconds = age, "{cut}"),
        _ => {
            tracing::error!(contact_seconds = age, error = %cut, "the round with the region failed")
        }
    }
}
