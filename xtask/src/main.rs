//! The chores of the workspace, run as `cargo xtask …`.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "chores talk to the person who runs them"
)]

mod bench;
mod bindings;
mod browser;
mod cargo;
mod demo;
mod deny;
mod fhir;
mod foreign;
mod python;
mod setup;
mod test;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The chores of Tabard. Each sets up what it needs first.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
struct Chores {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Show one night of an ambulance region: dead signal, 200 reports, a merge, the hub's answers
    Demo(demo::Options),
    /// Check everything: formatting, lints, docs and all tests
    Test(test::Options),
    /// Measure the budgets; one JSON object a line
    Bench(bench::Options),
    /// Generate the Kotlin and the Swift that speak to the library
    Bindings(bindings::Options),
    /// Try the pages in a real browser
    Browser(browser::Options),
    /// Check what the crates are licensed under and where they come from
    Deny,
    /// Have the exported FHIR resources judged by HAPI FHIR's validator (Java, Maven)
    Fhir(fhir::Options),
    /// Run the checks in Python: of the test vectors, and of evidence packs
    Python,
    /// Find or install what a build needs, and say what was found
    Setup,
}

fn main() -> ExitCode {
    let outcome = match Chores::parse().chore {
        Chore::Demo(options) => demo::run(&options),
        Chore::Test(options) => test::run(&options),
        Chore::Bench(options) => bench::run(&options),
        Chore::Bindings(options) => bindings::run(&options),
        Chore::Browser(options) => browser::run(&options),
        Chore::Deny => deny::run(),
        Chore::Fhir(options) => fhir::run(&options),
        Chore::Python => python::run(),
        Chore::Setup => setup::run(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // In one line and without a backtrace, whatever the environment asks for.
            eprintln!("\nfailed: {error:#}");
            ExitCode::FAILURE
        }
    }
}
