//! `/people`: who may use the console, and what an administrator does about it. Whoever does it sees
//! no report by it.

use axum::extract::{Form as Fields, Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use clap::ValueEnum;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::administering_page::{link_page, people_page, person_page};
use super::people::{Kept, People, plain};
use super::roles::{Right, Role};
use crate::console::Shared;
use crate::console::approvals::{self, Act, Kind};
use crate::console::page::form::Form;
use crate::console::page::guard::see_other;
use crate::console::page::visit::{Trouble, Visit, posted, visit};
use crate::host::{entropy, now};

/// For how many days a link works. A proposal of this project.
pub(super) const DAYS: i64 = 3;

/// A field, and the key of what is wrong with it.
pub(super) type Fault = (&'static str, &'static str);

/// `GET /people`.
pub(in crate::console) async fn page(
    State(console): State<Shared>,
    headers: HeaderMap,
) -> Response {
    visit(console, &headers, Right::People, |visit| people_page(visit, &Form::default(), &[])).await
}

/// `GET /people/{key}`.
pub(in crate::console) async fn person(
    State(console): State<Shared>,
    headers: HeaderMap,
    Path(key): Path<String>,
) -> Response {
    visit(console, &headers, Right::People, move |visit| {
        let name = named(visit, &key)?;
        person_page(visit, &name, None, &[])
    })
    .await
}

/// `POST /people`: invites somebody.
pub(in crate::console) async fn invite(
    State(console): State<Shared>,
    headers: HeaderMap,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Response {
    posted(
        console,
        &headers,
        Right::People,
        "/people".to_owned(),
        Form::new(fields),
        |visit, form| match invited(visit, form)? {
            Ok(answer) => Ok(answer),
            Err(fault) => people_page(visit, form, &[fault]),
        },
    )
    .await
}

fn invited(visit: &mut Visit<'_>, form: &Form) -> Result<Result<Response, Fault>, Trouble> {
    if !visit.showed(form) {
        return Ok(Err(("invited", "console.fault.again")));
    }
    let Ok(name) = plain(form.typed("invited")) else {
        return Ok(Err(("invited", "console.fault.bad_name")));
    };
    let mut people = People::read(visit.hub)?;
    let small = name.to_lowercase();
    if people.lines(now()).iter().any(|one| one.name.to_lowercase() == small) {
        return Ok(Err(("invited", "console.fault.invited_already")));
    }
    let roles = roles_in(form);
    if roles.is_empty() {
        return Ok(Err(("role-triager", "console.fault.no_roles")));
    }
    if roles.contains(&Role::Administrator)
        && let Err(answer) = allowed(visit, &name, form)?
    {
        return Ok(answer);
    }
    let until = now().plus_days(DAYS);
    let Ok(link) = people.invite(&name, &roles, until, &mut entropy()) else {
        return Ok(Err(("invited", "console.fault.bad_name")));
    };
    people.write(visit.hub)?;
    link_page(visit, &name, &link, until).map(Ok)
}

/// Whether somebody else has approved that a name becomes an administrator; otherwise the answer:
/// that it was asked for, or what is wrong with the asking.
fn allowed(
    visit: &mut Visit<'_>,
    name: &str,
    form: &Form,
) -> Result<Result<(), Result<Response, Fault>>, Trouble> {
    let act = Act::of(Kind::Administrator).with("name", name);
    if approvals::take(visit, &act)?.is_some() {
        return Ok(Ok(()));
    }
    let asked = approvals::ask(visit, &act, name, form.typed("why"))?;
    Ok(Err(match asked {
        Ok(_) => Ok(see_other("/approvals")),
        Err(fault) => Err(("why", fault.key())),
    }))
}

/// `POST /people/{key}`: does one thing with somebody.
pub(in crate::console) async fn act(
    State(console): State<Shared>,
    headers: HeaderMap,
    Path(key): Path<String>,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Response {
    let path = format!("/people/{key}");
    posted(console, &headers, Right::People, path, Form::new(fields), move |visit, form| {
        let name = named(visit, &key)?;
        match done(visit, &name, &key, form)? {
            Ok(answer) => Ok(answer),
            Err(fault) => person_page(visit, &name, Some(form), &[fault]),
        }
    })
    .await
}

fn done(
    visit: &mut Visit<'_>,
    name: &str,
    key: &str,
    form: &Form,
) -> Result<Result<Response, Fault>, Trouble> {
    if !visit.showed(form) {
        return Ok(Err(("acts", "console.fault.again")));
    }
    let mut people = People::read(visit.hub)?;
    let until = now().plus_days(DAYS);
    let own = visit.who.name == name;
    let kept = match form.typed("act") {
        // Nobody changes what they are themselves, nor lets themselves in anew.
        "roles" | "remove" | "reset" if own => return Ok(Err(("acts", "console.fault.own_roles"))),
        "roles" => {
            let roles = roles_in(form);
            if roles.is_empty() {
                return Ok(Err(("role-triager", "console.fault.no_roles")));
            }
            let before = people.roles_of(name).unwrap_or_default();
            let becomes = roles.contains(&Role::Administrator);
            if becomes
                && !before.contains(&Role::Administrator)
                && let Err(answer) = allowed(visit, name, form)?
            {
                return Ok(answer);
            }
            people.set_roles(name, &roles)
        }
        "end" => people.end_sessions(name),
        "remove" => people.remove(name),
        act @ ("link" | "reset") => {
            match people.renew(name, act == "reset", until, &mut entropy()) {
                Ok(link) => {
                    people.write(visit.hub)?;
                    return link_page(visit, name, &link, until).map(Ok);
                }
                Err(kept) => Err(kept),
            }
        }
        _ => return Ok(Err(("acts", "console.fault.no_act"))),
    };
    match kept {
        Ok(()) => people.write(visit.hub)?,
        Err(Kept::LastAdministrator) => {
            return Ok(Err(("acts", "console.fault.last_administrator")));
        }
        Err(Kept::Unknown) => return Err(Trouble::NotFound),
    }
    let gone = form.typed("act") == "remove";
    Ok(Ok(see_other(&if gone { "/people".to_owned() } else { format!("/people/{key}?done=1") })))
}

/// The roles that a form ticks.
fn roles_in(form: &Form) -> Vec<Role> {
    let ticked = |role: &&Role| form.said(&format!("role-{}", role.word())).is_some();
    Role::value_variants().iter().filter(ticked).copied().collect()
}

/// What stands for somebody in an address, which holds no name.
pub(super) fn key_of(name: &str) -> String {
    let hash = Sha256::new().chain_update("tabard console person").chain_update(name).finalize();
    HEXLOWER.encode(&hash).chars().take(16).collect()
}

/// Whom an address names.
fn named(visit: &Visit<'_>, key: &str) -> Result<String, Trouble> {
    let people = People::read(visit.hub)?.lines(now());
    let found = people.into_iter().find(|one| key_of(&one.name) == key);
    found.map(|one| one.name).ok_or(Trouble::NotFound)
}
