//! Swift 6: the package. Where the machine has no Swift of its
//! own, in a Debian that `bindings/swift/chroot.sh` makes below `target`.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, ensure};

use super::Beside;
use crate::cargo::{read_along, root, succeed, works};

/// The scripts that build, test and compare; each prints how many tests passed in its last line.
const CHECKS: [&str; 1] = ["bindings/swift/check.sh"];

/// Runs them; gives how many tests passed.
pub(super) fn test(beside: &Beside) -> Result<u64> {
    let root = root()?;
    let place = Place::find(&root)?;
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

/// Where Swift is.
enum Place {
    Here,
    Chroot(std::path::PathBuf),
}

impl Place {
    fn find(root: &Path) -> Result<Self> {
        if works(Command::new("swift").arg("--version")) {
            return Ok(Self::Here);
        }
        let chroot = root.join("target/swift-chroot");
        let mut setup = Command::new(root.join("bindings/swift/chroot.sh"));
        succeed(setup.arg("setup").arg(&chroot))?;
        Ok(Self::Chroot(chroot))
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
