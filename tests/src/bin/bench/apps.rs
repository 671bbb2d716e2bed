//! The calls of apps, made from Rust: what the same calls from Kotlin and Swift are held against.

use std::time::Instant;

use tabard_ffi::{Attach, Custody, Device, Opening, Slot, Writing};
use tabard_tests::app::{App, sync, text, tick};
use tabard_tests::process::World;

use crate::figure::{Budget, Figure};
use crate::timing::{at, timed};

const CALLS: u32 = 20_000;
const READINGS: u32 = 2_000;
const OPENINGS: usize = 21;
const TURNS: usize = 5;
const BYTES: usize = 8 << 20;

pub(crate) fn figures() -> Vec<Figure> {
    let world = World::new();
    let server = world.serve();
    let app = App::new(world.path("app"), "en");
    let device = app.enrol(&world.code("YA214", &[]), None).expect("a device");
    let report = reported(&device);
    let _ = sync(&device).expect("a sync");
    drop(server);
    let (into, out) = bytes(&device, &report);
    let figures = vec![
        figure("call", each(CALLS, || drop(device.status().expect("a status"))), "ns"),
        figure("report", each(READINGS, || drop(device.report(report.clone()))) / 1e3, "us"),
        figure("bytes_in", into, "MiB/s"),
        figure("bytes_out", out, "MiB/s"),
    ];
    device.shutdown().expect("closed");
    let opened = figure("open", opening(&app), "ms");
    figures.into_iter().chain([opened]).collect()
}

/// A report as a crew writes it.
fn reported(device: &Device) -> String {
    let edits = vec![
        tick("types/verbal_abuse"),
        tick("types/physical_contact"),
        text("callsign", "YA214"),
        text("narrative", "He came at us as the door opened."),
    ];
    let record = device.start_report().expect("a report");
    device.type_into(Writing { record: record.clone(), edits }).expect("typed");
    assert!(device.save(record.clone()).expect("saved"));
    record
}

/// Nanoseconds a call.
fn each(calls: u32, call: impl Fn()) -> f64 {
    (0..calls / 10).for_each(|_| call());
    let began = Instant::now();
    (0..calls).for_each(|_| call());
    began.elapsed().as_nanos() as f64 / f64::from(calls)
}

/// MiB a second in and out, the middle of some turns.
fn bytes(device: &Device, report: &str) -> (f64, f64) {
    let content: Vec<u8> = (0..BYTES).map(|place| (place % 251) as u8).collect();
    let custody = || Custody { by: Some("Crew".to_owned()), reason: None };
    let (mut into, mut out) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        let attach = Attach { record: report.to_owned(), edits: Vec::new(), custody: custody() };
        let mut attachment = String::new();
        into.push(timed(|| {
            attachment = device.attach_bytes(attach, &content).expect("attached");
        }));
        out.push(timed(|| {
            let opening = Opening { attachment, custody: custody() };
            assert_eq!(device.view_attachment(opening).expect("viewed").len(), BYTES);
        }));
    }
    let rate = |times: &mut [_]| (BYTES >> 20) as f64 / at(times, 50).as_secs_f64();
    (rate(&mut into), rate(&mut out))
}

/// Milliseconds, the middle of some openings.
fn opening(app: &App) -> f64 {
    let mut times: Vec<_> = (0..OPENINGS)
        .map(|_| {
            let began = Instant::now();
            let device = app.open(Slot::Credential, None).expect("opened");
            let took = began.elapsed();
            device.shutdown().expect("closed");
            took
        })
        .collect();
    at(&mut times, 50).as_secs_f64() * 1e3
}

const fn figure(name: &'static str, value: f64, unit: &'static str) -> Figure {
    Figure { name, value, unit, budget: Budget::None, beside: "" }
}
