//! Syncing: the host asks what to do, does the HTTP with its own stack, and hands the outcome back.

use http::Uri;
use tabard_core::attachment::{METERED_AT_MOST, Network};
use tabard_core::client::{self as core, ClientError};
use tabard_core::clock::{Clock, Running};
use tabard_core::sync::{self, Outcome, Token};
use tabard_core::words::Words;

use super::Device;
use super::session::{Open, State};
use crate::error::{Fault, TabardError};
use crate::host::{entropy, now};
use crate::log;

/// One header of a request.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct HttpHeader {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// What the host sends with its own HTTP stack: as it is, without following a redirect.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct HttpRequest {
    /// Always `POST` so far.
    pub method: String,
    /// The address.
    pub url: String,
    /// The headers.
    pub headers: Vec<HttpHeader>,
    /// The body.
    pub body: Vec<u8>,
}

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Step {
    /// Send this, then call `answered` or `unanswered` with the token.
    Send {
        /// Ties the answer to the request.
        token: u64,
        /// The request.
        request: HttpRequest,
    },
    /// Nothing before this time.
    Wait {
        /// In milliseconds since 1970, by the device's clock.
        until_ms: i64,
    },
    /// Nothing until something is written or the host asks to sync.
    Idle,
}

/// Why something is not held by the region, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Obstacle {
    /// For programs.
    pub code: String,
    /// For people, in the language of the settings.
    pub hint: String,
}

/// What an exchange came to.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Progress {
    /// Entries that the region now holds and did not before.
    pub newly_held: u64,
    /// Entries that came.
    pub received: u64,
    /// Chunks of attachments that went or came.
    pub chunks: u64,
    /// Whether the server turned out to be restored from an older copy; what it lost is given back.
    pub restored: bool,
    /// Whether this device turned out to be a copy, and went on in a new chain.
    pub reborn: bool,
    /// The reports that changed here.
    pub touched: Vec<String>,
    /// What stands in the way; none where nothing does.
    pub problem: Option<Obstacle>,
}

/// What the network costs, as the platform tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum NetworkCost {
    /// Everything may go.
    Unmetered,
    /// Attachments of more than 10 MiB wait for another network.
    Metered,
}

/// A clock that only runs forward, sleep included: Android's `elapsedRealtime`, iOS's
/// `mach_continuous_time`.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct RunningClock {
    /// 16 bytes that tell this run of the phone from every other.
    pub boot: Vec<u8>,
    /// Milliseconds since it began.
    pub ms: u64,
}

#[uniffi::export]
impl Device {
    /// Tells what the phone's clocks say: when the app comes to the front, and before it syncs.
    ///
    /// # Errors
    /// [`TabardError::Input`] for a boot of other than 16 bytes, and storage errors.
    pub fn tick(&self, running: Option<RunningClock>) -> Result<(), TabardError> {
        self.with(|client| {
            let running = running.map(|clock| {
                let boot = clock.boot.as_slice().try_into();
                let boot = boot.map_err(|_| Fault::Field("boot".to_owned()))?;
                Ok::<_, Fault>(Running { boot, ms: clock.ms })
            });
            Ok(client.tick(Clock { wall: now(), running: running.transpose()? })?)
        })
    }

    /// Asks for an exchange now, whatever pause a failure left. On a shared phone what the others
    /// left waiting goes along.
    ///
    /// # Errors
    /// Storage errors.
    pub fn sync_now(&self) -> Result<(), TabardError> {
        self.with(|client| {
            // Where the others on a shared phone cannot be read, nothing of theirs goes.
            let _ = client.carry_beside();
            client.sync_now();
            Ok(())
        })
    }

    /// Says what the network costs from now on.
    ///
    /// # Errors
    /// [`TabardError::ShutDown`].
    pub fn set_network(&self, cost: NetworkCost) -> Result<(), TabardError> {
        self.with(|client| {
            client.set_network(match cost {
                NetworkCost::Unmetered => Network::Unmetered,
                NetworkCost::Metered => Network::Metered { at_most: METERED_AT_MOST },
            });
            Ok(())
        })
    }

    /// What to do next. A request that is never answered is asked for again by the next call.
    ///
    /// # Errors
    /// Storage errors.
    pub fn next_step(&self) -> Result<Step, TabardError> {
        self.with(|client| Ok(Step::of(client.next_step(now(), &mut entropy())?)))
    }

    /// Takes the answer to a request, whole. Where it brings an order to wipe this device, that is
    /// obeyed before this fails with [`TabardError::Wiped`].
    ///
    /// # Errors
    /// [`TabardError::Wiped`], and storage errors. An answer that is not believed changes nothing
    /// and is a problem of the progress.
    pub fn answered(&self, token: u64, status: u16, body: &[u8]) -> Result<Progress, TabardError> {
        self.done(token, Outcome::Answer { status, body: body.to_vec() })
    }

    /// Says that no answer came: no signal, a timeout, a broken connection.
    ///
    /// # Errors
    /// Storage errors.
    pub fn unanswered(&self, token: u64) -> Result<Progress, TabardError> {
        self.done(token, Outcome::NoAnswer)
    }

    /// Syncs with a server at another address from now on: that of a control room, or the region's.
    ///
    /// # Errors
    /// [`TabardError::Input`] for what is no `http` or `https` address of a server, and storage
    /// errors; the address is as it was then.
    pub fn set_server(&self, url: String) -> Result<(), TabardError> {
        self.with(|client| Ok(client.set_server(server_address(&url)?)?))
    }

    /// Lists some of the records that changed, for an idle moment. Gives whether there are more.
    ///
    /// # Errors
    /// Storage errors.
    pub fn list_changed(&self) -> Result<bool, TabardError> {
        self.with(|client| Ok(client.list_changed()?))
    }
}

impl Device {
    fn done(&self, token: u64, outcome: Outcome) -> Result<Progress, TabardError> {
        let token = Token::of_host(token);
        let progress = self.with_open(|open| {
            let done = open.client.step_done(token, outcome, now(), &mut entropy());
            let touched = open.client.take_touched();
            let touched = touched.iter().map(ToString::to_string).collect();
            Ok(Progress { touched, ..self.believed(done)? })
        })?;
        self.obey_orders()?;
        Ok(progress)
    }

    /// An answer that is not believed leaves everything as it was; failing storage does not.
    fn believed(&self, done: Result<core::Progress, ClientError>) -> Result<Progress, Fault> {
        match done {
            Ok(progress) => Ok(Progress::of(progress, &self.words)),
            Err(ClientError::Vault(error)) => Err(error.into()),
            Err(error) => {
                let error = Fault::from(error).said(&self.words);
                let obstacle =
                    Obstacle { code: error.code().to_owned(), hint: error.hint().to_owned() };
                let none = Progress::of(core::Progress::default(), &self.words);
                Ok(Progress { problem: Some(obstacle), ..none })
            }
        }
    }

    /// Wipes this device where that was ordered; calls after it say so.
    fn obey_orders(&self) -> Result<(), TabardError> {
        let obeyed = self.state.enter().and_then(|mut pass| {
            let ordered = match pass.get() {
                State::Open(open) => open.client.wipe_order().is_some(),
                State::ShutDown | State::Wiped(_) => false,
            };
            if !ordered {
                return Ok(());
            }
            let State::Open(open) = std::mem::replace(pass.get(), State::ShutDown) else {
                return Ok(());
            };
            let left = Open::obey(*open, &self.store);
            match left {
                Ok(open) => *pass.get() = State::Open(Box::new(open)),
                Err(Fault::Wiped(wiped)) => {
                    *pass.get() = State::Wiped(wiped.clone());
                    return Err(Fault::Wiped(wiped));
                }
                Err(fault) => return Err(fault),
            }
            Ok(())
        });
        obeyed.map_err(|fault| fault.said(&self.words))
    }
}

impl Step {
    fn of(step: sync::Step) -> Self {
        match step {
            sync::Step::Idle => Self::Idle,
            sync::Step::Wait { until } => Self::Wait { until_ms: until.0 },
            sync::Step::Send(token, request) => {
                Self::Send { token: token.for_host(), request: request.into() }
            }
        }
    }
}

impl From<sync::HttpRequest> for HttpRequest {
    fn from(request: sync::HttpRequest) -> Self {
        Self {
            method: request.method.to_owned(),
            url: request.url,
            headers: request.headers.into_iter().map(HttpHeader::of).collect(),
            body: request.body,
        }
    }
}

/// The address as it was given, where it is one to which a request can go.
fn server_address(text: &str) -> Result<&str, Fault> {
    let address = text.trim();
    let uri: Uri = address.parse().map_err(|_| Fault::BadServerAddress)?;
    let scheme = matches!(uri.scheme_str(), Some("http" | "https"));
    // The server's paths are put behind it.
    let open = uri.query().is_none();
    match uri.host() {
        Some(host) if scheme && open && !host.is_empty() => Ok(address),
        _ => Err(Fault::BadServerAddress),
    }
}

impl HttpHeader {
    fn of((name, value): (&'static str, String)) -> Self {
        Self { name: name.to_owned(), value }
    }
}

impl Obstacle {
    pub(crate) fn of(obstacle: &core::Obstacle, words: &Words) -> Self {
        log::note("obstacle", obstacle.code);
        let hint = words.advice(&obstacle.what_to_do).to_owned();
        Self { code: obstacle.code.to_owned(), hint }
    }
}

impl Progress {
    fn of(progress: core::Progress, words: &Words) -> Self {
        Self {
            newly_held: progress.newly_held,
            received: progress.received,
            chunks: progress.chunks,
            restored: progress.restored,
            reborn: progress.reborn,
            touched: Vec::new(),
            problem: progress.problem.map(|one| Obstacle::of(&one, words)),
        }
    }
}
