//! uniffi's generator, of the same version as the library it reads; and, as `keys`, the generator of
//! the typed keys by which apps read and write records.
//!
//! - `tabard-bindgen generate LIBRARY -l kotlin|swift -o FOLDER`
//! - `tabard-bindgen keys kotlin|swift FOLDER`
//! - `tabard-bindgen interface LIBRARY` prints the library's interface

mod interface;
mod keys;

use std::io::{self, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    match arguments.next().as_deref() {
        Some("keys") => told(keys::write_for(arguments).map_err(|error| error.to_string())),
        Some("interface") => told(printed(arguments)),
        _ => {
            uniffi::uniffi_bindgen_main();
            ExitCode::SUCCESS
        }
    }
}

fn printed(mut arguments: impl Iterator<Item = String>) -> Result<(), String> {
    let (Some(library), None) = (arguments.next(), arguments.next()) else {
        return Err("usage: tabard-bindgen interface LIBRARY".to_owned());
    };
    let text = interface::of_library(library.as_str().into())?;
    io::stdout().write_all(text.as_bytes()).map_err(|error| error.to_string())
}

fn told(outcome: Result<(), String>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // There is nowhere else to say it where this fails too.
            let _ = writeln!(io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}
