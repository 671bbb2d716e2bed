//! Passwords are stretched outside the hub's queue, a few at a time: strangers hold up no device, and
//! take no more memory than that.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use crate::console::page::frame::Notice;

/// How many at a time. Whoever signs in holds one of these places before one of the hub's queue.
const AT_A_TIME: usize = 2;
/// How long somebody waits for a place.
const PATIENCE: Duration = Duration::from_secs(10);

/// The door of the console, which lets through a few at a time.
pub(in crate::console) struct Door(Arc<Semaphore>);

impl Default for Door {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_A_TIME)))
    }
}

/// A place in it, until it is dropped.
pub(super) struct Inside(#[expect(dead_code, reason = "it is held")] OwnedSemaphorePermit);

impl Door {
    /// Waits for a place.
    pub(super) async fn pass(&self) -> Result<Inside, Notice> {
        match timeout(PATIENCE, Arc::clone(&self.0).acquire_owned()).await {
            Ok(Ok(place)) => Ok(Inside(place)),
            _ => Err(Notice::Busy),
        }
    }
}

impl Inside {
    /// Does what takes long, on a thread of its own.
    pub(super) async fn stretch<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Notice> {
        spawn_blocking(work).await.map_err(|_| Notice::Failed)
    }
}
