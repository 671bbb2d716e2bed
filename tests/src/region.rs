//! A region, its phones and the road between them. Time and chance are the test's.

use std::path::{Path, PathBuf};

use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};
use tabard_core::client::{Client, ClientError, Progress};
use tabard_core::ids::{DeviceId, Millis, RecordId};
use tabard_core::model::{Patch, RecordKind, Report, parse_assignment};
use tabard_core::region::Role;
use tabard_core::sync::{HttpRequest, Outcome, Step};
use tabard_core::vault::VaultKey;
use tabard_core::wire::{
    CHUNKS_PATH, ChunkRequest, DIRECTORY_PATH, DirectoryOffer, Message, Problem, ProblemCode,
    SyncRequest, SyncResponse,
};
use tabard_server::hub::Hub;
use tabard_server::relay::{Limits, Relay};
use tempfile::TempDir;
use zeroize::Zeroizing;

/// The first of January 2026.
const START: Millis = Millis(1_767_225_600_000);

/// A region on disk, with the test's clock and chance.
pub struct Region {
    /// The folder of the test.
    pub folder: TempDir,
    /// The test's clock.
    pub now: Millis,
    /// The test's chance.
    pub rng: ChaCha20Rng,
}

/// A road that a test may bend: it sees every answer before the phone does.
pub trait Road {
    /// Carries a request to the relay and its outcome back.
    fn carry(&mut self, relay: &mut dyn FnMut(&[u8]) -> Outcome, request: &[u8]) -> Outcome {
        relay(request)
    }
}

/// The road as it should be.
pub struct Straight;
impl Road for Straight {}

impl<F: FnMut(Outcome) -> Outcome> Road for F {
    fn carry(&mut self, relay: &mut dyn FnMut(&[u8]) -> Outcome, request: &[u8]) -> Outcome {
        self(relay(request))
    }
}

impl Default for Region {
    fn default() -> Self {
        Self::new(1)
    }
}

impl Region {
    /// Founds a region.
    pub fn new(seed: u64) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        Hub::init(&folder.path().join("region"), "Test region", START, &mut rng)
            .expect("a new region");
        Self { folder, now: START, rng }
    }

    /// The region's folder.
    pub fn dir(&self) -> PathBuf {
        self.folder.path().join("region")
    }

    /// The hub, opened for a moment.
    pub fn hub(&self) -> Hub {
        Hub::open(&self.dir(), self.now).expect("the hub opens")
    }

    /// The hub's own device, as what it is: one of the region's. No hub may be open meanwhile.
    pub fn hub_device(&self) -> Phone {
        let dir = self.dir().join("hub");
        let key = std::fs::read(dir.join("vault.key")).expect("the hub's key");
        Phone::open(dir, Zeroizing::new(key.try_into().expect("32 bytes")), self.now)
    }

    /// The relay, opened for a moment.
    pub fn relay(&self) -> Relay {
        Relay::open(&self.dir().join("relay"), Limits::default()).expect("the relay opens")
    }

    /// Lets the hub take in what came and answer it.
    pub fn pump(&mut self) {
        self.hub().pump(self.now, &mut self.rng).expect("the hub's round");
    }

    /// Enrols a device.
    pub fn phone(&mut self, name: &str, role: Role) -> Phone {
        let dir = self.folder.path().join(name);
        std::fs::create_dir_all(&dir).expect("the phone's folder");
        let mut key = Zeroizing::new([0; 32]);
        self.rng.fill_bytes(key.as_mut());
        let mut hub = self.hub();
        let expires = self.now.plus_days(1);
        let code = hub
            .enrol_code(role, name, "http://127.0.0.1:1", expires, &mut self.rng)
            .expect("a code");
        let vault = VaultKey::new(key.clone());
        let request =
            Client::answer_code(&dir, &vault, &code, self.now, &mut self.rng).expect("an answer");
        let reply = hub.enrol(&request, self.now, &mut self.rng).expect("the hub enrols");
        let client =
            Client::accept_enrolment(&dir, vault, &reply, self.now).expect("the phone accepts");
        Phone { client, dir, key }
    }

    /// Syncs a phone until it is idle, over a straight road.
    pub fn sync(&mut self, phone: &mut Phone) -> Progress {
        self.sync_by(phone, &mut Straight).expect("the sync")
    }

    /// Syncs a phone until it is idle or has to wait.
    ///
    /// # Errors
    /// What the phone says of an answer that it does not believe.
    pub fn sync_by(
        &mut self,
        phone: &mut Phone,
        road: &mut dyn Road,
    ) -> Result<Progress, ClientError> {
        let relay = self.relay();
        self.sync_at(&relay, phone, road)
    }

    /// Syncs a phone with any relay until it is idle or has to wait.
    ///
    /// # Errors
    /// What the phone says of an answer that it does not believe.
    pub fn sync_at(
        &mut self,
        relay: &Relay,
        phone: &mut Phone,
        road: &mut dyn Road,
    ) -> Result<Progress, ClientError> {
        phone.client.sync_now();
        let mut total = Progress::default();
        while let Step::Send(token, request) = phone.client.next_step(self.now, &mut self.rng)? {
            let device = phone.client.device();
            let (url, now) = (&request.url, self.now);
            let mut answer = |body: &[u8]| answer_at(relay, url, device, body, now);
            let outcome = road.carry(&mut answer, &request.body);
            let progress = phone.client.step_done(token, outcome, self.now, &mut self.rng)?;
            total.newly_held += progress.newly_held;
            total.received += progress.received;
            total.chunks += progress.chunks;
            total.restored |= progress.restored;
            total.reborn |= progress.reborn;
            total.problem = progress.problem;
        }
        Ok(total)
    }

    /// What the relay answers to a device's request.
    pub fn answer(&self, device: DeviceId, request: &[u8]) -> Outcome {
        exchange(&self.relay(), device, request, self.now)
    }

    /// Carries a request of any kind to the relay and its outcome back.
    pub fn carry(&self, device: DeviceId, request: &HttpRequest) -> Outcome {
        answer_at(&self.relay(), &request.url, device, &request.body, self.now)
    }

    /// Lets a phone do one step of its syncing. None when it has nothing to do.
    pub fn step(&mut self, phone: &mut Phone) -> Option<Progress> {
        phone.client.sync_now();
        let step = phone.client.next_step(self.now, &mut self.rng).expect("a step");
        let Step::Send(token, request) = step else { return None };
        let outcome = self.carry(phone.client.device(), &request);
        let progress = phone.client.step_done(token, outcome, self.now, &mut self.rng);
        Some(progress.expect("an honest answer"))
    }

    /// Writes a report on a phone.
    pub fn report(&mut self, phone: &mut Phone, json: &serde_json::Value) -> RecordId {
        let patch = self.patch(json);
        phone.client.report(&patch, self.now, &mut self.rng).expect("a report")
    }

    /// Edits a report on a phone: `field=value`.
    pub fn edit(&mut self, phone: &mut Phone, id: RecordId, assignment: &str) {
        let patch = parse_assignment(RecordKind::Incident, assignment).expect("an assignment");
        phone.client.edit(id, &patch, self.now, &mut self.rng).expect("an edit");
    }

    /// A report as a patch, its items named by the test's chance.
    pub fn patch(&mut self, json: &serde_json::Value) -> Patch {
        let rng = &mut self.rng;
        let report = Report::parse(json).expect("a report of the dictionary");
        report.into_patch(&mut || format!("i{:08x}", rng.next_u32()))
    }
}

/// What the relay answers to a request that a device signed.
pub fn exchange(relay: &Relay, device: DeviceId, body: &[u8], now: Millis) -> Outcome {
    let refused = |code: ProblemCode| {
        let order = match code {
            ProblemCode::Revoked => relay.wipe_lines(device).expect("the relay reads"),
            _ => Vec::new(),
        };
        let problem = Problem::new(code, now).with_order(&order);
        let body = serde_json::to_vec(&problem).expect("JSON");
        Outcome::Answer { status: problem.status, body }
    };
    let known = relay.standing_of(device).expect("the relay reads");
    let Some(request) = SyncRequest::from_bytes(body).ok().filter(|_| known.is_some()) else {
        return refused(ProblemCode::UnknownDevice);
    };
    match relay.sync(now, device, request) {
        Ok(response) => Outcome::Answer { status: 200, body: response.to_bytes() },
        Err(error) => refused(error.problem()),
    }
}

/// What a relay answers to a request of any kind that a device signed.
pub(crate) fn answer_at(
    relay: &Relay,
    url: &str,
    device: DeviceId,
    body: &[u8],
    now: Millis,
) -> Outcome {
    match url {
        url if url.ends_with(DIRECTORY_PATH) => take_offer(relay, body, now),
        url if url.ends_with(CHUNKS_PATH) => move_chunk(relay, device, body, now),
        _ => exchange(relay, device, body, now),
    }
}

fn move_chunk(relay: &Relay, device: DeviceId, body: &[u8], now: Millis) -> Outcome {
    if relay.is_edge() {
        let problem = Problem::new(ProblemCode::CutOff, now);
        let body = serde_json::to_vec(&problem).expect("JSON");
        return Outcome::Answer { status: problem.status, body };
    }
    let request = ChunkRequest::from_bytes(body).expect("a request for chunks");
    match relay.chunks(now, device, request) {
        Ok(answer) => Outcome::Answer { status: 200, body: answer.to_bytes() },
        Err(error) => {
            let problem = Problem::new(error.problem(), now);
            let body = serde_json::to_vec(&problem).expect("JSON");
            Outcome::Answer { status: problem.status, body }
        }
    }
}

fn take_offer(relay: &Relay, body: &[u8], _now: Millis) -> Outcome {
    let offer = DirectoryOffer::from_bytes(body).expect("an offer");
    let statements: Vec<Vec<u8>> = offer.statements.into_iter().map(Into::into).collect();
    relay.offer_directory(&statements).expect("the relay takes an offer");
    Outcome::Answer { status: 204, body: Vec::new() }
}

/// A phone, a desk or any other device.
pub struct Phone {
    /// The device.
    pub client: Client,
    /// Its folder.
    pub dir: PathBuf,
    key: Zeroizing<[u8; 32]>,
}

impl Phone {
    /// Closes the device and opens it again, as after a crash.
    #[must_use]
    pub fn reopened(self, now: Millis) -> Self {
        let Self { client, dir, key } = self;
        drop(client);
        Self::open(dir, key, now)
    }

    /// Closes the device, and gives its folder and its key.
    #[must_use]
    pub fn closed(self) -> (PathBuf, Zeroizing<[u8; 32]>) {
        (self.dir, self.key)
    }

    /// Opens another folder of the same device.
    #[must_use]
    pub fn opened_at(&self, dir: &Path, now: Millis) -> Self {
        Self::open(dir.to_owned(), self.key.clone(), now)
    }

    /// Opens a copy of the device's folder, as it would be after restoring a phone's backup.
    #[must_use]
    pub fn copy(&self, to: &Path, now: Millis) -> Self {
        copy_folder(&self.dir, to);
        Self::open(to.to_owned(), self.key.clone(), now)
    }

    fn open(dir: PathBuf, key: Zeroizing<[u8; 32]>, now: Millis) -> Self {
        let client = Client::open(&dir, VaultKey::new(key.clone()), now).expect("the vault opens");
        Self { client, dir, key }
    }

    /// The report as JSON.
    pub fn shows(&self, id: RecordId) -> serde_json::Value {
        self.client.incident(id).expect("the report").summary.report
    }

    /// The word for where a report stands.
    pub fn state(&self, id: RecordId) -> String {
        self.client.incident(id).expect("the report").summary.state.word().to_owned()
    }
}

/// Copies a folder with all that is in it.
pub fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a type").is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

/// The length of an answer's body.
pub fn answer_len(outcome: &Outcome) -> usize {
    match outcome {
        Outcome::Answer { body, .. } => body.len(),
        Outcome::NoAnswer => 0,
    }
}

/// An answer of the relay as a message, to be bent.
pub fn bend(outcome: Outcome, change: impl FnOnce(&mut SyncResponse)) -> Outcome {
    match outcome {
        Outcome::Answer { status: 200, body } => {
            let mut response = SyncResponse::from_bytes(&body).expect("a response");
            change(&mut response);
            Outcome::Answer { status: 200, body: response.to_bytes() }
        }
        other => other,
    }
}
