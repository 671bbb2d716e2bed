//! Nobody reads what is not for them: every kind of record, on every device of every role.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // what a test expects it tests

use serde_json::json;
use tabard_core::entry::Kind;
use tabard_core::ids::RecordId;
use tabard_core::model::{Patch, Path, Scalar, parse_assignment};
use tabard_core::region::Role;
use tabard_server::hub::Answer;
use tabard_tests::{Phone, Region};

/// Who there is: the reporter, a crew-mate who was let in, and one of each role who was not.
struct Cast {
    region: Region,
    devices: Vec<(&'static str, Phone)>,
}

impl Cast {
    fn new() -> Self {
        let mut region = Region::new(41);
        let roles = [
            ("reporter", Role::Crew),
            ("mate", Role::Crew),
            ("stranger", Role::Crew),
            ("desk", Role::Eoc),
            ("triage", Role::Triage),
            ("wellbeing", Role::Wellbeing),
        ];
        let devices = roles.map(|(name, role)| (name, region.phone(name, role))).into();
        let mut cast = Self { region, devices };
        cast.settle();
        cast
    }

    fn device(&mut self, name: &str) -> &mut Phone {
        let found = self.devices.iter_mut().find(|(known, _)| *known == name);
        &mut found.expect("a device of the cast").1
    }

    fn settle(&mut self) {
        for _ in 0..3 {
            for (name, device) in &mut self.devices {
                let progress = self.region.sync(device);
                assert_eq!(progress.problem, None, "{name}");
            }
            self.region.pump();
        }
    }

    /// Who reads a record, by what each device itself gives out.
    fn readers(&self, id: RecordId) -> Vec<&'static str> {
        let holds = |(_, device): &&(&str, Phone)| device.client.record(id).is_ok();
        self.devices.iter().filter(holds).map(|(name, _)| *name).collect()
    }
}

fn canary(patch: &mut Patch, field: &str) {
    let path = Path::parse(field).expect("a path");
    patch.set(path, Scalar::Text("zzq canary".to_owned()));
}

#[test]
fn each_kind_of_record_is_read_by_those_it_is_for_and_nobody_else() {
    let mut cast = Cast::new();
    let (now, mut rng) = (cast.region.now, cast.region.rng.clone());
    let mate = cast.device("mate").client.device();

    let told = cast.region.patch(&json!({ "narrative": "zzq canary" }));
    let reporter = &mut cast.device("reporter").client;
    let incident = reporter.report(&told, now, &mut rng).expect("a report");
    reporter.invite(incident, mate, now, &mut rng).expect("an invitation");
    let account = reporter.start_account(incident, now, &mut rng).expect("an account");
    let mut words = Patch::default();
    canary(&mut words, "what_happened");
    reporter.type_into(account, &words).expect("typed");
    reporter.save(account, now, &mut rng).expect("saved");
    let support = reporter.start_support_request(Some(incident), now, &mut rng).expect("a request");
    let mut words = Patch::default();
    canary(&mut words, "note");
    reporter.edit(support, &words, now, &mut rng).expect("saved");
    cast.settle();

    // The hub is triage too: it holds the report and the account, and not the request.
    assert_eq!(cast.readers(incident), ["reporter", "mate", "triage"]);
    assert_eq!(cast.readers(account), ["reporter", "triage"]);
    assert_eq!(cast.readers(support), ["reporter", "wellbeing"]);

    // Answers go to whom they answer.
    let answer = Answer {
        status: "being_looked_at".to_owned(),
        note: Some("zzq for the author".to_owned()),
        ..Answer::default()
    };
    cast.region.hub().answer(account, &answer, now, &mut rng).expect("an answer to the account");
    cast.settle();
    let own = cast.device("reporter").client.record(account).expect("the account");
    assert_eq!(own.answer["messages"][0]["text"], "zzq for the author");
    let seen_by_mate = cast.device("mate").client.incident(incident).expect("the incident");
    assert!(!seen_by_mate.answer.to_string().contains("zzq"), "an account is between two");
    assert!(cast.device("mate").client.records(Kind::Account).expect("the list").is_empty());
}

#[test]
fn a_crew_mate_keeps_an_account_apart_and_the_other_does_not_learn_of_it() {
    let mut cast = Cast::new();
    let (now, mut rng) = (cast.region.now, cast.region.rng.clone());
    let mate = cast.device("mate").client.device();
    let told = cast.region.patch(&json!({ "types": ["verbal_abuse"] }));
    let reporter = &mut cast.device("reporter").client;
    let incident = reporter.report(&told, now, &mut rng).expect("a report");
    reporter.invite(incident, mate, now, &mut rng).expect("an invitation");
    cast.settle();
    let client = &mut cast.device("mate").client;
    let account = client.start_account(incident, now, &mut rng).expect("an account");
    let again = client.start_account(incident, now, &mut rng).expect("the same account");
    assert_eq!(account, again, "one account for each witness");
    let private = parse_assignment(tabard_core::model::RecordKind::Account, "private=true");
    client.edit(account, &private.expect("a flag"), now, &mut rng).expect("saved");
    client.save(account, now, &mut rng).expect("saved");
    cast.settle();
    assert_eq!(cast.readers(account), ["mate", "triage"]);
    let at_hub = cast.region.hub().accounts(incident).expect("the accounts");
    assert_eq!(at_hub.len(), 1);
    assert_eq!(at_hub[0].view["private"], true);
}

#[test]
fn who_may_not_write_a_kind_is_refused_before_anything_is_kept() {
    let mut cast = Cast::new();
    let (now, mut rng) = (cast.region.now, cast.region.rng.clone());
    let told = cast.region.patch(&json!({ "types": ["verbal_abuse"] }));
    let incident = cast.device("reporter").client.report(&told, now, &mut rng).expect("a report");
    let wellbeing = &mut cast.device("wellbeing").client;
    assert!(wellbeing.start_incident(now, &mut rng).is_err());
    assert!(wellbeing.answer(incident, &Patch::default(), now, &mut rng).is_err());
    cast.settle();
    let triage = &mut cast.device("triage").client;
    assert!(triage.start_account(incident, now, &mut rng).is_err(), "triage saw nothing");
    assert!(triage.edit(incident, &told, now, &mut rng).is_err(), "nor changes the report");
    let request = triage.start_support_request(None, now, &mut rng);
    assert!(request.is_ok(), "who works at the hub may need support too");
}

#[test]
fn what_is_withheld_is_not_named_by_the_hub_and_stays_known_to_its_writer() {
    let mut cast = Cast::new();
    let (now, mut rng) = (cast.region.now, cast.region.rng.clone());
    let told = json!({ "types": ["staff_on_staff"], "naming": "anonymous" });
    let told = cast.region.patch(&told);
    let reporter = &mut cast.device("reporter").client;
    let own = reporter.device().to_string();
    let incident = reporter.report(&told, now, &mut rng).expect("a report");
    cast.settle();
    let hub = cast.region.hub();
    let shown = hub.incident(incident).expect("at the hub");
    assert_eq!((shown.summary.by, shown.writers.len()), (None, 0));
    assert!(hub.history(incident).expect("its history").iter().all(|one| one.by.is_none()));
    drop(hub);
    let here = cast.device("reporter").client.incident(incident).expect("here");
    assert_eq!(here.writers, [own]);
}
