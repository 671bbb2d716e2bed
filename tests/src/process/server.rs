//! Processes that run on while the test does something else.

use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// A server that answers. It is killed when it is dropped.
pub struct Server {
    child: Child,
    out: BufReader<ChildStdout>,
    /// Where it listens.
    pub address: SocketAddr,
    first: String,
}

impl Server {
    /// Starts a server and waits until it says that it listens. It adds to the log.
    pub(super) fn start(mut command: Command, log: &Path) -> Self {
        let log = OpenOptions::new().create(true).append(true).open(log).expect("a log");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log);
        let mut child = command.spawn().expect("the server starts");
        let mut out = BufReader::new(child.stdout.take().expect("it is piped"));
        let mut first = String::new();
        out.read_line(&mut first).expect("the server says something");
        let listening = serde_json::from_str::<Value>(&first).unwrap_or_default();
        let address = listening["listening"].as_str().and_then(|address| address.parse().ok());
        let Some(address) = address else {
            let _ = child.kill();
            let _ = child.wait();
            panic!("the server did not come up; it said {first:?}");
        };
        Self { child, out, address, first }
    }

    /// What it said when it came up.
    pub fn said(&self) -> Value {
        serde_json::from_str(&self.first).unwrap_or_default()
    }

    /// Its process.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// Ends it as `kill -9` does. Returns its standard output.
    pub fn kill(mut self) -> String {
        self.child.kill().expect("the server is killed");
        self.rest()
    }

    /// Ends it as an operator does, and waits. Returns its standard output.
    pub fn stop(mut self) -> String {
        let id = self.child.id().to_string();
        let told = Command::new("kill").args(["-TERM", &id]).status().expect("there is a kill");
        assert!(told.success(), "the server runs until it is told to stop");
        let ended = self.child.wait().expect("the server ends");
        assert!(ended.success(), "the server ends well: {ended}");
        self.rest()
    }

    fn rest(&mut self) -> String {
        let mut all = std::mem::take(&mut self.first);
        self.out.read_to_string(&mut all).expect("what it says is UTF-8");
        all
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A process that is to be killed in its work.
pub struct Victim {
    child: Child,
    started: Instant,
    out: PathBuf,
}

impl Victim {
    /// Starts it, its standard output going to a file.
    pub fn start(mut command: Command, out: &Path) -> Self {
        let file = File::create(out).expect("a file for what it says");
        command.stdin(Stdio::null()).stdout(file).stderr(Stdio::null());
        let child = command.spawn().expect("the process starts");
        Self { child, started: Instant::now(), out: out.to_owned() }
    }

    /// Kills it so long after its start. Returns what it had printed, and whether it was still at
    /// work.
    pub fn killed_after(mut self, delay: Duration) -> (String, bool) {
        while self.started.elapsed() < delay {
            let left = delay.saturating_sub(self.started.elapsed());
            std::thread::sleep(left.min(Duration::from_millis(1)));
        }
        let at_work = self.child.try_wait().expect("its state").is_none();
        self.child.kill().expect("it is killed");
        self.child.wait().expect("it is gone");
        (self.said(), at_work)
    }

    /// Lets it end by itself. Returns what it printed and its exit code.
    pub fn ends(mut self) -> (String, i32) {
        let status = self.child.wait().expect("it ends");
        (self.said(), status.code().unwrap_or(-1))
    }

    fn said(&self) -> String {
        fs::read_to_string(&self.out).expect("what it said")
    }
}

impl Drop for Victim {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
