//! The command line as a whole.

mod offline;
mod region;

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use clap::CommandFactory;
use serde_json::Value;
use tabard_core::words::Words;

use super::*;

/// What a command did.
struct Ran {
    exit: Exit,
    out: Vec<Value>,
    err: Vec<Value>,
}

/// Runs a command and has it answer in JSON.
fn execute(line: &[&str]) -> Ran {
    let cli = Cli::try_parse_from(["tabard", "--json"].iter().chain(line)).unwrap();
    let (out, err) = (Sink::default(), Sink::default());
    let output = Output::to(true, Words::english().clone(), out.clone(), err.clone());
    let exit = cli.command.run(&output).unwrap_or_else(|failure| {
        output.failure(&failure);
        failure.exit()
    });
    Ran { exit, out: out.lines(), err: err.lines() }
}

#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl Sink {
    fn lines(&self) -> Vec<Value> {
        let text = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn leaves(command: &clap::Command, path: &str, found: &mut Vec<(String, clap::Command)>) {
    let path = format!("{path} {}", command.get_name());
    if !command.has_subcommands() {
        found.push((path.clone(), command.clone()));
    }
    for below in command.get_subcommands() {
        leaves(below, &path, found);
    }
}

#[test]
fn it_is_well_formed() {
    Cli::command().debug_assert();
}

#[test]
fn every_command_has_help_with_an_example() {
    let mut found = Vec::new();
    leaves(&Cli::command(), "", &mut found);
    assert!(found.len() >= 19, "{}", found.len());
    for (path, command) in found {
        let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        assert!(help.contains("Example:\n  "), "{path}");
        assert!(help.contains(path.trim()), "the example of{path} is another's");
        assert!(command.get_about().is_some(), "{path}");
    }
}

#[test]
fn json_may_be_asked_for_anywhere() {
    for line in [
        ["tabard", "--json", "device", "list", "--vault", "v"],
        ["tabard", "device", "list", "--vault", "v", "--json"],
    ] {
        assert!(Cli::try_parse_from(line).unwrap().json);
    }
}
