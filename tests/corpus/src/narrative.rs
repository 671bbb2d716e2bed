//! Accounts in many voices, put together from sentences with gaps to fill.

mod english;
mod tongues;

use crate::dice::Dice;
use crate::invented;

/// Who speaks, and how.
#[derive(Clone, Copy)]
pub(crate) enum Voice {
    Angry,
    ControlRoom,
    Formal,
    Polish,
    Reflective,
    Terse,
    Urdu,
    Welsh,
}

/// One part of an account: how often it stands there, and the sentences it may be.
type Part = (u64, &'static [&'static str]);

pub(crate) fn voice(dice: &mut Dice) -> Voice {
    match dice.below(100) {
        0..48 => Voice::Terse,
        48..68 => Voice::Formal,
        68..83 => Voice::Angry,
        83..93 => Voice::Reflective,
        93..97 => Voice::Welsh,
        97..99 => Voice::Polish,
        _ => Voice::Urdu,
    }
}

pub(crate) fn narrative(dice: &mut Dice, voice: Voice) -> String {
    let (rounds, parts) = match voice {
        Voice::Angry => (1, english::ANGRY),
        Voice::ControlRoom => (1, english::CONTROL_ROOM),
        Voice::Formal => (1, english::FORMAL),
        Voice::Polish => (1, tongues::POLISH),
        Voice::Reflective => (1 + dice.below(3), english::REFLECTIVE),
        Voice::Terse => (1, english::TERSE),
        Voice::Urdu => (1, tongues::URDU),
        Voice::Welsh => (1, tongues::WELSH),
    };
    let mut sentences = Vec::new();
    for _ in 0..rounds {
        for (chance, choices) in parts {
            if dice.percent(*chance) {
                let template = dice.pick(choices);
                sentences.push(filled(dice, template));
            }
        }
    }
    if sentences.is_empty() {
        sentences.push(sentence(dice));
    }
    let between = if matches!(voice, Voice::Reflective) && dice.percent(50) { "\n" } else { " " };
    sentences.join(between)
}

pub(crate) fn sentence(dice: &mut Dice) -> String {
    let template = dice.pick(english::ONE_LINE);
    filled(dice, template)
}

pub(crate) fn description(dice: &mut Dice) -> String {
    let template = dice.pick(english::DESCRIPTION);
    filled(dice, template)
}

/// Fills each `{gap}` of a template.
fn filled(dice: &mut Dice, template: &str) -> String {
    let mut text = String::new();
    let mut pieces = template.split('{');
    text.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let (gap, after) = piece.split_once('}').unwrap_or((piece, ""));
        text.push_str(&filling(dice, gap));
        text.push_str(after);
    }
    text
}

fn filling(dice: &mut Dice, gap: &str) -> String {
    match gap {
        "address" => invented::address(dice),
        "age" => (18 + dice.below(70)).to_string(),
        "callsign" => invented::callsign(dice),
        "clock" => format!("{:02}:{:02}", dice.below(24), dice.below(60)),
        "minutes" => (2 + dice.below(140)).to_string(),
        "name" => invented::name(dice),
        "number" => invented::phone_number(dice),
        _ => {
            let words = english::GAPS.iter().find(|(name, _)| *name == gap);
            dice.pick(words.map_or(&[], |(_, words)| *words)).to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_gap_is_filled() {
        let mut dice = Dice::new(3);
        for _ in 0..500 {
            for voice in [Voice::ControlRoom, voice(&mut dice)] {
                let text = narrative(&mut dice, voice);
                assert!(!text.contains(['{', '}']), "{text}");
                assert!(!text.contains("  "), "a gap without words: {text}");
            }
        }
    }

    #[test]
    fn accounts_differ() {
        let mut dice = Dice::new(4);
        let accounts: BTreeSet<_> = (0..2000).map(|_| narrative(&mut dice, Voice::Terse)).collect();
        assert!(accounts.len() > 1900, "{}", accounts.len());
    }
}
