#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test harness: what it expects is what it tests"
)]
//! Whole regions in one process: a real relay and a real hub on real files, phones that are the
//! real core, and a road between them that a test can cut, repeat and bend.

pub mod app;
mod attacker;
mod control_room;
mod evil;
mod forge;
mod link;
pub mod process;
mod region;

pub use attacker::Attacker;
pub use control_room::{Bend, ControlRoom};
pub use evil::{Hand, Intercepted};
pub use forge::{every_changed_byte, halves, joined, recast, renamed, signed};
pub use link::{Linked, Pipe, link, link_by};
pub use region::{Phone, Region, Road, Straight, answer_len, bend, copy_folder, exchange};
