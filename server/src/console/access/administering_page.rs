//! How `/people` looks.

use askama::Template;
use axum::http::StatusCode;
use clap::ValueEnum;
use tabard_core::ids::Millis;

use super::administering::{Fault, key_of};
use super::people::{People, PersonLine};
use super::roles::Role;
use crate::console::page::form::Form;
use crate::console::page::frame::{Frame, html};
use crate::console::page::visit::{Answer, Trouble, Visit};
use crate::host::now;
use crate::said::words as said;
use crate::web::Token;

/// Somebody in the list.
struct Row {
    key: String,
    name: String,
    roles: String,
    account: String,
    seen: String,
    sessions: usize,
}

/// A role to be ticked.
struct Tick {
    word: &'static str,
    label: String,
    hint: String,
    ticked: bool,
}

#[derive(Template)]
#[template(path = "console/people.html")]
struct PeoplePage<'a> {
    frame: Frame<'a>,
    faults: Vec<(&'static str, &'a str)>,
    rows: Vec<Row>,
    ticks: Vec<Tick>,
    invited: &'a str,
    why: &'a str,
}

#[derive(Template)]
#[template(path = "console/person.html")]
struct PersonPage<'a> {
    frame: Frame<'a>,
    faults: Vec<(&'static str, &'a str)>,
    row: Row,
    ticks: Vec<Tick>,
    why: &'a str,
    own: bool,
    /// What can be done about their getting in.
    acts: &'static [&'static str],
}

#[derive(Template)]
#[template(path = "console/link.html")]
struct LinkPage<'a> {
    frame: Frame<'a>,
    text: String,
    link: String,
}

/// Everybody, with what was wrong with an invitation.
pub(super) fn people_page(visit: &mut Visit<'_>, form: &Form, faults: &[Fault]) -> Answer {
    let people = People::read(visit.hub)?.lines(now());
    let visit = &*visit;
    let rows = people.iter().map(|line| row(visit, line)).collect();
    let ticks = ticks(visit, |role| form.said(&format!("role-{}", role.word())).is_some());
    let page = PeoplePage {
        frame: frame(visit, "console.people.title", faults),
        faults: worded(visit, faults),
        rows,
        ticks,
        invited: form.typed("invited"),
        why: form.typed("why"),
    };
    Ok(html(status_of(faults), &page))
}

/// Somebody, with what was typed and what was wrong with it.
pub(super) fn person_page(
    visit: &mut Visit<'_>,
    name: &str,
    form: Option<&Form>,
    faults: &[Fault],
) -> Answer {
    let people = People::read(visit.hub)?.lines(now());
    let line = people.iter().find(|line| line.name == name).ok_or(Trouble::NotFound)?;
    let visit = &*visit;
    let own = visit.who.name == name;
    let ticked = |role: Role| match form.filter(|form| form.typed("act") == "roles") {
        Some(form) => form.said(&format!("role-{}", role.word())).is_some(),
        None => line.roles.contains(&role),
    };
    let page = PersonPage {
        frame: Frame { title: name.to_owned(), ..frame(visit, "console.people.title", faults) },
        faults: worded(visit, faults),
        row: row(visit, line),
        ticks: ticks(visit, ticked),
        why: form.map(|form| form.typed("why")).unwrap_or_default(),
        own,
        acts: if own { &["end", "link"] } else { &["end", "link", "reset", "remove"] },
    };
    Ok(html(status_of(faults), &page))
}

/// A link, which is shown this once.
pub(super) fn link_page(visit: &mut Visit<'_>, name: &str, link: &Token, until: Millis) -> Answer {
    let visit = &*visit;
    let until = said::moment(visit.words, until);
    let page = LinkPage {
        frame: frame(visit, "console.people.link_title", &[]),
        text: visit.words.fill("console.people.link_text", &[("name", name), ("until", &until)]),
        link: format!("{}/enter/{}", visit.origin, link.tell()),
    };
    Ok(html(StatusCode::OK, &page))
}

fn frame<'a>(visit: &'a Visit<'_>, title: &str, faults: &[Fault]) -> Frame<'a> {
    let mut frame = Frame::of(visit, "people", visit.words.text(title).to_owned());
    frame.faulty = !faults.is_empty();
    frame
}

fn worded<'a>(visit: &'a Visit<'_>, faults: &[Fault]) -> Vec<(&'static str, &'a str)> {
    faults.iter().map(|(at, key)| (*at, visit.words.text(key))).collect()
}

const fn status_of(faults: &[Fault]) -> StatusCode {
    if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
}

fn row(visit: &Visit<'_>, line: &PersonLine) -> Row {
    let words = visit.words;
    let moment = |at: Millis| said::moment(words, at);
    let waits = line
        .invited_until
        .map(|until| words.fill("console.people.link_waits", &[("until", &moment(until))]));
    let account = if line.account { "account" } else { "no_account" };
    let account = words.text(&format!("console.people.{account}")).to_owned();
    let never = || words.text("console.people.never").to_owned();
    let roles = line.roles.iter().map(|role| label(visit, *role));
    Row {
        key: key_of(&line.name),
        name: line.name.clone(),
        roles: roles.collect::<Vec<_>>().join(", "),
        account: [Some(account), waits].into_iter().flatten().collect::<Vec<_>>().join(" "),
        seen: line.seen.map_or_else(never, moment),
        sessions: line.sessions,
    }
}

fn label(visit: &Visit<'_>, role: Role) -> String {
    visit.words.text(&format!("console.role.{}.label", role.word())).to_owned()
}

fn ticks(visit: &Visit<'_>, ticked: impl Fn(Role) -> bool) -> Vec<Tick> {
    let tick = |role: &Role| Tick {
        word: role.word(),
        label: label(visit, *role),
        hint: visit.words.text(&format!("console.role.{}.hint", role.word())).to_owned(),
        ticked: ticked(*role),
    };
    Role::value_variants().iter().map(tick).collect()
}
