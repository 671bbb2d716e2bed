//! Packs that say something else, made with the hub's own key: what the hub cannot do is what
//! whoever gets the pack need not trust it for.

use serde_json::{Value, json};
use tabard_core::entry::SignedEntry;
use tabard_server::hub::Hub;

use crate::pack::Pack;
use crate::python;
use crate::region::{Told, told};

/// A lie, with the code of its refusal.
type Lie = (&'static str, &'static str, Pack);

/// The entries of a record in the index.
fn entries(pack: &Pack, record: usize) -> Vec<Value> {
    pack.json("index.json")["records"][record]["entries"].as_array().expect("a list").clone()
}

/// A pack without one entry of the incident, and without what opens it.
fn dropped(told: &Told, hub: &Hub, place: usize) -> Pack {
    let mut pack = told.pack.clone();
    let gone = entries(&pack, 0).remove(place)["file"].as_str().expect("a name").to_owned();
    forget_opening(&mut pack, &gone);
    pack.edit("index.json", |index| {
        index["records"][0]["entries"].as_array_mut().expect("a list").remove(place);
    });
    pack.remove(&gone);
    pack.signed_by(hub)
}

/// A pack without what the second writer edited, and without a word of it in the records: only what
/// was built on it gives it away.
fn quietly_dropped(told: &Told, hub: &Hub) -> Pack {
    let mut pack = told.pack.clone();
    let region = told.region.parse().expect("an id");
    let by_mate = |leaf: &Value| {
        let bytes = told.pack.file(leaf["file"].as_str().expect("a name")).to_vec();
        SignedEntry::parse(region, bytes).expect("an entry").author().to_string() == told.mate
    };
    let gone = entries(&pack, 0).into_iter().find(by_mate).expect("an edit of the mate's");
    let file = gone["file"].as_str().expect("a name");
    forget_opening(&mut pack, file);
    pack.edit("index.json", |index| {
        let all = index["records"][0]["entries"].as_array_mut().expect("a list");
        all.retain(|leaf| *leaf != gone);
    });
    pack.edit("records.json", |all| {
        let values = all[0]["values"].as_object_mut().expect("an object");
        values.retain(|path, _| {
            path != "vehicle" && !path.starts_with(&format!("edits/{}", told.mate))
        });
        let versions = all[0]["versions"].as_array_mut().expect("a list");
        versions.retain(|version| version["by"] != told.mate.as_str());
    });
    pack.remove(file);
    pack.signed_by(hub)
}

/// An entry with another signature, and all that depends on it made anew but the log.
fn unsigned(told: &Told, hub: &Hub) -> Pack {
    let mut pack = told.pack.clone();
    let leaf = entries(&pack, 0).remove(1);
    let file = leaf["file"].as_str().expect("a name").to_owned();
    let opening = pack.json("openings.json")[id_of(&pack, &file)].clone();
    forget_opening(&mut pack, &file);
    let mut bytes = pack.file(&file).to_vec();
    *bytes.last_mut().expect("a signature") ^= 1;
    pack.set(&file, bytes);
    let id = id_of(&pack, &file);
    pack.edit("openings.json", |all| all[&id] = opening);
    pack.signed_by(hub)
}

fn id_of(pack: &Pack, file: &str) -> String {
    use sha2::{Digest, Sha256};
    data_encoding::HEXLOWER.encode(&Sha256::digest(pack.file(file)))
}

fn forget_opening(pack: &mut Pack, file: &str) {
    let id = id_of(pack, file);
    pack.edit("openings.json", |all| {
        all.as_object_mut().expect("an object").remove(&id);
    });
}

/// Puts an entry of another pack in, with what opens it. Returns its line.
fn brought(pack: &mut Pack, other: &Pack, leaf: &Value, name: &str) -> Value {
    let file = leaf["file"].as_str().expect("a name");
    let id = id_of(other, file);
    let opening = other.json("openings.json")[&id].clone();
    pack.add(name, other.file(file).to_vec());
    pack.edit("openings.json", |all| all[&id] = opening);
    json!({ "file": name, "position": leaf["position"], "proof": leaf["proof"] })
}

/// The other report's account in the place of one of this report's.
fn swapped_account(told: &Told, hub: &Hub) -> Pack {
    let (mut pack, other) = (told.pack.clone(), &told.other_pack);
    for leaf in entries(&pack, 1) {
        let file = leaf["file"].as_str().expect("a name").to_owned();
        forget_opening(&mut pack, &file);
        pack.remove(&file);
    }
    let mut line = other.json("index.json")["records"][1].clone();
    let leaves = entries(other, 1)
        .into_iter()
        .enumerate()
        .map(|(number, leaf)| brought(&mut pack, other, &leaf, &format!("entries/x{number}.cose")));
    line["entries"] = leaves.collect();
    pack.edit("index.json", |index| index["records"][1] = line);
    pack.edit("records.json", |all| all[1] = other.json("records.json")[1].clone());
    pack.proved_anew(hub)
}

/// An entry of the other report's incident at the end of this one's.
fn anothers_entry(told: &Told, hub: &Hub) -> Pack {
    let (mut pack, other) = (told.pack.clone(), &told.other_pack);
    let leaf = brought(&mut pack, other, &entries(other, 0)[0], "entries/x.cose");
    pack.edit("index.json", |index| {
        let all = index["records"][0]["entries"].as_array_mut().expect("a list");
        all.push(leaf);
        all.sort_by_key(|leaf| leaf["position"].as_u64());
    });
    pack.proved_anew(hub)
}

fn lies(told: &Told) -> Vec<Lie> {
    let hub = told.hub();
    let edited = |file: &str, edit: &dyn Fn(&mut Value)| {
        let mut pack = told.pack.clone();
        pack.edit(file, edit);
        pack.signed_by(&hub)
    };
    let mut other_photo = told.pack.clone();
    let photo =
        other_photo.names().into_iter().find(|name| name.starts_with("media/")).expect("one");
    other_photo.set(&photo, vec![0xff; told.photo.len()]);
    let mut stowaway = told.pack.clone();
    stowaway.add("media/stowaway.bin", b"x".to_vec());
    let swap = |all: &mut Value| {
        let text = all[1]["values"]["what_happened"].take();
        all[1]["values"]["what_happened"] = all[2]["values"]["what_happened"].take();
        all[2]["values"]["what_happened"] = text;
    };
    let revoked = |index: &mut Value| {
        let all = index["statements"].as_array_mut().expect("a list");
        all.remove(0);
    };
    vec![
        ("a version in the middle left out", "record", dropped(told, &hub, 1)),
        ("the version that began it left out", "record", dropped(told, &hub, 0)),
        ("a version left out, and in the records too", "record", quietly_dropped(told, &hub)),
        ("an entry that its author did not sign", "inclusion", unsigned(told, &hub)),
        ("an account of another report", "another_report", swapped_account(told, &hub)),
        ("an entry of another record", "record", anothers_entry(told, &hub)),
        ("two accounts with each other's words", "readable", edited("records.json", &swap)),
        (
            "a version with other words",
            "readable",
            edited("records.json", &|all: &mut Value| {
                all[0]["versions"][0]["at"] = json!("2020-01-01T00:00:00Z");
            }),
        ),
        ("another photo", "media", other_photo.signed_by(&hub)),
        ("a file that nothing answers for", "files", stowaway.signed_by(&hub)),
        ("no founding", "statement", edited("index.json", &revoked)),
        (
            "another report's id",
            "another_report",
            edited("index.json", &|index: &mut Value| {
                index["report"] = json!(told.other);
            }),
        ),
        (
            "an attachment that is not listed",
            "files",
            edited("index.json", &|index: &mut Value| {
                index["media"] = json!([]);
            }),
        ),
        (
            "another state of the log",
            "receipt",
            edited("index.json", &|index: &mut Value| {
                index["log"]["size"] = json!(1);
            }),
        ),
        (
            "a place in the log that is not its own",
            "inclusion",
            edited("index.json", &|index: &mut Value| {
                let all = index["records"][0]["entries"].as_array_mut().expect("a list");
                let position = all[0]["position"].as_u64().expect("a number");
                all[0]["position"] = json!(position - 1);
            }),
        ),
        (
            "a later version of the format",
            "index",
            edited("index.json", &|index: &mut Value| {
                index["format"] = json!("tabard-evidence/2");
            }),
        ),
    ]
}

#[test]
fn the_hub_itself_cannot_make_a_pack_say_something_else() {
    let told = told();
    for (what, code, pack) in lies(&told) {
        assert_eq!(pack.verdict().err(), Some(code), "{what}");
    }
}

#[test]
fn nobody_but_the_hub_signs_an_index() {
    let told = told();
    let mut changed = told.pack.clone();
    changed.edit("index.json", |index| index["reason"] = json!("another"));
    changed.reckon();
    assert_eq!(changed.verdict().err(), Some("signature"));
    let mut borrowed = told.pack.clone();
    borrowed.set("index.cose", told.other_pack.file("index.cose").to_vec());
    assert_eq!(borrowed.verdict().err(), Some("signature"));
    // A receipt is signed by the relay, and an entry by its author: neither signs an index.
    for file in ["log/receipt.cose", "entries/0001.cose"] {
        let mut posing = told.pack.clone();
        posing.set("index.cose", told.pack.file(file).to_vec());
        assert!(posing.verdict().is_err(), "{file}");
    }
}

#[test]
#[ignore = "takes Python with pycose, cbor2, cryptography and zstandard: see the head of main.rs"]
fn the_second_verifier_refuses_the_same_lies() {
    let told = told();
    let (mut files, mut what) = (Vec::new(), Vec::new());
    for (number, (name, _, pack)) in lies(&told).into_iter().enumerate() {
        let path = told.path(&format!("lie-{number}.zip"));
        std::fs::write(&path, pack.bytes()).expect("a file");
        files.push(path);
        what.push(name);
    }
    let (code, said) = python::ask(&files, &[]);
    assert_eq!(code, 1);
    for (what, said) in what.iter().zip(said) {
        assert_eq!(said["holds"], false, "{what}");
        let crashed = said["why"].as_str().is_some_and(|why| why.ends_with("Error"));
        assert!(!crashed, "{what}: {said}");
        let why = said["why"].as_str().unwrap_or_default();
        match *what {
            "a version left out, and in the records too" => {
                assert_eq!(why, "an entry is missing on which another builds");
            }
            "an entry that its author did not sign" => assert_eq!(why, *what),
            _ => {}
        }
    }
}
