//! A control room with a relay of its own, and the line to its region, which a test can cut.

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use tabard_core::client::{ClientError, Progress};
use tabard_core::ids::{DeviceId, Millis};
use tabard_core::region::Authority;
use tabard_core::sync::{HttpRequest, Outcome};
use tabard_core::wire::{MIRROR_PATH, Message, MirrorRequest, Problem, ProblemCode};
use tabard_server::edge::{self, Cut, Round, Upstream};
use tabard_server::relay::{Limits, Relay};

use crate::region::{Phone, Region, Road, Straight, answer_at};

/// What happens to a request on the line: how it is answered, or not.
pub type Bend = Box<dyn FnMut(&HttpRequest, Outcome) -> Outcome + Send>;

/// An edge in a folder of its own.
pub struct ControlRoom {
    /// Its folder.
    pub dir: PathBuf,
    /// The device by which it speaks to the region.
    pub device: DeviceId,
    upstream: Upstream,
    state: Arc<Mutex<State>>,
}

struct State {
    relay: PathBuf,
    now: Millis,
    bend: Option<Bend>,
}

impl ControlRoom {
    /// Makes an edge for a region.
    pub fn new(region: &mut Region, name: &str) -> Self {
        let dir = region.folder.path().join(name);
        let secrets = fs::read(region.dir().join("authority.key")).expect("the authority's key");
        let authority = Authority::from_secrets(&secrets.try_into().expect("64 bytes"));
        let now = region.now;
        let device = region
            .hub()
            .make_edge(&authority, name, &dir, now, &mut region.rng)
            .expect("a new edge");
        let relay = region.dir().join("relay");
        let state = Arc::new(Mutex::new(State { relay, now, bend: None }));
        let (_, identity) = edge::open(&dir).expect("the edge opens");
        let shared = Arc::clone(&state);
        let line = move |request: &HttpRequest| {
            let mut state = shared.lock().expect("nobody panicked");
            let relay = Relay::open(&state.relay, Limits::default()).expect("the region's relay");
            let outcome = region_answers(&relay, device, request, state.now);
            let outcome = match &mut state.bend {
                Some(bend) => bend(request, outcome),
                None => outcome,
            };
            match outcome {
                Outcome::Answer { status, body } => Some((status, body)),
                Outcome::NoAnswer => None,
            }
        };
        let upstream = Upstream::new(identity, "http://127.0.0.1:1", Box::new(line));
        Self { dir, device, upstream, state }
    }

    /// Its relay, opened for a moment.
    pub fn relay(&self) -> Relay {
        Relay::open(&self.dir.join("relay"), Limits::default()).expect("the edge's relay opens")
    }

    /// One round with the region.
    ///
    /// # Errors
    /// What the edge says of the line.
    pub fn round(&mut self, region: &mut Region) -> Result<Round, Cut> {
        self.state.lock().expect("nobody panicked").now = region.now;
        let (now, relay) = (region.now, self.relay());
        self.upstream.round(&relay, &|| now, &mut region.rng)
    }

    /// A round by a line that answers as it likes.
    ///
    /// # Errors
    /// What the edge says of the line.
    pub fn round_by(&mut self, region: &mut Region, bend: Bend) -> Result<Round, Cut> {
        self.state.lock().expect("nobody panicked").bend = Some(bend);
        let round = self.round(region);
        self.state.lock().expect("nobody panicked").bend = None;
        round
    }

    /// Syncs a device with the edge.
    pub fn sync(&self, region: &mut Region, phone: &mut Phone) -> Progress {
        self.sync_by(region, phone, &mut Straight).expect("the sync")
    }

    /// Syncs a device with the edge by a road that a test bends.
    ///
    /// # Errors
    /// What the device says of an answer that it does not believe.
    pub fn sync_by(
        &self,
        region: &mut Region,
        phone: &mut Phone,
        road: &mut dyn Road,
    ) -> Result<Progress, ClientError> {
        region.sync_at(&self.relay(), phone, road)
    }
}

fn region_answers(relay: &Relay, device: DeviceId, request: &HttpRequest, now: Millis) -> Outcome {
    if !request.url.ends_with(MIRROR_PATH) {
        return answer_at(relay, &request.url, device, &request.body, now);
    }
    let asked = MirrorRequest::from_bytes(&request.body).expect("a request of an edge");
    let known = relay.standing_of(device).expect("the relay reads");
    let answered = match known {
        Some(_) => relay.mirror(now, device, &asked).map_err(|error| error.problem()),
        None => Err(ProblemCode::UnknownDevice),
    };
    match answered {
        Ok(answer) => Outcome::Answer { status: 200, body: answer.to_bytes() },
        Err(code) => {
            let problem = Problem::new(code, now);
            let body = serde_json::to_vec(&problem).expect("JSON");
            Outcome::Answer { status: problem.status, body }
        }
    }
}
