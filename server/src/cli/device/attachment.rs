//! `tabard device attachment`: one attachment.

use std::path::PathBuf;

use clap::Subcommand;
use serde_json::json;
use tabard_core::client::CustodyLine;
use tabard_core::entry::Kind;
use tabard_core::ids::RecordId;

use super::session::{Place, Session};
use crate::cli::clock::device_now;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::save_as::SaveAs;
use crate::cli::{pick, shown_attachment};
use crate::host::entropy;
use crate::said::attachments::standing;

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Command {
    /// Show what is known of it, with its custody log
    #[command(after_help = "Example:\n  tabard device attachment show --vault ./phone 51c0")]
    Show(One),
    /// Fetch its bytes to this device, with the next sync
    #[command(after_help = "Example:\n  tabard device attachment fetch --vault ./phone 51c0")]
    Fetch(One),
    /// Write its bytes to a file, each chunk checked, and the whole
    Get(Get),
    /// Let a crew-mate's device have a copy of an image, without the place where it was taken
    Share(Share),
    /// Let its bytes go from this device, once the region holds them
    #[command(after_help = "Example:\n  tabard device attachment let-go --vault ./phone 51c0")]
    LetGo(One),
}

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct One {
    #[command(flatten)]
    place: Place,
    /// The attachment, by its id or the first characters of it
    id: String,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "A damaged chunk is named, and fetched again by the next sync where the region holds it.\n\nExample:\n  tabard device attachment get --vault ./phone 51c0 --out forearm.jpg"
)]
pub(in crate::cli) struct Get {
    #[command(flatten)]
    one: One,
    /// A new file
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Who asks for it, by role and not by name; for the custody log
    #[arg(long, value_name = "ROLE")]
    by: Option<String>,
    /// Why; for the custody log
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "The original stays between this device and the hub. JPEG and PNG only: from other formats the\nplace cannot be taken out for sure.\n\nExample:\n  tabard device attachment share --vault ./phone 51c0 --device 77aa"
)]
pub(in crate::cli) struct Share {
    #[command(flatten)]
    one: One,
    /// The crew-mate's device, by its id or the first characters of it
    #[arg(long, value_name = "DEVICE")]
    device: String,
    /// Who shares it, by role and not by name; for the custody log
    #[arg(long, value_name = "ROLE")]
    by: Option<String>,
}

impl Command {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        match self {
            Self::Show(one) => {
                let (session, id) = one.open(output)?;
                let shown = session.client.attachment(id)?;
                output.say(
                    || shown_attachment::words(output.words(), &shown),
                    || shown_attachment::json(&shown),
                )?;
            }
            Self::Fetch(one) => {
                let (mut session, id) = one.open(output)?;
                session.client.fetch_attachment(id)?;
                say(&session, id, output)?;
            }
            Self::Get(get) => get.run(output)?,
            Self::Share(share) => share.run(output)?,
            Self::LetGo(one) => {
                let (mut session, id) = one.open(output)?;
                session.client.let_attachment_go(id)?;
                say(&session, id, output)?;
            }
        }
        Ok(Exit::Done)
    }
}

impl One {
    fn open(&self, output: &Output) -> Result<(Session, RecordId), Failure> {
        let session = self.place.open_to_read(output)?;
        let found = session.client.find_of(Kind::Attachment, self.id.trim())?;
        let id = pick::one(&self.id, "attachment", found)?;
        Ok((session, id))
    }
}

impl Get {
    fn run(self, output: &Output) -> Result<(), Failure> {
        let (mut session, id) = self.one.open(output)?;
        let mut file = SaveAs::begin(&self.out)?;
        let said = CustodyLine { by: self.by, reason: self.reason };
        let (now, mut rng) = (device_now(), entropy());
        session.client.export_attachment(id, file.file()?, &said, now, &mut rng)?;
        file.finish()?;
        say(&session, id, output)
    }
}

impl Share {
    fn run(self, output: &Output) -> Result<(), Failure> {
        let (mut session, id) = self.one.open(output)?;
        let device = session.device(&self.device)?;
        let said = CustodyLine { by: self.by, reason: None };
        let copy =
            session.client.share_attachment(id, device, &said, device_now(), &mut entropy())?;
        say(&session, copy, output)
    }
}

fn say(session: &Session, id: RecordId, output: &Output) -> Result<(), Failure> {
    let shown = session.client.attachment(id)?;
    output.say(
        || format!("{id}  {}", standing(output.words(), &shown)),
        || json!({ "id": id.to_string(), "bytes": shown.bytes.word() }),
    )
}
