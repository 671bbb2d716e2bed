//! The binary, and how a run of it ended.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

/// The binary under test. Cargo builds it before it runs the tests of this package, in the folder
/// above theirs; the bench stands beside it.
pub(super) fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        let test = std::env::current_exe().expect("the test has a path");
        let name = Path::new("tabard-under-test").with_extension(std::env::consts::EXE_EXTENSION);
        let mut beside = test.ancestors().skip(1).take(2).map(|folder| folder.join(&name));
        beside.find(|binary| binary.exists()).expect("cargo builds the binary with the tests")
    })
}

/// How a command ended, and what it said.
#[derive(Debug)]
pub struct Ended {
    /// The exit code; -1 when a signal ended it.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Ended {
    pub(super) fn of(mut command: Command) -> Self {
        command.stdin(Stdio::null()).output().expect("the binary runs").into()
    }

    /// The same with text on standard input, which every command reads to its end before it says
    /// anything.
    pub(super) fn after_reading(mut command: Command, text: &str) -> Self {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the binary runs");
        // Who fails early does not read.
        let _ = child.stdin.take().expect("it is piped").write_all(text.as_bytes());
        child.wait_with_output().expect("the binary ends").into()
    }

    /// Insists on an exit code.
    #[must_use]
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:#?}");
        self
    }

    /// Standard output as JSON, one value a line.
    pub fn lines(&self) -> Vec<Value> {
        said(&self.out)
    }

    /// The one line of standard output as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        let mut lines = self.lines();
        assert_eq!(lines.len(), 1, "{self:#?}");
        lines.remove(0)
    }

    /// The ids that were printed.
    pub fn ids(&self) -> Vec<String> {
        ids(&self.lines())
    }

    /// The code of the failure on standard error, and what to do about it.
    #[track_caller]
    pub fn failure(&self) -> (String, String) {
        let last = self.err.lines().last().unwrap_or_default();
        let failure: Value = serde_json::from_str(last).unwrap_or_default();
        let text = |key: &str| failure["error"][key].as_str().map(str::to_owned);
        let (Some(code), Some(what_to_do)) = (text("code"), text("what_to_do")) else {
            panic!("it says no failure in JSON: {self:#?}");
        };
        (code, what_to_do)
    }
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("what it says is UTF-8");
        let code = output.status.code().unwrap_or(-1);
        Self { code, out: text(output.stdout), err: text(output.stderr) }
    }
}

/// The whole lines of a text as JSON. A line that the end of its writer cut short is none.
pub fn said(text: &str) -> Vec<Value> {
    let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
    whole.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

/// The ids of reports, in their order.
pub(super) fn ids(reports: &[Value]) -> Vec<String> {
    let id = |report: &Value| report["id"].as_str().expect("a report has an id").to_owned();
    reports.iter().map(id).collect()
}
