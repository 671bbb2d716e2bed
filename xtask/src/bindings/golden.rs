//! The interface of the library as text, its errors, its size and the crates in it, beside what was
//! reviewed last: a change of what apps are built on is seen, and meant.

mod errors;
mod licences;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use super::code::{self, LIBRARY};
use crate::cargo::{built, cargo, root, said, succeed};
use crate::setup::OpenSsl;

/// Compares; an error names what differs and how to take it.
pub(crate) fn check(openssl: OpenSsl) -> Result<()> {
    let folder = folder()?;
    for (name, text) in texts(openssl)? {
        let reviewed = fs::read_to_string(folder.join(name)).unwrap_or_default();
        if reviewed != text {
            show(&folder.join(name), &text);
            bail!("bindings/golden/{name} is another than the library's: {HOW}");
        }
    }
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        println!("golden: interface and errors are as reviewed; sizes are of another machine");
        return Ok(());
    }
    let reviewed = fs::read_to_string(folder.join(SIZES)).unwrap_or_default();
    let (was, is) = (kib_in(&reviewed), kib(&phone_library(openssl)?)?);
    let Some(was) = was else { bail!("bindings/golden/{SIZES} says no size: {HOW}") };
    ensure!(
        is.abs_diff(was) * 100 <= was * TOLERANCE,
        "the library is {is} KiB, and was {was} KiB when it was reviewed: {HOW}"
    );
    println!("golden: interface, errors and size ({is} KiB) are as reviewed");
    Ok(())
}

/// The size of the library of a phone, as a line of figures.
pub(crate) fn print_size(openssl: OpenSsl) -> Result<()> {
    let mib = kib(&phone_library(openssl)?)? as f64 / 1024.0;
    println!(r#"{{"figure":"phone_library","value":{mib:.2},"unit":"MiB","beside":"stripped"}}"#);
    Ok(())
}

/// Takes everything as it is.
pub(super) fn bless(openssl: OpenSsl) -> Result<()> {
    let folder = folder()?;
    fs::create_dir_all(&folder)?;
    for (name, text) in texts(openssl)? {
        fs::write(folder.join(name), text)?;
    }
    let kib = kib(&phone_library(openssl)?)?;
    fs::write(folder.join(SIZES), format!("{LIBRARY_FOR_HERE} {kib} KiB\n"))?;
    Ok(())
}

/// The library as it goes into an app, built for this machine: size first, no symbols.
fn phone_library(openssl: OpenSsl) -> Result<PathBuf> {
    let mut build = cargo(["build", "--profile", "phone", "--package", "tabard-ffi"])?;
    succeed(build.args(openssl.flags()))?;
    Ok(built()?.with_file_name("phone").join(LIBRARY))
}

fn texts(openssl: OpenSsl) -> Result<[(&'static str, String); 3]> {
    code::build(openssl)?;
    let mut print = Command::new(built()?.join("tabard-bindgen"));
    let output = print.arg("interface").arg(code::library()?).output()?;
    ensure!(output.status.success(), "`{}` ended with {}", said(&print), output.status);
    let interface = String::from_utf8(output.stdout)?;
    Ok([
        ("interface.txt", interface),
        ("errors.txt", errors::text(&root()?)?),
        ("licences.txt", licences::text()?),
    ])
}

/// The difference, where the machine can show it.
fn show(reviewed: &Path, text: &str) {
    let Ok(now) = tempfile::NamedTempFile::new() else { return };
    if fs::write(now.path(), text).is_ok() {
        // It ends with 1 where they differ, which is known.
        let _ = Command::new("diff").arg("-u").arg(reviewed).arg(now.path()).status();
    }
}

fn kib(file: &Path) -> Result<u64> {
    let size = fs::metadata(file).with_context(|| format!("reading {LIBRARY}"))?.len();
    Ok(size.div_ceil(1024))
}

fn kib_in(sizes: &str) -> Option<u64> {
    let line = sizes.lines().find_map(|line| line.strip_prefix(LIBRARY_FOR_HERE))?;
    line.trim().strip_suffix("KiB")?.trim().parse().ok()
}

fn folder() -> Result<PathBuf> {
    Ok(root()?.join("bindings/golden"))
}

const SIZES: &str = "sizes.txt";
const LIBRARY_FOR_HERE: &str = "library, x86_64 Linux, profile phone:";

/// In per cent: compilers differ by less, and a library that is linked in by mistake adds more.
const TOLERANCE: u64 = 5;

const HOW: &str = "read the difference, and take it with `cargo xtask bindings golden --bless`";

#[cfg(test)]
mod tests {
    use super::{LIBRARY_FOR_HERE, kib_in};

    #[test]
    fn a_size_is_read_as_it_is_written() {
        assert_eq!(kib_in(&format!("{LIBRARY_FOR_HERE} 5120 KiB\n")), Some(5120));
        assert_eq!(kib_in(""), None);
    }
}
