//! Welfare's page, by real processes: a request made on a phone reaches it, the answer reaches the
//! phone, and the region's folder holds not one word of either.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::time::{Duration, Instant};

use serde_json::Value;
use tabard_tests::process::{Device, Scanner, Server, World, files_below, sign_in};

const ASKED: &str = "zzqheron stood in the porch";
const ANSWERED: &str = "zzqkettle on Tuesday at ten";
const SIGNED: &str = "zzqwelfare lead";

fn enrolled<'w>(world: &'w World, name: &str, role: &str) -> Device<'w> {
    let device = world.stranger(name);
    device.does("enrol", &["--code", &world.code_for(role, name, &[])]);
    device
}

/// Somebody at the page.
struct Browser {
    agent: ureq::Agent,
    origin: String,
    cookie: String,
}

impl Browser {
    /// Opens the address that the program printed.
    fn open(page: &Server) -> Self {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .max_redirects(0)
            .http_status_as_error(false)
            .build()
            .into();
        let link = page.said()["page"].as_str().expect("an address").to_owned();
        let opened = agent.get(&link).call().expect("the page");
        let cookie = opened.headers().get("set-cookie").expect("a session");
        let cookie = cookie.to_str().expect("text").split(';').next().expect("a pair").to_owned();
        Self { agent, origin: format!("http://{}", page.address), cookie }
    }

    fn get(&self, path: &str) -> String {
        let asked = self.agent.get(format!("{}{path}", self.origin)).header("cookie", &self.cookie);
        asked.call().expect("a page").body_mut().read_to_string().expect("text")
    }

    fn post(&self, path: &str, form: &str) -> u16 {
        let asked = self.agent.post(format!("{}{path}", self.origin));
        let asked = asked.header("cookie", &self.cookie).header("origin", &self.origin);
        let asked = asked.header("content-type", "application/x-www-form-urlencoded");
        asked.send(form).expect("an answer").status().as_u16()
    }

    /// Waits until a page says something, by the syncing of the program alone.
    fn waits_for(&self, path: &str, text: &str) -> String {
        let until = Instant::now() + Duration::from_secs(60);
        loop {
            let page = self.get(path);
            if page.contains(text) {
                return page;
            }
            assert!(Instant::now() < until, "{path} never said {text}");
            std::thread::sleep(Duration::from_millis(200));
        }
    }
}

fn serve_page(world: &World, vault: &Device<'_>) -> Server {
    let vault = vault.dir.to_str().expect("a path");
    let more = ["--listen", "127.0.0.1:0", "--role", SIGNED];
    world.start(world.command(&[&["wellbeing", "serve", "--vault", vault], &more[..]].concat()))
}

#[test]
fn a_request_reaches_the_page_and_its_answer_the_phone_and_the_region_reads_neither() {
    let world = World::new();
    let region = world.start(world.serving_console());
    let phone = enrolled(&world, "phone", "crew");
    let desk = enrolled(&world, "wellbeing", "wellbeing");
    // Its first round makes the key; the page stays open from then on.
    let page = serve_page(&world, &desk);
    let browser = Browser::open(&page);
    assert!(browser.get("/").contains("No request is open."));
    let note = format!("note={ASKED}");
    let ask = ["--set", "support+=counselling_eap", "--set", &note];
    let asked = asks(&phone, &ask);
    let id = asked["id"].as_str().expect("an id").to_owned();
    phone.does("sync", &[]);

    let list = browser.waits_for("/", &id);
    assert!(list.contains("Counselling"), "{list}");
    let path = format!("/requests/{id}");
    let one = browser.get(&path);
    assert!(one.contains(ASKED), "{one}");
    let mark = one.split_once("name=\"mark\" value=\"").expect("a form").1;
    let mark = mark.split_once('"').expect("its end").0;
    let form = format!(
        "mark={mark}&was_status=opened_by_wellbeing&status=in_contact&ready=call&note={}",
        ANSWERED.replace(' ', "+")
    );
    assert_eq!(browser.post(&format!("{path}/answer"), &form), 303);

    let until = Instant::now() + Duration::from_secs(60);
    let shown = loop {
        phone.does("sync", &[]);
        let shown = phone.does("support show", &[&id]);
        if shown["state"] == "in_contact" {
            break shown;
        }
        assert!(Instant::now() < until, "the answer never came: {shown}");
    };
    let said = shown["record"]["messages"][0]["text"].as_str().expect("a message");
    assert!(said.starts_with("I will call you.") && said.ends_with(ANSWERED), "{said}");
    assert_eq!(shown["record"]["messages"][0]["from"], SIGNED);

    // Whoever has every role of the hub's pages sees nothing of it.
    let console = region.said()["console"].as_str().expect("an address").to_owned();
    let roles = ["triager", "approver", "analyst", "auditor", "governance", "evidence_officer"];
    let session = sign_in(&world, &console, "T. Nurse", &roles);
    let hub = Browser { agent: browser.agent.clone(), origin: console, cookie: session };
    for path in
        ["/inbox", "/inbox?list=all", "/audit", "/retention", &format!("/reports/{id}"), &path]
    {
        let page = hub.get(path);
        assert!(
            !page.contains(ASKED) && !page.contains(ANSWERED) && !page.contains(SIGNED),
            "{path}"
        );
        assert!(!page.contains(&id), "{path}");
    }

    page.stop();
    region.stop();
    let scanner = Scanner::new([ASKED, ANSWERED, SIGNED]);
    assert!(files_below(&world.region()).len() > 6, "there is something to look at");
    for folder in [world.region(), desk.dir.clone(), phone.dir.clone()] {
        assert_eq!(scanner.find_below(&folder), [], "nothing is in clear on any disk");
    }
    let log = std::fs::read(world.path("log")).expect("what the programs said");
    assert_eq!(scanner.find(&log), None, "nor in a log");
    world.verify();
}

/// Asks for support, as soon as there is somebody to ask.
fn asks(phone: &Device<'_>, fields: &[&str]) -> Value {
    let until = Instant::now() + Duration::from_secs(60);
    loop {
        phone.does("sync", &[]);
        let asked = phone.run("support ask", fields);
        if asked.code == 0 {
            return asked.json();
        }
        assert!(Instant::now() < until, "nobody reads: {}", asked.err);
        std::thread::sleep(Duration::from_millis(200));
    }
}

#[test]
fn a_device_that_gives_no_support_has_no_such_page() {
    let world = World::new();
    let _region = world.serve();
    let phone = enrolled(&world, "phone", "crew");
    let hub = world.region().join("hub");
    let serve = |vault: &std::path::Path, more: &[&str]| {
        let vault = vault.to_str().expect("a path");
        world.run(&[&["wellbeing", "serve", "--vault", vault], more].concat())
    };
    let refused = serve(&phone.dir, &["--listen", "127.0.0.1:0"]);
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("not_wellbeing"), "{}", refused.err);
    assert!(refused.err.contains("enrol-code --role wellbeing"), "{}", refused.err);
    assert_ne!(serve(&hub, &["--listen", "127.0.0.1:0"]).code, 0, "nor has the hub");
    let refused = serve(&phone.dir, &["--listen", "0.0.0.0:0"]);
    assert!(refused.code == 2 && refused.err.contains("not_loopback"), "{}", refused.err);
}
