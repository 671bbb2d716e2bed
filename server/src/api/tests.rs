//! The API over real sockets, and clients that are not phones.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::net::SocketAddr;

use data_encoding::HEXLOWER;
use serde_json::Value;
use tabard_core::client::{Client, CustodyLine};
use tabard_core::model::{Patch, RecordKind, parse_assignment};
use tabard_core::region::Role;
use tabard_core::sync::{HttpRequest, Outcome, Step};
use tabard_core::vault::VaultKey;
use tabard_core::wire::{MAX_CHUNK_REQUEST, Message, SyncRequest};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::timeout;
use zeroize::Zeroizing;

use super::*;

/// So long that a test which waits for it has failed.
const FOREVER: Duration = Duration::from_secs(20);

struct World {
    folder: TempDir,
    address: Address,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<Result<Drained, HubError>>,
}

impl World {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("region");
        Hub::init(&dir, "Yorkshire Ambulance Service", now(), &mut entropy()).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let service = Service { dir, tls: None, public_authority: None, edge: None, console: None };
        let (announce, announced) = oneshot::channel();
        let (stop, stopped) = oneshot::channel::<()>();
        let announce = |address: &Address| announce.send(*address).unwrap();
        let shutdown = async { drop(stopped.await) };
        let ended = tokio::spawn(serve_announced(service, listener, announce, shutdown));
        let address = announced.await.unwrap();
        Self { folder, address, stop, ended }
    }

    fn hub(&self) -> Hub {
        Hub::open(&self.folder.path().join("region"), now()).unwrap()
    }

    fn phone_folder(&self) -> PathBuf {
        let dir = self.folder.path().join("phone");
        std::fs::create_dir(&dir).unwrap();
        dir
    }

    /// A phone that the hub let in without the network.
    fn phone(&self) -> Client {
        let (dir, mut hub) = (self.phone_folder(), self.hub());
        let (server, expires) = (self.address.to_string(), now().plus_seconds(60));
        let code = hub.enrol_code(Role::Crew, "a", &server, expires, &mut entropy()).unwrap();
        let answer = Client::answer_code(&dir, &key(), &code, now(), &mut entropy()).unwrap();
        let reply = hub.enrol(&answer, now(), &mut entropy()).unwrap();
        Client::accept_enrolment(&dir, key(), &reply, now()).unwrap()
    }

    async fn ask(&self, request: impl AsRef<[u8]>) -> Answer {
        ask(self.address.socket, request.as_ref()).await
    }
}

fn key() -> VaultKey {
    VaultKey::new(Zeroizing::new([7; 32]))
}

/// What the server says until it closes the connection.
async fn ask(server: SocketAddr, request: &[u8]) -> Answer {
    let mut client = TcpStream::connect(server).await.unwrap();
    client.write_all(request).await.unwrap();
    let mut said = Vec::new();
    timeout(FOREVER, client.read_to_end(&mut said)).await.expect("an answer").unwrap();
    Answer(String::from_utf8_lossy(&said).into_owned())
}

struct Answer(String);

impl Answer {
    fn status(&self) -> u16 {
        self.0.get(9..12).and_then(|status| status.parse().ok()).unwrap_or_default()
    }

    /// Status and code of a refusal.
    fn problem(&self) -> (u16, String) {
        assert!(self.0.contains("content-type: application/problem+json\r\n"), "{}", self.0);
        let (_, body) = self.0.split_once("\r\n\r\n").unwrap();
        let problem: Value = serde_json::from_str(body).unwrap();
        assert_eq!(problem["status"], self.status(), "{}", self.0);
        (self.status(), problem["code"].as_str().unwrap().to_owned())
    }
}

fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

/// A request that is not signed, with as much of its body as there is.
fn post(path: &str, length: usize, body: &[u8]) -> Vec<u8> {
    let head = format!("POST {path} HTTP/1.1\r\nhost: a\r\n{}", end_of_head(length));
    [head.as_bytes(), body].concat()
}

fn end_of_head(length: usize) -> String {
    format!("connection: close\r\ncontent-length: {length}\r\n\r\n")
}

/// What a phone would send.
fn request(phone: &mut Client) -> HttpRequest {
    phone.sync_now();
    match phone.next_step(now(), &mut entropy()).unwrap() {
        Step::Send(_, request) => request,
        _ => panic!("the phone has nothing to ask"),
    }
}

/// The head of a phone's request, with its signature.
fn head(request: &HttpRequest, address: Address, length: usize) -> String {
    let path = request.url.strip_prefix(&address.to_string()).unwrap();
    let mut head = format!("POST {path} HTTP/1.1\r\nhost: {}\r\n", address.socket);
    for (name, value) in &request.headers {
        head += &format!("{name}: {value}\r\n");
    }
    head + &end_of_head(length)
}

#[tokio::test]
async fn a_stranger_is_refused_before_the_body() {
    let world = World::new().await;
    let unsigned = world.ask(post(SYNC_PATH, MAX_REQUEST, b"")).await;
    assert_eq!(unsigned.problem(), refused(401, "bad_signature"));

    let mut phone = world.phone();
    let head = head(&request(&mut phone), world.address, MAX_REQUEST);
    let other_time = head.replace("created=1", "created=0");
    assert_eq!(world.ask(other_time).await.status(), 401);
    let stranger = head.replace(&phone.device().to_string(), &HEXLOWER.encode(&[9; 8]));
    assert_eq!(world.ask(stranger).await.problem(), refused(401, "unknown_device"));
    let elsewhere = head.replace("host: ", "host: x");
    assert_eq!(world.ask(elsewhere).await.problem(), refused(401, "bad_signature"));
}

/// The first chunk that a phone sends, once its entries went.
fn chunk_request(world: &World, phone: &mut Client) -> HttpRequest {
    let callsign = parse_assignment(RecordKind::Incident, "callsign=YA214").unwrap();
    let report = phone.report(&callsign, now(), &mut entropy()).unwrap();
    let (facts, said) = (Patch::default(), CustodyLine::default());
    let mut photo = b"a bruise".as_slice();
    phone.attach(report, &facts, &said, &mut photo, now(), &mut entropy()).unwrap();
    phone.sync_now();
    let relay = Relay::open(&world.folder.path().join("region/relay"), Limits::default()).unwrap();
    loop {
        let Step::Send(token, request) = phone.next_step(now(), &mut entropy()).unwrap() else {
            panic!("the phone has a chunk to send");
        };
        if request.url.ends_with(CHUNKS_PATH) {
            return request;
        }
        let asked = SyncRequest::from_bytes(&request.body).unwrap();
        let body = relay.sync(now(), phone.device(), asked).unwrap().to_bytes();
        let answer = Outcome::Answer { status: 200, body };
        phone.step_done(token, answer, now(), &mut entropy()).unwrap();
    }
}

#[tokio::test]
async fn chunks_move_for_devices_alone_and_in_small_bodies() {
    let world = World::new().await;
    let unsigned = world.ask(post(CHUNKS_PATH, 9, b"")).await;
    assert_eq!(unsigned.problem(), refused(401, "bad_signature"));

    let mut phone = world.phone();
    let signed = chunk_request(&world, &mut phone);
    let large = head(&signed, world.address, MAX_CHUNK_REQUEST + 1);
    let body = vec![0; MAX_CHUNK_REQUEST + 1];
    let too_large = world.ask([large.as_bytes(), &body].concat()).await;
    assert_eq!(too_large.problem(), refused(413, "too_large"));

    let head = head(&signed, world.address, signed.body.len());
    let elsewhere = head.replace(CHUNKS_PATH, SYNC_PATH);
    assert_eq!(world.ask(elsewhere).await.problem(), refused(401, "bad_signature"));
    let ask = async || world.ask([head.as_bytes(), &signed.body].concat()).await;
    assert_eq!(ask().await.status(), 200);
    assert_eq!(ask().await.problem(), refused(401, "replayed"));
    assert_eq!(world.hub().relay().verify_chunks().unwrap().whole, 1);
}

#[tokio::test]
async fn a_removed_device_is_refused_before_the_body() {
    let world = World::new().await;
    let mut phone = world.phone();
    world.hub().revoke(phone.device(), now(), &mut entropy()).unwrap();
    let head = head(&request(&mut phone), world.address, MAX_REQUEST);
    assert_eq!(world.ask(head).await.problem(), refused(403, "revoked"));
}

#[tokio::test]
async fn a_body_is_the_signed_one_and_comes_once() {
    let world = World::new().await;
    let signed = request(&mut world.phone());
    let head = head(&signed, world.address, signed.body.len());
    let mut other = signed.body.clone();
    *other.last_mut().unwrap() ^= 1;
    let ask = async |body: &[u8]| world.ask([head.as_bytes(), body].concat()).await;
    assert_eq!(ask(&other).await.problem(), refused(401, "bad_signature"));
    assert_eq!(ask(&signed.body).await.status(), 200);
    assert_eq!(ask(&signed.body).await.problem(), refused(401, "replayed"));
}

#[tokio::test]
async fn every_refusal_is_a_problem_document() {
    let world = World::new().await;
    let get = |path| format!("GET {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
    assert_eq!(world.ask(get("/nothing")).await.problem(), refused(404, "other"));
    let method = world.ask(get(SYNC_PATH)).await;
    assert_eq!(method.problem(), refused(405, "other"));
    assert!(method.0.contains("allow: POST"), "{}", method.0);
    for (path, most) in
        [(ENROL_PATH, enrol::MAX_ANSWER), (DIRECTORY_PATH, directory::MAX_OFFER_BYTES)]
    {
        let nonsense = world.ask(post(path, most, &vec![0; most])).await;
        assert_eq!(nonsense.problem(), refused(400, "malformed"), "{path}");
        let larger = world.ask(post(path, most + 1, &vec![0; most + 1])).await;
        assert_eq!(larger.problem(), refused(413, "too_large"), "{path}");
    }
    let larger = world.ask(post(SYNC_PATH, MAX_REQUEST + 1, b"")).await;
    assert_eq!(larger.problem(), refused(413, "too_large"));
}

#[tokio::test]
async fn strangers_wait_for_the_hub_in_a_short_queue() {
    let world = World::new().await;
    let expires = now().plus_seconds(60);
    let code = world.hub().enrol_code(Role::Crew, "a", "http://a", expires, &mut entropy());
    let (dir, code) = (world.phone_folder(), code.unwrap());
    let answer = Client::answer_code(&dir, &key(), &code, now(), &mut entropy()).unwrap();
    let body = answer.to_bytes();
    let request = post(ENROL_PATH, body.len(), &body);

    // Another process has the hub: as many wait as there are places, and the next are sent away.
    let held = world.hub();
    let mut asking = JoinSet::new();
    for _ in 0..40 {
        let (server, request) = (world.address.socket, request.clone());
        asking.spawn(async move { ask(server, &request).await });
    }
    for _ in 0..24 {
        let sent_away = asking.join_next().await.unwrap().unwrap();
        assert_eq!(sent_away.problem(), refused(503, "unavailable"));
    }
    drop(held);
    for answered in asking.join_all().await {
        assert_eq!(answered.status(), 200, "{}", answered.0);
    }
}

#[tokio::test]
async fn a_copy_made_while_it_serves_is_a_region() {
    let world = World::new().await;
    let mut phone = world.phone();
    let to = world.folder.path().join("copy");
    let copying = {
        let (hub, to) = (world.hub(), to.clone());
        tokio::task::spawn_blocking(move || hub.backup(&to))
    };
    let signed = request(&mut phone);
    let head = head(&signed, world.address, signed.body.len());
    let answer = world.ask([head.as_bytes(), &signed.body].concat()).await;
    assert_eq!(answer.status(), 200, "{}", answer.0);
    copying.await.unwrap().unwrap();

    let mut copy = Hub::open(&to, now()).unwrap();
    copy.pump(now(), &mut entropy()).unwrap();
    let served = world.hub().relay().statements().unwrap();
    assert_eq!(copy.relay().statements().unwrap(), served);
    assert_eq!(copy.relay().verify().unwrap().fault, None);
}

#[tokio::test]
async fn it_ends_when_it_is_told_to() {
    let world = World::new().await;
    world.stop.send(()).unwrap();
    let drained = timeout(FOREVER, world.ended).await.unwrap().unwrap().unwrap();
    assert_eq!(drained, Drained { cut: 0 });
}
