//! The tests in other languages, against the library and the server as they are built here.

use anyhow::Result;

use crate::bindings;
use crate::cargo::{built, cargo, read_along, root, succeed};
use crate::setup::{OpenSsl, maven};

/// Builds and generates what they need, and runs them. Gives how many passed.
pub(crate) fn run() -> Result<u64> {
    let mut maven = maven()?;
    let openssl = OpenSsl::find();
    let mut server = cargo(["build", "--package", "tabard-server", "--bin", "tabard"])?;
    succeed(server.args(openssl.flags()))?;
    bindings::generate_all(openssl)?;
    let built = built()?;
    maven.args(["-B", "-Dstyle.color=never", "-Dkotlin.compiler.daemon=false", "-f"]);
    maven.arg(root()?.join("bindings/kotlin/pom.xml")).arg("test");
    maven.env("TABARD_LIBRARY_DIR", &built).env("TABARD_BIN", built.join("tabard"));
    let mut passed = 0;
    read_along(&mut maven, |line| passed = total(line).unwrap_or(passed))?;
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
