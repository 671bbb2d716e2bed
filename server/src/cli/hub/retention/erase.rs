//! `tabard hub retention erase`.

use std::path::PathBuf;

use serde_json::{Value, json};
use tabard_core::ids::RecordId;
use tabard_core::model::ReadingAct;

use super::{class, read_retention, stated};
use crate::cli::audited;
use crate::cli::failure::{Exit, Failure};
use crate::cli::output::Output;
use crate::cli::region::Place;
use crate::cli::table::aligned;
use crate::cli::two_people::taken_or_asked;
use crate::console::{Act, listed_for_approval};
use crate::host::{entropy, now};
use crate::hub::Hub;
use crate::retention::{EraseFault, People, Planned, Settings, erase, plan};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Without --by it is a dry run: it shows what would be erased, and changes nothing. With --by and --why it asks:\nsomebody else approves that on the console's page /approvals within 7 days, and the same command then erases. What\nis held, not closed or not due is never erased. It cannot be undone. Backups of the region's folder from before keep\nit until you destroy them.\n\nExample:\n  tabard hub retention erase --dir ./region --json\n  tabard hub retention erase --dir ./region 3f9a --by \"A. Green\" --why \"The period is over\""
)]
pub(in crate::cli) struct Erase {
    #[command(flatten)]
    place: Place,
    /// The reports, by their ids or the first characters of them; without any, all that are due
    ids: Vec<String>,
    /// For how long what is kept is kept
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// Who orders it; without it, a dry run
    #[arg(long, value_name = "WHO", requires = "why")]
    by: Option<String>,
    /// Why, for the audit and the certificate
    #[arg(long, value_name = "TEXT", requires = "by")]
    why: Option<String>,
}

impl Erase {
    pub(super) fn run(self, output: &Output) -> Result<Exit, Failure> {
        let settings = read_retention(self.settings.as_deref())?;
        let mut hub = self.place.hub_up_to_date()?;
        audited::note(&mut hub, ReadingAct::ViewedRetention, None)?;
        let named = self.ids.iter().map(|typed| super::record(&hub, typed));
        let named = named.collect::<Result<Vec<_>, _>>()?;
        let planned = plan(&hub, &settings, &named, now())?;
        match (&self.by, &self.why) {
            (Some(by), Some(why)) => {
                let (by, why) = (stated(by, "--by")?, stated(why, "--why")?);
                order(&mut hub, &settings, &planned, (by, why), output)
            }
            _ => {
                let what = "would be erased. Nothing was: say --by and --why to ask for it.";
                shown(&planned, what, json!({ "dry_run": true }), output)
            }
        }
    }
}

/// Erases by the approval of somebody else, or asks for it.
fn order(
    hub: &mut Hub,
    settings: &Settings,
    planned: &[Planned],
    (by, why): (&str, &str),
    output: &Output,
) -> Result<Exit, Failure> {
    let ids: Vec<RecordId> = planned.iter().map(|one| one.item.record).collect();
    let items = || planned.iter().map(|one| &one.item);
    let (act, what) = (Act::erasing(items()), listed_for_approval(output.words(), items()));
    let Some(approved) = taken_or_asked(hub, (&act, &what), why, by, output)? else {
        let what = "wait for the approval of somebody else, within 7 days, on the page /approvals. Then run this command again.";
        return shown(planned, what, json!({ "waits_for_approval": true }), output);
    };
    let people = People { ordered_by: by, approved_by: &approved.by, why: &approved.why };
    let hash = erase(hub, settings, &ids, &people, now(), &mut entropy())?;
    let hash = hash.to_string();
    let what = format!(
        "were erased. The certificate: tabard hub retention certificate --dir {} {}",
        hub.dir().display(),
        hash.get(..12).unwrap_or_default()
    );
    shown(planned, &what, json!({ "certificate": hash }), output)
}

fn shown(planned: &[Planned], what: &str, said: Value, output: &Output) -> Result<Exit, Failure> {
    output.say(
        || {
            let row = |one: &Planned| {
                vec![
                    one.item.record.to_string(),
                    one.item.due.to_string(),
                    class(output, &one.item),
                    format!("{} records", one.reach.records.len()),
                    format!("{} entries", one.reach.held.entries),
                    format!("{} bytes", one.reach.held.bytes),
                    format!("{} chunks", one.reach.chunks.len()),
                ]
            };
            let table = aligned(&planned.iter().map(row).collect::<Vec<_>>());
            format!("{table}\n\nThese {} reports {what}", planned.len())
        },
        || {
            let mut all = said.as_object().cloned().unwrap_or_default();
            all.insert("reports".to_owned(), planned.iter().map(line).collect());
            Value::Object(all)
        },
    )?;
    Ok(Exit::Done)
}

fn line(one: &Planned) -> Value {
    json!({
        "report": one.item.record.to_string(),
        "class": one.item.class.code(),
        "due": one.item.due.to_string(),
        "records": one.reach.ids().iter().map(ToString::to_string).collect::<Vec<_>>(),
        "entries": one.reach.held.entries,
        "bytes": one.reach.held.bytes,
        "chunks": one.reach.chunks.len(),
        "attachments_without_chunks": one.reach.without_chunks,
    })
}

impl From<EraseFault> for Failure {
    fn from(fault: EraseFault) -> Self {
        let said = fault.to_string();
        match fault {
            EraseFault::NotErasable { .. } => Self::input("not_erasable", said),
            EraseFault::Nothing => Self::input("nothing_due", said),
            EraseFault::TooMany => Self::input("too_many", said),
            EraseFault::People => Self::input("two_people", said),
            EraseFault::Hub(error) => error.into(),
        }
    }
}
