//! What lies beside a person's outbox and may be nowhere else: sealed chunks of attachments, and
//! what a wiped device set aside. Only readers at the region open any of it.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::PhoneError;
use crate::attachment;
use crate::files;
use crate::outbox;
use crate::vault::VaultError;

/// How many attachments have chunks in a folder. Which of them the region holds only their owner's
/// vault knows.
pub(super) fn attachments(dir: &Path) -> io::Result<u64> {
    let mut count = 0;
    for folder in files::inside(&dir.join(attachment::FOLDER))? {
        count += u64::from(!files::inside(&folder)?.is_empty());
    }
    Ok(count)
}

/// How many entries wiped devices set aside in a folder, with one more for chunks that they did.
pub(super) fn set_aside(dir: &Path) -> Result<u64, PhoneError> {
    let mut count = 0_u64;
    for path in kept(dir)? {
        let more = match path.is_dir() {
            true => usize::from(!files::inside(&path)?.is_empty()),
            false => outbox::entries_of(&path)?.len(),
        };
        count = count.saturating_add(more as u64);
    }
    Ok(count)
}

/// Copies all of it into a folder that holds nothing of the same name, durably.
pub(super) fn copy(dir: &Path, to: &Path) -> Result<(), PhoneError> {
    let mut all = kept(dir)?;
    all.extend(Some(dir.join(attachment::FOLDER)).filter(|chunks| chunks.is_dir()));
    for path in all {
        let Some(name) = path.file_name() else { continue };
        let target = to.join(name);
        if target.exists() {
            return Err(VaultError::Exists.into());
        }
        copy_whole(&path, &target)?;
    }
    Ok(())
}

/// Whoever reads such a file may leave SQLite's own files beside it, which hold nothing.
fn kept(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let set_aside = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str());
        let named = name.is_some_and(|name| name.starts_with(outbox::SET_ASIDE));
        named && (path.is_dir() || path.extension().is_some_and(|is| is == "db"))
    };
    Ok(files::inside(dir)?.into_iter().filter(set_aside).collect())
}

fn copy_whole(from: &Path, to: &Path) -> io::Result<()> {
    if !from.is_dir() {
        fs::copy(from, to)?;
        return File::open(to)?.sync_all();
    }
    files::create_private(to)?;
    for path in files::inside(from)? {
        if let Some(name) = path.file_name() {
            copy_whole(&path, &to.join(name))?;
        }
    }
    files::sync(to)
}
