//! `tabard backup`.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::failure::{Exit, Failure};
use super::output::Output;
use super::region::Place;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "The copy is a region's folder: to restore it, serve it. It holds the hub's keys, and so must be\nkept as the region itself is; it does not hold the authority's key. What came after the copy is\ngiven back by the devices when they sync.\n\nExample:\n  tabard backup --dir ./region --to /media/backup/2026-11-22"
)]
pub(super) struct Options {
    #[command(flatten)]
    place: Place,
    /// A folder that holds no region yet
    #[arg(long, value_name = "FOLDER")]
    to: PathBuf,
}

impl Options {
    pub(super) fn run(self, output: &Output) -> Result<Exit, Failure> {
        // While the hub is open here nobody else changes its files, and the relay can only be
        // ahead of them: what it has more, the hub will fetch.
        let hub = self.place.hub()?;
        copy(&self.place.dir.join("hub"), &self.to.join("hub"))
            .map_err(|error| Failure::folder(&error))?;
        hub.relay().backup(&self.to.join("relay"))?;
        let size = hub.relay().head()?.size;
        let to = self.to.display().to_string();
        output.say(
            || format!("{} is copied to {to}: {size} lines of the log.", hub.region_name()),
            || json!({ "to": to, "size": size }),
        )?;
        Ok(Exit::Done)
    }
}

/// Copies the files of a folder into one that has none, for their owner alone, durably.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(to)?;
    if to.read_dir()?.next().is_some() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    for file in from.read_dir()? {
        let file = file?;
        let name = file.file_name();
        // Both belong to those who have the folder open, not to the folder.
        if name == "lock" || name.to_string_lossy().ends_with("-shm") {
            continue;
        }
        let into = to.join(name);
        fs::copy(file.path(), &into)?;
        File::open(&into)?.sync_all()?;
    }
    File::open(to)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_overwritten() {
        let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::write(from.path().join("vault.db"), "new").unwrap();
        copy(from.path(), &to.path().join("hub")).unwrap();
        let again = copy(from.path(), &to.path().join("hub")).unwrap_err();
        assert_eq!(Failure::folder(&again).code(), "exists");
    }
}
