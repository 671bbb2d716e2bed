//! What the hub's pages cost at the server, in a region of 100,000 reports: a real server process, a
//! person who is signed in, and the time until the last byte of the page.

use std::time::Duration;

use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};
use serde_json::{Value, json};
use tabard_core::entry::Kind;
use tabard_core::ids::{Millis, RecordId};
use tabard_core::keys::RecordKey;
use tabard_core::vault::{RecordRow, Vault, VaultError, VaultKey};
use tabard_server::host::now;
use tabard_server::hub::Hub;
use tabard_tests::process::{World, sign_in};
use ureq::http::StatusCode;
use zeroize::Zeroizing;

use crate::figure::{Budget, Figure};
use crate::timing::{at, timed};

/// How many reports a large region has after some years.
pub(crate) const REPORTS: usize = 100_000;
const DIFFERENT: usize = 5_000;
const ROUNDS: usize = 20;
const DAY: i64 = 86_400_000;

/// What is measured: its name, the page, what is sent with it, and the most it should take.
const PAGES: [(&str, &str, Option<&str>, f64); 7] = [
    ("page_inbox", "/inbox", None, 200.0),
    ("page_inbox_news", "/inbox?list=news", None, 200.0),
    ("page_inbox_filtered", "/inbox?type=verbal_threat", None, 200.0),
    ("page_inbox_closed", "/inbox?list=closed", None, 200.0),
    ("page_search_common", "/inbox/find", Some("list=all&words=patient"), 100.0),
    ("page_search_rare", "/inbox/find", Some("list=all&words=CAD4711"), 100.0),
    ("page_dashboard", "/learning", None, 500.0),
];

pub(crate) fn figures(reports: usize) -> Vec<Figure> {
    let world = World::new();
    let key = std::fs::read(world.region().join("hub/vault.key")).expect("the hub's key");
    let key = VaultKey::new(Zeroizing::new(key.try_into().expect("32 bytes")));
    let mut vault = Vault::open(&world.region().join("hub"), &key).expect("the hub's vault");
    vault.write(|tables| fill(tables, reports)).expect("the records");
    drop(vault);

    let mut all = vec![ms("hub_listing", timed(|| list(&world)), Budget::None, "once")];
    let opened = (0..ROUNDS).map(|_| timed(|| drop(open(&world)))).collect();
    let opened = middle(opened);
    all.push(ms("hub_open", opened, Budget::None, "its vault, its relay and every statement"));
    let mut resting = open(&world).rest().ok();
    let woken = (0..ROUNDS).map(|_| {
        timed(|| {
            let hub = resting.take().and_then(|resting| resting.wake(now()).ok());
            resting = hub.and_then(|hub| hub.rest().ok());
        })
    });
    let woken = middle(woken.collect());
    assert!(resting.is_some(), "the hub rests");
    drop(resting);
    all.push(ms("hub_wake", woken, Budget::None, "what a visit pays where nobody else wrote"));
    all.push(ms("hub_round", timed(|| round(&world)), Budget::None, "nothing came"));

    let server = world.start(world.serving_console());
    let visitor = Visitor::enter(
        &world,
        server.said().get("console").and_then(serde_json::Value::as_str).expect("an address"),
    );
    // The server's first round comes first, whoever visits.
    let ready = timed(|| while !visitor.is_let_in("/inbox") {});
    all.push(ms("page_after_start", ready, Budget::None, "until the first page is there"));
    for (name, path, form, budget) in PAGES {
        let first = timed(|| visitor.sees(path, form));
        let mut times: Vec<_> = (0..ROUNDS).map(|_| timed(|| visitor.sees(path, form))).collect();
        let (usual, worst) = (at(&mut times, 50), at(&mut times, 95));
        let of = |suffix: &str| -> &'static str { format!("{name}_{suffix}").leak() };
        let beside = |time: Duration| -> &'static str {
            format!("{:.1} x opening the hub, {reports} reports", ratio(time, opened)).leak()
        };
        all.push(ms(of("first"), first, Budget::None, beside(first)));
        all.push(ms(of("p50"), usual, Budget::Max(budget), beside(usual)));
        all.push(ms(of("p95"), worst, Budget::Max(budget), beside(worst)));
    }
    drop(server);
    all
}

/// The same rows that a hub has once it took reports in and answered some of them: two of five are
/// closed, one is answered, two nobody has answered but the hub itself.
fn fill(tables: &tabard_core::vault::Tables<'_>, many: usize) -> Result<(), VaultError> {
    let mut chance = ChaCha20Rng::seed_from_u64(41);
    let reports = tabard_corpus::generate(43, DIFFERENT.min(many));
    let end = now().0 - DAY;
    for (number, report) in reports.iter().cycle().take(many).enumerate() {
        let at = end - (number as i64).saturating_mul(730 * DAY / many as i64);
        let mut incident = row(&mut chance, Kind::Incident, at);
        incident.view = Some(dated(report, at, number).to_string());
        let mut answer = row(&mut chance, Kind::Followup, at + 1_000);
        answer.about = Some(incident.id);
        answer.view = Some(answered(at, number).to_string());
        tables.set_record(&incident)?;
        tables.set_record(&answer)?;
    }
    Ok(())
}

fn row(chance: &mut ChaCha20Rng, kind: Kind, at: i64) -> RecordRow {
    let mut id = [0; 16];
    chance.fill_bytes(&mut id);
    let mut row = RecordRow::new(RecordId::new(id), kind, Millis(at));
    row.key = Some(RecordKey::new(Zeroizing::new([1; 32])));
    row.document = Some(vec![0; 400]);
    row
}

fn dated(report: &Value, at: i64, number: usize) -> Value {
    let mut report = report.clone();
    if let Some(fields) = report.as_object_mut() {
        fields.insert("occurred_at".to_owned(), json!(Millis(at - 3_600_000).rfc3339()));
        fields.insert("cad_number".to_owned(), json!(format!("CAD{number}")));
    }
    report
}

fn answered(at: i64, number: usize) -> Value {
    let heard = Millis(at + (number % 40) as i64 * DAY);
    let status = ["opened_by_hub", "opened_by_hub", "answered", "closed", "closed"];
    let status = status.get(number % status.len()).copied().unwrap_or_default();
    match status {
        "opened_by_hub" => json!({ "status": status }),
        _ => json!({
            "status": status,
            "outcome": "action_taken",
            "messages": [{ "id": "m1", "text": "Thank you.", "at": heard.rfc3339() }],
        }),
    }
}

fn open(world: &World) -> Hub {
    Hub::open(&world.region(), now()).expect("the hub opens")
}

fn list(world: &World) {
    drop(open(world).list(&tabard_core::client::Filter::default(), None, 1).expect("a list"));
}

fn round(world: &World) {
    let mut hub = open(world);
    hub.pump(now(), &mut tabard_server::host::entropy()).expect("a round");
}

/// Somebody who is signed in.
struct Visitor {
    agent: ureq::Agent,
    console: String,
    cookie: String,
}

impl Visitor {
    fn enter(world: &World, console: &str) -> Self {
        let agent = ureq::Agent::config_builder().max_redirects(0).build().into();
        let cookie = sign_in(world, console, "A. Officer", &["triager", "analyst"]);
        Self { agent, console: console.to_owned(), cookie }
    }

    /// Whether a page is there already: the hub may be at its own work for longer than a visitor waits.
    fn is_let_in(&self, path: &str) -> bool {
        let url = format!("{}{path}", self.console);
        let answer = self.agent.get(url).header("cookie", &self.cookie).call();
        answer.is_ok_and(|answer| answer.status() == StatusCode::OK)
    }

    fn sees(&self, path: &str, form: Option<&str>) {
        let url = format!("{}{path}", self.console);
        let answer = match form {
            None => self.agent.get(url).header("cookie", &self.cookie).call(),
            Some(form) => self
                .agent
                .post(url)
                .header("cookie", &self.cookie)
                .header("origin", &self.console)
                .header("content-type", "application/x-www-form-urlencoded")
                .send(form),
        };
        let mut answer = answer.expect(path);
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        let page = answer.body_mut().read_to_string().expect("a page");
        assert!(page.contains("</html>"), "{path}");
    }
}

fn ratio(time: Duration, to: Duration) -> f64 {
    time.as_secs_f64() / to.as_secs_f64().max(f64::EPSILON)
}

fn ms(name: &'static str, value: Duration, budget: Budget, beside: &'static str) -> Figure {
    let figure = Figure { name, value: value.as_secs_f64() * 1000.0, unit: "ms", budget, beside };
    eprintln!("{}", figure.line()); // a large region takes minutes: where it is
    figure
}

fn middle(mut times: Vec<Duration>) -> Duration {
    at(&mut times, 50)
}
