//! After the night: accounts, support, and a conversation that ends with an answer.

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::demo::answers::{at, list};
use crate::demo::tell::tell;
use crate::demo::world::World;

const SAW: &str = "I stood by the stretcher and heard him say that nobody would leave.";
const HELP: &str = "I would like to talk to somebody who was not there.";

pub(super) fn write_accounts(world: &mut World) -> Result<()> {
    let (one, other) = (&world.phone_a, &world.phone_b);
    let saw = format!("what_happened={SAW}");
    other.says("device account", &[&world.shared, "--set", &saw, "--set", "private=true"])?;
    for phone in [other, one] {
        phone.sync()?;
    }
    let at_hub = world.region.says(&["hub", "show", &world.shared])?;
    let accounts = list(&at_hub, "accounts");
    ensure!(accounts.iter().any(|one| at(one, "/record/what_happened") == SAW), "no account came");
    let here = one.says("device show", &[&world.shared])?;
    ensure!(list(&here, "accounts").is_empty(), "the crew-mate learns of the account");
    tell!("{} writes one, privately. Triage reads it; {} has nothing of it.", other.name, one.name);
    Ok(())
}

pub(super) fn ask_for_support(world: &mut World) -> Result<()> {
    let code = world.region.enrol_code("wellbeing", world.wellbeing.name)?;
    world.wellbeing.enrol(&code)?;
    world.wellbeing.sync()?;
    let phone = &world.phone_a;
    phone.sync()?;
    let note = format!("note={HELP}");
    let set = ["--set", "support+=trim_72h", "--set", "contact_when=after_shift", "--set", &note];
    let asked = phone.says("device support ask", &set)?;
    let id = at(&asked, "/id").as_str().context("no id came back")?;
    tell!(
        "{} asks. Until somebody has it, the phone shows: {}.",
        phone.name,
        at(&asked, "/call/0/number")
    );
    phone.sync()?;
    world.wellbeing.sync()?;
    let read = world.wellbeing.says("wellbeing show", &[id])?;
    ensure!(at(&read, "/record/note") == HELP, "wellbeing reads something else");
    let said = [
        "--set",
        "status=support_arranged",
        "--note",
        "I ring you on Tuesday.",
        "--role",
        "TRiM lead",
    ];
    world.wellbeing.says("wellbeing answer", &[&[id], &said[..]].concat())?;
    world.wellbeing.sync()?;
    phone.sync()?;
    let shown = phone.says("device support show", &[id])?;
    ensure!(at(&shown, "/state") == "support_arranged", "the phone shows {}", at(&shown, "/state"));
    let at_hub: Value = world.region.says(&["hub", "list"])?;
    ensure!(!at_hub.to_string().contains(id), "the hub has the request");
    tell!("Wellbeing opens it and answers. The hub holds no key of it, and lists nothing of it.");
    Ok(())
}

pub(super) fn close(world: &mut World) -> Result<()> {
    let (phone, id) = (&world.phone_a, world.shared.as_str());
    let ask = ["--status", "waiting_for_others", "--note", "Which way did he go?", "--question"];
    world.region.says(&[&["hub", "answer", id], &ask[..]].concat())?;
    phone.sync()?;
    let shown = phone.says("device show", &[id])?;
    let question = list(&shown, "answer.messages").last().context("no question came")?;
    let question = at(question, "/id").as_str().context("the question has no id")?.to_owned();
    phone.says("device reply", &[id, "Down the back stairs.", "--to", &question])?;
    phone.sync()?;
    let closed = ["hub", "answer", id, "--status", "closed"];
    ensure!(world.region.says(&closed).is_err(), "it was closed without an answer");
    let told = ["--outcome", "action_taken", "--note", "He was warned in writing."];
    world.region.says(&[&closed[..], &told[..]].concat())?;
    phone.sync()?;
    let shown = phone.says("device show", &[id])?;
    ensure!(at(&shown, "/state") == "closed", "the phone shows {}", at(&shown, "/state"));
    let history = phone.says("device history", &[id])?;
    let versions = history.as_array().map_or(0, Vec::len);
    tell!("Without an outcome and a word to the reporter, the hub was refused to close it.");
    tell!("The phone shows what came of it, and all {versions} versions of the report.");
    Ok(())
}
