//! What lies between the library and the two languages: the generated code, the packages for phones,
//! and the interface as text. Nobody edits the generated code, and it is not committed.

mod code;
mod golden;
mod package;

use anyhow::{Result, bail};

use crate::setup::OpenSsl;
pub(crate) use code::generate_all;
pub(crate) use golden::{check, print_size};

/// What to make.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// One of them alone; the code of both languages where none is named
    #[arg(value_enum)]
    what: Option<What>,
    /// With golden: take the interface as it is now
    #[arg(long)]
    bless: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum What {
    /// The code that speaks to the library, in Kotlin
    Kotlin,
    /// The same in Swift
    Swift,
    /// The Android library for three processors (needs the NDK, cargo-ndk and Gradle)
    Aar,
    /// The library for iOS, its simulator and macOS (needs a Mac with Xcode)
    Xcframework,
    /// Compare the library's interface, its errors and its size with `bindings/golden`
    Golden,
}

/// Makes it.
pub(crate) fn run(options: &Options) -> Result<()> {
    if options.bless && options.what != Some(What::Golden) {
        bail!("--bless goes with golden: `cargo xtask bindings golden --bless`");
    }
    let openssl = OpenSsl::find();
    match options.what {
        None => generate_all(openssl),
        Some(What::Kotlin) => code::generate(openssl, &[code::Language::Kotlin]),
        Some(What::Swift) => code::generate(openssl, &[code::Language::Swift]),
        Some(What::Aar) => package::aar(),
        Some(What::Xcframework) => package::xcframework(openssl),
        Some(What::Golden) if options.bless => golden::bless(openssl),
        Some(What::Golden) => check(openssl),
    }
}
