//! How much memory a process took at most, as Linux counts it.

use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::program::Ended;

/// The most that a living process has had in memory so far, in bytes.
pub fn peak_of(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

/// Runs a command to its end. The peak only grows, so it is looked at until there is nothing left
/// to look at.
pub fn watched(mut command: Command) -> (Ended, u64) {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the binary runs");
    let mut peak = 0;
    while child.try_wait().expect("its state").is_none() {
        peak = peak.max(peak_of(child.id()).unwrap_or(0));
        std::thread::sleep(Duration::from_millis(2));
    }
    (child.wait_with_output().expect("the binary ends").into(), peak)
}
