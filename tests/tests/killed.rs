//! `kill -9` at random moments loses nothing: not of `device report`, not of `device sync`, not of
//! `serve`.
//!
//! `TABARD_KILLS` says how often (50 without it), `TABARD_SEED` at which moments. A failing test
//! prints its seed.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::print_stdout)]

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};
use serde_json::{Value, json};
use tabard_server::hub::Hub;
use tabard_tests::process::{Device, Ended, Victim, World, said};

#[test]
fn a_report_whose_id_was_printed_outlives_the_kill_of_its_reporting() {
    const REPORTS: usize = 30;
    let mut moments = Moments::of(0);
    let world = World::new();
    let server = world.serve();
    let (mut phones, mut books) = (Vec::new(), Vec::new());
    while moments.next_round() {
        // A new phone now and then: a list of thousands would be all that takes time here.
        if moments.round % 10 == 1 {
            phones.push(world.phone(&format!("phone-{}", moments.round)));
            books.push(Book::of("a"));
        }
        let (phone, book) = (phones.last().expect("a phone"), books.last_mut().expect("its book"));
        let before = book.found.len();
        let file = world.path("reports.jsonl");
        std::fs::write(&file, lines(&book.reports(moments.round, REPORTS))).expect("a file");
        let reporting = phone.command("report", &[file.to_str().expect("a plain name")]);
        let printed = moments.kill(Victim::start(reporting, &world.path("out")));
        book.note(&ids(&said(&printed)), moments.round);

        let found = phone.ids();
        book.check(&found);
        let saved = found.len() - before;
        let said = ids(&said(&printed)).len();
        assert!(saved == said || saved == said + 1, "{said} were printed, {saved} are here");
        book.found = found;
    }
    moments.were_in_mid_work();
    for (phone, book) in phones.iter().zip(&books) {
        syncs_all(phone);
        book.check(&phone.held());
    }
    drop(server);
    everything_is_at_the_hub_once(&world, &phones, &books);
}

#[test]
fn what_was_shown_as_held_is_at_the_hub_though_syncing_was_killed() {
    const REPORTS: usize = 12;
    let mut moments = Moments::of(1);
    let world = World::new();
    let server = world.serve();
    let phones = [world.phone("a"), world.phone("b"), world.phone("c")];
    let mut books = ["a", "b", "c"].map(Book::of);
    while moments.next_round() {
        let (phone, book) = (&phones[moments.round % 3], &mut books[moments.round % 3]);
        let reports = book.reports(moments.round, REPORTS);
        book.note(&phone.report(&reports).exits(0).ids(), moments.round);
        let printed = moments.kill(Victim::start(phone.command("sync", &[]), &world.path("out")));
        if let [summary] = said(&printed).as_slice() {
            assert_eq!(summary["problem"], Value::Null, "{summary}");
        }
        book.check(&phone.ids());
        book.show_held(phone);
        book.check_hub(&world);
    }
    moments.were_in_mid_work();
    phones.iter().for_each(syncs_all);
    drop(server);
    everything_is_at_the_hub_once(&world, &phones, &books);
}

#[test]
fn what_was_shown_as_held_outlives_the_kill_of_the_server() {
    const REPORTS: usize = 6;
    let mut moments = Moments::of(2);
    let world = World::new();
    let server = world.serve();
    let address = server.address.to_string();
    let phones = [world.phone("a"), world.phone("b"), world.phone("c")];
    let mut books = ["a", "b", "c"].map(Book::of);
    drop(server);
    while moments.next_round() {
        for (phone, book) in phones.iter().zip(&mut books) {
            let reports = book.reports(moments.round, REPORTS);
            book.note(&phone.report(&reports).exits(0).ids(), moments.round);
        }
        // Every third server is killed while it starts, the others while phones sync with it.
        let starting = moments.round.is_multiple_of(3);
        let server = match starting {
            true => Err(Victim::start(world.serving(&address), &world.path("out"))),
            false => Ok(world.start(world.serving(&address))),
        };
        let syncing = books.each_ref().map(|book| book.name).into_iter().zip(&phones);
        let syncing = syncing.map(|(name, phone)| {
            Victim::start(phone.command("sync", &[]), &world.path(&format!("{name}-out")))
        });
        let syncing: Vec<_> = syncing.collect();
        let moment = moments.moment();
        match server {
            Ok(server) => {
                std::thread::sleep(moment);
                drop(server.kill());
            }
            Err(starting) => drop(starting.killed_after(moment)),
        }
        let ends: Vec<_> = syncing.into_iter().map(sync_ends).collect();
        moments.saw(ends.contains(&Ending::Cut), moment);
        for (phone, book) in phones.iter().zip(&mut books) {
            book.check(&phone.ids());
            book.show_held(phone);
            book.check_hub(&world);
        }
        world.verify();
    }
    moments.were_in_mid_work();
    let server = world.start(world.serving(&address));
    phones.iter().for_each(syncs_all);
    drop(server);
    everything_is_at_the_hub_once(&world, &phones, &books);
}

#[derive(PartialEq, Eq)]
enum Ending {
    Done,
    Cut,
}

/// How a phone's sync ended while its server was killed. It never fails, and is never told that
/// the server lost anything.
#[track_caller]
fn sync_ends(sync: Victim) -> Ending {
    let (printed, code) = sync.ends();
    let summary = said(&printed).pop().unwrap_or_default();
    assert_eq!(summary["restored"], false, "the server lost what it had signed for");
    assert_eq!(summary["reborn"], false, "{summary}");
    match code {
        0 => assert_eq!(summary["waiting"], 0, "{summary}"),
        3 => assert_ne!(summary["problem"], Value::Null, "{summary}"),
        other => panic!("exit code {other}: {summary}"),
    }
    if code == 0 { Ending::Done } else { Ending::Cut }
}

/// When to kill, and how often it was in mid-work.
struct Moments {
    dice: ChaCha20Rng,
    kills: usize,
    round: usize,
    /// How long the work takes; it follows what is seen.
    work: Duration,
    in_mid_work: usize,
}

impl Moments {
    /// A third of the kills.
    fn of(third: usize) -> Self {
        let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
        let (kills, seed) =
            (number("TABARD_KILLS").unwrap_or(50), number("TABARD_SEED").unwrap_or(1));
        println!("TABARD_KILLS={kills} TABARD_SEED={seed}");
        Self {
            dice: ChaCha20Rng::seed_from_u64(seed + third as u64),
            kills: (kills as usize + 2 - third) / 3,
            round: 0,
            work: Duration::from_millis(300),
            in_mid_work: 0,
        }
    }

    fn next_round(&mut self) -> bool {
        self.round += 1;
        self.round <= self.kills
    }

    /// A moment within the work, to the microsecond.
    fn moment(&mut self) -> Duration {
        let work = u64::try_from(self.work.as_micros()).expect("a short work");
        let moment = Duration::from_micros(self.dice.next_u64() % work);
        println!("round {}: killed after {moment:?}", self.round);
        moment
    }

    /// Kills a process at some moment. Returns what it had printed.
    fn kill(&mut self, victim: Victim) -> String {
        let moment = self.moment();
        let (printed, at_work) = victim.killed_after(moment);
        self.saw(at_work, moment);
        printed
    }

    /// Follows how long the work takes, so that most kills come before its end.
    fn saw(&mut self, at_work: bool, moment: Duration) {
        self.in_mid_work += usize::from(at_work);
        self.work =
            if at_work { self.work.mul_f64(1.05) } else { self.work.min(moment).mul_f64(0.95) };
        self.work = self.work.max(Duration::from_millis(2));
    }

    fn were_in_mid_work(&self) {
        let Self { kills, in_mid_work, .. } = self;
        println!("{in_mid_work} ends in mid-work, of {kills} kills");
        assert!(in_mid_work * 3 >= *kills, "{in_mid_work} of {kills} kills were in mid-work");
    }
}

/// What a phone was heard to say.
#[derive(Default)]
struct Book {
    /// What the phone is called.
    name: &'static str,
    /// The ids that were printed, each with the callsign of its report.
    printed: BTreeMap<String, String>,
    /// The ids that were ever shown as held by the region.
    held: BTreeSet<String>,
    /// The ids that were on the phone when it was last looked at.
    found: Vec<String>,
}

impl Book {
    fn of(name: &'static str) -> Self {
        Self { name, ..Self::default() }
    }

    /// Reports that nobody else writes.
    fn reports(&self, round: usize, count: usize) -> Vec<Value> {
        let report = |place| json!({ "callsign": self.callsign(round, place) });
        (0..count).map(report).collect()
    }

    fn callsign(&self, round: usize, place: usize) -> String {
        format!("{}{round}-{place}", self.name)
    }

    /// Notes ids that were printed for the first reports of a round.
    fn note(&mut self, printed: &[String], round: usize) {
        for (id, place) in printed.iter().zip(0..) {
            self.printed.insert(id.clone(), self.callsign(round, place));
        }
    }

    /// Insists that everything printed is among the ids, and nothing twice.
    #[track_caller]
    fn check(&self, ids: &[String]) {
        let all: BTreeSet<_> = ids.iter().collect();
        assert_eq!(all.len(), ids.len(), "an id stands twice");
        for (id, callsign) in &self.printed {
            assert!(all.contains(id), "{id} ({callsign}) was printed and is gone");
        }
    }

    /// Notes what the phone shows as held, and that it never takes that back.
    #[track_caller]
    fn show_held(&mut self, phone: &Device<'_>) {
        let held: BTreeSet<_> = phone.held().into_iter().collect();
        assert!(held.is_superset(&self.held), "what was held is not held any more");
        self.held = held;
    }

    /// Insists that what was shown as held is at the hub.
    #[track_caller]
    fn check_hub(&self, world: &World) {
        let at_hub: BTreeSet<_> = world.ids_at_hub().into_iter().collect();
        let missing: Vec<_> = self.held.difference(&at_hub).collect();
        assert!(missing.is_empty(), "held by the region and not there: {missing:?}");
    }
}

fn lines(reports: &[Value]) -> String {
    reports.iter().map(|report| format!("{report}\n")).collect()
}

fn ids(lines: &[Value]) -> Vec<String> {
    lines.iter().map(|line| line["id"].as_str().expect("an id").to_owned()).collect()
}

#[track_caller]
fn syncs_all(phone: &Device<'_>) {
    let Ended { code, out, err } = phone.sync();
    assert_eq!(code, 0, "{out}{err}");
    assert_eq!(phone.held().len(), phone.ids().len());
}

/// Each report of each phone is at the hub, with its own words, and none is there twice.
#[track_caller]
fn everything_is_at_the_hub_once(world: &World, phones: &[Device<'_>], books: &[Book]) {
    world.verify();
    let mut on_phones: Vec<_> = phones.iter().flat_map(Device::ids).collect();
    let mut at_hub = world.ids_at_hub();
    on_phones.sort();
    at_hub.sort();
    assert_eq!(at_hub, on_phones, "the hub has what the phones have, no more and no less");

    let hub = Hub::open(&world.region(), tabard_server::host::now()).expect("the hub opens");
    let incidents = hub.incidents().expect("its reports");
    let words: BTreeMap<String, Value> = incidents
        .into_iter()
        .map(|incident| (incident.id.to_string(), incident.report["callsign"].clone()))
        .collect();
    for (id, callsign) in books.iter().flat_map(|book| &book.printed) {
        assert_eq!(words[id], *callsign, "the words of {id}");
    }
    let different: BTreeSet<_> = words.values().map(Value::to_string).collect();
    assert_eq!(different.len(), words.len(), "a report is there twice, under two ids");
}
