//! uniffi's generator, of the same version as the library it reads; and, as `keys`, the generator of
//! the typed keys by which apps read and write records.
//!
//! - `tabard-bindgen generate LIBRARY -l kotlin|swift -o FOLDER`
//! - `tabard-bindgen keys kotlin|swift FOLDER`

mod keys;

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    if arguments.next().as_deref() == Some("keys") {
        return keys::main(arguments);
    }
    uniffi::uniffi_bindgen_main();
    ExitCode::SUCCESS
}
