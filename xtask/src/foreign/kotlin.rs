//! Kotlin, on the JVM under Maven: the library's layer, and the sample's screens.

use std::process::Command;

use anyhow::Result;

use super::{Bench, Beside};
use crate::cargo::{read_along, root};
use crate::setup::{desktop, maven};

/// Runs every test; gives how many passed.
pub(super) fn test(beside: &Beside) -> Result<u64> {
    desktop()?;
    let mut command = on("android-sample")?;
    beside.tell(&mut command);
    passed(command.arg("test"))
}

/// What measures the calls of the library's layer.
pub(super) fn bench(beside: &Beside) -> Result<Bench> {
    if maven().is_err() {
        return Ok(Err("no Maven here"));
    }
    let mut command = on("bindings/kotlin")?;
    beside.tell(&mut command);
    command.args(["test", "-q", "-Dtest=CallCosts"]);
    Ok(Ok(command))
}

/// Maven on the project of a folder.
pub(super) fn on(folder: &str) -> Result<Command> {
    let mut maven = maven()?;
    maven.args(["-B", "-Dstyle.color=never", "-Dkotlin.compiler.daemon=false", "-f"]);
    maven.arg(root()?.join(folder).join("pom.xml"));
    Ok(maven)
}

/// Runs tests; gives how many passed.
pub(super) fn passed(command: &mut Command) -> Result<u64> {
    let mut passed = Totals::default();
    read_along(command, |line| passed.read(line))?;
    Ok(passed.sum)
}

/// What Surefire's lines add up to: one after each class, with its time, and one for each module.
#[derive(Default)]
struct Totals {
    sum: u64,
}

impl Totals {
    fn read(&mut self, line: &str) {
        let Some((_, after)) = line.split_once("Tests run: ") else { return };
        if !line.contains("Time elapsed") {
            let run = after.split(',').next().and_then(|run| run.parse().ok());
            self.sum += run.unwrap_or(0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Totals;

    #[test]
    fn the_sum_of_each_module_is_read_once() {
        let mut totals = Totals::default();
        for line in [
            "[INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 2.1 s",
            "[INFO] Tests run: 1, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 0.1 s",
            "[INFO] Tests run: 4, Failures: 0, Errors: 0, Skipped: 0",
            "[INFO] Tests run: 2, Failures: 0, Errors: 0, Skipped: 0",
            "[INFO] BUILD SUCCESS",
        ] {
            totals.read(line);
        }
        assert_eq!(totals.sum, 6);
    }
}
