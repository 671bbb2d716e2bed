//! `tabard`: the region's server and its command line in one binary.

use std::process::ExitCode;

fn main() -> ExitCode {
    tabard_server::cli::main()
}
