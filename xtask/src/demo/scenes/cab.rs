//! Two phones and no server.

use anyhow::{Result, ensure};

use crate::demo::answers::{at, list};
use crate::demo::tell::tell;
use crate::demo::world::World;

pub(super) fn link(world: &mut World) -> Result<()> {
    let (a, b) = (&world.phone_a, &world.phone_b);
    let said = world.folder().join("logs/link.out");
    let report = a.link(b, &said)?;
    for phone in [a, b] {
        let shown = phone.says("device show", &[&world.shared])?;
        let twice = list(&shown, "report.conflicts").len();
        ensure!(twice == 1, "{} shows {twice} fields stated twice", phone.name);
        ensure!(
            shown
                .get("state")
                .is_some_and(|state| state == "held_by_region" || state == "opened_by_hub"),
            "{} says more than it knows: {shown}",
            phone.name
        );
    }
    let count = |place: &str| at(&report, place).as_u64().unwrap_or_default();
    let (sent, received) = (count("/sent"), count("/received"));
    tell!("{} listens, {} connects; each proves that it is of the region.", a.name, b.name);
    tell!("{received} changes come over, {sent} go back, and none that is not for the other.");
    tell!("Both phones have both edits now, and both values of the field that was written twice.");
    Ok(())
}
