//! The figures of the budgets, one JSON object a line: `cargo xtask bench`.
//!
//! Ratios are taken beside a peer or a physical floor in the same run, on the same disk. Nothing
//! here fails for being slow.
#![allow(clippy::print_stdout, clippy::expect_used)] // a chore: it prints figures

mod figure;
mod memory;
mod saving;
mod syncing;

fn main() {
    let reports: usize = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(10_000);
    let mut figures = saving::figures();
    figures.extend(syncing::figures(reports));
    figures.extend(memory::binary_size());
    for figure in figures {
        println!("{}", figure.line());
    }
}
