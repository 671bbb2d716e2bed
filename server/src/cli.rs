//! The command line: for operators of a region, for integrators, and for tests.

mod alike;
mod audited;
mod backup;
mod catalogue;
mod clock;
mod console;
mod desk;
mod device;
mod enrol_code;
mod evidence;
mod failure;
mod filters;
mod hub;
mod language;
mod local_page;
mod lock;

mod national;
mod output;
mod phone;
mod pick;
mod readable;
mod region;
mod register;
mod reminders;
mod returning;
mod save_as;
mod serve;
mod shown;
mod shown_attachment;
mod shown_history;
mod shown_job;
mod shown_record;
mod shown_talk;
mod table;
#[cfg(test)]
mod tests;
mod titles;
mod two_people;
mod verify;
mod wellbeing;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tabard_core::words::Words;

use failure::{Exit, Failure};
use output::Output;

use crate::said::{names, words};

const ROAD: &str = "\
Example: a region, a phone, one report, and the answer
  tabard region init --dir ./region --name \"Yorkshire Ambulance Service\"
  tabard serve --dir ./region
  tabard enrol-code --dir ./region --role crew --name \"YA214 phone 1\"
  tabard device enrol --vault ./phone --code TABARD1…
  echo '{\"types\":[\"verbal_abuse\"],\"callsign\":\"YA214\"}' | tabard device report --vault ./phone -
  tabard device sync --vault ./phone
  tabard hub answer --dir ./region 3f9a --status being_looked_at --note \"Thank you.\"

Exit codes
  0  done
  1  failed: what to do is on standard error
  2  bad input: a wrong option, or faults in a report; good reports beside it are saved
  3  not everything is held by the region yet

Environment
  TABARD_LANG                 the language of labels, states and dates, as --lang
  TABARD_WORDS                a trust's own words, as --words
  TABARD_VAULT_KEY_FILE       the key of a device, where it is not vault.key in its folder
  TABARD_CLOCK_AHEAD_SECONDS  how wrong a device's clock is to be, for rehearsals and tests";

/// Reports of violence against ambulance staff: written without signal, read by nobody else.
#[derive(Debug, Parser)]
#[command(name = "tabard", version, after_help = ROAD)]
pub struct Cli {
    /// Answer in JSON, for programs
    #[arg(long, global = true)]
    json: bool,
    #[command(flatten)]
    language: language::Options,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Found a region
    #[command(subcommand)]
    Region(region::Command),
    /// Run a region's server: relay, hub and HTTP API
    Serve(serve::Options),
    /// Say who may use the hub's pages, which `tabard serve --console` serves
    #[command(subcommand)]
    Console(console::Command),
    /// Be an EOC desk: a page for the call handler, and an interface for a CAD
    Desk(desk::Options),
    /// Make a one-time code by which a device joins
    EnrolCode(enrol_code::Options),
    /// Be a phone or a desk: write reports, sync them, read the answers
    #[command(subcommand)]
    Device(device::Command),
    /// Share a phone: who uses it, each with a vault of their own
    #[command(subcommand)]
    Phone(phone::Command),
    /// Be the hub: read reports and answer them
    #[command(subcommand)]
    Hub(hub::Command),
    /// Be wellbeing: read requests for support and answer them
    #[command(subcommand)]
    Wellbeing(wellbeing::Command),
    /// Keep the register of warning markers: flag, look up, decide, count
    #[command(subcommand)]
    Register(Box<register::Command>),
    /// Make the national return of a region: counts alone, protected and signed
    #[command(subcommand)]
    Return(returning::Command),
    /// Be a national hub: read returns, and make one picture of them
    #[command(subcommand)]
    National(national::Command),
    /// Make a pack of one report for the police, or check one
    #[command(subcommand)]
    Evidence(evidence::Command),
    /// Copy a region while it runs
    Backup(backup::Options),
    /// Read the relay's whole log again and check every hash, signature and rule
    Verify(verify::Options),
    /// Print the JSON Schema of a report
    Schema(catalogue::Schema),
    /// Print the code lists, or the codes of one
    Codes(catalogue::Codes),
    /// Print every text that people read, as a file that a trust can change
    Words(catalogue::AllWords),
}

/// Runs the command that the process was called with.
#[must_use]
pub fn main() -> ExitCode {
    let Cli { json, language, command } = Cli::parse();
    let languages = match &command {
        // Nothing else writes in a language that is not its own.
        Command::Serve(_) | Command::Evidence(_) => language.all(),
        _ => Vec::new(),
    };
    let (words, unspoken) = match language.words() {
        Ok(words) => (words, None),
        Err(failure) => (Words::english().clone(), Some(failure)),
    };
    let output = Output::standard(json, words).with_languages(languages);
    output.keep_panics_quiet();
    match unspoken.map_or_else(|| command.run(&output), Err) {
        Ok(exit) => exit.into(),
        Err(failure) => {
            output.failure(&failure);
            failure.exit().into()
        }
    }
}

impl Command {
    fn run(self, output: &Output) -> Result<Exit, Failure> {
        match self {
            Self::Region(command) => command.run(output),
            Self::Serve(options) => options.run(output),
            Self::Console(command) => command.run(output),
            Self::Desk(options) => options.run(output),
            Self::EnrolCode(options) => options.run(output),
            Self::Device(command) => command.run(output),
            Self::Phone(command) => command.run(output),
            Self::Hub(command) => command.run(output),
            Self::Wellbeing(command) => command.run(output),
            Self::Register(command) => command.run(output),
            Self::Return(command) => command.run(output),
            Self::National(command) => command.run(output),
            Self::Evidence(command) => command.run(output),
            Self::Backup(options) => options.run(output),
            Self::Verify(options) => options.run(output),
            Self::Schema(options) => options.run(output),
            Self::Codes(options) => options.run(output),
            Self::Words(options) => options.run(output),
        }
    }
}
