//! `tabard enrol-code`.

use clap::ValueEnum;
use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;
use serde_json::json;
use tabard_core::region::Role;

use super::failure::{Exit, Failure};
use super::output::Output;
use super::region::Place;
use super::serve::address_of;
use super::two_people::approved;
use super::words;
use crate::console::{Act, ActKind, People};
use crate::host::{entropy, now};

/// In whose name this command asks.
const OPERATOR: &str = "tabard enrol-code";
const DEFAULT: &str = "http://127.0.0.1:8470";

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Whoever has the code joins in this role, once. Give it to one person, on paper or screen.\nA triage device reads every report: where the console has an administrator, somebody else has to approve\nit on the page /approvals, with the reason that --why gives. Run the command again then.\n\nExample:\n  tabard enrol-code --dir ./region --role crew --name \"YA214 phone 1\" --qr\n  tabard enrol-code --dir ./national --role service --service RX8 --service-region ID --name \"Yorkshire\""
)]
pub(super) struct Options {
    #[command(flatten)]
    place: Place,
    /// What the device may do
    #[arg(long)]
    role: Joining,
    #[command(flatten)]
    service: super::national::OfService,
    /// What the hub will call the device; it stays at the hub
    #[arg(long, value_name = "LABEL")]
    name: String,
    /// The address by which the device reaches the region [default: where it was served last, or
    /// http://127.0.0.1:8470]
    #[arg(long, value_name = "URL")]
    server: Option<String>,
    /// How long the code may be used
    #[arg(long, value_name = "HOURS", default_value_t = 24, value_parser = clap::value_parser!(u32).range(..=8760))]
    valid_hours: u32,
    /// Why a further device is to read every report, where another has to approve it
    #[arg(long)]
    why: Option<String>,
    /// Draw the code as a QR code too
    #[arg(long)]
    qr: bool,
}

/// A role that a code gives.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Joining {
    /// Reports incidents
    Crew,
    /// Works at a desk of the emergency operations centre: reports, and flags callers
    Eoc,
    /// Opens and answers reports
    Triage,
    /// Gives support to those who ask for it, and reads nothing else
    Wellbeing,
    /// Decides on warning markers that a desk proposed
    Approver,
    /// Hands in the returns of an ambulance service, at a national region
    Service,
}

impl Options {
    pub(super) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut hub = self.place.hub()?;
        let server = self.server.clone().or_else(|| address_of(&self.place.dir));
        let server = server.unwrap_or_else(|| DEFAULT.to_owned());
        if server.contains("//0.0.0.0") || server.contains("//[::]") {
            let what_to_do = "the region listens on every address, so say by --server which one \
                              devices are to use";
            return Err(Failure::input("no_address", what_to_do));
        }
        let expires = now().plus_seconds(i64::from(self.valid_hours) * 3600);
        let role = self.role.role();
        let sender = self.service.for_role(role)?;
        if role == Role::Triage && People::read(&hub)?.is_administered() {
            let act = Act::of(ActKind::Triage).with("name", &self.name);
            if !approved(&mut hub, (&act, &self.name), self.why.as_deref(), OPERATOR, output)? {
                return Ok(Exit::Done);
            }
        }
        let code = match &sender {
            Some(sender) => {
                hub.enrol_service_code(sender, &self.name, &server, expires, &mut entropy())?
            }
            None => hub.enrol_code(role, &self.name, &server, expires, &mut entropy())?,
        };
        let text = code.text();
        let qr = if self.qr { Some(drawn(&text)?) } else { None };
        output.say(
            || {
                let until = words::moment(output.words(), expires);
                let qr = qr.as_deref().unwrap_or_default();
                format!("{qr}{}\n\nOne {role} device may use it until {until}.", *text)
            },
            || {
                let mut json = json!({
                    "code": *text,
                    "expires_at": expires.rfc3339(),
                    "role": role.to_string(),
                    "name": self.name,
                    "service": sender,
                    "server": server,
                });
                if let (Some(qr), Some(object)) = (&qr, json.as_object_mut()) {
                    object.insert("qr".to_owned(), json!(qr));
                }
                json
            },
        )?;
        Ok(Exit::Done)
    }
}

impl Joining {
    const fn role(self) -> Role {
        match self {
            Self::Crew => Role::Crew,
            Self::Eoc => Role::Eoc,
            Self::Triage => Role::Triage,
            Self::Wellbeing => Role::Wellbeing,
            Self::Approver => Role::Approver,
            Self::Service => Role::Service,
        }
    }
}

/// Light on dark and dark on light: scanners take both, so the terminal's colours do not matter.
pub(super) fn drawn(text: &str) -> Result<String, Failure> {
    let code = QrCode::new(text.as_bytes());
    let code = code.map_err(|_| Failure::new("no_qr", "the code is too long for a QR code"))?;
    Ok(format!("{}\n\n", code.render::<Dense1x2>().build()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_drawn() {
        let qr = drawn(&format!("TABARD1{}", "A7".repeat(100))).unwrap();
        assert!(qr.lines().count() > 20);
        assert!(qr.contains('█'));
    }
}
