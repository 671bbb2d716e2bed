//! Before the night: a region, its devices, and one incident that two of them write.

use std::time::Instant;

use anyhow::{Context, Result, ensure};

use crate::demo::tell::tell;
use crate::demo::world::World;

/// What the region is called, in clear: a trust's name is no secret.
pub(super) const REGION: &str = "Yorkshire Ambulance Service";

/// The incident that both phones write.
pub(super) const SHARED: &str = r#"{"types": ["verbal_threat", "obstruction"], "callsign": "YA214", "narrative": "Relative stood between us and the door and would not let us out of the front room."}"#;

pub(super) fn open_region(world: &mut World) -> Result<()> {
    let started = Instant::now();
    world.region.init(REGION)?;
    world.region.serve()?;
    let (address, ms) = (world.region.address(), started.elapsed().as_millis());
    tell!("{REGION} listens on {address}, {ms} ms after there was nothing.");
    Ok(())
}

pub(super) fn enrol(world: &mut World) -> Result<()> {
    let roles = ["crew", "crew", "eoc"];
    let devices = [&mut world.phone_a, &mut world.phone_b, &mut world.desk];
    for (device, role) in devices.into_iter().zip(roles) {
        let code = world.region.enrol_code(role, device.name)?;
        let region = device.enrol(&code)?;
        ensure!(region == REGION, "it enrolled with {region}");
        device.sync()?;
        tell!("{} scans a one-time code and is device {}.", device.name, device.id);
    }
    Ok(())
}

pub(super) fn share_an_incident(world: &mut World) -> Result<()> {
    let file = world.write_reports("shared.jsonl", &[SHARED.to_owned()])?;
    let filed = world.phone_a.report(&file)?;
    world.shared = filed.into_iter().next().context("no id came back")?.id;
    // The first phone learns whom it can invite from the region's directory.
    world.phone_a.sync()?;
    world.phone_a.invite(&world.shared, &world.phone_b)?;
    for phone in [&world.phone_a, &world.phone_b] {
        phone.sync()?;
    }
    let reads = world.phone_b.show(&world.shared).context("the crew-mate cannot read it")?;
    ensure!(reads.report.values("callsign").contains("YA214"), "the crew-mate reads another");
    tell!("{} files {} and invites {}.", world.phone_a.name, world.shared, world.phone_b.name);
    Ok(())
}
