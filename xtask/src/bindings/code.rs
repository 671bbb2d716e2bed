//! The code, generated from the library itself.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::cargo::{built, cargo, root, succeed};
use crate::setup::OpenSsl;

/// A language of apps.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    Kotlin,
    Swift,
}

/// Builds library and generator, and writes the code where the two projects look for it.
pub(crate) fn generate_all(openssl: OpenSsl) -> Result<()> {
    generate(openssl, &[Language::Kotlin, Language::Swift])
}

/// The same for some languages alone.
pub(super) fn generate(openssl: OpenSsl, languages: &[Language]) -> Result<()> {
    build(openssl)?;
    let (built, bindings) = (built()?, root()?.join("bindings"));
    languages.iter().try_for_each(|language| language.write(&built, &bindings))
}

/// Builds the library and its generator, unoptimised.
pub(super) fn build(openssl: OpenSsl) -> Result<()> {
    let mut build = cargo(["build", "--package", "tabard-ffi", "--package", "tabard-bindgen"])?;
    succeed(build.args(openssl.flags()))
}

impl Language {
    fn write(self, built: &Path, bindings: &Path) -> Result<()> {
        match self {
            Self::Kotlin => {
                let to = bindings.join("kotlin/generated");
                calls("kotlin", built, &to)?;
                keys("kotlin", built, &to)
            }
            Self::Swift => {
                let sources = bindings.join("swift/Sources");
                let (to, c) = (sources.join("TabardFFI"), sources.join("CTabardFFI"));
                calls("swift", built, &to)?;
                fs::create_dir_all(&c)?;
                for (from, name) in [
                    ("tabard_ffiFFI.h", "tabard_ffiFFI.h"),
                    ("tabard_ffiFFI.modulemap", "module.modulemap"),
                ] {
                    fs::rename(to.join(from), c.join(name)).with_context(|| from.to_owned())?;
                }
                keys("swift", built, &sources.join("Tabard/Generated"))
            }
        }
    }
}

/// The calls and records, by uniffi. It asks cargo about the workspace, so it runs there.
fn calls(language: &str, built: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    let mut bindgen = Command::new(built.join("tabard-bindgen"));
    bindgen.current_dir(root()?).arg("generate").arg(library()?);
    bindgen.args(["-l", language, "--no-format", "-o"]).arg(to);
    succeed(&mut bindgen)
}

/// The typed names of fields and codes, from the dictionary.
fn keys(language: &str, built: &Path, to: &Path) -> Result<()> {
    succeed(Command::new(built.join("tabard-bindgen")).args(["keys", language]).arg(to))
}

/// The library as it is built unoptimised.
pub(super) fn library() -> Result<PathBuf> {
    Ok(built()?.join(LIBRARY))
}

/// What cargo calls it here.
pub(super) const LIBRARY: &str =
    if cfg!(target_os = "macos") { "libtabard_ffi.dylib" } else { "libtabard_ffi.so" };
