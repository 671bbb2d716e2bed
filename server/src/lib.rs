//! The region: relay, hub, HTTP API and the `tabard` command line.

pub mod listener;
pub mod telemetry;
