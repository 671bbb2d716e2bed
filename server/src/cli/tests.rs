//! The command line as a whole.

mod offline;

use clap::CommandFactory;

use super::*;

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
