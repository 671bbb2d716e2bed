//! Two languages: what a reporter reads comes from files, in Welsh as in English, and a trust
//! rewords it.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use tabard_core::model::codes;
use tabard_core::words::{Words, WordsFile};
use tabard_tests::process::{Device, World};

/// A text on the screen of `tabard`.
fn said(mut command: Command, arguments: &[&str]) -> String {
    let output = command.args(arguments).output().expect("the binary runs");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// A command of a device's that answers in words.
fn device_says(world: &World, phone: &Device<'_>, name: &str, arguments: &[&str]) -> String {
    let dir = phone.dir.to_str().expect("a plain name");
    said(world.command(&["device", name, "--vault", dir]), arguments)
}

fn all(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
}

fn file(world: &World, name: &str, words: &Value) -> String {
    let path = world.path(name);
    fs::write(&path, words.to_string()).expect("the file is written");
    path.to_str().expect("a plain name").to_owned()
}

#[test]
fn a_reporter_reads_the_road_of_a_report_in_welsh() {
    let world = World::new();
    let server = world.serve();
    let phone = world.phone("a");
    let report = json!({
        "types": ["verbal_abuse"],
        "location_type": "private_home_patient",
        "occurred_at": "2026-06-03T02:05:00+01:00",
        "callsign": "YA214",
    });
    let id = phone.report(&[report]).exits(0).ids().remove(0);
    let listed = device_says(&world, &phone, "list", &["--lang", "cy"]);
    all(&listed, &["Cam-drin geiriol, Cartref y claf", "Wedi'i gadw ar y ffôn hwn."]);

    let synced = device_says(&world, &phone, "sync", &["--lang", "cy"]);
    all(&synced, &["Wedi'u cadw gan y rhanbarth: 1 newid", "Mae popeth wedi'i gadw."]);
    world.region_says(&["hub", "answer", &id, "--status", "being_looked_at"]);
    let _ = phone.sync().exits(0);

    let shown = device_says(&world, &phone, "show", &[&id, "--lang", "cy"]);
    all(&shown, &["Yn cael ei ystyried.", "Arwydd galw'r criw (callsign)", "3 Meh 2026, 02:05"]);
    all(&shown, &["Ateb yr hwb", "Pa mor bell y mae'r hwb wedi cyrraedd (status)"]);
    for english in ["Verbal abuse", "Being looked at", "The hub's answer", "Here since"] {
        assert!(!shown.contains(english), "{english} is in\n{shown}");
    }
    let device = device_says(&world, &phone, "show", &["--lang", "cy"]);
    all(&device, &["Dyfais", "Criw", "Tystysgrif yn ddilys tan", "Wedi'u cadw gan y rhanbarth"]);
    server.stop();
}

#[test]
fn programs_read_the_same_codes_in_any_language() {
    let world = World::new();
    let server = world.serve();
    let phone = world.phone("a");
    let id = phone.report(&[json!({ "types": ["near_miss"] })]).exits(0).ids().remove(0);
    let english = phone.run("show", &[&id]).exits(0).json();
    assert_eq!(phone.run("show", &[&id, "--lang", "cy"]).exits(0).json(), english);

    let codes = |lang: &str| world.run(&["codes", "incident_type", "--lang", lang]).exits(0).json();
    let (english, welsh) = (codes("en"), codes("cy"));
    let spelt = |list: &Value| {
        let codes = list["codes"].as_array().expect("codes").iter();
        codes.map(|code| (code["code"].clone(), code["group"].clone())).collect::<Vec<_>>()
    };
    assert_eq!(spelt(&english), spelt(&welsh));
    assert_eq!(welsh["title"], "Math o ddigwyddiad");
    assert_ne!(welsh["codes"], english["codes"]);
    server.stop();
}

#[test]
fn what_is_wrong_with_a_report_is_said_in_welsh() {
    let world = World::new();
    let server = world.serve();
    let phone = world.phone("a");
    let said = phone.report(&[serde_json::json!({ "types": ["near_miss"] })]).exits(0).json();
    let id = said["id"].as_str().expect("an id");
    let assignment = [id, "--set", "acts.k3.act=kik", "--lang", "cy"];
    let fault = phone.run("edit", &assignment).exits(2).err;
    all(&fault, &["nid yw'r cod hwn yn physical_act; ai kick oeddech chi'n ei feddwl?"]);

    let dir = phone.dir.to_str().expect("a plain name");
    let mut in_words = world.command(&["device", "edit", "--vault", dir]);
    let output = in_words.args(assignment).output().expect("the binary runs");
    let fault = String::from_utf8(output.stderr).expect("UTF-8");
    all(&fault, &["tabard: acts.act: nid yw'r cod hwn yn physical_act"]);

    server.stop();
    let in_vain = phone.run("sync", &["--lang", "cy"]).exits(3).json();
    assert_eq!(in_vain["problem"]["code"], "no_answer");
    all(&in_vain["problem"]["what_to_do"].to_string(), &["dim ateb gan y gweinydd"]);
}

#[test]
fn the_language_is_that_of_the_option_then_the_variable_then_the_system() {
    let world = World::unfounded();
    let title = |variables: &[(&str, &str)], options: &[&str]| {
        let mut command = world.command(&["codes", "safe_now"]);
        command.envs(variables.iter().copied());
        said(command, options).lines().next().expect("a line").to_owned()
    };
    assert_eq!(title(&[], &[]), "safe           Safe");
    assert_eq!(title(&[], &["--lang", "CY"]), "safe           Yn ddiogel");
    assert_eq!(title(&[("TABARD_LANG", "cy")], &[]), "safe           Yn ddiogel");
    assert_eq!(title(&[("TABARD_LANG", "cy")], &["--lang", "en"]), "safe           Safe");
    assert_eq!(title(&[("LC_ALL", "cy_GB.UTF-8")], &[]), "safe           Yn ddiogel");
    assert_eq!(title(&[("LANG", "cy_GB.UTF-8")], &[]), "safe           Yn ddiogel");
    assert_eq!(
        title(&[("LANG", "cy_GB.UTF-8"), ("TABARD_LANG", "")], &[]),
        "safe           Yn ddiogel"
    );
    assert_eq!(title(&[("LANG", "cy_GB"), ("LC_ALL", "C")], &[]), "safe           Safe");
    assert_eq!(title(&[("LANG", "pl_PL.UTF-8")], &[]), "safe           Safe");

    let unknown = world.run(&["codes", "--lang", "pl"]).exits(2);
    assert_eq!(unknown.failure().0, "unknown_language");
    let nonsense = world.run(&["codes", "--lang", "../cy"]).exits(2);
    assert_eq!(nonsense.failure().0, "unknown_language");
}

#[test]
fn a_trust_rewords_a_code_and_adds_a_language() {
    let world = World::unfounded();
    let own = file(
        &world,
        "own.json",
        &json!({ "language": "en", "codes": { "safe_now": { "safe": "Safe and well" } } }),
    );
    let polish = file(
        &world,
        "pl.json",
        &json!({
            "language": "pl",
            "_about": "Notes are left out.",
            "codes": { "safe_now": { "hurt": "Ranny" } },
            "months": { "6": "cze" },
        }),
    );
    let codes = |options: &[&str]| said(world.command(&["codes", "safe_now"]), options);
    all(&codes(&["--words", &own]), &["Safe and well", "Hurt"]);
    let both = codes(&["--words", &own, "--words", &polish, "--lang", "pl"]);
    all(&both, &["Safe and well", "Ranny", "Need help now"]);
    let mut by_variable = world.command(&["codes", "safe_now"]);
    by_variable.env("TABARD_WORDS", format!("{own},{polish}")).env("TABARD_LANG", "pl");
    assert_eq!(said(by_variable, &[]), both);
}

#[test]
fn what_tabard_says_is_printed_as_a_file_that_tabard_takes() {
    let world = World::unfounded();
    let welsh = said(world.command(&["words"]), &["--lang", "cy"]);
    let file = WordsFile::parse(welsh.as_bytes()).expect("a file of words");
    assert_eq!(file.language().as_str(), "cy");
    let path = world.path("cy.json");
    fs::write(&path, welsh.replace("Cam-drin geiriol", "Cam-drin ar lafar")).expect("a file");
    let own = path.to_str().expect("a plain name");
    let again = said(world.command(&["words"]), &["--lang", "cy", "--words", own]);
    assert_eq!(again, welsh.replace("Cam-drin geiriol", "Cam-drin ar lafar"));
    assert_ne!(again, welsh);
    let english = world.run(&["words"]).exits(0).json();
    let keys = english.as_object().expect("an object").len();
    assert_eq!(keys, 1 + Words::english().all().count());
}

#[test]
fn a_bad_file_of_words_is_refused_whole_before_anything_is_done() {
    let world = World::new();
    let server = world.serve();
    let phone = world.phone("a");
    let bad = file(
        &world,
        "bad.json",
        &json!({
            "language": "en",
            "codes": { "safe_now": { "safe": "Safe and well", "saef": "Safe" } },
        }),
    );
    let refused = phone.run("list", &["--words", &bad]).exits(2);
    let (code, what_to_do) = refused.failure();
    assert_eq!(code, "bad_words");
    all(&what_to_do, &["codes.safe_now.saef: there is no such key"]);
    assert_eq!(refused.out, "");

    let mut command = phone.command("report", &["--words", &bad]);
    let path = world.path("r.json");
    fs::write(&path, r#"{"callsign":"YA214"}"#).expect("a file");
    let ended = command.arg(path).output().expect("the binary runs");
    assert_eq!(ended.status.code(), Some(2));
    assert_eq!(phone.list(), [] as [Value; 0]);

    let none = world.path("none.json");
    let missing = world.run(&["codes", "--words", none.to_str().expect("plain")]).exits(2);
    assert_eq!(missing.failure().0, "no_file");
    server.stop();
}

/// The sections whose keys stand in the code; those of the dictionary are tested in the core.
const SECTIONS: [&str; 10] = [
    "advice", "states", "titles", "shown", "counts", "device", "sync", "moments", "shapes",
    "faults",
];

#[test]
fn no_key_in_the_code_lacks_its_text_and_no_text_lacks_its_key() {
    let mut wanted = BTreeSet::new();
    for source in sources(&["core/src", "server/src"]) {
        wanted.extend(keys(&fs::read_to_string(source).expect("a source")));
    }
    let text = fs::read_to_string(root().join("core/assets/words/en.json")).expect("the file");
    let words: Value = serde_json::from_str(&text).expect("JSON");
    let mut given = BTreeSet::new();
    for section in SECTIONS {
        for name in words[section].as_object().expect("a section").keys() {
            given.insert(format!("{section}.{name}"));
        }
    }
    let missing: Vec<_> = wanted.difference(&given).collect();
    assert!(missing.is_empty(), "en.json lacks {missing:#?}");
    let left_over: Vec<_> = given.difference(&wanted).collect();
    assert!(left_over.is_empty(), "en.json has, for nothing, {left_over:#?}");
}

/// Every literal of the code that is a key of these sections.
fn keys(source: &str) -> BTreeSet<String> {
    // What tests make up is no key of the code.
    let code = source.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let key = |literal: &&str| {
        let plain =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._".contains(&byte);
        let (section, name) = literal.split_once('.').unwrap_or_default();
        SECTIONS.contains(&section) && !name.is_empty() && literal.bytes().all(plain)
    };
    code.split('"').filter(key).map(str::to_owned).collect()
}

/// Labels do not creep back into the lists: no code of theirs says anything but its spelling.
#[test]
fn no_label_stands_in_the_code() {
    let words = Words::english();
    let labels: Vec<_> = codes::ALL
        .iter()
        .flat_map(|list| list.codes.iter().map(|code| words.label(list.name, code.code)))
        .filter(|label| label.contains(' '))
        .collect();
    assert!(labels.len() > 200, "{}", labels.len());
    for source in sources(&["core/src/model", "server/src/cli"]) {
        let text = fs::read_to_string(&source).expect("a source");
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        for label in &labels {
            assert!(!code.contains(&format!("\"{label}\"")), "{}: {label}", source.display());
        }
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every Rust file below these folders, but for those of tests alone.
fn sources(folders: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut ahead: Vec<_> = folders.iter().map(|folder| root().join(folder)).collect();
    while let Some(folder) = ahead.pop() {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            match path.is_dir() {
                true if name != "tests" => ahead.push(path),
                false
                    if path.extension().is_some_and(|kind| kind == "rs")
                        && !matches!(name, "tests.rs" | "testing.rs" | "complete.rs") =>
                {
                    found.push(path);
                }
                _ => {}
            }
        }
    }
    assert!(found.len() > 10, "{}", found.len());
    found
}
