//! Reading whole folders, as somebody who stole the disk would.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Every file below a folder, except under the folder `but`, with its bytes.
pub(super) fn files(folder: &Path, but: Option<&Path>) -> Result<Vec<(PathBuf, Vec<u8>)>> {
    let mut files = Vec::new();
    gather(folder, but, &mut files).with_context(|| folder.display().to_string())?;
    Ok(files)
}

fn gather(folder: &Path, but: Option<&Path>, files: &mut Vec<(PathBuf, Vec<u8>)>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        if Some(path.as_path()) == but {
            continue;
        }
        if entry.file_type()?.is_dir() {
            gather(&path, but, files)?;
            continue;
        }
        match fs::read(&path) {
            Ok(bytes) => files.push((path, bytes)),
            // A running server drops its temporary files when it likes.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error).with_context(|| path.display().to_string()),
        }
    }
    Ok(())
}
