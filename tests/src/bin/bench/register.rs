//! What it costs to be warned, among a million markers, beside a bare indexed read of the same bytes
//! in the same run: in clear, and under the same encryption.

use std::path::Path;
use std::time::{Duration, Instant};

use rand_core::Rng;
use rusqlite::Connection;
use tabard_core::client::{Client, Flag};
use tabard_core::clock::Clock;
use tabard_core::entry::Kind;
use tabard_core::ids::RecordId;
use tabard_core::model::marker::Quick;
use tabard_core::model::subject::{PhoneNumber, Subject};
use tabard_core::region::Role;
use tabard_core::vault::{Vault, VaultError, VaultKey};
use tabard_tests::Region;

use crate::figure::{Budget, Figure};
use crate::memory;
use crate::timing::{at, timed};

/// How many there are.
pub(crate) const MARKERS: u64 = 1_000_000;
const ASKED: u64 = 20_000;
/// The most that is written in one transaction.
const AT_ONCE: u64 = 100_000;

pub(crate) fn figures() -> Vec<Figure> {
    let mut region = Region::new(23);
    let mut desk = region.phone("desk", Role::Eoc);
    let first = number(0);
    let flag = Flag {
        number: first.clone(),
        quick: Quick::of(2).expect("a digit"),
        cad_number: Some("4711".to_owned()),
        call: None,
        by: "Desk 4".to_owned(),
    };
    let flagged = desk.client.flag(&flag, region.now, &mut region.rng).expect("a flag");
    let (dir, key) = desk.closed();
    let bytes = key.clone();
    let key = || VaultKey::new(key.clone());
    let bare = bare(&region.folder.path().join("bare-register.db"));
    let mut vault = Vault::open(&dir, &key()).expect("the vault");
    let card: Vec<u8> = vault
        .read(|tables| tables.cards(&Subject::Number(first.clone()).keys().concat()))
        .map(|cards: Vec<(u8, Vec<u8>)>| cards.into_iter().next().expect("a card").1)
        .expect("the card");
    // A card of each marker as the real one has it, with its own number and name in it.
    for from in (0..MARKERS).step_by(usize::try_from(AT_ONCE).expect("small")) {
        bare.execute_batch("BEGIN").expect("a transaction");
        vault
            .write(|tables| {
                for marker in from..from + AT_ONCE {
                    let (number, mut id) = (number(marker), [0; 16]);
                    region.rng.fill_bytes(&mut id);
                    let card =
                        renamed(&card, first.as_e164().as_bytes(), number.as_e164().as_bytes());
                    let card = renamed(&card, flagged.marker.as_bytes(), &id);
                    let keys = Subject::Number(number).keys();
                    keep(&bare, &keys.concat(), &card);
                    tables.set_card(RecordId::new(id), Kind::Marker, &keys, &card)?;
                }
                Ok::<_, VaultError>(())
            })
            .expect("the cards");
        bare.execute_batch("COMMIT").expect("a commit");
    }
    drop(vault);

    let start = Instant::now();
    let client = Client::open(&dir, key(), region.now).expect("the device opens");
    let register = client.register().expect("the register");
    let clock = Clock::wall(region.now);
    let ask = |number: PhoneNumber| {
        register.look_up(&Subject::Number(number), clock).expect("a look-up").warnings.len()
    };
    assert_eq!(ask(number(MARKERS / 2)), 1);
    let warm = start.elapsed();
    let encrypted = Vault::open(&dir, &key()).expect("the vault");
    let (mut ours, mut plain, mut sealed, mut misses) = (vec![], vec![], vec![], vec![]);
    for _ in 0..ASKED {
        let asked = number(region.rng.next_u64() % MARKERS);
        let keys = Subject::Number(asked.clone()).keys().concat();
        plain.push(timed(|| assert_eq!(read(&bare, &keys), 1)));
        sealed.push(timed(|| {
            let found = encrypted.read(|tables| tables.cards(&keys));
            assert_eq!(found.map(|cards: Vec<_>| cards.len()).map_err(|_: VaultError| ()), Ok(1));
        }));
        ours.push(timed(|| assert_eq!(ask(asked), 1)));
        let unknown = number(MARKERS + region.rng.next_u64() % MARKERS);
        misses.push(timed(|| assert_eq!(ask(unknown), 0)));
    }
    let p99 = at(&mut ours, 99);
    let (plain_p99, sealed_p99) = (at(&mut plain, 99), at(&mut sealed, 99));
    vec![
        us(
            "look_up_1m_p50",
            at(&mut ours, 50),
            "a caller among 1,000,000 markers, judged by the clock",
        ),
        us("look_up_1m_p99", p99, "the same"),
        us("look_up_1m_none_p99", at(&mut misses, 99), "a caller who is not among them"),
        us("bare_read_1m_p99", plain_p99, "a bare indexed SQLite read of the same bytes, in clear"),
        us("sealed_read_1m_p99", sealed_p99, "the same read from the encrypted vault"),
        ratio("look_up_1m_beside_bare", (p99, plain_p99), Some(1.5)),
        ratio("look_up_1m_beside_sealed", (p99, sealed_p99), None),
        Figure {
            name: "register_warm_start_1m",
            value: warm.as_secs_f64() * 1000.0,
            unit: "ms",
            budget: Budget::Max(200.0),
            beside: "open the device and its register, and the first look-up",
        },
        Figure {
            name: "register_memory_1m",
            value: memory::of_looking_up(&dir, &bytes) / 1_048_576.0,
            unit: "MiB",
            budget: Budget::Max(64.0),
            beside: "a process that has looked up 10,000 callers",
        },
    ]
}

/// A mobile number for each marker.
pub(crate) fn number(marker: u64) -> PhoneNumber {
    PhoneNumber::parse(&format!("+4474{marker:08}")).expect("a mobile number")
}

/// Bytes with one stretch in them replaced by another of the same length.
fn renamed(bytes: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    assert_eq!(old.len(), new.len());
    let mut bytes = bytes.to_vec();
    let found = bytes.windows(old.len()).position(|window| window == old).expect("it stands there");
    bytes.splice(found..found + old.len(), new.iter().copied());
    bytes
}

fn bare(path: &Path) -> Connection {
    let bare = Connection::open(path).expect("a database");
    bare.execute_batch(
        "PRAGMA journal_mode = WAL;
         CREATE TABLE register (key TEXT PRIMARY KEY, card BLOB NOT NULL) WITHOUT ROWID;",
    )
    .expect("a table");
    bare
}

fn keep(bare: &Connection, key: &str, card: &[u8]) {
    bare.prepare_cached("INSERT INTO register (key, card) VALUES (?1, ?2)")
        .and_then(|mut insert| insert.execute((key, card)))
        .expect("an insert");
}

fn read(bare: &Connection, key: &str) -> usize {
    let mut query =
        bare.prepare_cached("SELECT card FROM register WHERE key = ?1").expect("a query");
    let rows = query.query_map([key], |row| row.get::<_, Vec<u8>>(0)).expect("rows");
    rows.filter(Result::is_ok).count()
}

fn us(name: &'static str, duration: Duration, beside: &'static str) -> Figure {
    let value = duration.as_secs_f64() * 1e6;
    Figure { name, value, unit: "us", budget: Budget::None, beside }
}

/// A look-up beside another read.
fn ratio(name: &'static str, (ours, theirs): (Duration, Duration), max: Option<f64>) -> Figure {
    let value = ours.as_secs_f64() / theirs.as_secs_f64();
    let budget = max.map_or(Budget::None, Budget::Max);
    Figure { name, value, unit: "x", budget, beside: "the p99 of both, in one run" }
}
