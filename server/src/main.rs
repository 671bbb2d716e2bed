//! The `tabard` command.

fn main() {}
