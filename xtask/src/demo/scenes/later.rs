//! Days after: a photograph, a shared phone, a lost one, and what is found and due.

use std::fs;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::demo::answers::{at, list};
use crate::demo::tell::{size, tell};
use crate::demo::world::World;

/// A voice note's length in bytes.
const NOTE: usize = 3_000_000;

pub(super) fn attach(world: &mut World) -> Result<()> {
    let phone = &world.phone_a;
    let (file, got) = (world.path("reports/note.m4a")?, world.path("reports/got.m4a")?);
    let bytes: Vec<u8> = (0..NOTE).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    fs::write(&file, &bytes)?;
    let attach = [&world.shared, &file, "--media", "voice_note", "--title", "In the cab"];
    let attached = phone.says("device attach", &attach)?;
    let id = at(&attached, "/id").as_str().context("no id came back")?.to_owned();
    let sync = phone.sync()?;
    tell!(
        "{} attaches a voice note of {} and sends {}.",
        phone.name,
        size(NOTE as u64),
        size(sync.bytes_up)
    );
    world.region.says(&["hub", "attachment", "get", &id, "--out", &got, "--by", "VPR lead"])?;
    ensure!(fs::read(&got)? == bytes, "what the hub got is something else");
    let custody = world.region.says(&["hub", "attachment", "show", &id])?;
    let lines = list(&custody, "custody").len();
    tell!("The hub writes it out, the same to the byte; its custody log has {lines} lines.");
    Ok(())
}

pub(super) fn share_a_phone(world: &mut World) -> Result<()> {
    let phone = world.path("devices/shared")?;
    let tabard = &world.tabard;
    for person in ["RB", "JK"] {
        let _: Value = tabard.ask(&["phone", "add", "--dir", &phone, "--label", person])?;
        let code = world.region.enrol_code("crew", person)?;
        let vault = format!("{phone}@{person}");
        let enrol = ["device", "enrol", "--vault", &vault, "--code", &code];
        let _: Value = tabard.ask(&enrol)?;
    }
    let (first, next) = (format!("{phone}@RB"), format!("{phone}@JK"));
    let begun: Value = tabard.ask(&["device", "start", "--vault", &first])?;
    let id = at(&begun, "/id").as_str().context("no id came back")?.to_owned();
    let typed = ["--set", "types+=verbal_abuse"];
    let _: Value =
        tabard.ask(&[&["device", "type", "--vault", &first, &id], &typed[..]].concat())?;
    let _: Value = tabard.ask(&["device", "save", "--vault", &first, &id])?;
    let remove = ["phone", "remove", "--dir", &phone, "--person", "RB"];
    ensure!(tabard.ask::<Value>(&remove).is_err(), "somebody was removed with a report unsent");
    let carried: Value = tabard.ask(&["device", "sync", "--vault", &next])?;
    let others: u64 =
        list(&carried, "carried").iter().filter_map(|one| at(one, "/newly_held").as_u64()).sum();
    ensure!(others == 1, "{others} changes of the other's were carried");
    let list: Value = tabard.ask(&["device", "list", "--vault", &first])?;
    ensure!(at(&list, "/0/state") != "saved_on_this_phone", "it is not shown as held");
    let unread: Value = tabard.ask(&["device", "list", "--vault", &next])?;
    ensure!(unread.as_array().is_some_and(Vec::is_empty), "the next person reads it");
    tell!("RB saves a report and hands the phone over; nobody can remove RB while it waits.");
    tell!("JK syncs: RB's report goes along, sealed, and RB's own list says that it is held.");
    Ok(())
}

pub(super) fn lose_a_phone(world: &mut World) -> Result<()> {
    let (lost, new) = (&world.phone_b, world.path("devices/new")?);
    let name = "YA214 phone 3";
    let code = world.region.enrol_code("crew", name)?;
    let _: Value = world.tabard.ask(&["device", "enrol", "--vault", &new, "--code", &code])?;
    world.region.says(&["device", "revoke", &lost.id, "--wipe"])?;
    world.region.says(&["hub", "hand-over", "--from", lost.name, "--to", name, "--all"])?;
    ensure!(lost.says("device sync", &[]).is_err(), "a removed phone synced");
    let gone = !fs::exists(format!("{}/vault.db", lost.vault))?
        && !fs::exists(format!("{}/vault.key", lost.vault))?;
    ensure!(gone, "the lost phone still has its vault");
    let _: Value = world.tabard.ask(&["device", "sync", "--vault", &new])?;
    let list: Value = world.tabard.ask(&["device", "list", "--vault", &new])?;
    let back = list.as_array().map_or(0, Vec::len);
    ensure!(back > 0, "the new phone got nothing back");
    tell!("{} meets the region once more, and obeys: key and vault are gone.", lost.name);
    tell!("{name} has {back} reports of the same person back, with their answers.");
    Ok(())
}

pub(super) fn find(world: &mut World) -> Result<()> {
    let found = world.phone_a.says("device find", &["front", "room"])?;
    let count = found.as_array().map_or(0, Vec::len);
    ensure!(count > 0, "the words of the shared report are not found");
    let said = world.phone_a.words("device list", &["--closed", "--lang", "cy"])?;
    let line = said.lines().next().context("no line in Welsh")?;
    let due = world.region.says(&["hub", "due"])?;
    let due = due.as_array().map_or(0, Vec::len);
    tell!("\"front room\" finds {count}, without a network. In Welsh, its line reads:");
    tell!("{line}");
    tell!("At the hub {due} things are due: harm to ask after, footage to keep, police to ask.");
    Ok(())
}
