//! What is Android's, on the JVM under Maven: the library's part, its rules for R8, and the sample as it
//! is compiled for a phone.

use std::process::Command;

use anyhow::{Result, ensure};

use super::Beside;
use super::kotlin::Totals;
use crate::cargo::{read_along, root, said};
use crate::setup::maven;

/// The folders of what only Google's repository has.
const GOOGLES: [&str; 2] = ["bindings/kotlin/android/aars", "android-sample/app/aars"];

/// What is run; the tests of the Kotlin layer itself have run before.
const TESTS: &str = "-Dtest=org.tabard.android.**,org.tabard.shrunk.**,org.tabard.sample.phone.**";

/// Runs every test; gives how many passed. That Google's repository cannot be reached is told.
pub(super) fn test(beside: &Beside) -> Result<u64> {
    for folder in GOOGLES {
        if let Some(missing) = missing(folder)? {
            eprintln!("android: NOT TESTED: Google's repository is not to be had: {missing}");
            return Ok(0);
        }
    }
    let mut command = command("android-sample/app/check")?;
    command.args([TESTS, "-Dsurefire.failIfNoSpecifiedTests=false", "test"]);
    beside.tell(&mut command);
    let mut passed = Totals::default();
    read_along(&mut command, |line| passed.read(line))?;
    ensure!(passed.sum() > 0, "android: no test ran");
    Ok(passed.sum())
}

fn command(folder: &str) -> Result<Command> {
    let mut maven = maven()?;
    maven.args(["-B", "-Dstyle.color=never", "-Dkotlin.compiler.daemon=false", "-f"]);
    maven.arg(root()?.join(folder).join("pom.xml"));
    Ok(maven)
}

/// What could not be had of a folder's libraries. Any other failure is an error.
fn missing(folder: &str) -> Result<Option<String>> {
    let mut probe = command(folder)?;
    let output = probe.args(["-q", "generate-resources"]).output()?;
    if output.status.success() {
        return Ok(None);
    }
    let told = String::from_utf8_lossy(&output.stdout);
    let missing = unreachable(&told);
    ensure!(missing.is_some(), "`{}` ended with {}:\n{told}", said(&probe), output.status);
    Ok(missing)
}

/// The first library that Maven says it did not get, by its name alone.
fn unreachable(told: &str) -> Option<String> {
    const SAID: [&str; 2] = ["Could not find artifact ", "Could not transfer artifact "];
    let rest = SAID.iter().find_map(|said| told.split_once(said)).map(|(_, rest)| rest)?;
    rest.split_whitespace().next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::unreachable;

    #[test]
    fn a_library_that_is_not_to_be_had_is_named() {
        let told = "[ERROR] Failed to execute goal copy (aars) on project tabard-android-aars: \
                    Could not find artifact androidx.work:work-runtime:aar:2.10.0 in central (…) -> [Help 1]";
        assert_eq!(unreachable(told).as_deref(), Some("androidx.work:work-runtime:aar:2.10.0"));
        assert_eq!(unreachable("[ERROR] Non-parseable POM"), None);
    }
}
