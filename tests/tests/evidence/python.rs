//! The second verifier.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

fn python() -> Command {
    let python = std::env::var_os("TABARD_PYTHON").unwrap_or_else(|| "python3".into());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("evidence/verify.py");
    let mut command = Command::new(python);
    command.arg(script);
    command
}

/// How it ended, and one line for each pack.
pub(crate) fn ask(packs: &[PathBuf], more: &[&str]) -> (i32, Vec<Value>) {
    let ended = python().args(packs).args(more).output().expect("Python runs");
    let out = String::from_utf8(ended.stdout).expect("text");
    let lines: Vec<Value> =
        out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let err = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(
        lines.len(),
        packs.len(),
        "it takes: pip install pycose cbor2 cryptography zstandard\n{err}"
    );
    (ended.status.code().expect("it ended"), lines)
}
