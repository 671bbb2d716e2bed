//! What it costs to find a report among 100,000, beside a bare index in the same run.

use std::path::Path;
use std::time::{Duration, Instant};

use rand_core::Rng;
use rusqlite::Connection;
use serde_json::{Value, json};
use tabard_core::client::{Client, Filter};
use tabard_core::entry::Kind;
use tabard_core::ids::{Millis, RecordId};
use tabard_core::keys::RecordKey;
use tabard_core::model::finding::{Likeness, Query};
use tabard_core::region::Role;
use tabard_core::vault::{RecordRow, Vault, VaultError, VaultKey};
use tabard_tests::Region;
use zeroize::Zeroizing;

use crate::figure::{Budget, Figure};
use crate::timing::{at, timed};

const RECORDS: usize = 100_000;
const ROUNDS: usize = 50;
const PAGE: usize = 50;
/// Reports written anew for the corpus; each is there many times, with another job, time and place.
const DIFFERENT: usize = 5_000;

pub(crate) fn figures() -> Vec<Figure> {
    let mut region = Region::new(17);
    let phone = region.phone("phone", Role::Crew);
    let owner = phone.client.device();
    let (dir, key) = phone.closed();
    let key = || VaultKey::new(key.clone());
    let reports = tabard_corpus::generate(19, DIFFERENT);
    let mut vault = Vault::open(&dir, &key()).expect("the vault");
    let bare = bare(&region.folder.path().join("bare-words.db"));
    let mut ids = Vec::new();
    bare.execute_batch("BEGIN").expect("a transaction");
    vault
        .write(|tables| {
            for (number, report) in reports.iter().cycle().take(RECORDS).enumerate() {
                let report = varied(report, number);
                let mut id = [0; 16];
                region.rng.fill_bytes(&mut id);
                let mut row =
                    RecordRow::new(RecordId::new(id), Kind::Incident, Millis(number as i64));
                row.key = Some(RecordKey::new(Zeroizing::new([1; 32])));
                row.owner = Some(owner);
                row.view = Some(report.to_string());
                tables.set_record(&row)?;
                keep(&bare, number, &report);
                ids.push(row.id);
            }
            Ok::<_, VaultError>(())
        })
        .expect("the records");
    bare.execute_batch("COMMIT").expect("a commit");
    drop(vault);

    let start = Instant::now();
    let mut client = Client::open(&dir, key(), region.now).expect("the device opens");
    let open = start.elapsed();
    let start = Instant::now();
    while client.list_changed().expect("the listing") {}
    let listing = start.elapsed();
    let all = Filter::default();

    let words = ["narr", "kicked patient", "ambul", "swore", "a", "zz11", "refused leave", "he"];
    let (mut searches, mut floors) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        for words in words {
            let query = Query::of(words).expect("words");
            searches.push(timed(|| {
                client.search(&query, &all, None, PAGE).expect("a search");
            }));
            floors.push(timed(|| {
                bare_search(&bare, words);
            }));
        }
        let cad = Query::of(&format!("CAD{}", round * 1_999)).expect("words");
        let found = client.search(&cad, &all, None, PAGE).expect("a search");
        assert!(!found.records.is_empty(), "the job is found");
    }
    let pages = (0..ROUNDS).map(|_| timed(|| drop(client.list(&all, None, PAGE))));
    let pages: Vec<_> = pages.collect();
    let half = client.list(&all, None, RECORDS / 2).expect("half").next;
    let deep = (0..ROUNDS).map(|_| timed(|| drop(client.list(&all, half, PAGE)))).collect();
    let rare = Filter { until: Some(Millis(0)), ..Filter::default() };
    let scans = (0..ROUNDS).map(|_| timed(|| drop(client.list(&rare, None, PAGE)))).collect();
    let like = Likeness::default();
    let mut offered = 0;
    let duplicates = ids
        .iter()
        .skip(98)
        .step_by(RECORDS / ROUNDS)
        .map(|id| timed(|| offered += client.possible_duplicates(*id, &like).expect("them").len()))
        .collect();
    assert!(offered > 0, "duplicates are found");

    let (search_p50, search_p99) = (at(&mut searches, 50), at(&mut searches, 99));
    let (bare_p50, bare_p99) = (at(&mut floors, 50), at(&mut floors, 99));
    vec![
        ms("open_100k", open, Budget::Max(300.0), "100,000 records"),
        ms("listing_100k", listing, Budget::None, "once, after 100,000 records came"),
        ms("search_100k_p50", search_p50, Budget::Max(50.0), "a page of 50, in full"),
        ms("search_100k_p99", search_p99, Budget::Max(50.0), "the words that most reports hold"),
        ms("bare_search_100k_p50", bare_p50, Budget::None, "SQLite FTS5 in clear, ids alone"),
        ms("bare_search_100k_p99", bare_p99, Budget::None, "SQLite FTS5 in clear, ids alone"),
        ms("list_page_100k", middle(pages), Budget::Max(50.0), "the first 50"),
        ms("list_deep_page_100k", middle(deep), Budget::Max(50.0), "50 after the first 50,000"),
        ms("list_nothing_100k", middle(scans), Budget::Max(50.0), "a filter that no report passes"),
        ms("duplicates_100k", middle(duplicates), Budget::Max(50.0), "of one report"),
    ]
}

/// A report of the corpus with a job, a time and a place of its own; one in a hundred is told twice.
fn varied(report: &Value, number: usize) -> Value {
    let mut report = report.clone();
    let event = if number % 100 == 99 { number - 1 } else { number };
    let (minutes, place) = (event * 5, event % 7_919);
    let at = Millis(1_735_689_600_000 + minutes as i64 * 60_000);
    if let Some(fields) = report.as_object_mut() {
        fields.insert("cad_number".to_owned(), json!(format!("CAD{event}")));
        fields.insert("occurred_at".to_owned(), json!(at.rfc3339()));
        let postcode = format!("ZZ{} {}AA", place / 10, place % 10);
        fields.insert("postcode".to_owned(), json!(postcode));
    }
    report
}

/// The same words in a bare index in clear.
fn bare(path: &Path) -> Connection {
    let bare = Connection::open(path).expect("a database");
    bare.execute_batch(
        "PRAGMA journal_mode = WAL;
         CREATE VIRTUAL TABLE words USING fts5 (
             text, content = '', tokenize = 'unicode61 remove_diacritics 2'
         );",
    )
    .expect("a table");
    bare
}

fn keep(bare: &Connection, number: usize, report: &Value) {
    let text = tabard_core::model::finding::words_of(report);
    bare.prepare_cached("INSERT INTO words (rowid, text) VALUES (?1, ?2)")
        .and_then(|mut insert| insert.execute((number, text)))
        .expect("an insert");
}

fn bare_search(bare: &Connection, words: &str) -> usize {
    let words: Vec<String> = words.split(' ').map(|word| format!("\"{word}\"*")).collect();
    let mut query = bare
        .prepare_cached("SELECT rowid FROM words WHERE words MATCH ?1 ORDER BY rowid DESC LIMIT ?2")
        .expect("a query");
    let rows = query.query_map((words.join(" "), PAGE), |row| row.get::<_, i64>(0));
    rows.expect("rows").count()
}

fn ms(name: &'static str, value: Duration, budget: Budget, beside: &'static str) -> Figure {
    Figure { name, value: value.as_secs_f64() * 1000.0, unit: "ms", budget, beside }
}

fn middle(mut times: Vec<Duration>) -> Duration {
    at(&mut times, 50)
}
