#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // what it expects is what it tests
//! The test vectors for a second client: `tests/vectors/v1.json`, made from fixed seeds by the code
//! that devices run, and checked by `tests/vectors/check.py` without a line of that code.

mod accepted;
mod body;
mod carried;
mod chunks;
mod directory;
mod entry;
mod kinds;
mod lines;
mod link;
mod log;
mod road;
mod world;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde_json::{Map, Value};
use world::World;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/vectors/v1.json");
const CHECKER: &str = include_str!("../../vectors/check.py");
const REFRESH: &str = "TABARD_BLESS=1 cargo test -p tabard-tests --test vectors";

type Sections = Map<String, Value>;

/// The committed file, refreshed first when that was asked for.
static COMMITTED: LazyLock<Sections> = LazyLock::new(|| {
    if std::env::var_os("TABARD_BLESS").is_some() {
        let made = made();
        assert_eq!(missing(&read(), &made), NONE, "a section is dropped by hand, not by a refresh");
        std::fs::write(FILE, text(&made)).expect("a place for the vectors");
    }
    read()
});

const NONE: [&str; 0] = [];

#[test]
fn the_committed_vectors_are_what_the_code_makes() {
    let (committed, made) = (&*COMMITTED, made());
    assert_eq!(missing(committed, &made), NONE, "v1.json has sections that are not made any more");
    let differs = |name: &&String| committed.get(*name) != made.get(*name);
    let names: Vec<_> = made.keys().filter(differs).collect();
    assert!(
        names.is_empty() && std::fs::read_to_string(FILE).ok() == Some(text(&made)),
        "tests/vectors/v1.json is not what the code makes; other sections: {names:?}. \
         When the wire was meant to change, refresh it with {REFRESH}"
    );
}

#[test]
fn the_vectors_are_the_same_each_time() {
    assert_eq!(text(&made()), text(&made()));
}

/// A section that the checker does not know would go unchecked, one that is not made unnoticed.
#[test]
fn what_is_made_is_what_the_checker_checks() {
    let made: BTreeSet<_> = made().into_iter().map(|(name, _)| name).collect();
    let checked: BTreeSet<_> = checked().map(str::to_owned).collect();
    assert_eq!(made, checked);
}

/// The names in the table `SECTIONS` of the checker.
fn checked() -> impl Iterator<Item = &'static str> {
    let (_, table) = CHECKER.split_once("SECTIONS = {").expect("the checker's table");
    let (table, _) = table.split_once('}').expect("its end");
    table.lines().filter_map(|line| line.trim().strip_prefix('"')?.split('"').next())
}

fn made() -> Sections {
    let world = World::new();
    let sections = [
        ("region", directory::region(&world)),
        ("device", directory::device(&world)),
        ("statement", directory::founding(&world)),
        ("certificate", directory::certificate(&world)),
        ("entry", entry::first(&world)),
        ("grant", entry::grant(&world)),
        ("epoch", directory::epoch(&world)),
        ("receipt", log::receipt(&world)),
        ("code", road::code(&world)),
        ("http_signature", road::http_signature(&world)),
        ("padme", body::padme(&world)),
        ("dictionary", body::dictionary()),
        ("merkle", log::merkle()),
        ("directory", lines::lines(&world)),
        ("policy", lines::policy_line(&world)),
        ("wipe", lines::wipe_line(&world)),
        ("order", lines::order(&world)),
        ("wellbeing_epoch", lines::wellbeing_epoch(&world)),
        ("edit", entry::edit(&world)),
        ("followup", kinds::followup(&world)),
        ("account", kinds::account(&world)),
        ("attachment", kinds::attachment(&world)),
        ("wellbeing_request", kinds::support(&world)),
        ("marker", kinds::marker(&world)),
        ("attachment_bytes", chunks::attachment_bytes(&world)),
        ("chunk_messages", chunks::questions(&world)),
        ("chunks_receipt", chunks::chunks_receipt(&world)),
        ("mate", link::mate(&world)),
        ("link", link::link(&world)),
        ("carried_request", carried::request(&world)),
        ("carried_response", carried::response(&world)),
    ];
    sections.into_iter().map(|(name, section)| (name.to_owned(), section)).collect()
}

fn read() -> Sections {
    let text = std::fs::read_to_string(FILE).unwrap_or_else(|_| "{}".to_owned());
    serde_json::from_str(&text).expect("an object of sections")
}

fn text(sections: &Sections) -> String {
    let json = serde_json::to_string_pretty(sections).expect("JSON");
    format!("{json}\n")
}

/// The sections of the first that the second lacks.
fn missing<'s>(of: &'s Sections, within: &Sections) -> Vec<&'s str> {
    of.keys().map(String::as_str).filter(|name| !within.contains_key(*name)).collect()
}
