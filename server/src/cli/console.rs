//! `tabard console`: who may use the hub's pages.

use clap::Subcommand;
use serde_json::{Value, json};

use super::failure::{Exit, Failure};
use super::output::Output;
use super::region::Place;
use super::serve::console_of;
use super::table::aligned;
use super::two_people::approved;
use super::words;
use crate::console::{Act, ActKind, Kept, People, PersonLine, Role};
use crate::host::{entropy, now};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make a link by which somebody sets up their account, once
    Invite(Invite),
    /// List who was invited and who is signed in
    People(Everybody),
    /// Remove somebody: their link, their account and their sessions end
    Remove(Remove),
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "The name signs each step that the person takes. The link leads to a password and a code on their phone,\nand works until these are set up. A fresh link for somebody who has an account resets both once it is\nused. Hand it over by a way that you trust. To make somebody an administrator where there is one\nalready, somebody else has to approve it on the page /approvals: run the command again then.\n\nExample:\n  tabard serve --dir ./region --console 127.0.0.1:8471\n  tabard console invite --dir ./region --name \"J. Brown\" --role approver"
)]
pub(super) struct Invite {
    #[command(flatten)]
    place: Place,
    /// The person, as they sign
    #[arg(long)]
    name: String,
    /// What they are; give it once for each role
    #[arg(long = "role", value_enum, required = true)]
    roles: Vec<Role>,
    /// Why, where somebody is to be an administrator and another has to approve it
    #[arg(long)]
    why: Option<String>,
    /// For how many days the link works
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=14))]
    days: u8,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  tabard console people --dir ./region")]
pub(super) struct Everybody {
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  tabard console remove --dir ./region \"J. Brown\"")]
pub(super) struct Remove {
    #[command(flatten)]
    place: Place,
    /// The person, as they are listed
    name: String,
}

impl Command {
    pub(super) fn run(self, output: &Output) -> Result<Exit, Failure> {
        match self {
            Self::Invite(options) => options.run(output),
            Self::People(options) => options.run(output),
            Self::Remove(options) => options.run(output),
        }
    }
}

impl Invite {
    fn run(self, output: &Output) -> Result<Exit, Failure> {
        let console = console_of(&self.place.dir).ok_or_else(|| {
            Failure::new(
                "no_console",
                "the console was not served from this folder yet: start `tabard serve --console 127.0.0.1:8471`, then invite",
            )
        })?;
        let mut hub = self.place.hub()?;
        let mut people = People::read(&hub)?;
        if self.takes_two(&people) {
            let act = Act::of(ActKind::Administrator).with("name", &self.name);
            if !approved(&mut hub, (&act, &self.name), self.why.as_deref(), OPERATOR, output)? {
                return Ok(Exit::Done);
            }
        }
        let before = people.roles_of(&self.name).unwrap_or_default().to_vec();
        if before.contains(&Role::Administrator) {
            people.set_roles(&self.name, &self.roles).map_err(kept)?;
        }
        let until = now().plus_days(i64::from(self.days));
        let link = people.invite(&self.name, &self.roles, until, &mut entropy());
        let link = link.map_err(|error| Failure::input("bad_name", error.to_string()))?;
        people.write(&mut hub)?;
        let link = format!("{console}/enter/{}", link.tell());
        output.say(
            || {
                let until = words::moment(output.words(), until);
                format!("{link}\nIt works once, until {until}.")
            },
            || json!({ "link": link, "roles": words_of(&self.roles), "until": until.rfc3339() }),
        )?;
        Ok(Exit::Done)
    }
}

/// In whose name this command asks: whoever has the folder.
const OPERATOR: &str = "tabard console invite";

impl Invite {
    /// Whether somebody is made an administrator where there is one already.
    fn takes_two(&self, people: &People) -> bool {
        let is_one = people.roles_of(&self.name).unwrap_or_default().contains(&Role::Administrator);
        self.roles.contains(&Role::Administrator) && people.is_administered() && !is_one
    }
}

impl Everybody {
    fn run(self, output: &Output) -> Result<Exit, Failure> {
        let hub = self.place.hub()?;
        let people = People::read(&hub)?.lines(now());
        output.say(
            || aligned(&people.iter().map(|one| row(output, one)).collect::<Vec<_>>()),
            || people.iter().map(line).collect(),
        )?;
        Ok(Exit::Done)
    }
}

fn row(output: &Output, one: &PersonLine) -> Vec<String> {
    let until = one.invited_until.map(|until| words::moment(output.words(), until));
    let link = until.map(|until| format!("a link waits until {until}")).unwrap_or_default();
    let account = if one.account { "account set up" } else { "no account yet" };
    let sessions = words::counted(u64::try_from(one.sessions).unwrap_or_default(), "session");
    vec![one.name.clone(), words_of(&one.roles).join(", "), account.to_owned(), sessions, link]
}

fn line(one: &PersonLine) -> Value {
    json!({
        "name": one.name,
        "roles": words_of(&one.roles),
        "account": one.account,
        "seen": one.seen.map(|seen| seen.rfc3339()),
        "sessions": one.sessions,
        "invited_until": one.invited_until.map(|until| until.rfc3339()),
    })
}

fn kept(why: Kept) -> Failure {
    let code = match why {
        Kept::Unknown => "unknown_person",
        Kept::LastAdministrator => "last_administrator",
    };
    Failure::input(code, why.to_string())
}

fn words_of(roles: &[Role]) -> Vec<&'static str> {
    roles.iter().map(|role| role.word()).collect()
}

impl Remove {
    fn run(self, output: &Output) -> Result<Exit, Failure> {
        let mut hub = self.place.hub()?;
        let mut people = People::read(&hub)?;
        people.remove(&self.name).map_err(kept)?;
        people.write(&mut hub)?;
        output.say(|| "Removed.".to_owned(), || json!({ "removed": true }))?;
        Ok(Exit::Done)
    }
}
