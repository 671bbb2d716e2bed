//! Every role at every route: who is answered, and who is told that it is not theirs.
//!
//! The table names every route of the console. One that is added and not named here fails the test,
//! as does one that is named and gone.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use clap::ValueEnum;

use super::{World, between};
use crate::console::Role;
use crate::console::access::roles::Right;

/// What a route asks of whoever asks for it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asks {
    /// Nothing: it is there for whoever is not signed in.
    Nothing,
    /// A right.
    For(Right),
}

use Asks::{For, Nothing};

/// Each method and path, with what it asks for.
const ROUTES: &[(&str, &str, Asks)] = &[
    ("get", "/", For(Right::SignedIn)),
    ("get", "/enter/{token}", Nothing),
    ("post", "/enter/{token}", Nothing),
    ("post", "/enter/{token}/code", Nothing),
    ("get", "/sign-in", Nothing),
    ("post", "/sign-in", Nothing),
    ("get", "/sign-in/with", Nothing),
    ("get", "/sign-in/back", Nothing),
    ("post", "/leave", Nothing),
    ("get", "/left", Nothing),
    ("get", "/assets/{file}", Nothing),
    ("get", "/people", For(Right::People)),
    ("post", "/people", For(Right::People)),
    ("get", "/people/{key}", For(Right::People)),
    ("post", "/people/{key}", For(Right::People)),
    ("get", "/approvals", For(Right::SignedIn)),
    ("post", "/approvals/{id}", For(Right::Approvals)),
    ("get", "/inbox", For(Right::Reports)),
    ("post", "/inbox/find", For(Right::Reports)),
    ("get", "/inbox/rows", For(Right::Reports)),
    ("get", "/inbox/events", For(Right::Reports)),
    ("post", "/inbox/thanks", For(Right::Reports)),
    ("get", "/reports/{id}", For(Right::Reports)),
    ("get", "/reports/{id}/history", For(Right::Reports)),
    ("post", "/reports/{id}/answer", For(Right::Reports)),
    ("get", "/reports/{id}/case/{section}", For(Right::Reports)),
    ("post", "/reports/{id}/case/{section}", For(Right::Reports)),
    ("get", "/reports/{id}/case/{section}/{item}", For(Right::Reports)),
    ("post", "/reports/{id}/case/{section}/{item}", For(Right::Reports)),
    ("get", "/reports/{id}/case/{section}/{item}/{act}", For(Right::Reports)),
    ("post", "/reports/{id}/case/{section}/{item}/{act}", For(Right::Reports)),
    ("get", "/reports/{id}/letter/{item}/{language}", For(Right::Reports)),
    ("get", "/reports/{id}/media/{attachment}", For(Right::Reports)),
    ("get", "/reports/{id}/media/{attachment}/bytes", For(Right::Reports)),
    ("get", "/reports/{id}/evidence", For(Right::Evidence)),
    ("post", "/reports/{id}/evidence", For(Right::Evidence)),
    ("get", "/sanctions", For(Right::Sanctions)),
    ("get", "/sanctions/{id}/{item}", For(Right::Sanctions)),
    ("post", "/sanctions/{id}/{item}", For(Right::Sanctions)),
    ("get", "/learning", For(Right::Learning)),
    ("get", "/learning/{file}", For(Right::Learning)),
    ("get", "/data", For(Right::Export)),
    ("post", "/data", For(Right::Reports)),
    ("get", "/return", For(Right::Returns)),
    ("post", "/return/file", For(Right::Returns)),
    ("get", "/audit", For(Right::Audit)),
    ("post", "/audit/find", For(Right::Audit)),
    ("post", "/audit.csv", For(Right::Audit)),
    ("get", "/retention", For(Right::Retention)),
    ("post", "/retention/hold", For(Right::Retention)),
    ("post", "/retention/release", For(Right::Retention)),
    ("post", "/retention/erase", For(Right::Retention)),
    ("get", "/retention/certificates/{file}", For(Right::Retention)),
    ("get", "/standard", For(Right::Standard)),
    ("get", "/standard/board", For(Right::Standard)),
    ("get", "/standard/board/{file}", For(Right::Standard)),
    ("get", "/standard/{part}", For(Right::Standard)),
    ("post", "/standard/{part}/evidence", For(Right::Standard)),
    ("post", "/standard/{part}/evidence/{id}/end", For(Right::Standard)),
    ("post", "/standard/{part}/rate", For(Right::Standard)),
    ("get", "/risks", For(Right::Standard)),
    ("get", "/risks/new", For(Right::Standard)),
    ("post", "/risks/new", For(Right::Standard)),
    ("get", "/risks/{id}", For(Right::Standard)),
    ("post", "/risks/{id}", For(Right::Standard)),
    ("post", "/risks/{id}/close", For(Right::Standard)),
    ("get", "/lessons", For(Right::Lessons)),
    ("get", "/lessons/new", For(Right::Lessons)),
    ("post", "/lessons/new", For(Right::Lessons)),
    ("get", "/lessons/library/{file}", For(Right::Lessons)),
    ("get", "/lessons/{id}", For(Right::Lessons)),
    ("post", "/lessons/{id}", For(Right::Lessons)),
    ("post", "/lessons/{id}/consent", For(Right::Lessons)),
    ("post", "/lessons/{id}/consent/{consent}/withdraw", For(Right::Lessons)),
    ("post", "/lessons/{id}/review", For(Right::Lessons)),
    ("post", "/lessons/{id}/share", For(Right::Lessons)),
    ("get", "/proposals", For(Right::Markers)),
    ("get", "/expiring", For(Right::Markers)),
    ("get", "/appeals", For(Right::Markers)),
    ("get", "/alerts", For(Right::Markers)),
    ("get", "/all", For(Right::Markers)),
    ("get", "/search", For(Right::Markers)),
    ("post", "/search", For(Right::Markers)),
    ("get", "/markers/{id}", For(Right::Markers)),
    ("get", "/markers/{id}/letter/{kind}/{language}", For(Right::Markers)),
    ("get", "/markers/{id}/{act}", For(Right::Markers)),
    ("post", "/markers/{id}/{act}", For(Right::Markers)),
    ("get", "/report", For(Right::Markers)),
    ("get", "/report.csv", For(Right::Markers)),
    ("get", "/report.json", For(Right::Markers)),
    ("get", "/export", For(Right::Markers)),
    ("post", "/export", For(Right::Markers)),
];

/// What stands in an address for each part of a path that is filled in.
const FILLED: &str = "0123456789abcdef";

#[test]
fn every_route_is_in_the_table() {
    let mut found = BTreeSet::new();
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    read_routes(&src.join("console"), &mut found);
    read_routes_of(&src.join("console.rs"), &mut found);
    let named: BTreeSet<_> =
        ROUTES.iter().map(|(method, path, _)| format!("{method} {path}")).collect();
    let missing: Vec<_> = found.difference(&named).collect();
    assert!(missing.is_empty(), "say in ROUTES what these ask for: {missing:?}");
    let gone: Vec<_> = named.difference(&found).collect();
    assert!(gone.is_empty(), "these are no routes any more: {gone:?}");
}

fn read_routes(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => read_routes(&path, found),
            false => read_routes_of(&path, found),
        }
    }
}

/// Routes are read out of the sources, because a router does not tell its own.
fn read_routes_of(file: &Path, found: &mut BTreeSet<String>) {
    if file.extension().is_none_or(|ending| ending != "rs") || file.ends_with("routes.rs") {
        return;
    }
    let text = fs::read_to_string(file).unwrap();
    for call in text.split(".route(").skip(1) {
        let Some((_, rest)) = call.split_once('"') else { continue };
        let (path, rest) = rest.split_once('"').unwrap();
        let call = &rest[..end_of_call(rest)];
        let methods = ["get", "post", "put", "delete", "patch"];
        let given = methods.into_iter().filter(|method| calls(call, method));
        let before = found.len();
        found.extend(given.map(|method| format!("{method} {path}")));
        assert!(found.len() > before, "no method is found for {path}, or it is there twice");
    }
}

/// Where the brackets of a call that has begun are closed.
fn end_of_call(rest: &str) -> usize {
    let mut open = 1;
    rest.find(|one| {
        open += i32::from(one == '(') - i32::from(one == ')');
        open == 0
    })
    .unwrap()
}

fn calls(text: &str, method: &str) -> bool {
    let called = format!("{method}(");
    text.match_indices(&called).any(|(at, _)| {
        !text[..at]
            .ends_with(|before: char| before.is_alphanumeric() || before == '_' || before == ':')
    })
}

/// Whether an answer says that a page is for another role.
const NOT_YOURS: u16 = 403;
const SIGNED_OUT: u16 = 401;

#[tokio::test]
async fn every_role_is_answered_where_it_has_the_right_and_nowhere_else() {
    let world = World::new(None).await;
    for role in Role::value_variants() {
        let session = world.set_up(&world.invite_as(&format!("Only {role}"), *role)).await.session;
        for (method, path, asks) in ROUTES {
            // Signing out is no test of a right, and would end this one.
            if *path == "/leave" {
                continue;
            }
            let status = ask(&world, method, path, &session).await;
            let allowed = match asks {
                Nothing => true,
                For(right) => role.may(*right),
            };
            assert_eq!(status != NOT_YOURS, allowed, "{role}: {method} {path} says {status}");
            assert!(status < 500 && status != 405, "{role}: {method} {path} says {status}");
        }
        let still = world.get("/left", &session).await;
        assert_eq!(still.status, 200);
    }
    world.end().await;
}

#[tokio::test]
async fn nobody_is_answered_without_a_session() {
    let world = World::new(None).await;
    for (method, path, asks) in ROUTES {
        let status = ask(&world, method, path, "").await;
        let refused = *asks != Nothing;
        assert_eq!(status == SIGNED_OUT, refused, "{method} {path} says {status}");
    }
    world.end().await;
}

/// Asks as a browser does; a stream of events is not waited for.
async fn ask(world: &World, method: &str, path: &str, session: &str) -> u16 {
    let path = filled(path);
    match method {
        "get" => world.status(&path, session).await,
        _ => world.post(&path, session, "mark=forged&status=closed").await.status,
    }
}

fn filled(path: &str) -> String {
    let mut filled = path.to_owned();
    while filled.contains('{') {
        let part = format!("{{{}}}", between(&filled, "{", "}"));
        filled = filled.replacen(&part, FILLED, 1);
    }
    filled
}
