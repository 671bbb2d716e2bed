//! A crew's question about its job, and what it was told.

use serde_json::{Value, json};
use tabard_core::client::JobAnswer;
use tabard_core::model::codes::RESPONSE_INSTRUCTION;
use tabard_core::words::Words;

use super::words;

pub(super) fn json(one: &JobAnswer) -> Value {
    let markers = one.markers.iter().map(|(sentence, instruction, same_building)| {
        json!({ "sentence": sentence, "instruction": instruction, "same_building": same_building })
    });
    json!({
        "id": one.id.to_string(),
        "cad_number": one.job.cad_number,
        "callsign": one.job.callsign,
        "number": one.job.number,
        "place": one.job.place,
        "asked_at": one.asked_at,
        "sent": one.sent,
        "reply": one.reply,
        "markers": markers.collect::<Vec<_>>(),
        "answered_at": one.answered_at,
        "acknowledged_at": one.acknowledged_at,
        "over": one.over,
    })
}

/// How far a question has come, as its crew reads it.
pub(super) fn stands(words: &Words, one: &JobAnswer) -> String {
    let key = match one.reply.as_deref() {
        _ if one.over => "over",
        Some("marker") => "marker",
        Some("nothing_known") => "nothing_known",
        Some("job_over") => "over",
        Some(_) => "cannot_say",
        None if one.sent => "sent",
        None => "asked",
    };
    let said = words.text(&format!("register.job.{key}")).to_owned();
    match one.answered_at.as_deref().filter(|_| !one.over) {
        Some(at) => {
            let at = words::time(words, at);
            format!("{said} {}", words.fill("register.job.answered", &[("when", &at)]))
        }
        None => said,
    }
}

/// What the markers say, one a line.
pub(super) fn markers(words: &Words, one: &JobAnswer) -> Vec<String> {
    let marker = |(sentence, instruction, same_building): &(String, Option<String>, bool)| {
        let instruction = instruction
            .as_deref()
            .map(|code| format!("{}.", words.label(RESPONSE_INSTRUCTION.name, code)));
        let building = same_building.then(|| words.text("register.job.same_building").to_owned());
        let parts = [Some(sentence.clone()), instruction, building];
        format!("  {}", parts.into_iter().flatten().collect::<Vec<_>>().join(" "))
    };
    one.markers.iter().map(marker).collect()
}

/// All of it, for the crew.
pub(super) fn in_words(words: &Words, one: &JobAnswer) -> String {
    let head =
        format!("{}  {}  {}", super::pick::short(one.id), one.job.cad_number, stands(words, one));
    let read =
        one.acknowledged_at.as_ref().map(|_| format!("  {}", words.text("register.job.read")));
    let lines = std::iter::once(head).chain(markers(words, one)).chain(read);
    lines.collect::<Vec<_>>().join("\n")
}
