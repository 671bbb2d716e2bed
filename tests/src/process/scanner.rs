//! Looking for words where only sealed bytes belong.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

/// As many bytes as every canary has at least.
const START: usize = 8;

/// Finds any of many canaries in one pass over the bytes, as UTF-8 and as UTF-16.
pub struct Scanner {
    /// Whether any canary begins with these two bytes.
    first_two: Vec<bool>,
    by_start: HashMap<[u8; START], Vec<Canary>>,
}

struct Canary {
    bytes: Vec<u8>,
    text: String,
}

impl Scanner {
    /// A scanner for canaries of at least eight bytes.
    pub fn new<T: AsRef<str>>(canaries: impl IntoIterator<Item = T>) -> Self {
        let mut scanner = Self { first_two: vec![false; 1 << 16], by_start: HashMap::new() };
        for text in canaries {
            let text = text.as_ref();
            scanner.add(text, text.as_bytes().to_vec());
            scanner.add(text, text.encode_utf16().flat_map(u16::to_le_bytes).collect());
        }
        scanner
    }

    fn add(&mut self, text: &str, bytes: Vec<u8>) {
        let start = *bytes.first_chunk::<START>().expect("a canary has eight bytes or more");
        let [one, two, ..] = start;
        self.first_two[usize::from(u16::from_le_bytes([one, two]))] = true;
        self.by_start.entry(start).or_default().push(Canary { bytes, text: text.to_owned() });
    }

    /// The first canary in the bytes.
    pub fn find(&self, bytes: &[u8]) -> Option<&str> {
        bytes.windows(START).enumerate().find_map(|(place, window)| {
            if !self.first_two[usize::from(u16::from_le_bytes([window[0], window[1]]))] {
                return None;
            }
            let start = window.first_chunk::<START>()?;
            let begins = |canary: &&Canary| bytes[place..].starts_with(&canary.bytes);
            Some(self.by_start.get(start)?.iter().find(begins)?.text.as_str())
        })
    }

    /// The files below a folder that hold a canary, each with the first one.
    pub fn find_below(&self, folder: &Path) -> Vec<(PathBuf, &str)> {
        let found = files_below(folder).into_iter();
        found.filter_map(|file| Some((file.clone(), self.find(&read(&file))?))).collect()
    }
}

fn read(file: &Path) -> Vec<u8> {
    fs::read(file).expect("a file")
}

/// All files below a folder.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { files.extend(files_below(&path)) } else { files.push(path) }
    }
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_canary_is_found_wherever_it_stands_and_however_it_is_encoded() {
        let scanner = Scanner::new(["Cosmo Fizzlewood", "07700 900123"]);
        let utf16: Vec<u8> = "07700 900123".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(scanner.find(b"Cosmo Fizzlewood"), Some("Cosmo Fizzlewood"));
        assert_eq!(scanner.find(b"Cosmo Fizzlewoo7700 900123"), None);
        assert_eq!(scanner.find(b"CosmCosmo Fizzlewood."), Some("Cosmo Fizzlewood"));
        assert_eq!(scanner.find(&[&[0xFF; 3], utf16.as_slice()].concat()), Some("07700 900123"));
        assert_eq!(scanner.find(b""), None);
    }
}
