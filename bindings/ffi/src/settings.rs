//! What a host says once of itself and the person who uses it.

use std::path::PathBuf;

use tabard_core::words::{Language, Words, WordsFile};

use crate::error::Fault;

/// Where a device lives, and in what language it speaks.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Settings {
    /// The folder of the device, for the app alone: not a shared container, not backed up. It is
    /// made by an enrolment where it is not there.
    pub dir: String,
    /// The language of titles, states and errors, as its tag: `en` or `cy`, or one that a trust's
    /// words bring.
    pub language: String,
    /// A trust's own words, as the JSON of files laid over those that Tabard brings; mostly none.
    pub words: Vec<String>,
}

impl Settings {
    pub(crate) fn dir(&self) -> Result<PathBuf, Fault> {
        let dir = PathBuf::from(&self.dir);
        if dir.is_absolute() { Ok(dir) } else { Err(Fault::NoFolder) }
    }

    pub(crate) fn chosen_words(&self) -> Result<Words, Fault> {
        choose(&self.language, &self.words)
    }
}

pub(crate) fn choose(language: &str, files: &[String]) -> Result<Words, Fault> {
    let language = Language::parse(language).map_err(|_| Fault::Language)?;
    let files = files.iter().map(|text| WordsFile::parse(text.as_bytes()));
    let files = files.collect::<Result<Vec<_>, _>>().map_err(|_| Fault::Language)?;
    Words::choose(&language, &files).map_err(|_| Fault::Language)
}
