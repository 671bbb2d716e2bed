//! The figures of the budgets, one JSON object a line: `cargo xtask bench`.
//!
//! Ratios are taken beside a peer or a physical floor in the same run, on the same disk. Nothing
//! here fails for being slow.
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::expect_used)] // a chore: it prints figures

mod apps;
mod figure;
mod finding;
mod learning;
mod memory;
mod pages;
mod register;
mod saving;
mod syncing;
mod timing;

use std::path::Path;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let first = arguments.next();
    match (first.as_deref(), arguments.next()) {
        (Some("open"), Some(dir)) => return memory::open(Path::new(&dir)),
        (Some("look"), Some(dir)) => return memory::look(Path::new(&dir)),
        (Some("apps"), None) => return print(&apps::figures()),
        (Some("charts"), Some(dir)) => return learning::draw(Path::new(&dir)),
        (Some("pages"), many) => {
            let many = many.and_then(|many| many.parse().ok());
            return print(&pages::figures(many.unwrap_or(pages::REPORTS)));
        }
        (Some("learning"), None) => return print(&learning::figures()),
        (Some("register"), None) => return print(&register::figures()),
        _ => {}
    }
    let reports: usize = first.and_then(|n| n.parse().ok()).unwrap_or(10_000);
    let mut figures = saving::figures();
    figures.extend(syncing::figures(reports));
    figures.extend(finding::figures());
    figures.extend(register::figures());
    figures.extend(learning::figures());
    figures.extend(pages::figures(pages::REPORTS));
    figures.extend(memory::binary_size());
    print(&figures);
}

fn print(figures: &[figure::Figure]) {
    for figure in figures {
        println!("{}", figure.line());
    }
}
