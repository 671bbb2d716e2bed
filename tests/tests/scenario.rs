//! The scenario that Kotlin and Swift are driven by too (see `tests/foreign/README.md`), through the
//! library that they call and real processes.
//!
//! `TABARD_BLESS=1 cargo test -p tabard-tests --test scenario` writes anew what it ends in.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, unreachable_pub)] // what a test expects it tests

mod foreign;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use foreign::canonical::Canonical;
use foreign::{Phone, text};
use serde_json::{Map, Value, json};
use tabard_tests::process::{Server, World};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("foreign")
}

#[test]
fn the_scenario_ends_as_it_does_in_every_language() {
    let scenario = fs::read_to_string(folder().join("scenario.json")).expect("the scenario");
    let steps: Vec<Value> = serde_json::from_str(&scenario).expect("it is a list of steps");
    let world = World::unfounded();
    let mut play = Play::new(&world);
    for (number, step) in steps.iter().enumerate() {
        play.step(step).unwrap_or_else(|said| panic!("step {number}, {step}: {said}"));
    }
    let ended = play.ended(&scenario);
    let expected = folder().join("expected.json");
    if std::env::var_os("TABARD_BLESS").is_some() {
        let text = serde_json::to_string_pretty(&ended).expect("it is JSON");
        fs::write(&expected, text + "\n").expect("a file");
        return;
    }
    let expected = fs::read_to_string(expected).expect("what it ends in");
    let expected: Value = serde_json::from_str(&expected).expect("it is JSON");
    foreign::canonical::same(&ended, &expected);
}

struct Play<'w> {
    world: &'w World,
    server: Option<Server>,
    listen: String,
    phones: BTreeMap<String, Phone>,
    /// What a name stands for: an id, a code.
    names: BTreeMap<String, String>,
    looks: Map<String, Value>,
}

impl<'w> Play<'w> {
    fn new(world: &'w World) -> Self {
        let listen = "127.0.0.1:0".to_owned();
        let (phones, names, looks) = (BTreeMap::new(), BTreeMap::new(), Map::new());
        Self { world, server: None, listen, phones, names, looks }
    }

    /// One step; an error says in what it went otherwise.
    fn step(&mut self, step: &Value) -> Result<(), String> {
        let outcome = match (text(step, "who"), text(step, "do")) {
            ("server", "start") => self.start(),
            ("server", "stop") => self.stop(),
            ("hub", "run") => Ok(self.run(step)),
            (who, "enrol") => self.enrol(who, step),
            (_, "invite") => self.invite(step),
            (_, "look") => self.look(step),
            (who, _) => self.phones.get_mut(who).expect("it is enrolled").does(step, &self.names),
        };
        match (outcome, step["fails"].as_str()) {
            (Ok(_), Some(code)) => Err(format!("it did not fail with {code}")),
            (Err(code), fails) if fails == Some(code.as_str()) => Ok(()),
            (Err(code), _) => Err(format!("it failed with {code}")),
            (Ok(id), None) => {
                if let (Some(name), Some(id)) = (step["as"].as_str(), id) {
                    self.names.insert(name.to_owned(), id);
                }
                Ok(())
            }
        }
    }

    fn start(&mut self) -> Result<Option<String>, String> {
        let server = self.world.start(self.world.serving(&self.listen));
        self.listen = server.address.to_string();
        self.server = Some(server);
        Ok(None)
    }

    fn stop(&mut self) -> Result<Option<String>, String> {
        let _ = self.server.take().expect("the server runs").stop();
        Ok(None)
    }

    /// A command of the binary; what it said under `take`, where that is asked for.
    fn run(&self, step: &Value) -> Option<String> {
        let arguments = step["arguments"].as_array().expect("arguments");
        let filled: Vec<_> =
            arguments.iter().map(|one| self.filled(one.as_str().expect("a text"))).collect();
        let arguments: Vec<_> = filled.iter().map(String::as_str).collect();
        let ended = self.world.run(&arguments).exits(0);
        let take = step["take"].as_str()?;
        Some(text(&ended.json(), take).to_owned())
    }

    /// A text with what the names in braces stand for.
    fn filled(&self, text: &str) -> String {
        let path = |name: &str| self.world.path(name).to_string_lossy().into_owned();
        let text = text.replace("{region}", &path("region"));
        let text = text.replace("{folder}", path("").trim_end_matches('/'));
        let fill =
            |text: String, (name, id): (&String, &String)| text.replace(&format!("{{{name}}}"), id);
        self.names.iter().fold(text, fill)
    }

    fn enrol(&mut self, who: &str, step: &Value) -> Result<Option<String>, String> {
        let code = self.filled(text(step, "code"));
        let phone = Phone::enrolled(&self.world.path(who), &code)?;
        self.phones.insert(who.to_owned(), phone);
        Ok(None)
    }

    /// A crew-mate shows a code, and is let in by it.
    fn invite(&mut self, step: &Value) -> Result<Option<String>, String> {
        let code = self.phones[text(step, "mate")].mate_code(step)?;
        let id = &self.names[text(step, "record")];
        self.phones[text(step, "who")].invite(id, code)?;
        Ok(None)
    }

    fn look(&mut self, step: &Value) -> Result<Option<String>, String> {
        let seen = self.phones[text(step, "who")].sees(step, &self.names)?;
        self.looks.insert(text(step, "as").to_owned(), seen);
        Ok(None)
    }

    fn ended(&self, scenario: &str) -> Value {
        let mut canonical = Canonical::new(scenario);
        for (name, id) in &self.names {
            canonical.name(id, name);
        }
        for (name, phone) in &self.phones {
            canonical.name(&phone.id(), name);
        }
        let looks = self.looks.iter().map(|(name, seen)| (name.clone(), canonical.of(seen)));
        json!(looks.collect::<Map<_, _>>())
    }
}
