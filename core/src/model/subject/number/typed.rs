//! What was typed or presented, taken apart: its digits and the marks that mean something.

use super::{Dialled, NumberFault};

/// No way to write one number takes more bytes.
const MAX_BYTES: usize = 256;
/// The most digits of an extension.
const MAX_EXTENSION: usize = 8;

/// The digits of one number and what stood before them.
pub(super) struct Typed {
    plus: bool,
    digits: String,
    /// After how many digits a 0 stood alone in brackets: a trunk 0 that is not dialled from abroad.
    bracketed_zero: Option<usize>,
}

impl Typed {
    /// # Errors
    /// [`NumberFault`] for anything that is not one number.
    pub(super) fn read(text: &str) -> Result<Self, NumberFault> {
        if text.len() > MAX_BYTES {
            return Err(NumberFault::TooLong);
        }
        let plain: String = text.chars().filter_map(plain).collect();
        let number = without_extension(&address_of(plain.trim()))?.to_owned();
        Self::scan(&number)
    }

    fn scan(text: &str) -> Result<Self, NumberFault> {
        let mut typed = Self { plus: false, digits: String::new(), bracketed_zero: None };
        let mut opened = None;
        for c in text.chars() {
            match c {
                '0'..='9' => typed.digits.push(c),
                '+' if !typed.plus && typed.digits.is_empty() => typed.plus = true,
                '(' | '[' => opened = Some(typed.digits.len()),
                ')' | ']' => {
                    let alone = opened.filter(|at| typed.digits.get(*at..) == Some("0"));
                    typed.bracketed_zero = typed.bracketed_zero.or(alone);
                    opened = None;
                }
                ' ' | '-' | '.' | '/' => {}
                _ => return Err(NumberFault::NotANumber),
            }
        }
        if typed.digits.is_empty() { Err(NumberFault::Empty) } else { Ok(typed) }
    }

    /// How it would be dialled here.
    pub(super) fn dialled(self) -> Dialled {
        let (abroad, zero) = match self.digits.strip_prefix("00") {
            Some(rest) if !self.plus => {
                (Some(rest), self.bracketed_zero.and_then(|zero| zero.checked_sub("00".len())))
            }
            _ if self.plus => (Some(self.digits.as_str()), self.bracketed_zero),
            // No number of ours begins with 4, so that 44 is the country code without its plus.
            _ if self.digits.starts_with("44") => (Some(self.digits.as_str()), None),
            _ => (None, None),
        };
        match abroad.map(|digits| (digits, digits.strip_prefix("44"))) {
            Some((digits, None)) => {
                Dialled::Abroad { digits: digits.to_owned(), bracketed_zero: zero }
            }
            Some((_, Some(national))) => here(national),
            None => here(&self.digits),
        }
    }
}

fn here(digits: &str) -> Dialled {
    let national = digits.strip_prefix('0');
    Dialled::Here { national: national.unwrap_or(digits).to_owned(), trunk: national.is_some() }
}

/// Full-width forms, dashes and gaps of every script as their plain ones; marks of direction and
/// other characters without width, which come along when a number is copied, as none.
fn plain(c: char) -> Option<char> {
    Some(match c {
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' => return None,
        '\u{2060}'..='\u{2069}' | '\u{feff}' => return None,
        '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{2212}' | '\u{30fc}' => '-',
        '\u{fe58}' | '\u{fe63}' => '-',
        '\u{b7}' | '\u{2022}' | '\u{2024}' => '.',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ if c.is_whitespace() => ' ',
        _ => c,
    })
}

/// What stands for the number in a `tel:` or `sip:` address (RFC 3966, RFC 3261), or the text as it
/// is.
fn address_of(text: &str) -> String {
    let inner = text.split_once('<').map_or(text, |(_, inner)| inner);
    let inner = inner.split_once('>').map_or(inner, |(inner, _)| inner).trim();
    let Some((scheme, rest)) = inner.split_once(':') else { return inner.to_owned() };
    let user = match scheme.trim().to_ascii_lowercase().as_str() {
        "tel" => rest,
        "sip" | "sips" => {
            let user = rest.split_once('@').map_or(rest, |(user, _)| user);
            user.split_once(':').map_or(user, |(user, _)| user)
        }
        _ => return inner.to_owned(),
    };
    let mut parts = user.split(';');
    let number = parts.next().unwrap_or_default();
    let number = number.replace("%2B", "+").replace("%2b", "+").replace("%20", " ");
    // A number may be said together with the code of the country in which it is dialled.
    let context = parts.find_map(|part| part.strip_prefix("phone-context="));
    match context.filter(|context| context.starts_with('+') && !number.contains('+')) {
        Some(context) => format!("{context}{number}"),
        None => number,
    }
}

/// The part before an extension, which is at most eight digits after x, ext, # or a comma.
fn without_extension(text: &str) -> Result<&str, NumberFault> {
    let marks = |c: char| c.is_alphabetic() || matches!(c, '#' | ',' | ';');
    let Some((number, extension)) = text.find(marks).and_then(|at| text.split_at_checked(at))
    else {
        return Ok(text);
    };
    let digits = extension.trim_start_matches(|c: char| !c.is_ascii_digit());
    let mark = extension.strip_suffix(digits).unwrap_or_default().to_ascii_lowercase();
    let known = matches!(
        mark.trim_matches(|c: char| !c.is_alphabetic()),
        "" | "x" | "ext" | "extn" | "extension"
    );
    let fits = (1..=MAX_EXTENSION).contains(&digits.len())
        && digits.bytes().all(|digit| digit.is_ascii_digit());
    let follows = number.contains(|c: char| c.is_ascii_digit());
    if known && fits && follows { Ok(number) } else { Err(NumberFault::NotANumber) }
}
