//! How long and how much a client may take.

use std::time::Duration;

/// The limits of a listener. The defaults suit a region of a few thousand phones, some of them on 2G.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Connections at a time; who comes next is told to try again later.
    pub connections: usize,
    /// From the connection, and from each step of a TLS handshake, to the first byte of a request.
    pub first_byte: Duration,
    /// From the first byte of a request to the end of its header.
    pub header: Duration,
    /// For a whole body, together with what [`Self::body_rate`] grants.
    pub body: Duration,
    /// Bytes per second of a body that buy another second: 2G is slow, an attack is slower.
    pub body_rate: u32,
    /// Between an answer and the next request on the same connection.
    pub idle: Duration,
    /// For a client to take the next bytes of its answer.
    pub stalled: Duration,
    /// For a request's line and headers.
    pub header_bytes: usize,
    /// For a request's body.
    pub body_bytes: u64,
    /// For requests that are being answered when the server shuts down.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 4096,
            first_byte: Duration::from_secs(10),
            header: Duration::from_secs(10),
            body: Duration::from_secs(30),
            body_rate: 1024,
            idle: Duration::from_secs(75),
            stalled: Duration::from_secs(30),
            header_bytes: 16 * 1024,
            body_bytes: 8 * 1024 * 1024,
            drain: Duration::from_secs(20),
        }
    }
}
