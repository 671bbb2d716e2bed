//! What a relay must hold to, scene by scene.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout)]

mod any_order;
mod carried;
mod erased;
mod faults;
mod feeds;
mod intake;
mod receipts;
mod repair;
mod speed;
