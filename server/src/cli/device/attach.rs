//! `tabard device attach`.

use std::fs::File;
use std::io::{Read, Seek};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tabard_core::attachment::{Format, Room, RoomPolicy};
use tabard_core::client::CustodyLine;
use tabard_core::model::{Patch, RecordKind, Report};

use super::session::Place;
use crate::cli::clock::{device_now, item_id};
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::host::entropy;
use crate::said::words;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "The file is hashed as it is read, sealed, and on the disk when its id is printed; the file itself\nis left as it is. `tabard codes attachment_media` lists what it may be.\n\nExample:\n  tabard device attach --vault ./phone 3f9a forearm.jpg --media photo --title \"left forearm\""
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    place: Place,
    /// The report, by its id or the first characters of it
    id: String,
    /// The photo, voice note or document
    file: PathBuf,
    /// What it is: photo, voice_note or document
    #[arg(long)]
    media: String,
    /// What it shows or says, in a few words
    #[arg(long)]
    title: Option<String>,
    /// Its format, as an internet media type, where that is neither JPEG nor PNG
    #[arg(long, value_name = "TYPE")]
    media_type: Option<String>,
    /// When it was taken, such as 2026-03-01T02:10:00Z; now, if not given
    #[arg(long, value_name = "TIME")]
    captured_at: Option<String>,
    /// It was taken in the app, and not brought in as a file
    #[arg(long)]
    in_app: bool,
    /// Degrees north where it was taken
    #[arg(long, value_name = "DEGREES", allow_hyphen_values = true)]
    latitude: Option<String>,
    /// Degrees east where it was taken
    #[arg(long, value_name = "DEGREES", allow_hyphen_values = true)]
    longitude: Option<String>,
    /// Who captured it, by role and not by name
    #[arg(long, value_name = "ROLE")]
    by: Option<String>,
    /// Megabytes that stay free for reports, whatever is attached
    #[arg(long, value_name = "MB", default_value_t = RoomPolicy::default().keep_free >> 20)]
    keep_free: u64,
}

impl Options {
    pub(in crate::cli) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut file = File::open(&self.file).map_err(|error| Failure::folder(&error))?;
        let Some(facts) = self.facts(&mut file, output)? else { return Ok(Exit::BadInput) };
        let mut session = self.place.open(output)?;
        let id = session.report(&self.id)?;
        let size = file.metadata().map_err(|error| Failure::folder(&error))?.len();
        let advice = self.room(size, output)?;
        let said = CustodyLine { by: self.by.clone(), reason: None };
        let attached =
            session.client.attach(id, &facts, &said, &mut file, device_now(), &mut entropy())?;
        output.say(
            || format!("{attached}  {}", words::saved(output.words())),
            || {
                json!({
                    "id": attached.to_string(),
                    "report": id.to_string(),
                    "state": "saved_on_this_phone",
                    "warning": advice,
                })
            },
        )?;
        Ok(Exit::Done)
    }

    /// What the person states. Faults go to standard error.
    fn facts(&self, file: &mut File, output: &Output) -> Result<Option<Patch>, Failure> {
        let mut facts = json!({ "media": self.media, "captured_in_app": self.in_app });
        let texts = [
            ("title", self.title.clone()),
            ("media_type", self.media_type.clone().or(media_type(file)?)),
            ("captured_at", self.captured_at.clone()),
            ("latitude", self.latitude.clone()),
            ("longitude", self.longitude.clone()),
        ];
        for (name, text) in texts {
            if let (Some(text), Some(facts)) = (text, facts.as_object_mut()) {
                facts.insert(name.to_owned(), Value::String(text));
            }
        }
        match Report::parse_as(RecordKind::Attachment, &facts) {
            Ok(report) => Ok(Some(report.into_patch(&mut || item_id(&mut entropy())))),
            Err(faults) => {
                faults.iter().for_each(|fault| output.fault(fault));
                Ok(None)
            }
        }
    }

    /// A warning before the storage is full, and no capture that would fill it.
    fn room(&self, size: u64, output: &Output) -> Result<Option<&'static str>, Failure> {
        let policy = RoomPolicy {
            keep_free: self.keep_free.saturating_mul(1 << 20),
            ..RoomPolicy::default()
        };
        let room = policy.room(size, free_bytes(&self.place.dir)?);
        let advice = room.advice();
        match (room, advice) {
            (Room::TooLittle, Some(advice)) => Err(Failure::new("too_little_room", advice)),
            (_, Some(advice)) => {
                output.aside(output.words().advice(advice));
                Ok(Some(advice))
            }
            (_, None) => Ok(None),
        }
    }
}

/// What the first bytes say of the format.
fn media_type(file: &mut File) -> Result<Option<String>, Failure> {
    let mut beginning = Vec::with_capacity(16);
    let read = file.take(16).read_to_end(&mut beginning).and_then(|_| file.rewind());
    read.map_err(|error| Failure::folder(&error))?;
    Ok(Format::of(&beginning).map(|format| format.media_type().to_owned()))
}

fn free_bytes(dir: &Path) -> Result<u64, Failure> {
    let disk = rustix::fs::statvfs(dir).map_err(|error| Failure::folder(&error.into()))?;
    Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
}
