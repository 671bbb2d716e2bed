//! What it costs to count over 100,000 reports: the first reading, what is read anew, each chart and
//! a return.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};
use serde_json::{Value, json};
use tabard_core::client::Client;
use tabard_core::entry::Kind;
use tabard_core::ids::{Millis, RecordId};
use tabard_core::keys::RecordKey;
use tabard_core::region::Role;
use tabard_core::vault::{RecordRow, Told, Vault, VaultError, VaultKey};
use tabard_core::words::{Language, Words};
use tabard_server::learning::{Facts, MarkerAge, NAMES, Settings, View, Zone, chart, svg};
use tabard_server::returns::{Disclosure, tally};
use tabard_tests::Region;
use zeroize::Zeroizing;

use crate::figure::{Budget, Figure};
use crate::timing::{at, timed};

const REPORTS: usize = 100_000;
const DIFFERENT: usize = 5_000;
const CHANGED: usize = 60;
const ROUNDS: usize = 5;
const DAY: i64 = 86_400_000;
/// The reports lie over two years up to here: 1 October 2026.
const END: i64 = 1_790_812_800_000;

pub(crate) fn figures() -> Vec<Figure> {
    let mut region = Region::new(29);
    let phone = region.phone("phone", Role::Crew);
    let (dir, key) = phone.closed();
    let key = || VaultKey::new(key.clone());
    let reports = tabard_corpus::generate(31, DIFFERENT);
    let mut vault = Vault::open(&dir, &key()).expect("the vault");
    let mut ids = Vec::new();
    vault
        .write(|tables| {
            for (number, report) in reports.iter().cycle().take(REPORTS).enumerate() {
                let mut incident = [0; 16];
                region.rng.fill_bytes(&mut incident);
                let at = END - (number as i64 * 730 * DAY / REPORTS as i64) - DAY;
                let mut row = row(incident, Kind::Incident, at);
                row.view = Some(dated(report, at).to_string());
                tables.set_record(&row)?;
                ids.push(row.id);
                if number % 4 != 0 {
                    let mut followup = [0; 16];
                    region.rng.fill_bytes(&mut followup);
                    let mut answer = self::row(followup, Kind::Followup, at);
                    answer.about = Some(row.id);
                    answer.view = Some(answered(at, number).to_string());
                    tables.set_record(&answer)?;
                }
            }
            Ok::<_, VaultError>(())
        })
        .expect("the records");
    drop(vault);
    let client = Client::open(&dir, key(), region.now).expect("the device opens");

    let mut facts = Facts::new(Zone::default());
    let start = Instant::now();
    client.tell_incidents(None, |told| facts.take(told)).expect("the facts");
    let first = start.elapsed();
    assert_eq!(facts.all().len(), REPORTS, "all are read");
    drop(client);
    let mut vault = Vault::open(&dir, &key()).expect("the vault");
    vault
        .write(|tables| {
            for id in ids.iter().take(CHANGED) {
                if let Some(mut row) = tables.record(*id)? {
                    row.changed_at = Millis(END + 3 * DAY);
                    tables.set_record(&row)?;
                }
            }
            Ok::<_, VaultError>(())
        })
        .expect("the changes");
    drop(vault);
    let client = Client::open(&dir, key(), region.now).expect("the device opens");
    let mut read = 0;
    let start = Instant::now();
    let each = |told: &Told<'_>| {
        facts.take(told);
        read += 1;
    };
    client.tell_incidents(Some(Millis(END + 2 * DAY)), each).expect("the facts");
    let again = start.elapsed();
    assert_eq!(read, CHANGED, "only what changed is read");

    let mut all = vec![
        ms("learning_first_scan_100k", first, Budget::None, "once, 100,000 reports"),
        ms("learning_refresh", again, Budget::Max(500.0), "60 changed among 100,000"),
    ];
    all.extend(charts(&facts));
    let period = "2026-Q3".parse().expect("a quarter");
    let service = "RX8".parse().expect("a service");
    let disclosure = Disclosure { masked: 7, rounded_to: 5, candidates: 3 };
    let rule = disclosure.rule().expect("a rule");
    let made = (0..ROUNDS)
        .map(|_| timed(|| drop(tally(facts.counted(), (&service, period, 1), disclosure, rule))));
    all.push(ms("return_100k", middle(made.collect()), Budget::None, "a quarter of two years"));
    all
}

/// Draws every chart of 8,000 reports into a folder, in both languages, to be looked at.
pub(crate) fn draw(dir: &Path) {
    let mut facts = Facts::new(Zone::default());
    let mut chance = ChaCha20Rng::seed_from_u64(37);
    let many = 8_000;
    for (number, report) in tabard_corpus::generate(31, many).iter().enumerate() {
        // As by chance, with a third more in the last weeks.
        let last = if number % 25 == 0 { 21 } else { 730 };
        let seconds = i64::from(chance.next_u32()) % (last * 86_400);
        let at = END - seconds * 1_000 - DAY;
        let mut id = [0; 16];
        id[..8].copy_from_slice(&(number as u64).to_be_bytes());
        // The hours and days of the corpus, on a day of the two years.
        let hour =
            report["occurred_at"].as_str().and_then(|at| at.get(11..19)).unwrap_or("21:00:00");
        let day = Millis(at - DAY).rfc3339();
        let mut report = dated(report, at);
        if let Some(occurred_at) = report.get_mut("occurred_at") {
            *occurred_at = json!(format!("{}T{hour}Z", day.get(..10).unwrap_or_default()));
        }
        let (view, answer) = (report.to_string(), answered(at, number).to_string());
        let answer = (number % 4 != 0).then_some(answer.as_str());
        let (id, started_at) = (RecordId::new(id), Millis(at));
        facts.take(&Told { id, started_at, changed_at: started_at, view: &view, answer });
    }
    let settings = Settings { staff: Some(5_000), ..Settings::default() };
    let rule = settings.rule().expect("a rule");
    let now = Millis(END + 3 * DAY);
    let markers: Vec<MarkerAge> =
        (0..900_i64).map(|n| MarkerAge(Millis(now.0 - n * n / 800 * DAY))).collect();
    for language in ["en", "cy"] {
        let words = Words::choose(&Language::parse(language).expect("a language"), &[]);
        let words = words.expect("its words");
        let folder = dir.join(language);
        fs::create_dir_all(&folder).expect("a folder");
        for name in NAMES {
            let view = View::new(&facts, &words, (&settings, rule), now);
            let chart = chart(name, &view, &markers).expect("a chart");
            let text = format!("{}\n{}\n\n{}", chart.title, chart.sentence, chart.table.csv());
            fs::write(folder.join(format!("{name}.svg")), svg::alone(&chart.svg)).expect("a file");
            fs::write(folder.join(format!("{name}.txt")), text).expect("a file");
        }
    }
}

fn charts(facts: &Facts) -> Vec<Figure> {
    let settings = Settings { staff: Some(5_000), ..Settings::default() };
    let rule = settings.rule().expect("a rule");
    let now = Millis(END + 3 * DAY);
    let markers: Vec<MarkerAge> =
        (0..2_000_i64).map(|n| MarkerAge(Millis(now.0 - n % 700 * DAY))).collect();
    let mut all = Vec::new();
    for name in NAMES {
        let drawn = (0..ROUNDS).map(|_| {
            timed(|| {
                let view = View::new(facts, Words::english(), (&settings, rule), now);
                assert!(chart(name, &view, &markers).is_some(), "the chart is drawn");
            })
        });
        let name: &'static str = Box::leak(format!("learning_{name}_100k").into_boxed_str());
        let drawn = middle(drawn.collect());
        all.push(ms(name, drawn, Budget::Max(500.0), "from kept facts, drawn"));
    }
    all
}

fn row(id: [u8; 16], kind: Kind, at: i64) -> RecordRow {
    let mut row = RecordRow::new(RecordId::new(id), kind, Millis(at));
    row.key = Some(RecordKey::new(Zeroizing::new([1; 32])));
    row
}

fn dated(report: &Value, at: i64) -> Value {
    let mut report = report.clone();
    if let Some(fields) = report.as_object_mut() {
        fields.insert("occurred_at".to_owned(), json!(Millis(at - 3_600_000).rfc3339()));
    }
    report
}

fn answered(at: i64, number: usize) -> Value {
    let heard = Millis(at + (number % 40) as i64 * DAY);
    let outcomes = ["action_taken", "no_action", "kept_for_learning", "with_the_police"];
    json!({
        "status": "answered",
        "outcome": outcomes.get(number % 4),
        "messages": [{ "id": "m1", "text": "Thank you.", "at": heard.rfc3339() }],
    })
}

fn ms(name: &'static str, value: Duration, budget: Budget, beside: &'static str) -> Figure {
    Figure { name, value: value.as_secs_f64() * 1000.0, unit: "ms", budget, beside }
}

fn middle(mut times: Vec<Duration>) -> Duration {
    at(&mut times, 50)
}
