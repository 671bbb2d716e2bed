//! The tests in other languages, against the library and the server as they are built here.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;

use anyhow::{Context, Result, bail};

use crate::bindings;
use crate::cargo::{cargo, root, said, succeed};
use crate::setup::{OpenSsl, maven};

/// Builds and generates what they need, and runs them. Gives how many passed.
pub(crate) fn run() -> Result<u64> {
    let mut maven = maven()?;
    let mut server = cargo(["build", "--package", "tabard-server", "--bin", "tabard"])?;
    succeed(server.args(OpenSsl::find().flags()))?;
    bindings::run(&bindings::Options::default())?;
    let built = root()?.join("target/debug");
    maven.args(["-B", "-Dstyle.color=never", "-Dkotlin.compiler.daemon=false", "-f"]);
    maven.arg(root()?.join("bindings/kotlin/pom.xml")).arg("test");
    maven.env("TABARD_LIBRARY_DIR", &built).env("TABARD_BIN", built.join(Path::new("tabard")));
    let mut child = maven.stdout(Stdio::piped()).spawn().context("starting Maven")?;
    let stdout = child.stdout.take().context("its output is piped")?;
    let mut passed = 0;
    for line in BufReader::new(stdout).lines() {
        let line = line?;
        println!("{line}");
        passed = total(&line).unwrap_or(passed);
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("`{}` ended with {status}", said(&maven));
    }
    Ok(passed)
}

/// How many tests a line of Surefire says that it ran; the last such line has the sum.
fn total(line: &str) -> Option<u64> {
    let (_, after) = line.split_once("Tests run: ")?;
    after.split(',').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::total;

    #[test]
    fn the_sum_of_surefire_is_read() {
        assert_eq!(total("[INFO] Tests run: 4, Failures: 0, Errors: 0, Skipped: 0"), Some(4));
        assert_eq!(total("[INFO] BUILD SUCCESS"), None);
    }
}
