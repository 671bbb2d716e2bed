#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::BTreeMap;

use jiff::civil::date;
use serde_json::{Value, json};
use tabard_core::client::{RecordView, ReportState};
use tabard_core::entry::Kind;
use tabard_core::ids::{Millis, RecordId};
use tabard_core::vault::Told;
use tabard_core::words::{Language, Words};

use super::board::{Board, Sources};
use super::*;
use crate::disclosure::Figure;
use crate::learning::{Facts, Rates, Settings, Zone};

/// 15 September 2026.
const NOW: Millis = Millis(1_789_430_400_000);

fn record(view: Value) -> RecordView {
    RecordView {
        id: RecordId::new([1; 16]),
        kind: Kind::Standard,
        about: None,
        state: ReportState::HeldByRegion,
        unsent: 0,
        own: true,
        by: None,
        started_at: NOW,
        changed_at: NOW,
        view,
        draft: BTreeMap::new(),
        answer: Value::Null,
    }
}

fn register() -> Register {
    Register::of(&[record(json!({
        "evidence": [
            { "id": "e1", "part": "data", "indicator": "D2", "title": "Minutes", "at": "2026-05-01T10:00:00Z", "review_on": "2026-09-14" },
            { "id": "e2", "part": "data", "title": "Old", "at": "2026-04-01T10:00:00Z", "ended_at": "2026-06-01T10:00:00Z" },
            { "id": "e3", "part": "of_a_newer_version", "title": "?" },
        ],
        "ratings": [
            { "id": "g2", "part": "data", "rating": "green", "at": "2026-08-01T10:00:00Z", "by": "A", "reason": "<b>Counted</b>" },
            { "id": "g1", "part": "data", "rating": "red", "at": "2026-02-01T10:00:00Z", "by": "A" },
        ],
        "risks": [
            { "id": "r1", "title": "Low", "likelihood": 1, "impact": 2, "part": "data", "review_on": "2026-12-01" },
            { "id": "r2", "title": "Closed", "likelihood": 5, "impact": 5, "closed_at": "2026-03-01T10:00:00Z" },
            { "id": "r3", "title": "High", "likelihood": 4, "impact": 5, "actions": "Lights at the ramp.", "review_on": "2026-09-01" },
        ],
    }))])
}

fn rates() -> Rates {
    Rates {
        incidents: Figure::Shown(120),
        injured: Figure::Suppressed,
        recorded: Figure::Shown(0),
        sanctions: Figure::Suppressed,
        heard_within_7: Some(40),
        heard_within_28: None,
        training_said: None,
    }
}

fn indicators() -> Indicators {
    Indicators::parse(
        r#"{ "edition": "Ours", "indicators": [
            { "code": "D1", "part": "data", "title": "Counted", "figure": "incidents" },
            { "code": "D2", "part": "data", "title": "Minuted" },
            { "code": "D3", "part": "data", "title": "Nothing yet" },
            { "code": "D4", "part": "data", "title": "Too few", "figure": "sanctions" }
        ] }"#,
    )
    .unwrap()
}

#[test]
fn a_part_stands_where_its_evidence_says() {
    let (register, indicators) = (register(), indicators());
    let today = date(2026, 9, 15);
    let figures = Figures { rates: rates(), register: &register, lessons: 0, today };
    let states = parts(&register, &indicators, &figures);
    assert_eq!(states.len(), 11);
    let data = states.iter().find(|one| one.part.code() == "data").unwrap();
    let codes = |list: &[&Indicator]| list.iter().map(|one| one.code.clone()).collect::<Vec<_>>();
    assert_eq!(data.evidence.len(), 1);
    assert_eq!((data.ended.len(), data.overdue.len()), (1, 1));
    assert_eq!(codes(&data.live), ["D1"]);
    assert_eq!(codes(&data.missing), ["D3", "D4"], "what may not be shown shows nothing");
    assert_eq!(data.rating().map(|one| one.rating.as_str()), Some("green"));
    assert_eq!(data.next_review(), Some(date(2026, 9, 14)));
    assert_eq!(figures.said(Live::Sanctions), "*");
    assert_eq!(figures.said(Live::RisksInDate), "50%");
    assert_eq!(figures.said(Live::EvidenceInDate), "0%");
}

#[test]
fn risks_are_in_the_order_of_their_scores_and_closed_ones_last() {
    let register = register();
    let titles: Vec<&str> = register.risks.iter().map(|risk| risk.title.as_str()).collect();
    assert_eq!(titles, ["High", "Low", "Closed"]);
    assert!(register.risks[0].is_overdue(date(2026, 9, 2)));
    assert!(!register.risks[0].is_overdue(date(2026, 9, 1)), "its day is not over");
}

#[test]
fn a_rating_is_that_of_the_end_of_the_half() {
    let register = register();
    let data = Part::from_code("data").unwrap();
    let at = |text: &str| register.rating(data, text.parse().unwrap()).map(|one| &*one.rating);
    assert_eq!(at("2026-01-01T00:00:00Z"), None);
    assert_eq!(at("2026-07-01T00:00:00Z"), Some("red"));
    assert_eq!(at("2027-01-01T00:00:00Z"), Some("green"));
}

fn facts(many: usize) -> Facts {
    let mut facts = Facts::new(Zone::default());
    for number in 0..many {
        let mut id = [0; 16];
        id[..8].copy_from_slice(&(number as u64).to_be_bytes());
        let month = 1 + number % 8;
        let view = json!({
            "types": ["verbal_abuse"], "occurred_at": format!("2026-{month:02}-05T12:00:00Z"),
            "staff": [{ "training_level": "conflict_resolution", "physical_harm_0h": "low" }],
        })
        .to_string();
        let told = Told {
            id: RecordId::new(id),
            started_at: NOW,
            changed_at: NOW,
            view: &view,
            answer: None,
        };
        facts.take(&told);
    }
    facts
}

#[test]
fn a_pack_says_it_in_words_in_both_languages_and_shows_no_small_count() {
    let (facts, register, indicators) = (facts(83), register(), indicators());
    let settings = Settings::default();
    let rule = settings.rule().unwrap();
    let welsh = Words::choose(&Language::parse("cy").unwrap(), &[]).unwrap();
    for words in [Words::english(), &welsh] {
        let sources = Sources {
            facts: &facts,
            settings: (&settings, rule),
            register: &register,
            indicators: &indicators,
            lessons: &[],
            region: "Test & Service",
            words,
            now: NOW,
        };
        let board = Board::of(&sources, "2026H2".parse().unwrap());
        assert!(!board.over);
        let page = board.page(words).unwrap();
        for told in
            ["&#60;b&#62;Counted", "Lights at the ramp.", "High", "Test &#38; Service", "<svg"]
        {
            assert!(page.contains(told), "{told}");
        }
        assert!(!page.contains("console."), "a text is missing");
        let data = board.parts.iter().find(|one| one.part.code() == "data").unwrap();
        assert_eq!(data.rating.as_ref().map(|(code, _)| &**code), Some("green"));
        assert_eq!(data.change, words.text("console.board.change.better"));
        // 21 of July and August: 20, and what is rounded is told.
        assert!(board.summary[0].contains("20"), "{:?}", board.summary);
        let before = Board::of(&sources, "2026H1".parse().unwrap());
        assert!(before.over);
        assert_eq!(before.json()["parts"][3]["rating"], "red");
    }
}
