//! Licences, banned crates, sources, and known holes where a list of them is at hand.

use std::env;
use std::path::PathBuf;

use anyhow::Result;

use crate::cargo::{cargo, succeed};
use crate::setup::Tool;

/// Runs cargo-deny with `deny.toml`.
pub(crate) fn run() -> Result<()> {
    if !Tool::Deny.found()? {
        return Ok(());
    }
    succeed(
        cargo(["deny", "check", "--hide-inclusion-graph"])?.args(["licenses", "bans", "sources"]),
    )?;
    if has_advisories() {
        return succeed(&mut cargo(["deny", "check", "--disable-fetch", "advisories"])?);
    }
    eprintln!("deny: no list of known holes here; to have it: cargo deny fetch db");
    Ok(())
}

fn has_advisories() -> bool {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cargo")));
    home.is_some_and(|home| home.join("advisory-dbs").is_dir())
}
