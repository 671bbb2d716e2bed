//! After the night: what the relay could read, and whether it kept its word.

use std::collections::BTreeSet;
use std::path::PathBuf;

use anyhow::{Result, ensure};
use serde_json::json;

use super::opening::{REGION, SHARED};
use super::register::{CALLER, SENTENCE};
use crate::demo::disk::files;
use crate::demo::secrets::Secrets;
use crate::demo::tell::{size, tell};
use crate::demo::world::World;

pub(super) fn steal_the_disk(world: &mut World) -> Result<()> {
    let [a, b, c] = world.devices().map(|device| device.name);
    let marker = json!({ "narrative": SENTENCE, "people": [{ "phone_number": CALLER }] });
    let marker = marker.to_string();
    let reports = world.corpus.all().chain([SHARED, &marker]);
    let secrets = Secrets::of(reports, &[REGION, a, b, c])?;

    let clear = files(&world.folder().join("reports"), None)?;
    let found = readable(&secrets, &clear).0;
    ensure!(found == secrets.count(), "the search finds {found} where all stand in clear");
    tell!(
        "{found} sentences, names and numbers are looked for; in the reports as typed, all are found."
    );

    let mut relay = files(world.region.folder(), Some(&world.region.hub_folder()))?;
    relay.extend(files(&world.folder().join("logs"), None)?);
    let bytes = bytes(&relay);
    ensure!(bytes > world.traffic().bytes_up, "the relay's {bytes} B cannot be all it keeps");
    nothing("the relay's database and logs", &secrets, &relay)?;
    nothing(
        "the phones' and the desk's vaults",
        &secrets,
        &files(&world.folder().join("devices"), None)?,
    )
}

pub(super) fn check_the_books(world: &mut World) -> Result<()> {
    let books = world.region.verify()?;
    tell!("Every signature, chain and root the relay keeps holds: {books}");
    let disk = bytes(&files(world.region.folder(), Some(&world.region.hub_folder()))?);
    let log = bytes(&files(&world.folder().join("logs"), None)?);
    tell!("The relay's disk: {}; its log: {}.", size(disk), size(log));
    let traffic = world.traffic();
    tell!(
        "The whole night on the wire: {} up, {} down, {} requests.",
        size(traffic.bytes_up),
        size(traffic.bytes_down),
        traffic.requests
    );
    Ok(())
}

fn nothing(place: &str, secrets: &Secrets, files: &[(PathBuf, Vec<u8>)]) -> Result<()> {
    let (found, first) = readable(secrets, files);
    ensure!(found == 0, "{found} can be read in {place}, the first in {first:?}");
    tell!("In {place}, {} files, {}: nothing.", files.len(), size(bytes(files)));
    Ok(())
}

/// How many secrets stand in the files, and the first file with one.
fn readable(secrets: &Secrets, files: &[(PathBuf, Vec<u8>)]) -> (usize, Option<PathBuf>) {
    let mut all = BTreeSet::new();
    let mut first = None;
    for (path, bytes) in files {
        let found = secrets.found_in(bytes);
        if !found.is_empty() {
            first.get_or_insert_with(|| path.clone());
        }
        all.extend(found);
    }
    (all.len(), first)
}

fn bytes(files: &[(PathBuf, Vec<u8>)]) -> u64 {
    files.iter().map(|(_, bytes)| bytes.len() as u64).sum()
}
