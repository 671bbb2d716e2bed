//! A region, two control rooms and their desks as real processes: the region dies, the rooms go on,
//! the region comes back.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // what a test expects it tests

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tabard_tests::process::{Cutter, Device, Scanner, Server, World, http_get};

/// Long enough for a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(90);

const CANARIES: [&str; 2] = ["Zebedee Quartermain", "Persephone Underhill"];

struct Rooms {
    world: World,
    region: Server,
    address: String,
}

impl Rooms {
    fn new() -> Self {
        let world = World::new();
        let region = world.serve();
        let address = region.address.to_string();
        Self { world, region, address }
    }

    fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    fn make_edge(&self, name: &str) {
        let key = self.world.region().join("authority.key");
        let to = self.world.path(name);
        let (key, to) = (key.to_str().expect("a path"), to.to_str().expect("a path"));
        let made = ["region", "edge", "--authority", key, "--label", name, "--to", to];
        self.world.region_says(&made);
    }

    fn serve_edge(&self, name: &str, upstream: &str) -> Server {
        let dir = self.world.path(name);
        let dir = dir.to_str().expect("a path");
        self.world.start(self.world.command(&[
            "serve",
            "--role",
            "edge",
            "--dir",
            dir,
            "--upstream",
            upstream,
            "--every",
            "1",
            "--listen",
            "127.0.0.1:0",
        ]))
    }

    fn desk(&self, name: &str) -> Device<'_> {
        let desk = self.world.stranger(name);
        let code = self.world.code_for("eoc", name, &[]);
        let _ = desk.run("enrol", &["--code", &code]).exits(0);
        desk
    }

    fn verify_edge(&self, name: &str) {
        let dir = self.world.path(name);
        let said = self.world.run(&["verify", "--dir", dir.to_str().expect("a path")]);
        let verdict = said.exits(0).json();
        assert_eq!(verdict["sound"], true, "{verdict}");
    }
}

/// Points a desk at a server.
fn point(desk: &Device<'_>, server: &Server) -> Value {
    let url = format!("http://{}", server.address);
    desk.run("sync", &["--server", &url]).json()
}

/// Syncs until something is so.
#[track_caller]
fn until(desk: &Device<'_>, what: &str, so: impl Fn() -> bool) {
    let began = Instant::now();
    loop {
        let _ = desk.sync();
        if so() {
            return;
        }
        assert!(began.elapsed() < PATIENCE, "it never came to this: {what}");
    }
}

fn report(desk: &Device<'_>, text: &str, with: &Device<'_>) -> String {
    let id = desk.report(&[json!({ "narrative": text, "callsign": "EOC1" })]).ids().remove(0);
    let _ = desk.run("invite", &[&id, "--device", &with.id()]).exits(0);
    id
}

#[test]
fn two_control_rooms_go_on_without_their_region_and_come_together_with_it() {
    let rooms = Rooms::new();
    rooms.make_edge("north");
    rooms.make_edge("south");
    let upstream = rooms.url();
    let (north, south) =
        (rooms.serve_edge("north", &upstream), rooms.serve_edge("south", &upstream));
    let desks: Vec<_> = ["n1", "n2", "s1", "s2"].iter().map(|name| rooms.desk(name)).collect();
    for (number, desk) in desks.iter().enumerate() {
        point(desk, if number < 2 { &north } else { &south });
    }
    let known = |desk: &Device<'_>, other: &Device<'_>| {
        let id = desk.report(&[json!({ "narrative": "Who is there?" })]).ids().remove(0);
        desk.run("invite", &[&id, "--device", &other.id()]).code == 0
    };
    until(&desks[0], "the desks know each other", || known(&desks[0], &desks[1]));
    until(&desks[2], "the desks know each other", || known(&desks[2], &desks[3]));
    let ready = http_get(north.address, "/ready");
    assert!(ready.contains("last contact with the region"), "{ready}");

    let world = rooms.world;
    rooms.region.kill();
    let (world, address) = (&world, &rooms.address);
    let mut written = Vec::new();
    for (number, server) in [(0, &north), (2, &south)] {
        let (from, to) = (&desks_of(world)[number], &desks_of(world)[number + 1]);
        let id = report(from, CANARIES[number / 2], to);
        let said = from.sync();
        assert_eq!(said.code, 3, "the region has not got it: {said:?}");
        assert_eq!(from.show(&id)["state"], "held_by_edge");
        until(to, "the other desk sees it", || to.ids().contains(&id));
        assert_eq!(to.show(&id)["report"]["narrative"], CANARIES[number / 2]);
        assert_eq!(to.show(&id)["state"], "held_by_edge");
        // Nobody joins meanwhile.
        let code =
            world.code_for("eoc", "late", &["--server", &format!("http://{}", server.address)]);
        let late = world.stranger("late");
        assert_eq!(late.run("enrol", &["--code", &code]).exits(1).failure().0, "cut_off");
        written.push((from.dir.clone(), to.dir.clone(), id));
    }
    let page = http_get(north.address, "/metrics");
    assert!(
        page.contains("tabard_upstream_waiting")
            && page.contains("tabard_upstream_contact_seconds")
    );

    let region = world.start(world.serving(address));
    for (number, (.., id)) in written.iter().enumerate() {
        for desk in &desks_of(world)[number * 2..number * 2 + 2] {
            let answered = || desk.show(id)["state"] == "opened_by_hub";
            until(desk, "the hub's answer is back", answered);
        }
        let from = &desks_of(world)[number * 2];
        until(from, "all is held by the region", || from.sync().code == 0);
        assert!(world.ids_at_hub().contains(id));
    }
    drop((north, south, region));
    world.verify();
    for name in ["north", "south"] {
        let dir = world.path(name);
        let verdict =
            world.run(&["verify", "--dir", dir.to_str().expect("a path")]).exits(0).json();
        assert_eq!(verdict["sound"], true, "{verdict}");
        assert_eq!(Scanner::new(CANARIES).find_below(&dir), [], "the edge reads nothing");
    }
    let log = std::fs::read(world.path("log")).expect("the log");
    assert_eq!(Scanner::new(CANARIES).find(&log), None);
}

fn desks_of(world: &World) -> Vec<Device<'_>> {
    ["n1", "n2", "s1", "s2"].iter().map(|name| world.stranger(name)).collect()
}

#[test]
fn an_edge_that_is_killed_or_cut_while_it_gives_loses_nothing() {
    let rooms = Rooms::new();
    rooms.make_edge("north");
    let edge = rooms.serve_edge("north", "http://127.0.0.1:1");
    let desk = rooms.desk("n1");
    // The edge has never seen the region: the desk tells it who is who.
    point(&desk, &edge);
    let noise = |number: u64| -> String {
        let digits = (1..120_u64).map(|place| (number + 7) * place * 7_919 * place % 99_991);
        digits.map(|digits| format!("{digits} ")).collect()
    };
    let reports: Vec<_> = (0..120).map(|number| json!({ "narrative": noise(number) })).collect();
    let ids = desk.report(&reports).ids();
    until(&desk, "all is at the edge", || desk.sync().json()["waiting"] == 0);
    edge.kill();

    let cutter = Cutter::start(rooms.region.address);
    for budget in [1, 300, 2_000, 9_000, 20_000] {
        cutter.cut(1_000, budget);
        let edge = rooms.serve_edge("north", &cutter.url());
        let began = Instant::now();
        while cutter.cuts() == 0 && began.elapsed() < PATIENCE {
            std::thread::yield_now();
        }
        assert!(cutter.cuts() > 0, "the line was cut after {budget}");
        edge.kill();
        rooms.verify_edge("north");
    }
    for number in 0..6 {
        let edge = rooms.serve_edge("north", &rooms.url());
        std::thread::sleep(Duration::from_millis(20 * number));
        edge.kill();
        rooms.verify_edge("north");
    }
    let edge = rooms.serve_edge("north", &rooms.url());
    point(&desk, &edge);
    until(&desk, "all is held by the region", || desk.sync().code == 0);
    let at_hub = rooms.world.ids_at_hub();
    assert!(ids.iter().all(|id| at_hub.contains(id)));
    drop(edge);
    rooms.world.verify();
    rooms.verify_edge("north");
}
