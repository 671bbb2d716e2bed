//! What a pack holds, and what the making leaves behind.

use serde_json::json;
use tabard_core::ids::RegionId;
use tabard_server::evidence::verify;

use crate::python;
use crate::region::{MARKUP, told};

#[test]
fn a_pack_of_a_real_region_holds_and_says_what_it_proves() {
    let told = told();
    let verdict = told.pack.verdict().expect("it holds");
    assert_eq!((verdict.report.as_str(), verdict.accounts, verdict.media), (&*told.report, 2, 1));
    assert_eq!((verdict.left_out, verdict.without_bytes), (0, 0));
    assert_eq!(verdict.authors.len(), 3, "two phones, and the hub in the custody log");
    let file = told.path("pack.zip");
    let file = file.to_str().expect("a plain name");
    let ended = told.world.run(&["evidence", "verify", file, "--region", &told.region]).exits(0);
    let said = ended.json();
    assert_eq!(said["region_given"], true);
    assert_eq!(said["index_sha256"], told.said["index_sha256"]);
    assert!(!said["not_proved"].to_string().contains("region"), "{said}");
    let unpinned = told.world.run(&["evidence", "verify", file]).exits(0).json();
    assert!(unpinned["not_proved"].to_string().contains("region"), "{unpinned}");
    let words = told.world.run_in_words(&["evidence", "verify", file, "--lang", "cy"]).exits(0).out;
    assert!(words.contains("Beth nad yw'n ei brofi"), "{words}");
}

#[test]
#[ignore = "takes Python with pycose, cbor2, cryptography and zstandard: see the head of main.rs"]
fn the_second_verifier_says_the_same() {
    let told = told();
    let packs = [told.path("pack.zip"), told.path("other.zip")];
    let (code, lines) = python::ask(&packs, &["--region", &told.region]);
    assert_eq!(code, 0, "{lines:?}");
    assert_eq!(lines[0]["report"], told.report);
    assert_eq!(lines[0]["entries"], told.pack.verdict().expect("it holds").entries);
    let (code, _) = python::ask(&packs[..1], &["--region", &"ab".repeat(16)]);
    assert_eq!(code, 2, "of another region");
}

#[test]
fn the_records_say_every_version_and_the_photo_is_the_one_that_was_captured() {
    let told = told();
    let records = told.pack.json("records.json");
    let incident = &records[0];
    assert_eq!(incident["values"]["callsign"], "YA215");
    assert_eq!(incident["values"]["vehicle"], "7741");
    let changes = incident["versions"].to_string();
    let before =
        json!({ "field": "callsign", "before": "YA214", "after": "YA215", "settled": false });
    assert!(changes.contains(&before.to_string()), "{changes}");
    let kinds: Vec<_> =
        records.as_array().expect("a list").iter().map(|one| &one["kind"]).collect();
    assert_eq!(kinds, ["incident", "account", "account", "attachment"]);
    let photo = told.pack.names().into_iter().find(|name| name.starts_with("media/")).expect("one");
    assert_eq!(told.pack.file(&photo), told.photo);
    let custody = records[3]["values"].to_string();
    assert!(custody.contains("exported") && custody.contains("VPR lead"), "{custody}");
}

#[test]
fn the_making_is_noted_where_the_writers_of_the_report_read_it() {
    let told = told();
    let answer = told.world.region_says(&["hub", "show", &told.report])["answer"].clone();
    assert_eq!(answer["evidence"].as_array().map(Vec::len), Some(1), "{answer}");
    assert_eq!(answer["evidence"][0]["by"], "VPR lead");
    assert_eq!(answer["evidence"][0]["reason"], MARKUP);
}

#[test]
fn what_people_wrote_is_text_in_every_page() {
    let told = told();
    let pages: Vec<_> =
        told.pack.names().into_iter().filter(|name| name.ends_with(".html")).collect();
    assert_eq!(pages.len(), 4, "{pages:?}");
    for name in pages {
        let page = told.pack.text(&name);
        assert!(!page.contains("<script") && !page.contains("<img src=x"), "{name}");
        let full = name.starts_with("report.");
        assert_eq!(page.contains("&#60;script&#62;alert(1)"), full, "{name}");
        for tag in page.split('<').skip(1) {
            let end = tag.find([' ', '>']).unwrap_or(tag.len());
            assert!(TAGS.contains(&tag[..end].trim_start_matches('/')), "{name}: <{}", &tag[..end]);
        }
    }
    let full = told.pack.text("report.en.html");
    // In the report, a person, two accounts' one, the photo's title, their versions, the phone's name.
    assert!(full.matches("&#60;script&#62;alert(1)").count() >= 8, "{full}");
}

const TAGS: [&str; 31] = [
    "!DOCTYPE", "html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "p", "strong",
    "dl", "div", "dt", "dd", "code", "ul", "li", "section", "table", "thead", "tbody", "tr", "th",
    "td", "span", "img", "del", "a", "br",
];

#[test]
fn the_redacted_pages_name_nobody_and_say_where_and_why() {
    let told = told();
    for name in ["redacted.en.html", "redacted.cy.html"] {
        let page = told.pack.text(name);
        assert!(!page.contains("Eve Example") && !page.contains("mate "), "{name}");
        assert!(page.contains("third parties") && !page.contains("<img"), "{name}");
        assert!(page.contains("YA215"), "what points to nobody stays");
    }
    assert!(told.pack.text("report.en.html").contains("Eve Example"));
    let lines = told.pack.json("index.json")["redactions"].clone();
    let where_ = lines.to_string();
    for field in ["narrative", "people.name", "what_happened", "title"] {
        assert!(where_.contains(&format!("\"{field}\"")), "{field} is not in {where_}");
    }
    assert!(!where_.contains("Eve"), "what was blacked out is not said");
}

#[test]
fn nobody_is_named_who_asked_to_be_named_in_no_export() {
    let told = told();
    let region = told.world.region();
    let region = region.to_str().expect("a plain name");
    let server = told.world.serve();
    let phone = told.world.phone("shy");
    for naming in ["confidential", "anonymous"] {
        let report = phone.report(&[json!({ "callsign": "YA1", "naming": naming })]).exits(0);
        let id = report.ids().remove(0);
        let _ = phone.sync().exits(0);
        let out = told.path("shy.zip");
        let out = out.to_str().expect("a plain name");
        let made =
            told.world.run(&["evidence", "make", "--dir", region, &id, "--out", out]).exits(1);
        assert_eq!(made.failure().0, "named_in_no_export");
        assert!(!told.path("shy.zip").exists() && !told.path("shy.zip.part").exists());
        let answer = told.world.region_says(&["hub", "show", &id])["answer"].clone();
        assert!(answer["evidence"].is_null(), "{answer}");
    }
    drop(server);
}

#[test]
fn another_region_is_not_this_one() {
    let told = told();
    let bytes = told.pack.bytes();
    let elsewhere = RegionId::new([7; 16]);
    let refused = verify(std::io::Cursor::new(&bytes), Some(elsewhere)).expect_err("refused");
    assert_eq!(refused.code(), "other_region");
    let mut posing = told.pack.clone();
    posing.edit("index.json", |index| index["region"] = json!(elsewhere.to_string()));
    let posing = posing.signed_by(&told.hub());
    assert_eq!(posing.verdict(), Err("statement"));
    let file = told.path("pack.zip");
    let file = file.to_str().expect("a plain name");
    let id = elsewhere.to_string();
    let ended = told.world.run(&["evidence", "verify", file, "--region", &id]).exits(2);
    assert_eq!(ended.failure().0, "other_region");
    let _ = told.world.run(&["evidence", "verify", file, "--region", "no id"]).exits(2);
}

#[test]
fn media_can_stay_and_their_hashes_go_all_the_same() {
    let told = told();
    let _ = crate::region::make(&told.world, &told.other, "bare.zip", &["--without-media"]);
    let bytes = std::fs::read(told.path("bare.zip")).expect("a pack");
    let verdict = crate::pack::judge(&bytes).expect("it holds");
    assert_eq!((verdict.media, verdict.without_bytes), (0, 1));
}
