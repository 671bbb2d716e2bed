//! Fields and items of a record as they are written, checked against the dictionary.

use rand_core::CryptoRng;
use tabard_core::model::{Patch, Path, RecordKind, parse_assignment};

/// A new item's id: a letter and what no other has.
pub fn new_item(letter: char, rng: &mut dyn CryptoRng) -> String {
    format!("{letter}{:08x}", rng.next_u32())
}

/// What to write: each field, below `within`, with its text; one that is empty is cleared.
///
/// # Errors
/// The first field that the dictionary does not take, as where a text is too long.
pub fn patch_of(
    kind: RecordKind,
    within: &str,
    fields: &[(&'static str, &str)],
) -> Result<Patch, &'static str> {
    let mut patch = Patch::default();
    for (field, text) in fields {
        let path =
            if within.is_empty() { (*field).to_owned() } else { format!("{within}.{field}") };
        match text.trim() {
            "" => patch.clear(Path::parse(&path.replace('.', "/")).map_err(|_| *field)?),
            text => {
                let stated = parse_assignment(kind, &format!("{path}={text}"));
                patch.extend(stated.map_err(|_| *field)?);
            }
        }
    }
    Ok(patch)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_dictionary_does_not_take_is_named() {
        let patch = |field, text| patch_of(RecordKind::Standard, "risks.r1", &[(field, text)]);
        assert!(patch("likelihood", "5").is_ok_and(|patch| !patch.is_empty()));
        assert!(patch("title", "a = b\nc").is_ok());
        assert!(patch("cause", " ").is_ok(), "it is cleared");
        assert_eq!(patch("likelihood", "6"), Err("likelihood"));
        assert_eq!(patch("part", "none"), Err("part"));
        assert_eq!(patch("title", &"x".repeat(500)), Err("title"));
    }
}
