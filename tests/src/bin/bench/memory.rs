//! Memory of this process, and the size of what ships.

use crate::figure::{Budget, Figure};

/// Bytes of this process in memory; 0 where the system does not say.
pub(crate) fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kib = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("0");
    kib.trim().trim_end_matches(" kB").trim().parse::<f64>().unwrap_or(0.0) * 1024.0
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
