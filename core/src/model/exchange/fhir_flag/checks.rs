//! The forms of what leaves.

use std::ops::RangeInclusive;

use jiff::Timestamp;

use super::FlagError;

/// A line of text as FHIR takes it: something, nothing around it, and no second line.
pub(super) fn line(text: &str, longest: usize) -> Option<&str> {
    let other_line = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    let fits = !text.is_empty()
        && text.trim() == text
        && text.chars().count() <= longest
        && !text.contains(other_line);
    fits.then_some(text)
}

/// So many digits of a radix, in lower case.
pub(super) fn digits(text: &str, radix: u32, many: RangeInclusive<usize>) -> Option<&str> {
    let digit = |c: char| c.is_digit(radix) && !c.is_ascii_uppercase();
    (many.contains(&text.len()) && text.chars().all(digit)).then_some(text)
}

/// A time that FHIR can write: it knows no year before 1.
pub(super) fn moment(text: &str) -> Result<Timestamp, FlagError> {
    let moment: Timestamp = text.parse().map_err(|_| FlagError::Time)?;
    if moment.to_string().as_str() < "0001" {
        return Err(FlagError::Time);
    }
    Ok(moment)
}

/// A URI to which names are appended.
pub(super) fn base(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_once(':')?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    let plain = text.chars().all(|c| c.is_ascii_graphic() && !"\"<>\\^`{|}".contains(c));
    (is_scheme && plain && rest.len() > 1 && rest.ends_with([':', '/', '#'])).then_some(text)
}
