//! What an app takes in with the library, and under which licence: the list its notices need.

use anyhow::{Result, ensure};

use crate::cargo::{cargo, said};

/// A crate a line with its licence, sorted: everything that is linked into the library of a phone.
pub(super) fn text() -> Result<String> {
    let mut tree = cargo(["tree", "--locked", "--package", "tabard-ffi", "--prefix", "none"])?;
    tree.args(["--no-default-features", "--features", "vendored-openssl"]);
    tree.args(["--edges", "normal,no-proc-macro", "--target", "aarch64-linux-android"]);
    tree.args(["--no-dedupe", "--format", "{p}: {l}"]);
    let output = tree.output()?;
    ensure!(output.status.success(), "`{}` ended with {}", said(&tree), output.status);
    let listed = String::from_utf8(output.stdout)?;
    // Our own stand with the folder they are in, and are under the licence of the project.
    let mut crates: Vec<_> = listed.lines().filter(|line| !line.contains(" (/")).collect();
    crates.sort_unstable();
    crates.dedup();
    Ok(crates.iter().map(|line| format!("{line}\n")).collect())
}
