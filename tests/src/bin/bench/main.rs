//! The figures of the budgets, one JSON object a line: `cargo xtask bench`.
//!
//! Ratios are taken beside a peer or a physical floor in the same run, on the same disk. Nothing
//! here fails for being slow.
#![allow(clippy::print_stdout, clippy::expect_used)] // a chore: it prints figures

mod figure;
mod finding;
mod memory;
mod saving;
mod syncing;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let first = arguments.next();
    if let (Some("open"), Some(dir)) = (first.as_deref(), arguments.next()) {
        return memory::open(std::path::Path::new(&dir));
    }
    let reports: usize = first.and_then(|n| n.parse().ok()).unwrap_or(10_000);
    let mut figures = saving::figures();
    figures.extend(syncing::figures(reports));
    figures.extend(finding::figures());
    figures.extend(memory::binary_size());
    for figure in figures {
        println!("{}", figure.line());
    }
}
