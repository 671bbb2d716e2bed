//! Syncing beside the page: at the start, after each thing that is written, and every half minute.
//! The vault is held for a step at a time, never while the network is waited for.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use tabard_core::client::{Client, ClientError, Obstacle};
use tabard_core::clock::Clock;
use tabard_core::sync::{HttpRequest, Outcome, Step};
use tokio::sync::watch;

use super::held::{Held, HeldError};
use crate::host::entropy;

/// How long between two rounds at most, once the region does not answer.
const AT_MOST: Duration = Duration::from_secs(120);

/// Sends one request: status and body of the answer, or what stands in the way.
pub type Send =
    Box<dyn FnMut(&HttpRequest) -> Result<(u16, Vec<u8>), Obstacle> + std::marker::Send>;

/// A device that is synced, with what it does beside.
pub trait Aboard: std::marker::Send + Sync + 'static {
    /// Why something failed.
    type Fault: From<HeldError>;

    /// Its vault.
    fn held(&self) -> &Held;

    /// What is to be written before a round.
    ///
    /// # Errors
    /// What the device says.
    fn before(&self, _client: &mut Client, _clock: Clock) -> Result<(), ClientError> {
        Ok(())
    }

    /// What is to be done after a round in which so much came.
    ///
    /// # Errors
    /// Whatever keeps it from being done.
    fn after(&self, _received: u64) -> Result<(), Self::Fault> {
        Ok(())
    }
}

impl Aboard for Held {
    type Fault = HeldError;

    fn held(&self) -> &Held {
        self
    }
}

/// What came of the last round.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Carried {
    /// How many rounds there were.
    pub rounds: u64,
    /// Whether the region answered; none before the first round.
    pub reachable: Option<bool>,
    /// How much came.
    pub received: u64,
    /// An order came to wipe this device.
    pub ordered: bool,
}

/// The thread that syncs.
pub struct Carrier {
    wake: Box<dyn Fn() + std::marker::Send + Sync>,
    told: watch::Receiver<Carried>,
    stop: Arc<AtomicBool>,
}

impl Carrier {
    /// Begins to sync, every so often and whenever something was written.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start<A: Aboard>(
        device: Arc<A>,
        mut send: Send,
        every: Duration,
    ) -> std::io::Result<Self> {
        let (tell, told) = watch::channel(Carried::default());
        let stop = Arc::new(AtomicBool::new(false));
        let (aboard, stopped) = (Arc::clone(&device), Arc::clone(&stop));
        thread::Builder::new().name("carrier".to_owned()).spawn(move || {
            let mut pause = every;
            while !stopped.load(Ordering::Acquire) {
                let round = round(&*aboard, &mut send);
                tell.send_modify(|carried| carried.take(&round));
                pause = match round {
                    Ok(Round { problem: None, .. }) => every,
                    _ => AT_MOST.min(pause * 2),
                };
                aboard.held().wait_for_writing(pause);
            }
        })?;
        Ok(Self { wake: Box::new(move || device.held().wake()), told, stop })
    }

    /// What comes of each round.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<Carried> {
        self.told.clone()
    }

    /// Begins no further round.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Release);
        (self.wake)();
    }
}

#[derive(Default)]
struct Round {
    received: u64,
    ordered: bool,
    problem: Option<&'static str>,
}

/// Does what the engine asks for until there is nothing more to do now.
fn round<A: Aboard>(device: &A, send: &mut Send) -> Result<Round, A::Fault> {
    let mut total = Round::default();
    let vault = device.held();
    let clock = vault.clock();
    vault.with(|client| {
        client.tick(clock)?;
        device.before(client, clock)?;
        client.sync_now();
        Ok(())
    })?;
    loop {
        let step = vault.with(|client| client.next_step(vault.now(), &mut entropy()))?;
        let Step::Send(token, request) = step else { break };
        let (answer, unsent) = match send(&request) {
            Ok((status, body)) => (Outcome::Answer { status, body }, None),
            Err(obstacle) => (Outcome::NoAnswer, Some(obstacle.code)),
        };
        let now = vault.now();
        let done = vault.with(|client| {
            let done = client.step_done(token, answer, now, &mut entropy());
            match done {
                Err(ClientError::Vault(error)) => Err(ClientError::Vault(error)),
                // An answer that is not believed leaves everything as it was.
                Err(_) => Ok((0, Some("not_believed"))),
                Ok(done) => Ok((done.received, done.problem.map(|problem| problem.code))),
            }
        })?;
        total.received += done.0;
        total.problem = unsent.or(done.1);
    }
    device.after(total.received)?;
    total.ordered = vault.with(|client| Ok(client.wipe_order().is_some()))?;
    Ok(total)
}

impl Carried {
    fn take<E>(&mut self, round: &Result<Round, E>) {
        self.rounds += 1;
        match round {
            Ok(round) => {
                self.received += round.received;
                self.ordered |= round.ordered;
                self.reachable = Some(round.problem.is_none());
                if let Some(code) = round.problem {
                    tracing::warn!(code, "the region was not reached: it is tried again");
                }
            }
            Err(_) => self.reachable = Some(false),
        }
    }
}

/// Ready when an order came to wipe the device.
pub async fn ordered(mut carried: watch::Receiver<Carried>) {
    if carried.wait_for(|carried| carried.ordered).await.is_err() {
        std::future::pending::<()>().await;
    }
}
