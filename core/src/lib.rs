//! Everything a device knows: what is written down, how it is sealed, kept, synced and merged.
//!
//! No sockets, no async runtime, no clock and no randomness of its own: time and randomness are
//! arguments, so that one seed can drive a phone, a hub and a simulator alike.

pub mod attachment;
pub mod client;
pub mod clock;
pub mod cose;
pub mod entry;
pub mod files;
pub mod ids;
pub mod keys;
pub mod link;
pub mod merkle;
pub mod model;
pub mod outbox;
pub mod phone;
pub mod record;
pub mod region;
pub mod sqlite;
pub mod sync;
pub mod unlock;
pub mod vault;
pub mod wire;
pub mod words;
