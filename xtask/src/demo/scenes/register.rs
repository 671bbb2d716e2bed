//! The register: a flag, another desk with no server, two people, a crew's job, a count.

use std::time::Instant;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::demo::answers::{at, list};
use crate::demo::device::Device;
use crate::demo::tell::tell;
use crate::demo::world::World;

/// The caller, from the range that Ofcom keeps for stories, and what crews are told.
pub(super) const CALLER: &str = "+447700900461";
pub(super) const SENTENCE: &str = "The caller threatened to wait for the crew with a dog.";
const CAD: &str = "YAS-20261122-0461";

pub(super) fn flag(world: &mut World) -> Result<()> {
    for (place, name, role) in
        [("desk-2", "EOC desk 7", "eoc"), ("approver", "Security lead", "approver")]
    {
        let vault = world.path(&format!("devices/{place}"))?;
        let code = world.region.enrol_code(role, name)?;
        let mut device = Device::new(world.tabard.clone(), name, vault);
        device.enrol(&code)?;
        device.sync()?;
        world.register.push(device);
    }
    let started = Instant::now();
    let flag = ["--number", CALLER, "--digit", "2", "--cad", CAD, "--by", "Desk 3"];
    let flagged = world.desk.says("register flag", &flag)?;
    let ms = started.elapsed().as_millis();
    world.marker = at(&flagged, "/marker").as_str().context("no alert came back")?.to_owned();
    let (desk, other) = (&world.desk, world.second_desk()?);
    tell!("{} flags who rings, in one command of {ms} ms: an alert for today.", desk.name);
    for device in [desk, other] {
        device.sync()?;
    }
    world.region.cut_the_power()?;
    let other = world.second_desk()?;
    let said = other.words("register look-up", &[CALLER, "--by", "Desk 7"])?;
    ensure!(said.contains("Warning: Threats to staff"), "{} says {said}", other.name);
    tell!("The server is off. The same number rings {}, which shows:", other.name);
    for line in said.lines().take(3) {
        tell!("  {}", line.trim());
    }
    world.region.serve()
}

pub(super) fn decide(world: &mut World) -> Result<()> {
    let (desk, other, approver) = (&world.desk, world.second_desk()?, world.approver()?);
    let marker = world.marker.as_str();
    let propose = [
        marker,
        "--sentence",
        SENTENCE,
        "--instruction",
        "do_not_attend_alone",
        "--by",
        "A. Green",
    ];
    let proposed = desk.says("register propose", &propose)?;
    // It would lapse then, were nobody to decide: that is soon enough for a review.
    let review = at(&proposed, "/until").as_str().context("the proposal has no end")?.to_owned();
    sync(&[desk, other])?;
    let approve = [marker, "--review", &review, "--by"];
    let by = |who| [&approve[..], &[who]].concat();
    let desk_decides = desk.says("register approve", &by("J. Brown"));
    ensure!(desk_decides.is_err(), "a desk approved its own proposal");
    sync(&[approver])?;
    let unadvised = approver.says("register approve", &by("J. Brown"));
    ensure!(unadvised.is_err(), "it was approved without advice");
    let advice = ["--as", "clinical", "--by", "Dr Okafor", "--text", "No medical cause is known."];
    other.says("register advise", &[&[marker], &advice[..]].concat())?;
    sync(&[other, approver])?;
    ensure!(
        approver.says("register approve", &by("A. Green")).is_err(),
        "the proposer approved it under her own name"
    );
    let approved = approver.says("register approve", &by("J. Brown"))?;
    ensure!(at(&approved, "/status") == "approved_active", "it is {approved}");
    sync(&[approver, desk, other])?;
    tell!(
        "{} asks for a marker. The desk, and the approver without advice, are refused.",
        desk.name
    );
    tell!(
        "A clinician advises, {} approves, and it stands until {}.",
        approver.name,
        at(&approved, "/until")
    );
    Ok(())
}

pub(super) fn ask_for_a_job(world: &mut World) -> Result<()> {
    let (crew, desk) = (&world.phone_a, &world.desk);
    let asked = crew.says("device job ask", &["--cad", CAD, "--number", CALLER])?;
    let id = at(&asked, "/id").as_str().context("no question came back")?;
    ensure!(crew.words("device job list", &[])?.contains("Not sent yet"), "it is called sent");
    sync(&[crew, desk])?;
    desk.says("register answer", &[id, "--by", "Dispatch 2"])?;
    sync(&[desk, crew])?;
    let told = crew.words("device job list", &[])?;
    ensure!(told.contains(SENTENCE), "the crew is told {told}");
    crew.says("device job acknowledge", &[id])?;
    ensure!(crew.says("register list", &[]).is_err(), "a phone reads the register");
    desk.says("register end-job", &[CAD])?;
    sync(&[crew, desk, crew])?;
    let after = crew.says("device job list", &[])?;
    ensure!(after.as_array().is_some_and(Vec::is_empty), "the job is over, and it keeps {after}");
    tell!("{} asks of its job, and is told: {SENTENCE}", crew.name);
    tell!("It acknowledges; the job ends, and the words go. It never held the register.");
    Ok(())
}

pub(super) fn count_twice(world: &mut World) -> Result<()> {
    let (desk, approver) = (&world.desk, world.approver()?);
    let marker = world.marker.as_str();
    let counted = desk.says("register count", &[])?;
    let (count, moment) = (at(&counted, "/count"), at(&counted, "/at"));
    let moment = moment.as_str().context("the count has no moment")?.to_owned();
    let size = at(&counted, "/log_size").to_string();
    // As people typed it, for the search of the disk.
    let file = world.path("reports/markers.jsonl")?;
    desk.says("register export", &["--to", &file, "--by", "Desk 3"])?;
    let said = [marker, "--by", "The caller, by letter", "--text", "It was my brother."];
    desk.says("register represent", &said)?;
    sync(&[desk, approver])?;
    let remove = [marker, "--by", "J. Brown", "--reason", "Somebody else rang."];
    approver.says("register remove", &remove)?;
    sync(&[approver, desk])?;
    let now = desk.says("register count", &[])?;
    ensure!(at(&now, "/count") != count, "the marker still counts");
    let again = ["--at", &moment, "--log-size", &size];
    let at_desk = desk.says("register count", &again)?;
    let at_hub: Value = world.region.says(&[&["register", "count"], &again[..]].concat())?;
    for told in [&at_desk, &at_hub] {
        ensure!(at(told, "/count") == count, "{count} was told, and now {}", at(told, "/count"));
    }
    let shown = approver.says("register show", &[marker, "--views", "--by", "J. Brown"])?;
    let views = list(&shown, "views").len();
    tell!(
        "The person speaks to it, and it is removed: {count} active before, {} now.",
        at(&now, "/count")
    );
    tell!("As of {moment} and {size} leaves of the log, desk and hub both count {count} again.");
    tell!("Its log says who was shown it, {views} times.");
    Ok(())
}

fn sync(devices: &[&Device]) -> Result<()> {
    devices.iter().try_for_each(|device| device.sync().map(drop))
}
