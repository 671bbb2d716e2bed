//! `tabard device enrol`.

use std::io::Read;
use std::path::PathBuf;

use serde_json::json;
use tabard_core::client::{Client, ClientError};
use tabard_core::ids::Millis;
use tabard_core::region::{CodeError, EnrolmentCode};
use tabard_core::sync::HttpRequest;
use tabard_core::wire::EnrolmentReply;
use tabard_core::words::Words;
use zeroize::Zeroizing;

use super::http::{Http, Reply};
use super::key;
use super::session::Place;
use crate::cli::clock::device_now;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::host::entropy;
use crate::said::words;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "The vault's key is 32 random bytes in FOLDER/vault.key, for its owner alone. It stands in for the\nkey store of a phone; TABARD_VAULT_KEY_FILE names another file, such as one on a removable disk.\n\nExample:\n  tabard device enrol --vault ./phone --code TABARD1…"
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// The code, or - to read it from standard input
    #[arg(long)]
    code: String,
    /// Certificates to trust instead of the public ones, as a PEM file
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut http = Http::new(self.ca.as_deref())?;
        let code = EnrolmentCode::parse(&self.text()?)?;
        let now = device_now();
        if now > code.expires {
            return Err(expired(now));
        }
        let _lock = self.place.prepare(output)?;
        let dir = &self.place.dir;
        let answer = Client::answer_code(
            dir,
            &key::read_or_make(dir, &mut entropy())?,
            &code,
            now,
            &mut entropy(),
        )?;
        let reply = ask(&mut http, &Client::enrolment_request(&code, &answer))?;
        let client = Client::accept_enrolment(dir, key::read(dir)?, &reply, device_now())?;
        let (device, directory) = (client.device().to_string(), client.directory());
        let region = directory.name().unwrap_or_default();
        output.say(
            || format!("This is device {device} of {region}."),
            || json!({ "device": device, "region": region, "region_id": directory.region().to_string() }),
        )?;
        Ok(Exit::Done)
    }

    fn text(&self) -> Result<Zeroizing<String>, Failure> {
        if self.code != "-" {
            return Ok(Zeroizing::new(self.code.clone()));
        }
        let mut text = Zeroizing::new(String::new());
        let read = std::io::stdin().lock().take(64 * 1024).read_to_string(&mut text);
        read.map_err(|_| CodeError::NotACode)?;
        Ok(text)
    }
}

fn ask(http: &mut Http, request: &HttpRequest) -> Result<EnrolmentReply, Failure> {
    let Reply { status, body } = http.send(request).map_err(|unsent| unsent.failure())?;
    EnrolmentReply::of_answer(status, &body).map_err(|refused| match refused {
        Some(problem) => ClientError::Problem(problem).into(),
        None => not_ours(status),
    })
}

fn not_ours(status: u16) -> Failure {
    let what_to_do = format!(
        "something that is not a server of a region answered with HTTP status {status}: check the \
         address in the code and any sign-in page of the network, then try again"
    );
    Failure::new("not_the_server", what_to_do)
}

/// A wrong clock looks like an old code, so the clock is named.
fn expired(now: Millis) -> Failure {
    let now = words::moment(Words::english(), now);
    let what_to_do = format!(
        "the enrolment code has expired (this device's clock says {now}): ask the hub for a new \
         one, or set the clock right"
    );
    Failure::new("code_expired", what_to_do)
}
