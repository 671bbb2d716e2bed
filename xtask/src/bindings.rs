//! The code between the library and the two languages, generated from the library itself. Nobody
//! edits it, and it is not committed.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::cargo::{cargo, root, succeed};
use crate::setup::OpenSsl;

/// What to generate.
#[derive(Default, clap::Args)]
pub(crate) struct Options {
    /// One language alone; both where none is named
    #[arg(value_enum)]
    language: Option<Language>,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Language {
    Kotlin,
    Swift,
}

/// Builds library and generator, and writes the code where the two projects look for it.
pub(crate) fn run(options: &Options) -> Result<()> {
    let mut build = cargo(["build", "--package", "tabard-ffi", "--package", "tabard-bindgen"])?;
    succeed(build.args(OpenSsl::find().flags()))?;
    let bindings = root()?.join("bindings");
    for language in [Language::Kotlin, Language::Swift] {
        if options.language.is_none_or(|wanted| wanted == language) {
            language.generate(&bindings)?;
        }
    }
    Ok(())
}

impl Language {
    fn generate(self, bindings: &Path) -> Result<()> {
        match self {
            Self::Kotlin => {
                let to = bindings.join("kotlin/generated");
                generate("kotlin", &to)?;
                keys("kotlin", &to)
            }
            Self::Swift => {
                let sources = bindings.join("swift/Sources");
                let (to, c) = (sources.join("TabardFFI"), sources.join("CTabardFFI"));
                generate("swift", &to)?;
                fs::create_dir_all(&c)?;
                for (from, name) in [
                    ("tabard_ffiFFI.h", "tabard_ffiFFI.h"),
                    ("tabard_ffiFFI.modulemap", "module.modulemap"),
                ] {
                    fs::rename(to.join(from), c.join(name)).with_context(|| from.to_owned())?;
                }
                keys("swift", &sources.join("Tabard/Generated"))
            }
        }
    }
}

/// The calls and records, by uniffi.
fn generate(language: &str, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    let library = root()?.join("target/debug").join(library());
    let mut bindgen = generator()?;
    bindgen.arg("generate").arg(library).args(["-l", language, "--no-format", "-o"]).arg(to);
    succeed(&mut bindgen)
}

/// The typed names of fields and codes, from the dictionary.
fn keys(language: &str, to: &Path) -> Result<()> {
    succeed(generator()?.args(["keys", language]).arg(to))
}

fn generator() -> Result<std::process::Command> {
    let mut run = cargo(["run", "--quiet", "--package", "tabard-bindgen"])?;
    run.args(OpenSsl::find().flags()).arg("--");
    Ok(run)
}

const fn library() -> &'static str {
    if cfg!(target_os = "macos") { "libtabard_ffi.dylib" } else { "libtabard_ffi.so" }
}
