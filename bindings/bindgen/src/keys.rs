//! The fields of records and the lists of codes as typed keys of Kotlin and Swift, so that a field
//! that is not there, or a code of another list, does not compile.

mod kotlin;
mod names;
mod swift;

use std::io;
use std::path::{Path, PathBuf};
use std::{fs, iter};

/// What every file begins with.
const HEAD: &str = "// Generated from the dictionary of tabard-core; not to be edited.";

/// A file of generated code.
struct File {
    /// Where it goes, below the folder that was asked for.
    path: String,
    text: String,
}

/// Writes the files of a language into a folder; those of before are replaced.
pub(crate) fn write_for(mut arguments: impl Iterator<Item = String>) -> io::Result<()> {
    match (arguments.next().as_deref(), arguments.next(), arguments.next()) {
        (Some("kotlin"), Some(folder), None) => write(&PathBuf::from(folder), kotlin::files()),
        (Some("swift"), Some(folder), None) => write(&PathBuf::from(folder), swift::files()),
        _ => Err(io::Error::other("usage: tabard-bindgen keys kotlin|swift FOLDER")),
    }
}

fn write(folder: &Path, files: Vec<File>) -> io::Result<()> {
    for file in files {
        let path = folder.join(&file.path);
        if let Some(above) = path.parent() {
            fs::create_dir_all(above)?;
        }
        fs::write(path, file.text)?;
    }
    Ok(())
}

/// Lines of code that know how deep they stand.
#[derive(Default)]
struct Code {
    text: String,
    depth: usize,
}

impl Code {
    fn line(&mut self, line: &str) {
        if !line.is_empty() {
            self.text.extend(iter::repeat_n("    ", self.depth));
            self.text.push_str(line);
        }
        self.text.push('\n');
    }

    /// A line that opens a block, what stands in it, and its end.
    fn block(&mut self, head: &str, inside: impl FnOnce(&mut Self)) {
        self.line(&format!("{head} {{"));
        self.depth += 1;
        inside(self);
        self.depth -= 1;
        self.line("}");
    }

    /// A comment for the reader of the code, broken at 100 columns.
    fn doc(&mut self, text: &str, first: &str, next: &str, last: &str) {
        let width = 96_usize.saturating_sub(self.depth * 4 + first.len());
        let mut lines = vec![String::new()];
        for word in text.split_whitespace() {
            match lines.last_mut() {
                Some(line) if line.is_empty() => line.push_str(word),
                Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                    line.push(' ');
                    line.push_str(word);
                }
                _ => lines.push(word.to_owned()),
            }
        }
        let end = lines.len().saturating_sub(1);
        for (number, line) in lines.iter().enumerate() {
            let before = if number == 0 { first } else { next };
            let after = if number == end { last } else { "" };
            self.line(&format!("{before}{line}{after}"));
        }
    }
}

/// What a file says; nothing where there is none.
#[cfg(test)]
fn text_of(files: Vec<File>, path: &str) -> String {
    let file = files.into_iter().find(|file| file.path == path);
    file.map(|file| file.text).unwrap_or_default()
}
