//! Swift 6: the package, and the models of the sample. Where the machine has no Swift of its own, in
//! a Debian that `bindings/swift/chroot.sh` makes below `target`.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};

use super::{Bench, Beside};
use crate::cargo::{read_along, root, succeed, works};

/// The scripts that build, test and compare; each prints how many tests passed in its last line.
const CHECKS: [&str; 2] = ["bindings/swift/check.sh", "ios-sample/check.sh"];

/// Runs them; gives how many tests passed. A test that fails is an error; no place for them is told.
pub(super) fn test(beside: &Beside) -> Result<u64> {
    let root = root()?;
    let Some(place) = Place::find(&root) else {
        eprintln!("swift: NOT TESTED: there is no Swift here, and no Debian with it can be made");
        return Ok(0);
    };
    let mut sum = 0;
    for check in CHECKS {
        let mut command = place.command(&root);
        beside.tell(command.arg("bash").arg(root.join(check)));
        let mut last = String::new();
        read_along(&mut command, |line| line.clone_into(&mut last))?;
        let passed = passed(&last);
        ensure!(passed > 0, "{check} did not say how many tests passed");
        sum += passed;
    }
    Ok(sum)
}

/// What measures the calls of the package.
pub(super) fn bench(beside: &Beside) -> Result<Bench> {
    let root = root()?;
    let Some(place) = Place::find(&root) else { return Ok(Err("no Swift here")) };
    let mut command = place.command(&root);
    beside.tell(command.arg("bash").arg(root.join("bindings/swift/bench.sh")));
    Ok(Ok(command))
}

/// Where Swift is.
enum Place {
    Here,
    Chroot(PathBuf),
}

impl Place {
    /// Where there is none and no chroot can be made or entered, as without root, there is no place.
    fn find(root: &Path) -> Option<Self> {
        if works(Command::new("swift").arg("--version")) {
            return Some(Self::Here);
        }
        let chroot = root.join("target/swift-chroot");
        let mut setup = Command::new(root.join("bindings/swift/chroot.sh"));
        if let Err(error) = succeed(setup.arg("setup").arg(&chroot)) {
            eprintln!("swift: {error}");
            return None;
        }
        let place = Self::Chroot(chroot);
        works(place.command(root).arg("true")).then_some(place)
    }

    /// What a command there begins with.
    fn command(&self, root: &Path) -> Command {
        match self {
            Self::Here => Command::new("env"),
            Self::Chroot(chroot) => {
                let mut run = Command::new(root.join("bindings/swift/chroot.sh"));
                run.arg("run").arg(chroot).arg(root);
                run
            }
        }
    }
}

/// The number before "passed" in a line such as `38 passed`.
fn passed(line: &str) -> u64 {
    let before = line.split("passed").next().unwrap_or_default();
    let number = before.split_whitespace().rev().find_map(|word| word.parse().ok());
    number.unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::passed;

    #[test]
    fn what_passed_is_read_from_the_last_line() {
        assert_eq!(passed("38 passed"), 38);
        assert_eq!(passed("swift: 38 tests passed"), 38);
        assert_eq!(passed("nothing to see"), 0);
    }
}
