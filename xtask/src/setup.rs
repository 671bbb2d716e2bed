//! What a build needs beyond Rust, a C compiler and perl.

use std::env;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Result, ensure};

use crate::cargo::{cargo, succeed, works};

/// Which OpenSSL the vault's SQLCipher is linked with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OpenSsl {
    /// The system's.
    System,
    /// One built from source on the way.
    Vendored,
}

impl OpenSsl {
    /// The system's where its headers are or can be installed, else one from source.
    pub(crate) fn find() -> Self {
        if has_headers() || (install_headers() && has_headers()) {
            return Self::System;
        }
        eprintln!("setup: no OpenSSL headers: it is built from source, once, in some minutes");
        Self::Vendored
    }

    /// What cargo is told about it, for any package or the whole workspace.
    pub(crate) const fn flags(self) -> &'static [&'static str] {
        match self {
            Self::System => &[],
            Self::Vendored => &["--no-default-features", "--features", "vendored-openssl"],
        }
    }
}

/// What the chores use where it is there, and go on without where it is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tool {
    Rustfmt,
    Clippy,
    Deny,
}

impl Tool {
    /// Whether it is installed; if not, says how to get it.
    pub(crate) fn found(self) -> Result<bool> {
        let (subcommand, install) = match self {
            Self::Rustfmt => ("fmt", "rustup component add rustfmt"),
            Self::Clippy => ("clippy", "rustup component add clippy"),
            Self::Deny => ("deny", "cargo install --locked cargo-deny"),
        };
        let found = works(&mut cargo([subcommand, "--version"])?);
        if !found {
            eprintln!("setup: `cargo {subcommand}` is not installed; to have it: {install}");
        }
        Ok(found)
    }
}

/// Finds or installs everything, and says what was found.
pub(crate) fn run() -> Result<()> {
    match OpenSsl::find() {
        OpenSsl::System => eprintln!("setup: OpenSSL is the system's"),
        OpenSsl::Vendored => eprintln!("setup: OpenSSL is built with Tabard"),
    }
    for tool in [Tool::Rustfmt, Tool::Clippy, Tool::Deny] {
        if tool.found()? {
            eprintln!("setup: {tool:?} is installed");
        }
    }
    Ok(())
}

/// Asks the compiler, as the build will: it alone knows where headers and libraries are.
fn has_headers() -> bool {
    const PROBE: &str = "#include <openssl/evp.h>\nint main(void) { return !EVP_sha256(); }\n";
    if env::var_os("OPENSSL_DIR").is_some() {
        return true;
    }
    let compiler = env::var_os("CC").unwrap_or_else(|| "cc".into());
    let mut probe = Command::new(compiler);
    probe.args(["-x", "c", "-", "-lcrypto", "-o", "/dev/null"]);
    probe.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let Ok(mut child) = probe.spawn() else { return false };
    let told = child.stdin.take().is_some_and(|mut to| to.write_all(PROBE.as_bytes()).is_ok());
    child.wait().is_ok_and(|status| status.success()) && told
}

/// Installs the headers where that takes nobody's password; whether it worked.
fn install_headers() -> bool {
    install(&["libssl-dev", "pkg-config"])
}

/// `mvn`, found or installed with the JDK it needs.
pub(crate) fn maven() -> Result<Command> {
    let found =
        || works(Command::new("mvn").arg("-v")) && works(Command::new("javac").arg("-version"));
    ensure!(
        found() || (install(&["maven", "default-jdk-headless"]) && found()),
        "Maven and a JDK of 17 or newer are needed; to have them: apt-get install maven default-jdk-headless"
    );
    Ok(Command::new("mvn"))
}

/// `python3` that can make an environment of its own, found or installed.
pub(crate) fn python() -> Result<Command> {
    let found = || works(Command::new("python3").args(["-c", "import venv, ensurepip"]));
    ensure!(
        found() || (install(&["python3", "python3-venv"]) && found()),
        "Python 3 with venv is needed; to have it: apt-get install python3 python3-venv"
    );
    Ok(Command::new("python3"))
}

/// What Compose draws with where no screen is, found or installed.
pub(crate) fn desktop() -> Result<()> {
    const LIBRARIES: [&str; 3] = ["libGL.so.1", "libX11.so.6", "libfontconfig.so.1"];
    let found = || {
        let listed = Command::new("ldconfig").arg("-p").output();
        let listed = listed.map(|list| String::from_utf8_lossy(&list.stdout).into_owned());
        let fonts = Path::new("/usr/share/fonts/truetype/dejavu").exists();
        fonts && listed.is_ok_and(|list| LIBRARIES.iter().all(|library| list.contains(library)))
    };
    let packages = ["libgl1", "libx11-6", "libfontconfig1", "fonts-dejavu-core"];
    ensure!(
        !cfg!(target_os = "linux") || found() || (install(&packages) && found()),
        "what the screens are drawn with is needed; to have it: apt-get install {}",
        packages.join(" ")
    );
    Ok(())
}

/// Where Debian's package puts Chromium. No other browser is downloaded.
const CHROMIUM: &str = "/usr/bin/chromium";

/// Finds or installs Chromium, and node with npm to lead it.
pub(crate) fn browser() -> Result<()> {
    let node = || works(Command::new("node").arg("-v")) && works(Command::new("npm").arg("-v"));
    let chromium = || Path::new(CHROMIUM).exists();
    ensure!(
        node() || (install(&["nodejs", "npm"]) && node()),
        "node 20 or newer and npm are needed; to have them: apt-get install nodejs npm"
    );
    ensure!(
        chromium() || (install(&["chromium"]) && chromium()),
        "there is no {CHROMIUM}; to have it: apt-get install chromium"
    );
    Ok(())
}

/// Installs packages with apt-get where that takes nobody's password; whether it worked.
fn install(packages: &[&str]) -> bool {
    let is_root = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout == b"0\n");
    if !is_root || !works(Command::new("apt-get").arg("--version")) {
        return false;
    }
    eprintln!("setup: installing {} with apt-get", packages.join(" and "));
    let mut install = Command::new("apt-get");
    install.args(["install", "-y", "-qq"]).args(packages);
    install.env("DEBIAN_FRONTEND", "noninteractive");
    let _ = works(Command::new("apt-get").args(["update", "-qq"]));
    let installed = succeed(install.stdout(Stdio::null()));
    if let Err(error) = &installed {
        eprintln!("setup: {error}");
    }
    installed.is_ok()
}
