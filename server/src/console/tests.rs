//! The console over real sockets: who is let in, and what is refused.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod people;
mod routes;

use std::path::PathBuf;
use std::sync::mpsc;
use std::time::Duration;

use tabard_core::ids::Millis;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::*;
use crate::host::{entropy, now};
use crate::hub::Hub;
use crate::learning::Settings;
use crate::web::Token;

const NAME: &str = "Jacinta Brown-Oyelaran";

struct World {
    _folder: TempDir,
    dir: PathBuf,
    address: SocketAddr,
    hub: Arc<Queue>,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<Drained>,
}

/// What somebody signs in by.
struct Account {
    cookie: String,
    session: String,
    password: &'static str,
    spare: Vec<String>,
}

struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn cookie(&self) -> Option<&str> {
        let line = self.head.lines().find(|line| line.starts_with("set-cookie:"))?;
        line.strip_prefix("set-cookie: ")
    }

    /// What the forms of the page hold.
    fn mark(&self) -> String {
        let (_, rest) = self.body.split_once("name=\"mark\" value=\"").unwrap();
        rest.split_once('"').unwrap().0.to_owned()
    }
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    text.split_once(before).unwrap().1.split_once(after).unwrap().0
}

/// What an app shows now.
fn code_of(secret: &str) -> String {
    let secret: [u8; 20] =
        data_encoding::BASE32_NOPAD.decode(secret.as_bytes()).unwrap().try_into().unwrap();
    let codes = totp_rs::Builder::new().with_secret(secret).build().unwrap();
    codes.generate(u64::try_from(now().0).unwrap() / 1000).to_string()
}

impl World {
    async fn new(public: Option<&str>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("region");
        Hub::init(&dir, "Yorkshire Ambulance Service", now(), &mut entropy()).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let words = Words::english().clone();
        let console = Console {
            listener,
            public: public.map(str::to_owned),
            letters: vec![words.clone()],
            answer_hours: 24,
            retention: Retention::default(),
            learning: Learning::new(Settings::default()).unwrap(),
            service: None,
            words,
        };
        let (stop, stopped) = oneshot::channel::<()>();
        let hub = Arc::new(Queue::default());
        let until = async { drop(stopped.await) };
        let news = watch::Sender::new(0);
        let behind = Behind { dir: dir.clone(), hub: Arc::clone(&hub), news };
        let ended = tokio::spawn(serve(console, behind, Metrics::new(), until));
        Self { _folder: folder, dir, address, hub, stop, ended }
    }

    /// A link's path.
    fn invite(&self) -> String {
        self.invite_as(NAME, Role::Approver)
    }

    fn invite_as(&self, name: &str, role: Role) -> String {
        let mut hub = Hub::open(&self.dir, now()).unwrap();
        let mut people = People::read(&hub).unwrap();
        let until = Millis(now().0 + 60_000);
        let link = people.invite(name, &[role], until, &mut entropy()).unwrap();
        people.write(&mut hub).unwrap();
        format!("/enter/{}", link.tell())
    }

    async fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let mut request = format!("{method} {path} HTTP/1.1\r\nconnection: close\r\n");
        let host = self.address.to_string();
        if !headers.iter().any(|(name, _)| *name == "host") {
            request.push_str(&format!("host: {host}\r\n"));
        }
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        if !body.is_empty() {
            request.push_str("content-type: application/x-www-form-urlencoded\r\n");
        }
        request.push_str(&format!("content-length: {}\r\n\r\n{body}", body.len()));
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, head: head.to_owned(), body: body.to_owned() }
    }

    async fn get(&self, path: &str, session: &str) -> Answer {
        self.ask("GET", path, &[("cookie", session)], "").await
    }

    /// The status alone, of what may go on for as long as somebody listens.
    async fn status(&self, path: &str, session: &str) -> u16 {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let host = self.address;
        let request = format!("GET {path} HTTP/1.1\r\nhost: {host}\r\ncookie: {session}\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut line = [0; 12];
        stream.read_exact(&mut line).await.unwrap();
        std::str::from_utf8(&line).unwrap().split(' ').nth(1).unwrap().parse().unwrap()
    }

    async fn post(&self, path: &str, session: &str, body: &str) -> Answer {
        let origin = format!("http://{}", self.address);
        self.ask("POST", path, &[("cookie", session), ("origin", &origin)], body).await
    }

    /// The cookie of a new session.
    async fn session(&self) -> String {
        self.set_up(&self.invite()).await.session
    }

    /// Sets up an account by its link, as a browser does.
    async fn set_up(&self, link: &str) -> Account {
        let password = "heron in the porch";
        let body = "new_password=heron+in+the+porch&again=heron+in+the+porch";
        let chosen = self.post(link, "", body).await;
        assert_eq!(chosen.status, 200, "{}", chosen.body);
        let secret = between(&chosen.body, "id=\"secret\">", "<").replace(' ', "");
        let page = between(&chosen.body, "name=\"page\" value=\"", "\"").to_owned();
        let body = format!("page={page}&first_code={}", code_of(&secret));
        let whole = self.post(&format!("{link}/code"), "", &body).await;
        assert_eq!(whole.status, 200, "{}", whole.body);
        let cookie = whole.cookie().unwrap().to_owned();
        let session = cookie.split(';').next().unwrap().to_owned();
        let spare = whole.body.split("<li><code>").skip(1);
        let spare = spare.map(|rest| rest.split_once('<').unwrap().0.to_owned()).collect();
        Account { cookie, session, password, spare }
    }

    async fn sign_in(&self, name: &str, password: &str, code: &str) -> Answer {
        let plus = |text: &str| text.replace(' ', "+");
        let body = format!("name={}&password={}&code={code}", plus(name), plus(password));
        self.post("/sign-in", "", &body).await
    }

    async fn end(self) {
        drop(self.stop);
        self.ended.await.unwrap();
    }
}

#[tokio::test]
async fn a_link_becomes_an_account_and_a_session_that_only_this_console_gets() {
    let world = World::new(None).await;
    let link = world.invite();
    for _ in 0..2 {
        let door = world.get(&link, "").await;
        assert!(door.status == 200 && door.body.contains(NAME), "opening it uses up nothing");
    }
    for (body, field) in [
        ("new_password=", "new_password"),
        ("new_password=short&again=short", "new_password"),
        ("new_password=Brown-Oyelaran&again=Brown-Oyelaran", "new_password"),
        ("new_password=heron+in+the+porch&again=heron+in+a+porch", "again"),
    ] {
        let refused = world.post(&link, "", body).await;
        assert_eq!(refused.status, 422, "{body}");
        assert!(refused.body.contains(&format!("href=\"#{field}\"")), "{}", refused.body);
        assert!(!refused.body.contains("heron"), "a password is not given back");
    }
    let forged = world.post(&format!("{link}/code"), "", "page=x&first_code=000000").await;
    assert_eq!(forged.status, 410, "whoever has the link alone is shown no secret");
    let account = world.set_up(&link).await;
    for part in ["; Path=/", "; HttpOnly", "; SameSite=Strict"] {
        assert!(account.cookie.contains(part), "{}", account.cookie);
    }
    assert!(!account.cookie.contains("Secure"), "not over plain HTTP: {}", account.cookie);
    assert_eq!(world.post(&link, "", "new_password=").await.status, 410);
    assert_eq!(world.get(&link, "").await.status, 410);
    let session = &account.session;
    assert_eq!(world.get("/proposals", session).await.status, 200);
    assert_eq!(world.get("/", "").await.status, 401);
    let left = world.post("/leave", session, "").await;
    assert!(left.status == 303 && left.cookie().unwrap().contains("Max-Age=0"));
    assert_eq!(
        world.get("/proposals", session).await.status,
        401,
        "the session is over, not the cookie alone"
    );
    world.end().await;
}

#[tokio::test]
async fn who_signs_in_wrongly_learns_nothing_and_waits() {
    let world = World::new(None).await;
    let account = world.set_up(&world.invite()).await;
    let [one, two, ..] = account.spare.as_slice() else { panic!("spare codes") };
    let entered = world.sign_in(NAME, account.password, one).await;
    assert_eq!(entered.status, 303, "{}", entered.body);
    let session = entered.cookie().unwrap().split(';').next().unwrap().to_owned();
    assert_eq!(world.get("/proposals", &session).await.status, 200);
    // Whatever was wrong, the answer is the same but for the name that was typed.
    let mut said = Vec::new();
    for (name, password, code) in [
        (NAME, account.password, one.as_str()),
        (NAME, account.password, "000000"),
        (NAME, "heron in the port", two),
        ("Nobody Known", account.password, two),
    ] {
        let refused = world.sign_in(name, password, code).await;
        assert_eq!(refused.status, 422, "{name} {code}");
        assert!(refused.cookie().is_none() && !refused.body.contains(password));
        said.push(refused.body.replace(name, ""));
    }
    said.dedup();
    assert_eq!(said.len(), 1, "{said:?}");
    // Then the name waits, with what is right as with what is wrong; and a restart forgets nothing,
    // since all of it is read anew from the vault.
    for name in [NAME, "Nobody Known"] {
        for _ in 0..5 {
            world.sign_in(name, "wrong", "000000").await;
        }
        let waits = world.sign_in(name, account.password, two).await;
        assert_eq!(waits.status, 429, "{}", waits.body);
    }
    world.end().await;
}

#[tokio::test]
async fn behind_a_proxy_the_public_address_is_the_one_that_counts() {
    let world = World::new(Some("https://markers.example.org")).await;
    assert_eq!(world.get("/left", "").await.status, 421, "not by the socket's name");
    let token = Token::random(&mut entropy());
    let host = ("host", "markers.example.org");
    let origin = ("origin", "https://markers.example.org");
    let cookie = format!("__Host-tabard-console={}", token.tell());
    let left = world.ask("POST", "/leave", &[host, origin, ("cookie", &cookie)], "").await;
    let cookie = left.cookie().unwrap();
    assert!(cookie.starts_with("__Host-") && cookie.contains("; Secure"), "{cookie}");
    world.end().await;
}

#[tokio::test]
async fn no_other_page_does_anything_in_somebodys_name() {
    let world = World::new(None).await;
    let session = world.session().await;
    let body = "what=number&number=07700900123";
    for origin in ["https://evil.example", "null", "http://127.0.0.1:1", ""] {
        let headers = [("cookie", session.as_str()), ("origin", origin)];
        assert_eq!(world.ask("POST", "/search", &headers, body).await.status, 403, "{origin}");
    }
    let without = world.ask("POST", "/search", &[("cookie", &session)], body).await;
    assert_eq!(without.status, 403, "a browser says where a form comes from");
    let named = world.ask("GET", "/", &[("host", "evil.example"), ("cookie", &session)], "").await;
    assert_eq!(named.status, 421);
    // Of our own origin, and not one of our forms.
    let export = world.post("/export", &session, "mark=guessed").await;
    assert_eq!(export.status, 303);
    let page = world.get("/search", &session).await;
    let found = world.post("/search", &session, &format!("mark={}&{body}", page.mark())).await;
    assert!(found.status == 200 && found.body.contains("Nothing warns"), "{}", found.body);
    let other = world.session().await;
    assert_ne!(page.mark(), world.get("/search", &other).await.mark(), "each session its own");
    world.end().await;
}

#[tokio::test]
async fn what_is_refused_is_a_page_that_says_what_to_do_and_shows_nothing() {
    let world = World::new(None).await;
    let session = world.session().await;
    let long = format!("mark=x&number={}", "7".repeat(MAX_BODY));
    for (answer, status) in [
        (world.get("/markers/zz", &session).await, 404),
        (world.get("/nowhere", &session).await, 404),
        (world.get("/assets/none.css", &session).await, 404),
        (world.ask("PUT", "/", &[("origin", &format!("http://{}", world.address))], "").await, 405),
        (world.post("/search", &session, &long).await, 413),
        (world.get("/enter/short", "").await, 410),
        (world.get("/report.json?rule=none", &session).await, 404),
        (world.get("/all", "tabard-console=forged").await, 401),
    ] {
        assert_eq!(answer.status, status, "{}", answer.head);
    }
    let plain = world.get("/nowhere", "").await;
    for header in ["content-security-policy", "cache-control: no-store", "x-content-type-options"] {
        assert!(plain.head.contains(header), "{header}");
    }
    world.end().await;
}

#[tokio::test]
async fn who_brings_no_session_takes_no_place_in_the_hubs_queue() {
    let world = World::new(None).await;
    let (mut visits, mut finish) = (Vec::new(), Vec::new());
    // Every place is taken: a visit takes its own when it is first asked for.
    loop {
        let (end, ended) = mpsc::channel::<()>();
        let mut visit = Box::pin(world.hub.visit(move || {
            let _ = ended.recv();
            Ok(())
        }));
        if timeout(Duration::ZERO, &mut visit).await.is_ok() {
            break;
        }
        visits.push(visit);
        finish.push(end);
    }
    let cookie = format!("tabard-console-{}", world.address.port());
    for session in ["", "other=1", &cookie, &format!("{cookie}=short")] {
        for path in ["/", "/all", "/search", "/markers/zz", "/report.csv", "/export"] {
            assert_eq!(world.get(path, session).await.status, 401, "{path} {session}");
        }
        assert_eq!(world.post("/search", session, "number=1").await.status, 401);
        assert_eq!(world.post("/leave", session, "").await.status, 303);
        assert_eq!(world.get("/enter/short", session).await.status, 410);
        assert_eq!(world.post("/enter/short", session, "a=1").await.status, 410);
        assert_eq!(world.post("/enter/short/code", session, "a=1").await.status, 410);
        assert_eq!(world.get("/sign-in", session).await.status, 200);
    }
    let token = Token::random(&mut entropy());
    let session = format!("{cookie}={}", token.tell());
    assert_eq!(world.get("/", &session).await.status, 503, "which may be somebody's");
    drop(finish);
    for visit in visits {
        visit.await.unwrap().unwrap();
    }
    world.end().await;
}

#[tokio::test]
async fn what_was_typed_comes_back_to_who_is_signed_out() {
    let world = World::new(None).await;
    let typed = "mark=old&what=number&number=%3Cb%3E07700900123";
    let out = world.post("/search", "tabard-console=over", typed).await;
    assert_eq!(out.status, 401);
    assert!(out.body.contains("&#60;b&#62;07700900123"), "{}", out.body);
    assert!(!out.body.contains("<b>07700900123") && !out.body.contains("value=\"old\""));
    world.end().await;
}
