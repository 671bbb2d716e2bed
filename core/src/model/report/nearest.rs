//! The known name that a misspelt one may have meant.

/// The nearest of `known`, when it is near enough to be meant.
pub(super) fn nearest(
    written: &str,
    known: impl Iterator<Item = &'static str>,
) -> Option<&'static str> {
    if written.len() > LONGEST {
        return None;
    }
    let near_enough = written.chars().count() / 3 + 1;
    known
        .map(|name| (distance(written, name), name))
        .filter(|(distance, _)| *distance <= near_enough)
        .min()
        .map(|(_, name)| name)
}

/// Longer than any name, so that a pasted page costs nothing.
const LONGEST: usize = 64;

/// How many letters to put in, leave out or change (Levenshtein).
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, letter) in left.chars().enumerate() {
        let mut diagonal = i;
        let mut before = i + 1;
        let mut next = vec![before];
        for (other, above) in right.iter().zip(row.iter().skip(1)) {
            let change = diagonal + usize::from(letter != *other);
            before = change.min(before + 1).min(above + 1);
            diagonal = *above;
            next.push(before);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_edits() {
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("kick", "kick"), 0);
    }

    #[test]
    fn suggests_what_is_near_and_nothing_else() {
        let names = || ["callsign", "narrative", "vehicle"].into_iter();
        assert_eq!(nearest("calsign", names()), Some("callsign"));
        assert_eq!(nearest("Narative", names()), Some("narrative"));
        assert_eq!(nearest("zzzzzzzz", names()), None);
        assert_eq!(nearest(&"callsign".repeat(100), names()), None);
    }
}
