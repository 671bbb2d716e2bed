//! Who gets in: as many as fit, and a few more who are told to come back.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Clients that can be told at the same time that there is no room. Beyond them only the door shuts.
const REFUSALS: usize = 64;

#[derive(Debug)]
pub(super) struct Doors {
    places: Arc<Semaphore>,
    refusals: Arc<Semaphore>,
}

/// What a connection may expect, for as long as it holds this.
#[derive(Debug)]
pub(super) enum Admission {
    Served { _place: OwnedSemaphorePermit },
    Refused { _place: OwnedSemaphorePermit },
}

impl Doors {
    pub(super) fn new(connections: usize) -> Self {
        let connections = connections.min(Semaphore::MAX_PERMITS);
        Self {
            places: Arc::new(Semaphore::new(connections)),
            refusals: Arc::new(Semaphore::new(REFUSALS)),
        }
    }

    pub(super) fn admit(&self) -> Option<Admission> {
        let served =
            self.places.clone().try_acquire_owned().map(|_place| Admission::Served { _place });
        let refused = || {
            self.refusals.clone().try_acquire_owned().map(|_place| Admission::Refused { _place })
        };
        served.or_else(|_| refused()).ok()
    }
}
