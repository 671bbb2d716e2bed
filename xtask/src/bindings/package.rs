//! The packages that apps are built with. Each needs what only its platform's tools can do, and says
//! so before it begins.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use super::code::{self, Language};
use crate::cargo::{built, cargo, root, succeed, works};
use crate::setup::OpenSsl;

/// What is built for Apple: (target, where its slice goes).
const APPLE: [(&str, &str); 5] = [
    ("aarch64-apple-ios", "ios"),
    ("aarch64-apple-ios-sim", "simulator"),
    ("x86_64-apple-ios", "simulator"),
    ("aarch64-apple-darwin", "macos"),
    ("x86_64-apple-darwin", "macos"),
];

/// On a phone OpenSSL is built from source: the system's is not for apps.
const VENDORED: [&str; 3] = ["--no-default-features", "--features", "vendored-openssl"];

/// The Android library, into `bindings/kotlin/android/build/outputs/aar`. How it is built stands in the
/// `build.gradle.kts` there, which calls cargo-ndk and the generator.
pub(super) fn aar() -> Result<()> {
    ensure!(
        env::var_os("ANDROID_NDK_HOME").is_some(),
        "the NDK is needed: install it with Android Studio's SDK manager, and name its folder in \
         ANDROID_NDK_HOME"
    );
    ensure!(
        works(&mut cargo(["ndk", "--version"])?),
        "cargo-ndk is needed: `cargo install --locked cargo-ndk`"
    );
    ensure!(
        works(Command::new("gradle").arg("--version")),
        "Gradle is needed: open bindings/kotlin/android in Android Studio, or install Gradle 8.13 or later"
    );
    let android = root()?.join("bindings/kotlin/android");
    succeed(Command::new("gradle").current_dir(android).arg("assembleRelease"))
}

/// `bindings/swift/TabardFFI.xcframework`.
pub(super) fn xcframework(openssl: OpenSsl) -> Result<()> {
    if !cfg!(target_os = "macos") {
        bail!("this needs a Mac: Apple's linker and xcodebuild are nowhere else");
    }
    code::generate(openssl, &[Language::Swift])?;
    for (target, _) in APPLE {
        let mut build = cargo(["build", "--profile", "phone", "--package", "tabard-ffi"])?;
        succeed(build.args(["--target", target]).args(VENDORED))?;
    }
    let target = built()?.with_file_name("");
    let swift = root()?.join("bindings/swift");
    let framework = swift.join("TabardFFI.xcframework");
    if framework.exists() {
        fs::remove_dir_all(&framework).context("removing the framework of before")?;
    }
    let mut create = Command::new("xcodebuild");
    create.arg("-create-xcframework");
    for slice in ["ios", "simulator", "macos"] {
        let library = one_library(&target, slice)?;
        create.arg("-library").arg(library).arg("-headers").arg(swift.join("Sources/CTabardFFI"));
    }
    succeed(create.arg("-output").arg(framework))
}

/// The static library of a slice; where it is for two processors, they are joined.
fn one_library(target: &Path, slice: &str) -> Result<PathBuf> {
    const NAME: &str = "libtabard_ffi.a";
    let of_slice = APPLE.iter().filter(|(_, of)| *of == slice);
    let built: Vec<_> =
        of_slice.map(|(name, _)| target.join(name).join("phone").join(NAME)).collect();
    if let [only] = built.as_slice() {
        return Ok(only.clone());
    }
    let folder = target.join("xcframework").join(slice);
    fs::create_dir_all(&folder)?;
    let joined = folder.join(NAME);
    succeed(Command::new("lipo").arg("-create").args(&built).arg("-output").arg(&joined))?;
    Ok(joined)
}
