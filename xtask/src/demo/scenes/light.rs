//! With the relay back: everything arrives, merges, and is answered.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use crate::demo::answers::Report;
use crate::demo::device::Device;
use crate::demo::running::wait_until;
use crate::demo::tell::{size, tell};
use crate::demo::world::World;

const PATIENCE: Duration = Duration::from_secs(30);
const STATUS: &str = "being_looked_at";
const NOTE: &str = "Thank you for telling us. A manager will ring you before your next shift.";

pub(super) fn sync_all(world: &mut World) -> Result<()> {
    world.region.serve()?;
    let mut bytes_up = 0;
    for device in world.devices() {
        let sync = device.sync()?;
        tell!(
            "{}: {} held by the region, none waits: {} up, {} down, requests: {}, {:.0} ms.",
            device.name,
            sync.held,
            size(sync.bytes_up),
            size(sync.bytes_down),
            sync.requests,
            sync.ms
        );
        bytes_up += sync.bytes_up;
    }
    let reports = world.corpus.all().count();
    let plain = world.corpus.all().map(str::len).sum::<usize>() / reports;
    let sealed = bytes_up / reports as u64;
    tell!("A report is {plain} B of JSON; sealed, signed and sent it is {sealed} B.");
    Ok(())
}

pub(super) fn merge(world: &mut World) -> Result<()> {
    let filed: BTreeSet<_> = world.filed.iter().flatten().chain([&world.shared]).collect();
    let started = Instant::now();
    let cases = world.region.cases(filed.len())?;
    let lost = filed.len() - cases.iter().filter(|case| filed.contains(&case.id)).count();
    ensure!(lost == 0, "{lost} of the reports filed are not at the hub");
    tell!(
        "It lists all {} incidents, {} ms after the last sync.",
        cases.len(),
        started.elapsed().as_millis()
    );

    wait_until(PATIENCE, || {
        let shown = world.region.show(&world.shared)?;
        Ok(is_merged(&shown.report).then_some(()))
    })
    .context("the hub does not show both edits")?;
    for phone in [&world.phone_a, &world.phone_b] {
        phone.sync()?;
        let shown = phone.show(&world.shared)?;
        ensure!(is_merged(&shown.report), "{} does not show both edits", phone.name);
    }
    let shown = world.region.show(&world.shared)?;
    let callsigns = shown.report.values("callsign").into_iter().collect::<Vec<_>>().join(" and ");
    tell!("At the hub and on both phones: vehicle, crime reference, and callsign {callsigns},");
    tell!("which was written twice, so both are kept until a person decides.");
    Ok(())
}

pub(super) fn answer(world: &mut World) -> Result<()> {
    let filed = world.devices().into_iter().zip(&world.filed);
    let mut answered: Vec<(&Device, &String)> =
        filed.flat_map(|(device, ids)| ids.iter().take(2).map(move |id| (device, id))).collect();
    answered.extend([(&world.phone_a, &world.shared), (&world.phone_b, &world.shared)]);

    for id in answered.iter().map(|(_, id)| *id).collect::<BTreeSet<_>>() {
        world.region.answer(id, STATUS, NOTE)?;
    }
    for (device, id) in &answered {
        wait_until(PATIENCE, || {
            if device.show(id)?.is_answered(STATUS, NOTE) {
                return Ok(Some(()));
            }
            device.sync()?;
            Ok(None)
        })
        .with_context(|| format!("{}: no answer to {id}", device.name))?;
    }
    tell!("{STATUS}: \"{NOTE}\"");
    for device in world.devices() {
        let mut states = BTreeMap::<_, u32>::new();
        for report in device.list()? {
            *states.entry(report.state).or_default() += 1;
        }
        let states: Vec<_> =
            states.iter().map(|(state, count)| format!("{count} {state}")).collect();
        tell!("{}: {}.", device.name, states.join(", "));
    }
    Ok(())
}

/// Whether both edits of the other field are there, and both values of the same.
fn is_merged(report: &Report) -> bool {
    report.values("callsign") == BTreeSet::from(["YA215", "YA251"])
        && report.values("vehicle") == BTreeSet::from(["7231"])
        && report.values("police_crime_ref") == BTreeSet::from(["13260314159"])
}
