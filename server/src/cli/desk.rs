//! `tabard desk`.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::net::SocketAddr;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tabard_core::client::Client;
use tracing::level_filters::LevelFilter;

use super::clock::device_clock;
use super::device::{Http, Place};
use super::failure::{Exit, Failure};
use super::local_page::{self, Syncing};
use super::output::Output;
use crate::desk::{self, Desk, Register, Token};
use crate::host::entropy;
use crate::telemetry::init_logs;

/// Holds the token of a CAD or telephony system.
const CAD_TOKEN: &str = "cad-token";
/// The note under which the vault keeps what the page's cookie holds.
const COOKIE: (&str, &[u8]) = ("desk", b"cookie");

#[derive(Debug, clap::Args)]
#[command(
    after_help = "One line of JSON on standard output says where it listens and the address that opens its page, whose\ntoken is new each time. A CAD or telephony system sends the text of the file cad-token in the vault's\nfolder as `Authorization: Bearer`. Logs go to standard error. SIGINT and SIGTERM end it.\n\nExample:\n  tabard desk --vault ./desk\n  curl -H \"Authorization: Bearer $(cat ./desk/cad-token)\" 'http://127.0.0.1:8480/lookup?number=07700900123'\n  curl -H \"Authorization: Bearer $(cat ./desk/cad-token)\" --json '{\"number\":\"07700900123\",\"call_id\":\"c-1\"}' http://127.0.0.1:8480/api/ring\n  curl -H \"Authorization: Bearer $(cat ./desk/cad-token)\" -X PUT --json '{\"number\":\"07700900123\",\"address\":\"12 High Street, LS1 4AB\"}' http://127.0.0.1:8480/api/jobs/4712\n  curl -H \"Authorization: Bearer $(cat ./desk/cad-token)\" -X DELETE http://127.0.0.1:8480/api/jobs/4712"
)]
pub(super) struct Options {
    #[command(flatten)]
    place: Place,
    /// The address to listen on, of this machine alone; port 0 takes any free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8480")]
    listen: SocketAddr,
    /// Who is at it, as flags are signed; the device's own id where none is given
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// How many warnings are given before an abusive call is ended
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u8).range(0..=3))]
    warnings: u8,
    #[command(flatten)]
    syncing: Syncing,
    /// Certificates to trust instead of the public ones, as a PEM file
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
}

impl Options {
    pub(super) fn run(self, output: &Output) -> Result<Exit, Failure> {
        if !self.listen.ip().is_loopback() {
            return Err(Failure::input(
                "not_loopback",
                "a desk listens on this machine alone: give an address such as 127.0.0.1:8480",
            ));
        }
        let http = Http::new(self.ca.as_deref())?;
        init_logs(LevelFilter::INFO)
            .map_err(|error| Failure::new("internal", error.to_string()))?;
        let (mut client, lock) = self.place.open(output)?.into_parts();
        let cookie = cookie(&mut client)?;
        let cad_token = cad_token(&self.place.dir).map_err(|error| Failure::folder(&error))?;
        let by = self.name.unwrap_or_else(|| {
            format!("desk {}", client.device().to_string().chars().take(6).collect::<String>())
        });
        let register = Arc::new(Register::new(client, by, device_clock)?);
        let desk = Desk {
            register: Arc::clone(&register),
            words: output.words().clone(),
            page_token: Token::random(&mut entropy()),
            cookie,
            cad_token,
            warnings: self.warnings,
        };
        let link = desk.page_token.clone();
        let serve = |listener, carrier, shutdown| desk::serve(desk, listener, carrier, shutdown);
        let drained =
            local_page::run((self.listen, &self.syncing), (http, &register, &link), output, serve)?;
        tracing::info!(cut = drained.cut, "the desk has stopped");
        if let Some(client) = register.give_back() {
            super::device::obey_orders(client, lock, &self.place.dir)?;
        }
        Ok(Exit::Done)
    }
}

/// What the page is known by. It lasts in the vault, so that an open page outlives a restart.
fn cookie(client: &mut Client) -> Result<Token, Failure> {
    let kept = client.note(COOKIE.0, COOKIE.1)?;
    let kept = kept.as_deref().and_then(|bytes| std::str::from_utf8(bytes).ok());
    if let Some(token) = kept.and_then(Token::read) {
        return Ok(token);
    }
    let token = Token::random(&mut entropy());
    client.set_note(COOKIE.0, COOKIE.1, token.tell().as_bytes())?;
    Ok(token)
}

/// The token of a CAD, in a file for its owner alone; made when there is none.
fn cad_token(dir: &Path) -> std::io::Result<Token> {
    let path = dir.join(CAD_TOKEN);
    match std::fs::read_to_string(&path) {
        Ok(text) => {
            if let Some(token) = Token::read(&text) {
                return Ok(token);
            }
            std::fs::remove_file(&path)?;
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    let token = Token::random(&mut entropy());
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
    file.write_all(format!("{}\n", token.tell()).as_bytes())?;
    file.sync_all()?;
    Ok(token)
}
