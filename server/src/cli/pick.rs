//! Ids as people type them: the first few characters.

use tabard_core::ids::RecordId;

use super::failure::Failure;

const FEWEST: usize = 4;
/// So many characters of an id tell the records of a region apart.
const SHORT: usize = 10;

/// An id as lists show it.
pub(super) fn short(id: RecordId) -> String {
    id.to_string().chars().take(SHORT).collect()
}

/// The one of `candidates` whose id begins with what was typed.
pub(super) fn one<T: ToString>(
    typed: &str,
    what: &str,
    candidates: impl IntoIterator<Item = T>,
) -> Result<T, Failure> {
    let beginning = beginning(typed)?;
    let begins = |candidate: &T| candidate.to_string().starts_with(&beginning);
    let mut found = candidates.into_iter().filter(begins);
    match (found.next(), found.count()) {
        (Some(only), 0) => Ok(only),
        (Some(_), others) => Err(Failure::input(
            "ambiguous_id",
            format!("{} {what}s begin with that: type more of the id", others + 1),
        )),
        (None, _) => Err(Failure::new(
            "unknown_id",
            format!("there is no {what} here whose id begins with that: check it, or sync first"),
        )),
    }
}

/// The one of `candidates` that is called so, or whose id begins with what was typed.
pub(super) fn one_by_label<'l, T: ToString>(
    typed: &str,
    what: &str,
    candidates: impl Iterator<Item = (T, &'l str)> + Clone,
) -> Result<T, Failure> {
    let called = |(_, label): &(T, &str)| !typed.trim().is_empty() && *label == typed.trim();
    let mut found = candidates.clone().filter(called);
    match (found.next(), found.count()) {
        (Some((only, _)), 0) => Ok(only),
        (Some(_), others) => Err(Failure::input(
            "ambiguous_label",
            format!("{} {what}s are called that: type the id", others + 1),
        )),
        (None, _) => one(typed, what, candidates.map(|(id, _)| id)),
    }
}

fn beginning(typed: &str) -> Result<String, Failure> {
    let plain = typed.trim().to_ascii_lowercase();
    if plain.len() < FEWEST || !plain.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        let what_to_do =
            format!("type the first {FEWEST} characters of the id or more, each 0-9 or a-f");
        return Err(Failure::input("bad_id", what_to_do));
    }
    Ok(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    const IDS: [&str; 3] = ["3f9a2c", "3f9a2d", "77aa00"];

    fn code(typed: &str) -> &'static str {
        one(typed, "report", IDS).unwrap_err().code()
    }

    #[test]
    fn the_first_characters_are_enough() {
        assert_eq!(one("77AA", "report", IDS), Ok("77aa00"));
        assert_eq!(one(" 3f9a2c ", "report", IDS), Ok("3f9a2c"));
    }

    #[test]
    fn a_label_is_as_good_as_an_id_where_one_thing_alone_has_it() {
        let labels = IDS.iter().copied().zip(["YA214 phone 1", "YA7", "YA7"]);
        let pick = |typed| one_by_label(typed, "device", labels.clone());
        assert_eq!(pick("YA214 phone 1"), Ok("3f9a2c"));
        assert_eq!(pick("77aa"), Ok("77aa00"));
        assert_eq!(pick("YA7").unwrap_err().code(), "ambiguous_label");
        assert_eq!(pick("").unwrap_err().code(), "bad_id");
    }

    #[test]
    fn what_is_short_or_not_an_id_is_refused() {
        assert_eq!(code("77a"), "bad_id");
        assert_eq!(code("Smith"), "bad_id");
        assert_eq!(code("0000"), "unknown_id");
    }

    #[test]
    fn what_begins_several_says_how_many_and_not_what_was_typed() {
        let failure = one("3f9a", "report", IDS).unwrap_err();
        assert_eq!(failure.code(), "ambiguous_id");
        assert_eq!(failure.what_to_do(), "2 reports begin with that: type more of the id");
    }
}
