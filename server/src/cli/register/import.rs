//! `tabard register import`.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use serde_json::json;
use tabard_core::client::{ClientError, ImportFault};
use tabard_core::model::RecordKind;

use super::place::{Desk, open_device};
use crate::cli::device::{Place, parsed};
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::said::words;

/// A line that is longer is not read further: the register refuses it by its length.
const LONGEST: u64 = 128 * 1024;
/// How often is said how far it has come, in lines.
const TELL_EVERY: usize = 1000;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "What another system decided is not decided here: each line becomes a proposal, for an approver to\ndecide on. A line that was brought in before changes nothing. Faults go to standard error with the number\nof the line; the good lines beside them are brought in, and the exit code is 2.\n\nExample:\n  tabard register import --vault ./desk markers.jsonl --by \"A. Green\""
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// JSON Lines, as `tabard register export` writes them; - for standard input
    file: PathBuf,
    /// Who asks for these markers, by name or role
    #[arg(long, value_name = "WHO")]
    by: String,
}

/// How far it has come.
#[derive(Default)]
struct Tally {
    brought_in: usize,
    known: usize,
    refused: usize,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let by = [format!("steps.s.by={}", self.by)];
        if parsed(RecordKind::Marker, &by, output).is_none() {
            return Ok(Exit::BadInput);
        }
        let mut lines = self.open()?;
        let mut desk = open_device(&self.place, output)?;
        let (mut tally, mut number) = (Tally::default(), 0);
        while let Some(line) = next_line(&mut *lines)? {
            number += 1;
            if !line.trim().is_empty() {
                self.take(&mut desk, number, &line, &mut tally, output)?;
            }
            if number % TELL_EVERY == 0 {
                output.aside(&format!(
                    "{} read, {} brought in",
                    words::counted(number as u64, "line"),
                    tally.brought_in
                ));
            }
        }
        let Tally { brought_in, known, refused } = tally;
        output.say(
            || {
                format!(
                    "{} brought in as proposals, {known} known before, {refused} refused.",
                    words::counted(brought_in as u64, "marker")
                )
            },
            || json!({ "brought_in": brought_in, "known": known, "refused": refused }),
        )?;
        Ok(if refused == 0 { Exit::Done } else { Exit::BadInput })
    }

    /// Brings in one line. What is wrong with it is said by its number; what is wrong with the
    /// device ends the command.
    fn take(
        &self,
        desk: &mut Desk,
        number: usize,
        line: &str,
        tally: &mut Tally,
        output: &Output,
    ) -> Result<(), Failure> {
        let mut fault = None;
        desk.write(|client, now, rng| match client.import_marker(line, &self.by, now, rng) {
            Ok(_) => {
                tally.brought_in += 1;
                Ok(())
            }
            Err(ClientError::Import(ImportFault::Known)) => {
                tally.known += 1;
                Ok(())
            }
            Err(
                error @ (ClientError::Import(_) | ClientError::Step(_) | ClientError::TooLarge),
            ) => {
                tally.refused += 1;
                fault = Some(error);
                Ok(())
            }
            Err(error) => Err(error),
        })?;
        if let Some(fault) = fault {
            output.refused_line(number, &fault.to_string());
        }
        Ok(())
    }

    fn open(&self) -> Result<Box<dyn BufRead>, Failure> {
        if self.file == Path::new("-") {
            return Ok(Box::new(std::io::stdin().lock()));
        }
        let file = File::open(&self.file).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => {
                Failure::input("no_file", "there is no such file of markers")
            }
            _ => Failure::folder(&error),
        })?;
        Ok(Box::new(BufReader::new(file)))
    }
}

/// The next line, whatever bytes stand in it; of one that is too long, enough to be refused.
fn next_line(from: &mut dyn BufRead) -> Result<Option<String>, Failure> {
    let failed = |error: std::io::Error| Failure::folder(&error);
    let mut line = Vec::new();
    if from.take(LONGEST).read_until(b'\n', &mut line).map_err(failed)? == 0 {
        return Ok(None);
    }
    let mut whole = line.ends_with(b"\n") || (line.len() as u64) < LONGEST;
    while !whole {
        let part = from.fill_buf().map_err(failed)?;
        let end = part.iter().position(|byte| *byte == b'\n');
        whole = end.is_some() || part.is_empty();
        let read = end.map_or(part.len(), |end| end + 1);
        from.consume(read);
    }
    Ok(Some(String::from_utf8_lossy(&line).into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_without_an_end_takes_no_more_than_it_may() {
        let long = "x".repeat(1_000_000);
        let text = format!("one\n\n{long}\ntwo");
        let mut from = text.as_bytes();
        let mut lines = Vec::new();
        while let Some(line) = next_line(&mut from).unwrap() {
            lines.push(line.trim().to_owned());
        }
        assert_eq!([&lines[0], &lines[1], &lines[3]], ["one", "", "two"]);
        assert_eq!((lines.len(), lines[2].len()), (4, LONGEST as usize));
    }
}
