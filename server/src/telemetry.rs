//! What an operator may know: how the server fares, and nothing about anybody.
//!
//! Logs and metrics name a route by its template. Paths, queries, bodies, addresses, device ids and the
//! words of a panic stay out of both, whatever the level.

mod counted;
mod logs;
mod metrics;
mod requests;

pub use logs::{LogsTaken, init_logs};
pub use metrics::Metrics;
pub use requests::{RequestId, observe};
