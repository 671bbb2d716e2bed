//! A desk over a real vault: which call something is written down about.

use std::path::Path as Folder;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tabard_core::client::Client;
use tabard_core::clock::Clock;
use tabard_core::ids::{Millis, RecordId};
use tabard_core::region::Role;
use tabard_core::vault::VaultKey;
use tabard_core::words::Words;
use tempfile::TempDir;
use tokio::sync::watch;
use zeroize::Zeroizing;

use super::super::rate::Rate;
use super::super::{Register, Token, cad};
use super::*;
use crate::host::entropy;
use crate::hub::Hub;

const ONE: &str = "+447700900111";
const OTHER: &str = "+447700900222";
/// The first of January 2026.
const START: i64 = 1_767_225_600_000;
const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// A clock for each test, as they run beside each other.
macro_rules! room {
    () => {{
        static NOW: AtomicI64 = AtomicI64::new(START);
        fn clock() -> Clock {
            Clock::wall(Millis(NOW.load(Ordering::SeqCst)))
        }
        Room::new(&NOW, clock)
    }};
}

struct Room {
    _folder: TempDir,
    now: &'static AtomicI64,
    clock: fn() -> Clock,
    desk: Shared,
}

impl Room {
    fn new(now: &'static AtomicI64, clock: fn() -> Clock) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let desk = desk(enrol(folder.path()), clock);
        Self { _folder: folder, now, clock, desk }
    }

    fn pass(&self, millis: i64) {
        self.now.fetch_add(millis, Ordering::SeqCst);
    }

    /// The desk's memory is gone, and its vault is not.
    fn start_anew(&mut self) {
        let dir = self.desk.register.give_back().map(|client| client.dir().to_owned()).unwrap();
        let client = Client::open(&dir, key(), (self.clock)().wall).unwrap();
        self.desk = desk(client, self.clock);
    }

    async fn ring(&self, ring: Value) -> Value {
        let ring = serde_json::from_value(ring).unwrap();
        let answer = cad::ring(State(Arc::clone(&self.desk)), Json(ring)).await;
        serde_json::to_value(answer.ok().unwrap().0).unwrap()
    }

    async fn rings(&self, call_id: &str, number: &str) -> Value {
        self.ring(json!({ "number": number, "call_id": call_id })).await
    }

    async fn flag(&self, id: u8, call: &Value) {
        let body = json!({ "call": told(call), "behaviour": "swearing" });
        let body = serde_json::from_value(body).unwrap();
        let id = HEXLOWER.encode(&[id; 16]);
        let done = flag(State(Arc::clone(&self.desk)), Path(id), Json(body)).await;
        assert_eq!(done.ok(), Some(StatusCode::NO_CONTENT));
    }

    async fn supervisor(&self, call: &Value) {
        let body = json!({ "call": told(call), "act": "supervisor" });
        let body = serde_json::from_value(body).unwrap();
        let done = act(State(Arc::clone(&self.desk)), Json(body)).await;
        assert_eq!(done.ok(), Some(StatusCode::NO_CONTENT));
    }

    /// How many flags warn of a number.
    async fn flags(&self, number: &str) -> usize {
        let asked = serde_json::from_value(json!({ "number": number })).unwrap();
        let answer = cad::look_up(State(Arc::clone(&self.desk)), axum::extract::Query(asked)).await;
        let answer = serde_json::to_value(answer.ok().unwrap().0).unwrap();
        answer["known"]["markers"].as_array().unwrap().len()
    }

    /// The number in each report, in their order.
    fn reports(&self) -> Vec<String> {
        let read = self.desk.register.with(|client| {
            let mut numbers = Vec::new();
            for (_, report) in client.notes("desk-call")? {
                let view = client.record(RecordId::from_slice(&report).unwrap())?.view;
                numbers.push(view.get("caller_number").unwrap().as_str().unwrap().to_owned());
            }
            numbers.sort();
            Ok(numbers)
        });
        read.unwrap()
    }
}

fn key() -> VaultKey {
    VaultKey::new(Zeroizing::new([7; 32]))
}

fn enrol(dir: &Folder) -> Client {
    let (region, vault, now) = (dir.join("region"), dir.join("desk"), Millis(START));
    Hub::init(&region, "Test region", now, &mut entropy()).unwrap();
    let mut hub = Hub::open(&region, now).unwrap();
    let (server, expires) = ("http://127.0.0.1:1", now.plus_seconds(60));
    let code = hub.enrol_code(Role::Eoc, "desk", server, expires, &mut entropy()).unwrap();
    std::fs::create_dir(&vault).unwrap();
    let answer = Client::answer_code(&vault, &key(), &code, now, &mut entropy()).unwrap();
    let reply = hub.enrol(&answer, now, &mut entropy()).unwrap();
    Client::accept_enrolment(&vault, key(), &reply, now).unwrap()
}

fn desk(client: Client, clock: fn() -> Clock) -> Shared {
    let token = || Token::random(&mut entropy());
    Arc::new(Desk {
        register: Arc::new(Register::new(client, "Desk 1".to_owned(), clock).unwrap()),
        words: Words::english().clone(),
        page_token: token(),
        cookie: token(),
        cad_token: token(),
        warnings: 2,
        address: ([127, 0, 0, 1], 1).into(),
        calls: Default::default(),
        crews: Default::default(),
        rings: Mutex::new(Rate::new(60, 10)),
        lookups: Mutex::new(Rate::new(120, 40)),
        closing: watch::channel(false).1,
    })
}

/// A call as the page tells it.
fn told(call: &Value) -> Value {
    json!({
        "key": call["key"], "at": call["at"], "call_id": call["call_id"],
        "cad_number": call["cad_number"], "presented": call["caller"]["number"],
    })
}

#[tokio::test]
async fn a_call_id_of_two_numbers_is_two_calls() {
    let mut room = room!();
    let one = room.rings("1", ONE).await;
    let other = room.rings("1", OTHER).await;
    assert_ne!(one["key"], other["key"]);
    room.flag(1, &one).await;
    assert_eq!((room.flags(ONE).await, room.flags(OTHER).await), (1, 0));
    room.supervisor(&other).await;
    assert_eq!(room.reports(), [ONE, OTHER]);
    // The desk dies before the page hears that the flag was saved, and the other rings first.
    room.start_anew();
    room.rings("1", OTHER).await;
    room.flag(1, &one).await;
    assert_eq!((room.flags(ONE).await, room.flags(OTHER).await), (1, 0));
    assert_eq!(room.reports(), [ONE, OTHER]);
}

#[tokio::test]
async fn what_is_told_of_a_number_is_never_about_another() {
    let room = room!();
    let call = room.ring(json!({ "number": OTHER })).await;
    let mut wrong = call.clone();
    wrong["caller"]["number"] = ONE.into();
    room.flag(1, &wrong).await;
    assert_eq!((room.flags(ONE).await, room.flags(OTHER).await), (1, 0));
    room.flag(2, &call).await;
    assert_eq!(room.reports(), [ONE, OTHER]);
}

#[tokio::test]
async fn the_same_ring_again_adds_to_its_call() {
    let room = room!();
    let first = room.rings("1", ONE).await;
    room.flag(1, &first).await;
    room.pass(MINUTE);
    let body = json!({ "number": "07700 900111", "call_id": "1", "cad_number": "4711" });
    let again = room.ring(body).await;
    assert_eq!((&again["key"], &again["at"]), (&first["key"], &first["at"]));
    assert_eq!(again["noted"].as_array().unwrap().len(), 1);
    room.supervisor(&again).await;
    room.flag(1, &first).await;
    assert_eq!((room.reports().len(), room.flags(ONE).await), (1, 1));
}

#[tokio::test]
async fn a_call_id_used_again_next_day_is_another_report() {
    for restarts in [false, true] {
        let mut room = room!();
        let first = room.rings("1", ONE).await;
        room.supervisor(&first).await;
        room.pass(DAY);
        if restarts {
            room.start_anew();
        }
        let second = room.rings("1", ONE).await;
        assert_ne!(first["at"], second["at"]);
        assert_eq!(second["noted"], json!([]));
        room.supervisor(&second).await;
        assert_eq!(room.reports(), [ONE, ONE]);
        // What was written yesterday and is saved late is no part of today's call.
        room.flag(1, &first).await;
        let second = room.rings("1", ONE).await;
        assert_eq!(second["noted"].as_array().unwrap().len(), 1);
        assert_eq!(room.reports().len(), 2);
    }
}
