//! Welfare's page over a real vault, with a phone and a relay in one process: who is let in, what is
//! shown, what is written, and what must never be done.
#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::body::{Body, to_bytes};
use axum::http::Request;
use axum::http::header::{CONTENT_TYPE, COOKIE, HOST, LOCATION, ORIGIN, SET_COOKIE};
use serde_json::Value;
use tabard_core::client::Client;
use tabard_core::clock::Clock;
use tabard_core::entry::Kind;
use tabard_core::ids::{Millis, RecordId};
use tabard_core::model::Patch;
use tabard_core::region::Role;
use tabard_core::sync::{Outcome, Step};
use tabard_core::vault::VaultKey;
use tabard_core::wire::{Message, SyncRequest};
use tempfile::TempDir;
use tower::ServiceExt;
use zeroize::Zeroizing;

use super::*;
use crate::host::entropy;
use crate::hub::Hub;
use crate::relay::{Limits, Relay};

/// The first of January 2026.
const START: i64 = 1_767_225_600_000;
const HOUR: i64 = 3_600_000;
const HTML: &str = "\"><img src=x onerror=alert(1)><script>alert(2)</script> & '";
const OURS: &str = "127.0.0.1:8490";

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
    folder: TempDir,
    now: &'static AtomicI64,
    phone: Client,
    welfare: Shared,
    _tell: watch::Sender<Carried>,
}

struct Answer {
    status: u16,
    body: String,
    to: String,
    cookie: String,
}

impl Answer {
    /// What the forms of the page hold.
    fn mark(&self) -> String {
        let (_, rest) = self.body.split_once("name=\"mark\" value=\"").unwrap();
        rest.split_once('"').unwrap().0.to_owned()
    }

    /// Nothing that was typed became a part of the page.
    fn is_inert(&self) -> bool {
        !self.body.contains("<img") && !self.body.contains("<script>")
    }
}

impl Room {
    fn new(now: &'static AtomicI64, clock: fn() -> Clock) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let region = folder.path().join("region");
        Hub::init(&region, "Test region", Millis(START), &mut entropy()).unwrap();
        let mut desk = enrol(folder.path(), "wellbeing", Role::Wellbeing);
        let mut phone = enrol(folder.path(), "phone", Role::Crew);
        sync(folder.path(), &mut desk, Millis(START));
        sync(folder.path(), &mut phone, Millis(START));
        let (tell, carried) = watch::channel(Carried::default());
        let welfare = Arc::new(State {
            held: Arc::new(Held::new(desk, clock)),
            words: Words::english().clone(),
            role: "TRiM lead".to_owned(),
            link: Token::random(&mut entropy()),
            sessions: Mutex::default(),
            address: OURS.parse().unwrap(),
            carried,
            news: watch::Sender::new(0),
            closing: watch::channel(false).1,
        });
        Self { folder, now, phone, welfare, _tell: tell }
    }

    fn at(&self) -> Millis {
        Millis(self.now.load(Ordering::SeqCst))
    }

    fn pass(&self, millis: i64) {
        self.now.fetch_add(millis, Ordering::SeqCst);
    }

    /// Whoever holds the phone asks for support, and both hear of it.
    fn ask(&mut self, fields: &[(&str, &str)]) -> RecordId {
        let now = self.at();
        let id = self.phone.start_support_request(None, now, &mut entropy()).unwrap();
        let mut patch = Patch::default();
        for (field, text) in fields {
            match *field {
                "support" => patch.state(&format!("support/{text}"), true),
                field => patch.state(field, *text),
            }
        }
        self.phone.type_into(id, &patch).unwrap();
        self.phone.save(id, now, &mut entropy()).unwrap();
        self.sync();
        id
    }

    fn sync(&mut self) {
        let (dir, now) = (self.folder.path().to_owned(), self.at());
        sync(&dir, &mut self.phone, now);
        let held = self.welfare.held.with(|client| {
            sync(&dir, client, now);
            Ok(())
        });
        held.unwrap();
        sync(&dir, &mut self.phone, now);
    }

    /// What the phone shows of a request.
    fn on_phone(&self, id: RecordId) -> Value {
        self.phone.record(id).unwrap().view
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let response = routes(Arc::clone(&self.welfare)).oneshot(request).await.unwrap();
        let header = |name| response.headers().get(name).map(|text| text.to_str().unwrap());
        let to = header(LOCATION).unwrap_or_default().to_owned();
        let cookie = header(SET_COOKIE).and_then(|cookie| cookie.split(';').next());
        let (status, cookie) = (response.status().as_u16(), cookie.unwrap_or_default().to_owned());
        let body = to_bytes(response.into_body(), 1 << 20).await.unwrap();
        Answer { status, body: String::from_utf8(body.to_vec()).unwrap(), to, cookie }
    }

    async fn get(&self, path: &str, cookie: &str) -> Answer {
        let request = Request::get(path).header(HOST, OURS).header(COOKIE, cookie);
        self.send(request.body(Body::empty()).unwrap()).await
    }

    async fn post(&self, path: &str, cookie: &str, fields: &[(&str, &str)]) -> Answer {
        let request = Request::post(path)
            .header(HOST, OURS)
            .header(ORIGIN, format!("http://{OURS}"))
            .header(COOKIE, cookie)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(encoded(fields))).unwrap()).await
    }

    /// Opens the link.
    async fn open(&self) -> String {
        let link = format!("/?token={}", self.welfare.link.tell());
        let opened = self.get(&link, "").await;
        assert_eq!((opened.status, opened.to.as_str()), (303, "/"));
        opened.cookie
    }
}

fn encoded(fields: &[(&str, &str)]) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-' => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    let text = |text: &str| text.bytes().map(byte).collect::<String>();
    let pairs = fields.iter().map(|(name, value)| format!("{}={}", text(name), text(value)));
    pairs.collect::<Vec<_>>().join("&")
}

fn enrol(dir: &Path, name: &str, role: Role) -> Client {
    let key = || VaultKey::new(Zeroizing::new([7; 32]));
    let (vault, now) = (dir.join(name), Millis(START));
    let mut hub = Hub::open(&dir.join("region"), now).unwrap();
    let (server, expires) = ("http://127.0.0.1:1", now.plus_seconds(60));
    let code = hub.enrol_code(role, name, server, expires, &mut entropy()).unwrap();
    std::fs::create_dir(&vault).unwrap();
    let answer = Client::answer_code(&vault, &key(), &code, now, &mut entropy()).unwrap();
    let reply = hub.enrol(&answer, now, &mut entropy()).unwrap();
    Client::accept_enrolment(&vault, key(), &reply, now).unwrap()
}

fn sync(dir: &Path, client: &mut Client, now: Millis) {
    let relay = Relay::open(&dir.join("region/relay"), Limits::default()).unwrap();
    client.tick(Clock::wall(now)).unwrap();
    client.sync_now();
    while let Step::Send(token, request) = client.next_step(now, &mut entropy()).unwrap() {
        let asked = SyncRequest::from_bytes(&request.body).unwrap();
        let body = relay.sync(now, client.device(), asked).unwrap().to_bytes();
        let answer = Outcome::Answer { status: 200, body };
        client.step_done(token, answer, now, &mut entropy()).unwrap();
    }
}

#[tokio::test]
async fn nobody_is_answered_without_the_link() {
    let mut room = room!();
    let id = room.ask(&[("note", "zzq")]);
    let paths =
        ["/", "/rows", "/events", &format!("/requests/{id}"), &format!("/requests/{id}/said")];
    for path in paths {
        for cookie in ["", "tabard-welfare-8490=", "tabard-welfare-8490=abc"] {
            let refused = room.get(path, cookie).await;
            assert_eq!(refused.status, 401, "{path} {cookie}");
            assert!(!refused.body.contains("zzq"));
        }
    }
    for token in ["", "abc", Token::random(&mut entropy()).tell()] {
        let refused = room.get(&format!("/?token={token}"), "").await;
        assert!(refused.status == 401 && refused.cookie.is_empty(), "{token}");
    }
    let cookie = room.open().await;
    assert!(room.get("/", &cookie).await.body.contains(&id.to_string()));
    assert_eq!(room.post("/leave", &cookie, &[]).await.status, 200);
    assert_eq!(room.get("/", &cookie).await.status, 401, "who left is out");
}

#[tokio::test]
async fn another_host_and_another_origin_are_refused_before_anything_is_done() {
    let mut room = room!();
    let id = room.ask(&[("note", "zzq")]);
    let cookie = room.open().await;
    let path = format!("/requests/{id}/answer");
    let mark = room.get(&format!("/requests/{id}"), &cookie).await.mark();
    let form = encoded(&[("mark", &mark), ("note", "From afar.")]);
    let post = |host: &str, origin: Option<&str>, site: Option<&str>| {
        let mut request = Request::post(&path)
            .header(HOST, host)
            .header(COOKIE, &cookie)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(origin) = origin {
            request = request.header(ORIGIN, origin);
        }
        if let Some(site) = site {
            request = request.header("sec-fetch-site", site);
        }
        request.body(Body::from(form.clone())).unwrap()
    };
    let ours = format!("http://{OURS}");
    for (status, host, origin, site) in [
        (421, "evil.example:8490", Some("http://evil.example:8490"), None),
        (421, "127.0.0.1:8491", None, None),
        (403, OURS, Some("http://evil.example"), None),
        (403, OURS, Some("null"), None),
        (403, OURS, None, None),
        (403, OURS, Some(ours.as_str()), Some("cross-site")),
    ] {
        let refused = room.send(post(host, origin, site)).await;
        assert_eq!(refused.status, status, "{host} {origin:?} {site:?}");
    }
    room.sync();
    assert!(room.on_phone(id).get("messages").is_none(), "nothing was written");
    let done = room.send(post(OURS, Some(&ours), Some("same-origin"))).await;
    assert_eq!(done.status, 303);
}

#[tokio::test]
async fn html_in_every_text_is_text() {
    let mut room = room!();
    let texts = ["name", "contact", "note"].map(|field| (field, HTML));
    let id = room.ask(&texts);
    let message = tabard_core::client::Message { text: HTML, to: None, from: None };
    let now = room.at();
    room.phone.say_about_support(id, message, now, &mut entropy()).unwrap();
    room.sync();
    let cookie = room.open().await;
    let path = format!("/requests/{id}");
    let page = room.get(&path, &cookie).await;
    let (mark, answer) = (page.mark(), format!("{path}/answer"));
    let fields = [("note", HTML), ("role", HTML), ("offer", "physio")];
    let again = room.post(&answer, &cookie, &fields).await;
    assert!(again.status == 200 && again.is_inert() && again.body.contains("onerror"));
    let out = room.post(&answer, "", &[("mark", mark.as_str()), ("note", HTML)]).await;
    assert!(out.status == 401 && out.is_inert() && out.body.contains("onerror"));
    let done =
        room.post(&answer, &cookie, &[&[("mark", mark.as_str())], &fields[..]].concat()).await;
    assert_eq!(done.status, 303, "{}", done.body);
    for path in ["/", "/rows", &path, &format!("{path}/said")] {
        let page = room.get(path, &cookie).await;
        assert!(page.status == 200 && page.is_inert(), "{path}");
        assert!(page.body.contains("onerror=alert(1)"), "{path} shows it as text");
    }
}

#[tokio::test]
async fn an_answer_is_on_the_phone_with_its_offer_and_where_it_stands() {
    let mut room = room!();
    let id = room.ask(&[("support", "counselling_eap"), ("contact_when", "now")]);
    let cookie = room.open().await;
    let list = room.get("/", &cookie).await;
    assert!(list.body.contains("Answer now") && list.body.contains("Counselling"));
    let path = format!("/requests/{id}");
    let mark = room.get(&path, &cookie).await.mark();
    room.sync();
    assert_eq!(room.on_phone(id)["status"], "opened_by_wellbeing", "to open it is told");
    let fields = [
        ("mark", mark.as_str()),
        ("was_status", "opened_by_wellbeing"),
        ("ready", "trim"),
        ("note", "I am on shift tonight."),
        ("status", "in_contact"),
        ("role", ""),
    ];
    let done = room.post(&format!("{path}/answer"), &cookie, &fields).await;
    assert_eq!(done.to, format!("{path}?answered=1"), "{}", done.body);
    room.sync();
    let shown = room.on_phone(id);
    assert_eq!(shown["status"], "in_contact");
    let said = shown["messages"][0]["text"].as_str().unwrap();
    assert!(said.starts_with("TRiM is offered to you.") && said.ends_with("on shift tonight."));
    assert_eq!(shown["messages"][0]["from"], "TRiM lead", "never as if who asked had said it");
    assert_eq!(shown["offers"][0]["support"], "trim_72h");
    let list = room.get("/", &cookie).await.body;
    assert!(list.contains("Answered") && list.contains("TRiM, no sooner"), "it is due: {list}");
    // The same sentence again says it again, and offers nothing twice.
    room.post(&format!("{path}/answer"), &cookie, &fields).await;
    room.sync();
    let shown = room.on_phone(id);
    assert_eq!(shown["offers"].as_array().map(Vec::len), Some(1));
    let item = shown["offers"][0]["id"].as_str().unwrap().to_owned();
    let offer = [("mark", mark.as_str()), ("response", "accepted"), ("done", "yes")];
    let done = room.post(&format!("{path}/offers/{item}"), &cookie, &offer).await;
    assert_eq!(done.status, 303, "{}", done.body);
    room.sync();
    let shown = room.on_phone(id);
    assert_eq!(shown["offers"][0]["response"], "accepted");
    assert!(shown["offers"][0]["done_at"].is_string());
}

#[tokio::test]
async fn who_writes_again_waits_again_whatever_their_clock_says_and_though_it_was_closed() {
    let mut room = room!();
    let id = room.ask(&[("name", "Sam")]);
    let cookie = room.open().await;
    let path = format!("/requests/{id}");
    let mark = room.get(&path, &cookie).await.mark();
    let close =
        [("mark", mark.as_str()), ("status", "closed"), ("was_status", "opened_by_wellbeing")];
    assert_eq!(room.post(&format!("{path}/answer"), &cookie, &close).await.status, 303);
    room.sync();
    assert!(!room.get("/", &cookie).await.body.contains("Sam"));
    assert!(room.get("/?list=closed", &cookie).await.body.contains("Sam"));
    // The phone's clock is a year behind.
    let message = tabard_core::client::Message { text: "It came back.", to: None, from: None };
    let behind = Millis(START - 365 * 24 * HOUR);
    room.phone.say_about_support(id, message, behind, &mut entropy()).unwrap();
    room.sync();
    let list = room.get("/", &cookie).await.body;
    assert!(list.contains("Sam") && list.contains("Wrote again"), "{list}");
    assert!(!room.get("/?list=closed", &cookie).await.body.contains("Sam"));
    let note = [("mark", mark.as_str()), ("note", "I am here."), ("was_status", "closed")];
    assert_eq!(room.post(&format!("{path}/answer"), &cookie, &note).await.status, 303);
    assert!(room.get("/?list=closed", &cookie).await.body.contains("Sam"));
}

#[tokio::test]
async fn what_was_typed_outlives_the_session_and_nothing_is_done_before_it_is_sent_again() {
    let mut room = room!();
    let id = room.ask(&[("name", "Sam")]);
    let cookie = room.open().await;
    let path = format!("/requests/{id}");
    let mark = room.get(&path, &cookie).await.mark();
    room.pass(HOUR);
    let fields = [("mark", mark.as_str()), ("note", "Typed for long."), ("status", "in_contact")];
    let out = room.post(&format!("{path}/answer"), &cookie, &fields).await;
    assert_eq!(out.status, 401);
    assert!(out.body.contains("Typed for long.") && out.body.contains("value=\"in_contact\""));
    let cookie = room.open().await;
    let again = room.post(&format!("{path}/answer"), &cookie, &fields).await;
    assert_eq!(again.status, 200);
    assert!(again.body.contains("Nothing is done yet") && again.body.contains("Typed for long."));
    room.sync();
    assert!(room.on_phone(id).get("messages").is_none());
    let mark = again.mark();
    let fields = [
        ("mark", mark.as_str()),
        ("note", "Typed for long."),
        ("status", "in_contact"),
        ("was_status", "opened_by_wellbeing"),
    ];
    assert_eq!(room.post(&format!("{path}/answer"), &cookie, &fields).await.status, 303);
}

#[tokio::test]
async fn what_says_nothing_too_much_or_something_unknown_comes_back_with_what_was_typed() {
    let mut room = room!();
    let id = room.ask(&[("name", "Sam")]);
    let cookie = room.open().await;
    let path = format!("/requests/{id}/answer");
    let mark = room.get(&format!("/requests/{id}"), &cookie).await.mark();
    let long = "a".repeat(3000);
    for (field, text) in
        [("note", " "), ("note", long.as_str()), ("status", "beamed_up"), ("offer", "a_medal")]
    {
        let fields =
            [("mark", mark.as_str()), ("was_status", "opened_by_wellbeing"), (field, text)];
        let back = room.post(&path, &cookie, &fields).await;
        assert_eq!(back.status, 422, "{field}");
        assert!(back.body.contains(&format!("href=\"#{field}\"")), "{field}: {}", back.body);
    }
    // A colleague closes it meanwhile: who chooses otherwise is asked again, who leaves it moves nothing.
    let mut patch = Patch::default();
    patch.state("status", "contact_tried");
    let now = room.at();
    let moved = room.welfare.held.with(|client| client.edit(id, &patch, now, &mut entropy()));
    assert!(moved.unwrap());
    let was = ("was_status", "opened_by_wellbeing");
    let other = [("mark", mark.as_str()), was, ("status", "closed")];
    assert_eq!(room.post(&path, &cookie, &other).await.status, 422);
    let left =
        [("mark", mark.as_str()), was, ("status", "opened_by_wellbeing"), ("note", "Hello.")];
    assert_eq!(room.post(&path, &cookie, &left).await.status, 303);
    room.sync();
    assert_eq!(room.on_phone(id)["status"], "contact_tried");
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let mut room = room!();
    let cookie = room.open().await;
    assert!(room.get("/", &cookie).await.body.contains("No request is open."));
    let id = room.ask(&[("name", "Sam")]);
    let mark = room.get(&format!("/requests/{id}"), &cookie).await.mark();
    let unknown = "00".repeat(16);
    for path in [
        format!("/requests/{unknown}"),
        "/requests/x".to_owned(),
        "/reports".to_owned(),
        format!("/requests/{unknown}/said"),
    ] {
        assert_eq!(room.get(&path, &cookie).await.status, 404, "{path}");
    }
    for path in [format!("/requests/{unknown}/answer"), format!("/requests/{id}/offers/o1")] {
        let fields = [("mark", mark.as_str()), ("note", "Hello.")];
        assert_eq!(room.post(&path, &cookie, &fields).await.status, 404, "{path}");
    }
    assert_eq!(room.get(&format!("/requests/{id}/answer"), &cookie).await.status, 405);
    let kinds = room.welfare.held.with(|client| Ok(client.records(Kind::Wellbeing)?.len()));
    assert_eq!(kinds.unwrap(), 1);
}
