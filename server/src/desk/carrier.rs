//! Syncing beside the page: at the start, after each thing that is written, and every half minute.
//! The vault is held for a step at a time, never while the network is waited for.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use tabard_core::client::{Client, ClientError, Obstacle};
use tabard_core::sync::{HttpRequest, Outcome, Step};
use tokio::sync::watch;

use super::fault::RegisterError;
use super::register::Register;
use crate::host::entropy;

/// How long between two rounds, and how long at most once the region does not answer.
const EVERY: Duration = Duration::from_secs(30);
const AT_MOST: Duration = Duration::from_secs(120);

/// Sends one request: status and body of the answer, or what stands in the way.
pub type Send =
    Box<dyn FnMut(&HttpRequest) -> Result<(u16, Vec<u8>), Obstacle> + std::marker::Send>;

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
    register: Arc<Register>,
    told: watch::Receiver<Carried>,
    stop: Arc<AtomicBool>,
}

impl Carrier {
    /// Begins to sync.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(register: Arc<Register>, mut send: Send) -> std::io::Result<Self> {
        let (tell, told) = watch::channel(Carried::default());
        let stop = Arc::new(AtomicBool::new(false));
        let (vault, stopped) = (Arc::clone(&register), Arc::clone(&stop));
        thread::Builder::new().name("carrier".to_owned()).spawn(move || {
            let mut pause = EVERY;
            while !stopped.load(Ordering::Acquire) {
                let round = round(&vault, &mut send);
                tell.send_modify(|carried| carried.take(&round));
                pause = match round {
                    Ok(Round { problem: None, .. }) => EVERY,
                    _ => AT_MOST.min(pause * 2),
                };
                vault.wait_for_writing(pause);
            }
        })?;
        Ok(Self { register, told, stop })
    }

    /// What comes of each round.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<Carried> {
        self.told.clone()
    }

    /// Begins no further round.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Release);
        self.register.wake();
    }
}

#[derive(Default)]
struct Round {
    received: u64,
    ordered: bool,
    problem: Option<&'static str>,
}

/// Does what the engine asks for until there is nothing more to do now.
fn round(register: &Register, send: &mut Send) -> Result<Round, RegisterError> {
    let mut total = Round::default();
    let clock = register.clock();
    register.with(|client| {
        client.tick(clock)?;
        client.save_views(clock.wall, &mut entropy())?;
        client.sync_now();
        Ok(())
    })?;
    loop {
        let step = register.with(|client| client.next_step(register.now(), &mut entropy()))?;
        let Step::Send(token, request) = step else { break };
        let (answer, unsent) = match send(&request) {
            Ok((status, body)) => (Outcome::Answer { status, body }, None),
            Err(obstacle) => (Outcome::NoAnswer, Some(obstacle.code)),
        };
        let now = register.now();
        let done = register.with(|client| {
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
    if total.received > 0 {
        register.read_anew()?;
    }
    total.ordered = register.with(|client: &mut Client| Ok(client.wipe_order().is_some()))?;
    Ok(total)
}

impl Carried {
    fn take(&mut self, round: &Result<Round, RegisterError>) {
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
