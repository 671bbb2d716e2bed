//! `tabard serve --console` as a process: what it logs of those who use it, and where it listens.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;
use tabard_server::host::{entropy, now};
use tabard_server::hub::Hub;
use tempfile::TempDir;

const NAME: &str = "Jacinta Brown-Oyelaran";

fn region() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("region");
    Hub::init(&dir, "Yorkshire Ambulance Service", now(), &mut entropy()).unwrap();
    (folder, dir)
}

fn tabard(arguments: &[&str], dir: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tabard"));
    command.args(["--json", "--lang", "en"]).args(arguments).arg("--dir").arg(dir);
    command.output().unwrap()
}

/// A process that does not outlive its test, and its console.
struct Served {
    child: Child,
    console: String,
}

impl Served {
    fn start(dir: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_tabard"))
            .args(["serve", "--listen", "127.0.0.1:0", "--console", "127.0.0.1:0", "--dir"])
            .arg(dir)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let said: Value = serde_json::from_str(&line).unwrap();
        Self { child, console: said["console"].as_str().unwrap().to_owned() }
    }

    fn authority(&self) -> &str {
        self.console.strip_prefix("http://").unwrap()
    }

    fn ask(&self, method: &str, path: &str, session: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(self.authority()).unwrap();
        let (host, origin) = (self.authority(), &self.console);
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nhost: {host}\r\norigin: {origin}\r\ncookie: {session}\r\n\
             connection: close\r\ncontent-type: application/x-www-form-urlencoded\r\n\
             content-length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// Ends it, and gives what it logged.
    fn log(mut self) -> String {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        let mut log = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        assert!(self.child.wait().unwrap().success());
        log
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    text.split_once(before).unwrap().1.split_once(after).unwrap().0
}

/// What an authenticator app shows now.
fn code_of(secret: &str) -> String {
    let secret: [u8; 20] =
        data_encoding::BASE32_NOPAD.decode(secret.as_bytes()).unwrap().try_into().unwrap();
    let codes = totp_rs::Builder::new().with_secret(secret).build().unwrap();
    codes.generate(u64::try_from(now().0).unwrap() / 1000).to_string()
}

#[test]
fn neither_names_nor_links_nor_numbers_are_logged() {
    let (_folder, dir) = region();
    let served = Served::start(&dir);
    let invited = tabard(&["console", "invite", "--role", "approver", "--name", NAME], &dir);
    let said: Value = serde_json::from_slice(&invited.stdout).unwrap();
    let path = said["link"].as_str().unwrap().strip_prefix(&served.console).unwrap().to_owned();
    assert!(served.ask("GET", &path, "", "").contains(NAME));
    let password = "heron in the porch";
    let body = "new_password=heron+in+the+porch&again=heron+in+the+porch";
    let chosen = served.ask("POST", &path, "", body);
    let secret = between(&chosen, "id=\"secret\">", "<").replace(' ', "");
    let body = format!(
        "page={}&first_code={}",
        between(&chosen, "name=\"page\" value=\"", "\""),
        code_of(&secret)
    );
    let entered = served.ask("POST", &format!("{path}/code"), "", &body);
    let spare = between(&entered, "<li><code>", "<").to_owned();
    let session = between(&entered, "set-cookie: ", ";").to_owned();
    for code in ["000000", &spare] {
        let body = format!("name={NAME}&password={password}&code={code}").replace(' ', "+");
        served.ask("POST", "/sign-in", "", &body);
    }
    let page = served.ask("GET", "/search", &session, "");
    let mark = between(&page, "name=\"mark\" value=\"", "\"");
    let body = format!("mark={mark}&what=number&number=07700900123");
    assert!(served.ask("POST", "/search", &session, &body).contains("Nothing warns"));
    served.ask("GET", "/markers/0123456789abcdef?q=0123456789", &session, "");
    let people = tabard(&["console", "people"], &dir);
    let people: Value = serde_json::from_slice(&people.stdout).unwrap();
    assert_eq!((&people[0]["name"], &people[0]["sessions"]), (&NAME.into(), &2.into()));
    assert!(tabard(&["console", "remove", NAME], &dir).status.success());
    assert!(served.ask("GET", "/", &session, "").starts_with("HTTP/1.1 401"));

    let log = served.log();
    assert!(log.contains("/search") && log.contains("/enter/{token}"), "{log}");
    let session = session.split_once('=').unwrap().1;
    let link = path.trim_start_matches("/enter/");
    for secret in [
        session,
        link,
        mark,
        password,
        "heron",
        &secret,
        &spare,
        "Jacinta",
        "07700900123",
        "0123456789",
    ] {
        assert!(!log.contains(secret), "it is in the log");
    }
}

#[test]
fn it_listens_on_this_machine_alone_and_says_what_to_do_otherwise() {
    let (_folder, dir) = region();
    for (options, code) in [
        (vec!["serve", "--console", "0.0.0.0:0"], "not_loopback"),
        (vec!["serve", "--console", "127.0.0.1:0", "--console-url", "http://a.example"], "bad_url"),
        (vec!["serve", "--console", "127.0.0.1:0", "--console-url", "https://a/b"], "bad_url"),
        (vec!["console", "invite", "--role", "approver", "--name", "A"], "no_console"),
        (vec!["console", "remove", "Nobody"], "unknown_person"),
    ] {
        let refused = tabard(&options, &dir);
        assert!(!refused.status.success());
        let said = String::from_utf8(refused.stderr).unwrap();
        assert!(said.contains(code), "{options:?}: {said}");
    }
}
