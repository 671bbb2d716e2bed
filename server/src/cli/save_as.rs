//! A file that a person asked for: it bears its name only once it is whole.

use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};

use super::failure::Failure;

/// A file that is being written. It is gone when it is dropped before it is whole.
pub(super) struct SaveAs {
    draft: PathBuf,
    whole: PathBuf,
    file: Option<File>,
}

impl SaveAs {
    /// Begins a new file, which only its owner reads.
    pub(super) fn begin(whole: &Path) -> Result<Self, Failure> {
        if whole.exists() {
            return Err(Failure::input(
                "exists",
                "there is a file of that name already: choose another",
            ));
        }
        let mut draft = whole.as_os_str().to_owned();
        draft.push(".part");
        let draft = PathBuf::from(draft);
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&draft).map_err(|error| Failure::folder(&error))?;
        Ok(Self { draft, whole: whole.to_owned(), file: Some(file) })
    }

    /// Where to write.
    pub(super) fn file(&mut self) -> Result<&mut File, Failure> {
        self.file.as_mut().ok_or_else(Failure::unprintable)
    }

    /// Gives the file its name.
    pub(super) fn finish(mut self) -> Result<(), Failure> {
        let finished = self.file.take().map_or(Ok(()), |file| file.sync_all());
        finished
            .and_then(|()| fs::rename(&self.draft, &self.whole))
            .map_err(|error| Failure::folder(&error))
    }
}

impl Drop for SaveAs {
    fn drop(&mut self) {
        // After it was given its name there is no draft; a disk that fails here keeps one.
        let _ = fs::remove_file(&self.draft);
    }
}
