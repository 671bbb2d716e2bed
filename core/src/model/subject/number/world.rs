//! Numbers of other countries: where the country code ends, and nothing of their own plans.

use super::{MAX_DIGITS, NumberFault};

/// The shortest numbers of a country have four digits, as on Niue.
const FEWEST: usize = 4;

/// `+` and the digits of a number that was written with its country code.
///
/// A 0 in brackets is left out, as what is dialled within that country only; in Italy it is part
/// of the number. Without brackets it stays: which countries have such a 0 changes, and what a
/// telephone system presents has none.
///
/// # Errors
/// [`NumberFault`] when no country has this code, or the count of digits cannot be.
pub(super) fn international(
    digits: &str,
    bracketed_zero: Option<usize>,
) -> Result<String, NumberFault> {
    let code = code_length(digits).ok_or(NumberFault::NoSuchCountry)?;
    let is_trunk = bracketed_zero == Some(code) && !digits.starts_with("39");
    let (country, national) = digits.split_at_checked(code).ok_or(NumberFault::TooShort)?;
    let national = if is_trunk { national.strip_prefix('0').unwrap_or(national) } else { national };
    match country.len() + national.len() {
        _ if national.len() < FEWEST => Err(NumberFault::TooShort),
        count if count > MAX_DIGITS => Err(NumberFault::TooLong),
        // All of North America counts alike.
        _ if country == "1" && national.len() != 10 => Err(NumberFault::WrongLength),
        _ => Ok(format!("+{country}{national}")),
    }
}

/// How many digits the country code has (ITU-T E.164, list of assigned codes).
fn code_length(digits: &str) -> Option<usize> {
    Some(match digits.as_bytes() {
        [] | [b'0', ..] => return None,
        [b'1' | b'7', ..] => 1,
        [b'2', b'0' | b'7', ..]
        | [b'3', b'0'..=b'4' | b'6' | b'9', ..]
        | [b'4', b'0' | b'1' | b'3'..=b'9', ..]
        | [b'5', b'1'..=b'8', ..]
        | [b'6', b'0'..=b'6', ..]
        | [b'8', b'1' | b'2' | b'4' | b'6', ..]
        | [b'9', b'0'..=b'5' | b'8', ..] => 2,
        _ => 3,
    })
}

/// With its country code and in groups of three; the last has two to four.
pub(super) fn grouped(digits: &str) -> String {
    let code = code_length(digits).unwrap_or_default();
    let count = digits.len();
    let mut shown = String::from("+");
    for (at, digit) in digits.chars().enumerate() {
        let starts_group =
            at == code || (at > code && (at - code).is_multiple_of(3) && at + 1 < count);
        if starts_group {
            shown.push(' ');
        }
        shown.push(digit);
    }
    shown
}
