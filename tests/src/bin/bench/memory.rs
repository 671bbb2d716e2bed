//! Memory of this process, and the size of what ships.

use std::path::Path;
use std::process::Command;

use tabard_core::client::Client;
use tabard_core::clock::Clock;
use tabard_core::ids::Millis;
use tabard_core::model::subject::Subject;
use tabard_core::vault::VaultKey;
use zeroize::Zeroizing;

use crate::figure::{Budget, Figure};
use crate::register;

/// Bytes of this process in memory; 0 where the system does not say.
pub(crate) fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kib = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("0");
    kib.trim().trim_end_matches(" kB").trim().parse::<f64>().unwrap_or(0.0) * 1024.0
}

/// Opens a device in a process of its own, and says how much memory that took.
pub(crate) fn of_an_open_device(dir: &Path, key: &[u8; 32]) -> f64 {
    of_a_child("open", dir, key)
}

/// The child's side: opens the device, reads one report, prints its memory in bytes.
pub(crate) fn open(dir: &Path) {
    let client = Client::open(dir, key_in(dir), Millis(0)).expect("the device opens");
    let one = client.find("").expect("the reports").first().copied().expect("a report");
    client.incident(one).expect("the report opens");
    println!("{}", resident());
}

/// Looks callers up in a process of its own, and says how much memory that took.
pub(crate) fn of_looking_up(dir: &Path, key: &[u8; 32]) -> f64 {
    of_a_child("look", dir, key)
}

/// The child's side: looks up one caller after the other, prints its memory in bytes.
pub(crate) fn look(dir: &Path) {
    let client = Client::open(dir, key_in(dir), Millis(0)).expect("the device opens");
    let register = client.register().expect("the register");
    for marker in (0..register::MARKERS).step_by(100) {
        let met = Subject::Number(register::number(marker));
        register.look_up(&met, Clock::wall(Millis(0))).expect("a look-up");
    }
    println!("{}", resident());
}

fn of_a_child(what: &str, dir: &Path, key: &[u8; 32]) -> f64 {
    std::fs::write(dir.join("vault.key"), key).expect("the key is written");
    let bench = std::env::current_exe().expect("this program");
    let child = Command::new(bench).arg(what).arg(dir).output().expect("a child");
    String::from_utf8_lossy(&child.stdout).trim().parse().unwrap_or(f64::NAN)
}

fn key_in(dir: &Path) -> VaultKey {
    let key = std::fs::read(dir.join("vault.key")).expect("the key");
    VaultKey::new(Zeroizing::new(key.try_into().expect("32 bytes")))
}

/// The server's binary, which holds the core: the phones' library comes with the bindings.
pub(crate) fn binary_size() -> Option<Figure> {
    let binary = std::env::current_exe().ok()?.with_file_name("tabard");
    let bytes = std::fs::metadata(binary).ok()?.len();
    Some(Figure {
        name: "tabard_binary",
        value: bytes as f64 / 1048576.0,
        unit: "MiB",
        budget: Budget::None,
        beside: "core, relay, hub and command line together, release build",
    })
}
