//! While the relay is off: everything is kept, and nothing is claimed.

use std::time::Instant;

use anyhow::{Result, ensure};

use crate::demo::tell::tell;
use crate::demo::world::World;

const SAVED: &str = "saved_on_this_phone";

pub(super) fn log_reports(world: &mut World) -> Result<()> {
    world.region.cut_the_power()?;
    tell!("The relay's process is killed, with no warning.");
    let mut filed = <[Vec<String>; 3]>::default();
    for ((device, reports), ids) in world.devices().into_iter().zip(&world.corpus.0).zip(&mut filed)
    {
        let count = reports.len();
        let file = world.write_reports(&format!("{}.jsonl", device.id), reports)?;
        let started = Instant::now();
        let saved = device.report(&file)?;
        let ms = started.elapsed().as_millis();
        ensure!(saved.len() == count, "{} of {count} reports were saved", saved.len());
        ensure!(saved.iter().all(|report| report.state == SAVED), "one is not {SAVED}");
        tell!("{} logs {count} reports, each {SAVED}: {ms} ms.", device.name);
        ids.extend(saved.into_iter().map(|report| report.id));
    }
    world.filed = filed;
    Ok(())
}

pub(super) fn edit_apart(world: &mut World) -> Result<()> {
    let edits = [
        (&world.phone_a, ["callsign=YA215", "vehicle=7231"]),
        (&world.phone_b, ["callsign=YA251", "police_crime_ref=13260314159"]),
    ];
    for (phone, edits) in edits {
        for edit in edits {
            phone.edit(&world.shared, edit)?;
        }
        tell!("{} sets {}.", phone.name, edits.join(" and "));
    }
    Ok(())
}

pub(super) fn sync_in_vain(world: &mut World) -> Result<()> {
    for device in world.devices() {
        let sync = device.try_sync()?;
        ensure!(!sync.success, "{}: a sync succeeded with nobody there", device.name);
        let Some(problem) = sync.answer.problem else {
            anyhow::bail!("{}: a failed sync names no problem", device.name)
        };
        ensure!(sync.answer.waiting > 0, "{}: nothing waits", device.name);
        tell!(
            "{}: {} wait. {}: {}",
            device.name,
            sync.answer.waiting,
            problem.code,
            problem.what_to_do
        );
    }
    Ok(())
}
