//! Two real processes and no server: `tabard device link` at both ends.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // what a test expects it tests

use std::io::{BufRead, BufReader, Read};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Stdio};

use serde_json::{Value, json};
use tabard_tests::process::{Device, World, said};

/// A device that waits for another.
struct Waiting {
    child: Child,
    out: BufReader<ChildStdout>,
    at: String,
}

impl Waiting {
    fn of(device: &Device<'_>) -> Self {
        let mut command = device.command("link", &["--listen", "127.0.0.1:0"]);
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
        let mut out = BufReader::new(child.stdout.take().expect("it is piped"));
        let mut line = String::new();
        out.read_line(&mut line).expect("where it listens");
        let line: Value = serde_json::from_str(&line).expect("JSON");
        let at = line["listening"].as_str().expect("an address").to_owned();
        Self { child, out, at }
    }

    /// The exit code, and what it said at the end.
    fn ends(mut self) -> (i32, Vec<Value>) {
        let mut rest = String::new();
        self.out.read_to_string(&mut rest).expect("the report");
        let status = self.child.wait().expect("it ends");
        (status.code().expect("a code"), said(&rest))
    }
}

/// Links two devices, and gives what each says of it.
fn link(listens: &Device<'_>, connects: &Device<'_>) -> (Value, Value) {
    let waiting = Waiting::of(listens);
    let there = connects.run("link", &["--connect", &waiting.at]).exits(0).json();
    let (code, mut here) = waiting.ends();
    assert_eq!((code, here.len()), (0, 1));
    (here.remove(0), there)
}

#[test]
fn an_incident_goes_both_ways_between_two_processes_and_comes_twice_to_nobody() {
    let world = World::new();
    let server = world.serve();
    let address = server.address.to_string();
    let (a, b) = (world.phone("a"), world.phone("b"));
    drop(server);

    let id = a.report(&[json!({ "callsign": "YA1", "narrative": "As it was." })]).ids().remove(0);
    let code = b.run("mate-code", &["--name", "Sam", "--role", "Paramedic"]).exits(0).json();
    let code = code["code"].as_str().expect("a code").to_owned();
    // They enrolled one after the other and never synced: the link makes them known to each other.
    assert_eq!(a.run("invite", &[&id, "--mate", &code]).exits(1).failure().0, "unknown_device");
    let (of_a, of_b) = link(&a, &b);
    assert_eq!((of_a["peer"].clone(), of_b["peer"].clone()), (json!(b.id()), json!(a.id())));
    let _ = a.run("invite", &[&id, "--mate", &code]).exits(0);
    let (of_b, of_a) = link(&b, &a);
    assert_eq!((of_a["sent"].clone(), of_b["received"].clone()), (json!(2), json!(2)));
    assert_eq!(b.show(&id)["report"]["callsign"], "YA1");
    assert_eq!(b.show(&id)["state"], "saved_on_this_phone");

    let _ = b.run("edit", &[&id, "--set", "callsign=YA2"]).exits(0);
    let _ = a.run("edit", &[&id, "--set", "callsign=YA3"]).exits(0);
    link(&a, &b);
    assert_eq!(a.show(&id)["report"], b.show(&id)["report"]);
    assert_eq!(a.show(&id)["report"]["conflicts"][0]["field"], "callsign");
    let _ = b.run("settle", &[&id, "callsign", "--value", "YA9"]).exits(1);
    let _ = b.run("settle", &[&id, "callsign", "--value", "YA2"]).exits(0);
    let _ = b.run("leave", &[&id]).exits(0);
    assert!(b.ids().is_empty());
    assert_eq!(b.run("list", &["--all"]).exits(0).json().as_array().expect("a list").len(), 1);
    link(&a, &b);
    let crew = a.show(&id)["report"]["crew"][0].clone();
    assert_eq!((&crew["name"], &crew["left"]), (&json!("Sam"), &json!(true)));

    // With a region: both sync, and nothing is there twice. The crew-mate's changes come before the
    // entry that let it in, and are kept until then.
    let server = world.start(world.serving(&address));
    for device in [&b, &a, &b] {
        let _ = device.sync().exits(0);
    }
    assert_eq!(world.ids_at_hub(), std::slice::from_ref(&id));
    for device in [&a, &b] {
        let _ = device.sync().exits(0);
        let shown = device.show(&id);
        assert_eq!(shown["report"], a.show(&id)["report"]);
        assert_eq!(shown["state"], "opened_by_hub");
        assert_eq!(shown["refused"], json!([]));
    }
    let (of_a, of_b) = link(&a, &b);
    assert_eq!((of_a["received"].clone(), of_b["received"].clone()), (json!(0), json!(0)));
    drop(server);
    world.verify();
}

#[test]
fn a_link_that_does_not_come_about_says_why() {
    let world = World::new();
    let server = world.serve();
    let a = world.phone("a");
    drop(server);
    let failed = |arguments: &[&str], code: i32| a.run("link", arguments).exits(code).failure().0;
    assert_eq!(failed(&["--listen", "0.0.0.0:0"], 2), "not_loopback");
    assert_eq!(failed(&["--connect", "192.0.2.1:7001"], 2), "not_loopback");

    // Somebody who speaks something else.
    let waiting = Waiting::of(&a);
    let address = waiting.at.clone();
    let mut stranger = TcpStream::connect(&address).expect("it listens");
    std::io::Write::write_all(&mut stranger, b"GET / HTTP/1.1\r\n\r\n").expect("it takes bytes");
    let (code, said) = waiting.ends();
    assert_eq!((code, said.len()), (1, 0));

    // And who hangs up.
    let waiting = Waiting::of(&a);
    drop(TcpStream::connect(&waiting.at).expect("it listens"));
    assert_eq!(waiting.ends().0, 1);
    let nobody = a.run("link", &["--connect", &address]);
    assert_eq!(nobody.exits(1).failure().0, "no_device");
}
