//! The language in which a command speaks, and a trust's own words.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use tabard_core::words::{Language, MAX_FILE_BYTES, Words, WordsFile};

use super::failure::Failure;

/// What a system's user asks for, the strongest first (POSIX, locale).
const LOCALE: [&str; 3] = ["LC_ALL", "LC_MESSAGES", "LANG"];

#[derive(Debug, clap::Args)]
pub(super) struct Options {
    /// Language of labels, states and dates: en, cy, or one of --words [default: the system's]
    #[arg(
        long,
        global = true,
        env = "TABARD_LANG",
        value_name = "LANGUAGE",
        hide_env_values = true
    )]
    lang: Option<String>,
    /// A trust's own words as JSON, over Tabard's; may be given several times
    // Another id than the words that a search is for.
    #[arg(
        id = "words-file",
        long = "words",
        global = true,
        env = "TABARD_WORDS",
        value_name = "FILE",
        value_delimiter = ',',
        hide_env_values = true
    )]
    words: Vec<PathBuf>,
}

impl Options {
    /// The words to speak in. What a person asked for has to be there; what the system is set to
    /// need not.
    pub(super) fn words(&self) -> Result<Words, Failure> {
        let files = self.files()?;
        match self.lang.as_deref().map(str::trim).filter(|lang| !lang.is_empty()) {
            Some(lang) => {
                let language = Language::parse(lang).map_err(|error| unknown(&error))?;
                Words::choose(&language, &files).map_err(|error| unknown(&error))
            }
            None => {
                let system = of_system(|name| std::env::var(name).ok());
                let words = system.and_then(|language| Words::choose(&language, &files).ok());
                words.map_or_else(|| in_english(&files), Ok)
            }
        }
    }

    /// The words of every language that Tabard or a trust's file brings.
    pub(super) fn all(&self) -> Vec<Words> {
        let files = self.files().unwrap_or_default();
        let brought = ["en", "cy"].into_iter().filter_map(|tag| Language::parse(tag).ok());
        let mut languages: Vec<Language> = brought.collect();
        for file in &files {
            if !languages.contains(file.language()) {
                languages.push(file.language().clone());
            }
        }
        languages.iter().filter_map(|language| Words::choose(language, &files).ok()).collect()
    }

    fn files(&self) -> Result<Vec<WordsFile>, Failure> {
        let files = self.words.iter().filter(|path| !path.as_os_str().is_empty());
        files.map(|path| read(path)).collect()
    }
}

fn in_english(files: &[WordsFile]) -> Result<Words, Failure> {
    Words::choose(&Language::english(), files).map_err(|error| unknown(&error))
}

/// An empty variable counts as none.
fn of_system(variable: impl Fn(&str) -> Option<String>) -> Option<Language> {
    let locale =
        LOCALE.into_iter().find_map(|name| variable(name).filter(|set| !set.is_empty()))?;
    Language::of_locale(&locale)
}

fn unknown(error: &dyn std::error::Error) -> Failure {
    Failure::input("unknown_language", error.to_string())
}

fn read(path: &Path) -> Result<WordsFile, Failure> {
    let bytes = bytes(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => {
            Failure::input("no_file", "there is no such file of words; see --words")
        }
        _ => Failure::folder(&error),
    })?;
    WordsFile::parse(&bytes)
        .map_err(|fault| Failure::input("bad_words", format!("the file of words: {fault}")))
}

/// No more than what is known to be too much.
fn bytes(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_FILE_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_says_its_language_by_the_strongest_variable() {
        let set = |all: &'static [(&str, &str)]| {
            let value = |name: &str| {
                let found = all.iter().find(|(known, _)| *known == name);
                found.map(|(_, value)| (*value).to_owned())
            };
            of_system(value).map(|language| language.to_string())
        };
        assert_eq!(set(&[]), None);
        assert_eq!(set(&[("LANG", "cy_GB.UTF-8")]).as_deref(), Some("cy"));
        assert_eq!(set(&[("LC_ALL", ""), ("LANG", "cy_GB.UTF-8")]).as_deref(), Some("cy"));
        assert_eq!(set(&[("LC_ALL", "en_GB"), ("LANG", "cy_GB")]).as_deref(), Some("en"));
        assert_eq!(set(&[("LC_ALL", "C"), ("LANG", "cy_GB")]), None);
    }
}
