//! Everything that is checked, step by step; the first red step ends it.

use std::fmt;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result};

use crate::cargo::{cargo, read_along, said, succeed};
use crate::setup::{OpenSsl, Tool};

/// What to check.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The tests alone: no formatting, lints and docs
    #[arg(long)]
    quick: bool,
    /// The tests in other languages alone: Kotlin, with a JDK and Maven
    #[arg(long)]
    foreign: bool,
    /// How many times processes are killed in mid-work; 300 for the full run
    #[arg(long, value_name = "N", default_value_t = 50)]
    kills: u32,
}

/// Runs the steps. The last line of standard output tells how many tests passed and failed; a red
/// step other than the tests counts as one that failed.
pub(crate) fn run(options: &Options) -> Result<()> {
    if options.foreign {
        println!("\n{} passed, 0 failed", crate::foreign::run()?);
        return Ok(());
    }
    let openssl = OpenSsl::find();
    let mut tally = Tally::default();
    let outcome = checks(options, openssl).and_then(|()| tests(options, openssl, &mut tally));
    if let Err(error) = &outcome {
        println!("\nred: {error:#}");
        tally.failed = tally.failed.max(1);
    }
    println!("{tally}");
    if outcome.is_err() {
        // Returned, the error would be printed below the tally.
        std::process::exit(1);
    }
    Ok(())
}

fn checks(options: &Options, openssl: OpenSsl) -> Result<()> {
    if options.quick {
        return Ok(());
    }
    if Tool::Rustfmt.found()? {
        step("formatting", &mut cargo(["fmt", "--all", "--check"])?, succeed)?;
    }
    if Tool::Clippy.found()? {
        let mut clippy = cargo(["clippy", "--workspace", "--all-targets"])?;
        clippy.args(openssl.flags()).args(["--", "-D", "warnings"]);
        step("lints", &mut clippy, succeed)?;
    }
    let mut doc = cargo(["doc", "--workspace", "--no-deps"])?;
    doc.args(openssl.flags()).env("RUSTDOCFLAGS", "-D warnings");
    step("docs", &mut doc, succeed)
}

fn tests(options: &Options, openssl: OpenSsl, tally: &mut Tally) -> Result<()> {
    let mut test = cargo(["test", "--workspace", "--no-fail-fast"])?;
    test.args(openssl.flags()).env("TABARD_KILLS", options.kills.to_string());
    step("tests", &mut test, |test| read_along(test, |line| tally.count(line)))
}

/// Runs one step, saying its name before and its time after.
fn step(
    name: &str,
    command: &mut Command,
    run: impl FnOnce(&mut Command) -> Result<()>,
) -> Result<()> {
    println!("\n== {name}: {}", said(command));
    let started = Instant::now();
    run(command).with_context(|| name.to_owned())?;
    println!("== {name}: {:.1} s", started.elapsed().as_secs_f64());
    Ok(())
}

/// What cargo's own result lines add up to.
#[derive(Debug, Default, PartialEq, Eq)]
struct Tally {
    passed: u64,
    failed: u64,
}

impl Tally {
    /// Counts a line such as `test result: ok. 5 passed; 0 failed; …`; others count for nothing.
    fn count(&mut self, line: &str) {
        let Some((_, results)) = line.split_once("test result: ") else { return };
        for part in results.split([';', '.']) {
            match part.trim().split_once(' ') {
                Some((number, "passed")) => self.passed += number.parse().unwrap_or(0),
                Some((number, "failed")) => self.failed += number.parse().unwrap_or(0),
                _ => {}
            }
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::Tally;

    #[test]
    fn result_lines_add_up_and_others_do_not_count() {
        let mut tally = Tally::default();
        for line in [
            "running 3 tests",
            "test adds_up ... ok",
            "test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out",
            "test result: FAILED. 2 passed; 3 failed; 0 ignored; 0 measured; finished in 0.00s",
            "7 passed; 9 failed",
        ] {
            tally.count(line);
        }
        assert_eq!(tally, Tally { passed: 7, failed: 3 });
        assert_eq!(tally.to_string(), "7 passed, 3 failed");
    }
}
