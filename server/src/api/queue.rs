//! A short queue before work that is done one at a time, so that strangers cannot pile up before it.

use std::sync::Arc;
use std::time::Duration;

use tabard_core::wire::ProblemCode;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::blocking;
use super::problem::Refused;
use crate::hub::HubError;

/// Requests that may wait or be at work.
const PLACES: usize = 16;
/// How long a request may wait and be at work together.
const PATIENCE: Duration = Duration::from_secs(10);

/// Who is at work, and who waits for it.
pub(crate) struct Queue {
    places: Arc<Semaphore>,
    turn: Arc<Semaphore>,
    patience: Duration,
}

/// There was no place, or no turn came in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Busy;

impl Default for Queue {
    fn default() -> Self {
        Self::new(PLACES, PATIENCE)
    }
}

impl Queue {
    fn new(places: usize, patience: Duration) -> Self {
        let (places, turn) = (Semaphore::new(places), Semaphore::new(1));
        Self { places: Arc::new(places), turn: Arc::new(turn), patience }
    }

    /// Does a request's work in its turn. Who finds no place, or has waited too long, is told to
    /// come back; work that has begun is finished all the same.
    pub(super) async fn request<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, HubError> + Send + 'static,
    ) -> Result<T, Refused> {
        Ok(self.visit(work).await.map_err(|Busy| Refused(ProblemCode::Unavailable))??)
    }

    /// The same, for who says it in another form.
    pub(crate) async fn visit<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, HubError> + Send + 'static,
    ) -> Result<Result<T, HubError>, Busy> {
        let place = Arc::clone(&self.places).try_acquire_owned().map_err(|_| Busy)?;
        timeout(self.patience, self.in_turn(Some(place), work)).await.map_err(|_| Busy)
    }

    /// Does the server's own work, or what a person waits for, in its turn, however long that takes.
    pub(crate) async fn own<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, HubError> + Send + 'static,
    ) -> Result<T, HubError> {
        self.in_turn(None, work).await
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        place: Option<OwnedSemaphorePermit>,
        work: impl FnOnce() -> Result<T, HubError> + Send + 'static,
    ) -> Result<T, HubError> {
        let closed = |_| HubError::Files(std::io::ErrorKind::Interrupted);
        let turn = Arc::clone(&self.turn).acquire_owned().await.map_err(closed)?;
        blocking(move || {
            let _held = (turn, place);
            work()
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc;
    use std::thread;

    use super::*;

    const SOON: Duration = Duration::from_millis(100);
    const LATER: Duration = Duration::from_secs(20);

    #[tokio::test]
    async fn requests_and_the_servers_own_work_are_done_one_at_a_time() {
        let (queue, at_work) = (Queue::new(8, LATER), Arc::new(AtomicUsize::new(0)));
        let work = || {
            let at_work = Arc::clone(&at_work);
            move || {
                let others = at_work.fetch_add(1, Ordering::SeqCst);
                thread::sleep(SOON / 5);
                at_work.fetch_sub(1, Ordering::SeqCst);
                Ok(others)
            }
        };
        let (one, two, three) =
            tokio::join!(queue.request(work()), queue.own(work()), queue.request(work()));
        let done = [one.ok(), two.ok(), three.ok()];
        assert_eq!(done, [Some(0), Some(0), Some(0)]);
    }

    #[tokio::test]
    async fn who_finds_no_place_or_waits_too_long_is_told_to_come_back() {
        let queue = Queue::new(2, SOON);
        let (finish, finished) = mpsc::channel::<()>();
        let long = queue.request(move || {
            let _ = finished.recv();
            Ok(1)
        });
        let (long, waiting, third) =
            tokio::join!(long, queue.request(|| Ok(2)), queue.request(|| Ok(3)));
        for (refused, what) in [(long, "long"), (waiting, "waiting"), (third, "third")] {
            assert_eq!(
                refused.err().map(|refused| refused.0),
                Some(ProblemCode::Unavailable),
                "{what}"
            );
        }
        // The long work holds its turn until it ends, asked for or not.
        assert!(queue.request(|| Ok(4)).await.is_err());
        finish.send(()).unwrap();
        assert_eq!(queue.own(|| Ok(5)).await.unwrap(), 5);
        assert_eq!(queue.request(|| Ok(6)).await.ok(), Some(6));
    }
}
