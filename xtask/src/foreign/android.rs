//! What is Android's, on the JVM under Maven: the library's part, its rules for R8, and the sample as it
//! is compiled for a phone.

use anyhow::{Result, ensure};

use super::{Beside, kotlin};
use crate::cargo::said;

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
    let mut command = kotlin::on("android-sample/app/check")?;
    command.args([TESTS, "-Dsurefire.failIfNoSpecifiedTests=false", "test"]);
    beside.tell(&mut command);
    let passed = kotlin::passed(&mut command)?;
    ensure!(passed > 0, "android: no test ran");
    Ok(passed)
}

/// What could not be had of a folder's libraries. Any other failure is an error.
fn missing(folder: &str) -> Result<Option<String>> {
    let mut probe = kotlin::on(folder)?;
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
