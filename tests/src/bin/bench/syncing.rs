//! What it costs to carry reports: bytes, requests, seconds, at the phone, the relay and the hub.

use std::time::Instant;

use tabard_core::region::Role;
use tabard_core::sync::Step;
use tabard_tests::{Phone, Region};

use crate::figure::{Budget, Figure};
use crate::memory;

/// Bytes and requests of a session, with what HTTP adds to each.
#[derive(Default)]
struct Session {
    requests: u32,
    up: usize,
    down: usize,
    seconds: f64,
}

pub(crate) fn figures(reports: usize) -> Vec<Figure> {
    let mut region = Region::new(9);
    let mut phone = region.phone("phone", Role::Crew);
    let corpus: Vec<_> = tabard_corpus::generate(13, reports);
    let json: usize = corpus.iter().map(|report| report.to_string().len()).sum();
    for report in &corpus {
        region.report(&mut phone, report);
    }
    let push = session(&mut region, &mut phone);
    let one = ten_edits(&mut region, &mut phone);
    let noop = session(&mut region, &mut phone);

    let start = Instant::now();
    let phone = phone.reopened(region.now);
    let open = start.elapsed().as_secs_f64();
    let listed = phone.client.incidents().expect("the list").len();
    assert_eq!(listed, reports + 1, "every report is on the phone");

    let (dir, key) = phone.closed();
    let resident = memory::of_an_open_device(&dir, &key);

    let mut hub = region.hub();
    let start = Instant::now();
    hub.take_in(region.now, &mut region.rng).expect("the hub takes them in");
    let readable = start.elapsed().as_secs_f64();
    let each = |bytes: usize| bytes as f64 / reports as f64;
    let disk = std::fs::metadata(region.dir().join("relay/relay.db")).map_or(0, |file| file.len());

    let figure = |name, value, unit, budget, beside| Figure { name, value, unit, budget, beside };
    vec![
        figure(
            "push_bytes_per_report",
            each(push.up),
            "bytes",
            Budget::None,
            "its plain JSON below",
        ),
        figure("json_bytes_per_report", each(json), "bytes", Budget::None, ""),
        figure(
            "push_bytes_ratio",
            push.up as f64 / json as f64,
            "ratio",
            Budget::Max(1.0),
            "plain JSON of the same reports",
        ),
        figure(
            "ten_edits_bytes",
            one.1.up as f64,
            "bytes",
            Budget::None,
            "one exchange for one report, HTTP headers included",
        ),
        figure(
            "ten_edits_entry_bytes",
            one.0 as f64,
            "bytes",
            Budget::Max(450.0),
            "Evolu 1398, PouchDB 1035 in clear",
        ),
        figure(
            "first_push_requests",
            f64::from(one.1.requests),
            "requests",
            Budget::Max(1.0),
            "device with all the reports above",
        ),
        figure(
            "noop_bytes_up",
            noop.up as f64,
            "bytes",
            Budget::Max(500.0),
            "HTTP headers included",
        ),
        figure(
            "noop_bytes_down",
            noop.down as f64,
            "bytes",
            Budget::Max(500.0),
            "HTTP headers included",
        ),
        figure("noop_requests", f64::from(noop.requests), "requests", Budget::Max(1.0), ""),
        figure(
            "push_all_seconds",
            push.seconds,
            "s",
            Budget::Max(1.0),
            "10,000 reports, durable, receipted",
        ),
        figure("push_all_requests", f64::from(push.requests), "requests", Budget::Max(5.0), ""),
        figure(
            "relay_entries_per_second",
            reports as f64 / push.seconds,
            "1/s",
            Budget::Min(8000.0),
            "client and relay in one process",
        ),
        figure(
            "hub_readable_seconds",
            readable,
            "s",
            Budget::Max(3.6),
            "10,000 pulled, verified, decrypted, durable, readable",
        ),
        figure(
            "relay_disk_per_report",
            disk as f64 / reports as f64,
            "bytes",
            Budget::Max(900.0),
            "indexes included, before the hub's answers",
        ),
        figure("vault_open_seconds", open, "s", Budget::Max(0.3), ""),
        figure(
            "device_memory",
            resident / 1048576.0,
            "MiB",
            Budget::Max(32.0),
            "a process that opened the device with all the reports above",
        ),
    ]
}

/// One report written by ten edits while it is open on the screen, then saved and pushed.
fn ten_edits(region: &mut Region, phone: &mut Phone) -> (usize, Session) {
    let edits = [
        "types=verbal_abuse,physical_contact",
        "occurred_at=2026-01-03T02:14:00Z",
        "callsign=YA214",
        "location_type=private_home_patient",
        "dwelling=true",
        "people.p1.role=patient",
        "factors.f1.factor=alcohol",
        "police_contacted=no",
        "phases=assessment",
        "narrative=Patient grabbed my arm and swore at both of us while we were taking his blood pressure. Left the room.",
    ];
    let id = phone.client.start_incident(region.now, &mut region.rng).expect("a start");
    for edit in edits {
        let patch =
            tabard_core::model::parse_assignment(tabard_core::model::RecordKind::Incident, edit);
        phone.client.type_into(id, &patch.expect("an edit")).expect("typing");
    }
    phone.client.save(id, region.now, &mut region.rng).expect("a save");
    let entry = phone.client.entry_sizes(id).expect("its entries").iter().sum();
    (entry, session(region, phone))
}

fn session(region: &mut Region, phone: &mut Phone) -> Session {
    let relay = region.relay();
    let mut session = Session::default();
    let start = Instant::now();
    phone.client.sync_now();
    while let Step::Send(token, request) =
        phone.client.next_step(region.now, &mut region.rng).expect("a step")
    {
        let head: usize =
            request.headers.iter().map(|(name, value)| name.len() + value.len() + 4).sum();
        let line =
            "POST /v1/sync HTTP/1.1\r\nhost: 127.0.0.1:8470\r\ncontent-length: 1234567\r\n\r\n"
                .len();
        session.up += head + line + request.body.len();
        let outcome =
            tabard_tests::exchange(&relay, phone.client.device(), &request.body, region.now);
        session.down += tabard_tests::answer_len(&outcome)
            + "HTTP/1.1 200 OK\r\ncontent-type: application/cbor\r\ncontent-length: 1234567\r\ndate: Sun, 22 Nov 2026 18:00:00 GMT\r\n\r\n".len();
        session.requests += 1;
        let progress =
            phone.client.step_done(token, outcome, region.now, &mut region.rng).expect("an answer");
        assert_eq!(progress.problem, None);
    }
    session.seconds = start.elapsed().as_secs_f64();
    session
}
