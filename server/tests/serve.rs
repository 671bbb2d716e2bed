//! `tabard serve` as a process.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tabard_core::ids::Millis;
use tabard_server::host::{entropy, now};
use tabard_server::hub::Hub;
use tempfile::TempDir;

/// So long that a test which waits for it has failed.
const FOREVER: Duration = Duration::from_secs(20);

fn region(founded: Millis) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("region");
    Hub::init(&dir, "Yorkshire Ambulance Service", founded, &mut entropy()).unwrap();
    (folder, dir)
}

/// A process that does not outlive its test.
struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The process, and a connection to it.
fn serve(dir: &Path) -> (Served, TcpStream) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_tabard"))
        .args(["serve", "--listen", "127.0.0.1:0", "--dir"])
        .arg(dir)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let said: serde_json::Value = serde_json::from_str(&line).unwrap();
    let stream = TcpStream::connect(said["listening"].as_str().unwrap()).unwrap();
    stream.set_read_timeout(Some(FOREVER)).unwrap();
    (Served(child), stream)
}

fn signal(served: &Served, name: &str) {
    let sent = Command::new("sh").args(["-c", &format!("kill -{name} {}", served.0.id())]).status();
    assert!(sent.unwrap().success());
}

fn exit_code(served: &mut Served) -> Option<i32> {
    let began = Instant::now();
    while began.elapsed() < FOREVER {
        if let Some(status) = served.0.try_wait().unwrap() {
            return status.code();
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("it did not end");
}

fn read_until(stream: &mut TcpStream, end: &str) -> String {
    let mut said = String::new();
    while !said.ends_with(end) {
        let mut byte = [0];
        stream.read_exact(&mut byte).expect("more of the answer");
        said.push(byte[0].into());
    }
    said
}

#[test]
fn either_signal_ends_it_after_the_request_under_way() {
    for name in ["TERM", "INT"] {
        let (_folder, dir) = region(now());
        let (mut served, mut stream) = serve(&dir);
        let head = "POST /v1/enrol HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 4\r\n\r\n";
        stream.write_all(head.as_bytes()).unwrap();
        // The route wants the body, so the request is under way.
        read_until(&mut stream, "100 Continue\r\n\r\n");
        signal(&served, name);
        let began = Instant::now();
        while TcpStream::connect(stream.peer_addr().unwrap()).is_ok() {
            assert!(began.elapsed() < FOREVER, "it still takes connections after {name}");
            std::thread::sleep(Duration::from_millis(10));
        }
        stream.write_all(b"what").unwrap();
        let answer = read_until(&mut stream, "}");
        assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
        assert!(answer.contains("malformed"), "{answer}");
        assert_eq!(exit_code(&mut served), Some(0), "{name}");
    }
}

#[test]
fn it_warns_while_its_own_certificate_ends_soon() {
    for (days_left, warns) in [(179, true), (181, false)] {
        let (_folder, dir) = region(now().plus_days(days_left - 3 * 365));
        let (mut served, _stream) = serve(&dir);
        signal(&served, "TERM");
        assert_eq!(exit_code(&mut served), Some(0));
        let mut logged = String::new();
        served.0.stderr.take().unwrap().read_to_string(&mut logged).unwrap();
        assert_eq!(logged.contains("tabard region renew"), warns, "{logged}");
    }
}
