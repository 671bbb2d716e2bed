//! Fills the register of a device for the browser tests, by what no page writes: shared lines, how
//! often a number calls, markers that were approved. Called as
//! `register-seed VAULT shared NUMBER LINE`, `… care NUMBER MONTH THREE_MONTHS PLAN`,
//! `… propose NUMBER SENTENCE` or `… approve MARKER`; it prints the id of the record.

#![allow(clippy::print_stdout, reason = "a tool of the tests")]

use jiff::SignedDuration;
use tabard_core::client::{Client, Proposal};
use tabard_core::ids::RecordId;
use tabard_core::model::marker::{Act, Evidence, Step};
use tabard_core::model::subject::{PhoneNumber, Subject};
use tabard_core::model::{Patch, Path, Scalar};
use tabard_core::vault::VaultKey;
use tabard_server::host::{entropy, now};
use zeroize::Zeroizing;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    let (vault, rest) = arguments.split_first().ok_or("no vault")?;
    let mut client = open(std::path::Path::new(vault))?;
    let record = match rest {
        ["shared", number, line] => {
            let mut patch = Patch::default();
            patch.state("shared_line", *line);
            note(&mut client, number, &patch)?
        }
        ["care", number, month, three_months, plan] => {
            let mut patch = Patch::default();
            patch.set(Path::parse("calls_in_month")?, Scalar::Whole(month.parse()?));
            patch.set(Path::parse("calls_in_three_months")?, Scalar::Whole(three_months.parse()?));
            patch.state("counted_on", "2026-11-01");
            patch.state("plan", *plan);
            note(&mut client, number, &patch)?
        }
        ["propose", number, sentence] => propose(&mut client, number, sentence)?,
        ["approve", marker] => approve(&mut client, marker.parse()?)?,
        _ => return Err("no such thing to fill in".into()),
    };
    println!("{record}");
    Ok(())
}

fn open(vault: &std::path::Path) -> Result<Client, Failure> {
    let mut key = Zeroizing::new([0; 32]);
    let bytes = Zeroizing::new(std::fs::read(vault.join("vault.key"))?);
    key.as_mut().copy_from_slice(bytes.get(..32).ok_or("no key")?);
    Ok(Client::open(vault, VaultKey::new(key), now())?)
}

fn note(client: &mut Client, number: &str, patch: &Patch) -> Result<RecordId, Failure> {
    Ok(client.note_caller(&PhoneNumber::parse(number)?, patch, now(), &mut entropy())?)
}

/// A marker that rests on two incidents of the spring, asked for and advised on.
fn propose(client: &mut Client, number: &str, sentence: &str) -> Result<RecordId, Failure> {
    let evidence = |cad: &str, at: &str| Evidence {
        cad_number: Some(cad.to_owned()),
        at: Some(at.to_owned()),
        ..Evidence::default()
    };
    let proposal = Proposal {
        category: Some("weapon_intimidation_or_hate".to_owned()),
        behaviours: ["threat_to_staff".to_owned()].into(),
        instruction: Some("police_to_attend".to_owned()),
        sentence: Some(sentence.to_owned()),
        evidence: vec![
            evidence("4711", "2026-02-11T22:10:00Z"),
            evidence("5822", "2026-03-03T01:40:00Z"),
        ],
        by: "Handler 7".to_owned(),
        ..Proposal::default()
    };
    let subject = Subject::Number(PhoneNumber::parse(number)?);
    let marker = client.propose_marker(&subject, &proposal, now(), &mut entropy())?;
    let advice = Step {
        reason: Some("Nothing clinical stands against it.".to_owned()),
        advice: Some("clinical".to_owned()),
        ..Step::new(Act::Advised, client.step_time(now()), "Dr Green")
    };
    client.take_step(marker, &advice, now(), &mut entropy())?;
    Ok(marker)
}

fn approve(client: &mut Client, marker: RecordId) -> Result<RecordId, Failure> {
    let at = client.step_time(now());
    let approval = Step {
        reason: Some("Two threats within a month.".to_owned()),
        until: Some(at + SignedDuration::from_hours(24 * 180)),
        ..Step::new(Act::Approved, at, "J. Brown")
    };
    client.take_step(marker, &approval, now(), &mut entropy())?;
    Ok(marker)
}
