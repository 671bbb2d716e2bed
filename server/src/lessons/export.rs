//! The library as files that go outside: what was agreed to and reviewed, and no id of a report.

use askama::Template;
use serde_json::{Value, json};
use tabard_core::model::codes::{CONTRIBUTORY_FACTOR, VPR_PART};
use tabard_core::model::lesson::{Scope, digest};
use tabard_core::words::Words;

use super::Lesson;

/// The form of the file, told in it.
const FORM: &str = "tabard-lessons/1";
/// By so much of the digest of its text a lesson is known outside.
const KEY: usize = 12;

/// A lesson as it goes outside.
struct Shared {
    key: String,
    title: String,
    happened: Vec<String>,
    helped: Vec<String>,
    change: Vec<String>,
    part: Option<String>,
    factors: Vec<String>,
}

#[derive(Template)]
#[template(path = "library.html")]
struct Page<'p> {
    words: &'p Words,
    lang: String,
    title: String,
    intro: String,
    region: &'p str,
    lessons: Vec<Shared>,
}

/// The lessons that go so far, in the order of their titles: that of their coming would tell when.
fn shared(lessons: &[Lesson], scope: Scope) -> Vec<&Lesson> {
    let mut shared: Vec<&Lesson> =
        lessons.iter().filter(|one| one.standing.shared.contains(&scope)).collect();
    shared.sort_by(|one, other| (&one.title, &one.happened).cmp(&(&other.title, &other.happened)));
    shared
}

fn key(lesson: &Lesson) -> String {
    digest(&lesson.view).get(..KEY).unwrap_or_default().to_owned()
}

/// The library as a page that stands alone.
///
/// # Errors
/// A template that cannot be written.
pub fn page(
    lessons: &[Lesson],
    scope: Scope,
    region: &str,
    words: &Words,
) -> Result<String, askama::Error> {
    let paragraphs = |text: &str| -> Vec<String> {
        text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
    };
    let said = |lesson: &Lesson| Shared {
        key: key(lesson),
        title: lesson.title.clone(),
        happened: paragraphs(&lesson.happened),
        helped: paragraphs(&lesson.helped),
        change: paragraphs(&lesson.change),
        part: VPR_PART
            .get(&lesson.part)
            .map(|part| words.label(VPR_PART.name, part.code).to_owned()),
        factors: lesson
            .factors
            .iter()
            .map(|code| words.label(CONTRIBUTORY_FACTOR.name, code).to_owned())
            .collect(),
    };
    let text = |part: &str| {
        words.text(&format!("console.lessons.export.{}.{part}", scope.code())).to_owned()
    };
    let page = Page {
        words,
        lang: words.language().to_string(),
        title: text("title"),
        intro: text("intro"),
        region,
        lessons: shared(lessons, scope).into_iter().map(said).collect(),
    };
    page.render()
}

/// The library for programs.
#[must_use]
pub fn json(lessons: &[Lesson], scope: Scope, region: &str) -> Value {
    let lessons = shared(lessons, scope).into_iter().map(|lesson| {
        json!({
            "key": key(lesson),
            "title": lesson.title,
            "happened": lesson.happened,
            "helped": lesson.helped,
            "change": lesson.change,
            "part": lesson.part,
            "factors": lesson.factors,
        })
    });
    json!({
        "form": FORM,
        "scope": scope.code(),
        "service": region,
        "lessons": lessons.collect::<Vec<_>>(),
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use std::collections::BTreeMap;

    use tabard_core::client::{RecordView, ReportState};
    use tabard_core::entry::Kind;
    use tabard_core::ids::{Millis, RecordId};
    use tabard_core::model::lesson::CHECKLIST;

    use super::*;

    fn lesson(title: &str, scope: Scope) -> Lesson {
        let incident = RecordId::new([7; 16]).to_string();
        let mut view = json!({
            "incident": incident,
            "title": title,
            "happened": "<b>It</b> went well.",
            "part": "workforce",
            "authors": [{ "id": "a", "name": "T. Nurse" }],
            "consents": [{ "id": "c", "of": "Sam Quill", "internal": true, "campaign": true }],
        });
        let mut review = json!({ "id": "r", "by": "R. Other", "text": digest(&view) });
        for line in CHECKLIST {
            review[line] = json!(true);
        }
        let text = digest(&view);
        view["reviews"] = json!([review]);
        view["shares"] = json!([{ "id": "s", "scope": scope.code(), "text": text, "at": "2026-07-01T00:00:00Z" }]);
        Lesson::of(&RecordView {
            id: RecordId::new([1; 16]),
            kind: Kind::Lesson,
            about: None,
            state: ReportState::HeldByRegion,
            unsent: 0,
            own: true,
            by: None,
            started_at: Millis(0),
            changed_at: Millis(0),
            view,
            draft: BTreeMap::new(),
            answer: Value::Null,
        })
    }

    #[test]
    fn what_goes_outside_is_what_was_shared_so_far_and_names_nobody() {
        let lessons = [lesson("Ours", Scope::Internal), lesson("Told", Scope::Campaign)];
        let campaign = json(&lessons, Scope::Campaign, "Test Service").to_string();
        let html = page(&lessons, Scope::Campaign, "Test Service", Words::english()).unwrap();
        for text in [&campaign, &html] {
            assert!(text.contains("Told") && !text.contains("Ours"));
            for secret in ["Quill", "Nurse", "Other", "0707", "0101", "2026"] {
                assert!(!text.contains(secret), "{secret}");
            }
        }
        assert!(html.contains("#60;b"), "{html}");
        let nobody = json(&lessons, Scope::Aace, "Test Service");
        assert_eq!(nobody["lessons"], json!([]));
    }
}
