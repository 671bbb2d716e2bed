//! What looks like a date, a time, an age, a number or a postcode, whatever the report says.

use super::{Token, What};

/// How months are written, in English and in Welsh.
const MONTHS: &[&str] = &[
    "jan",
    "january",
    "feb",
    "february",
    "mar",
    "march",
    "apr",
    "april",
    "may",
    "jun",
    "june",
    "jul",
    "july",
    "aug",
    "august",
    "sep",
    "sept",
    "september",
    "oct",
    "october",
    "nov",
    "november",
    "dec",
    "december",
    "ion",
    "ionawr",
    "chwef",
    "chwefror",
    "maw",
    "mawrth",
    "ebr",
    "ebrill",
    "mai",
    "meh",
    "mehefin",
    "gorff",
    "gorffennaf",
    "awst",
    "medi",
    "hyd",
    "hydref",
    "tach",
    "tachwedd",
    "rhag",
    "rhagfyr",
];
/// A number of so many digits stands for something.
const LONG: usize = 4;

pub(super) fn of(text: &str, tokens: &[Token<'_>]) -> Vec<(What, String)> {
    let mut found = Vec::new();
    for (place, token) in tokens.iter().enumerate() {
        let after = |by: usize| tokens.get(place + by);
        let until =
            |last: &Token<'_>| text.get(token.at..last.end()).unwrap_or_default().to_owned();
        if let Some(last) = date(text, token, after(1), after(2)) {
            found.push((What::Date, until(&last)));
        }
        if let Some(last) = after(1).filter(|next| is_time(text, token, next)) {
            found.push((What::Time, until(last)));
        }
        if let Some(last) = age(token, after(1)) {
            found.push((What::Age, until(&last)));
        }
        if let Some(last) = after(1).filter(|next| is_postcode(token, next)) {
            found.push((What::Place, until(last)));
        }
        let digits = token.text.chars().filter(char::is_ascii_digit).count();
        let year = token.number().is_some_and(|number| (1900..2100).contains(&number));
        if digits >= LONG && !year {
            found.push((What::Number, token.text.to_owned()));
        }
    }
    found
}

/// Between two tokens stands one of these and nothing else.
fn joined(text: &str, one: &Token<'_>, other: &Token<'_>, by: &[char]) -> bool {
    let between = text.get(one.end()..other.at).unwrap_or_default();
    between.chars().count() == 1 && between.starts_with(by)
}

fn is_month(word: &str) -> bool {
    MONTHS.contains(&&*word.to_lowercase())
}

/// A day of a month: a number, with or without what is written after it.
fn is_day(word: &str) -> bool {
    let digits: String = word.chars().take_while(char::is_ascii_digit).collect();
    let rest = word.get(digits.len()..).unwrap_or_default().to_lowercase();
    let suffix = ["", "st", "nd", "rd", "th", "af", "ail", "ydd", "fed", "eg", "ain"];
    digits.parse::<u8>().is_ok_and(|day| (1..=31).contains(&day)) && suffix.contains(&&*rest)
}

fn date<'t>(
    text: &str,
    token: &Token<'t>,
    next: Option<&Token<'t>>,
    third: Option<&Token<'t>>,
) -> Option<Token<'t>> {
    let next = next?;
    let written = (is_day(token.text) && is_month(next.text))
        || (is_month(token.text) && token.is_capital() && is_day(next.text));
    // `3rd of June`.
    let of =
        third.filter(|third| is_day(token.text) && next.lower() == "of" && is_month(third.text));
    let by = ['/', '.', '-'];
    let figures = third.filter(|third| {
        let all = [token, next, third].iter().all(|one| one.number().is_some());
        all && joined(text, token, next, &by) && joined(text, next, third, &by)
    });
    let short = is_day(token.text) && is_day(next.text) && joined(text, token, next, &['/']);
    of.or(figures).copied().or((written || short).then_some(*next))
}

fn is_time(text: &str, token: &Token<'_>, next: &Token<'_>) -> bool {
    let minutes = next.text.get(..2).and_then(|digits| digits.parse::<u8>().ok());
    let hour = token.number().is_some_and(|hour| hour < 24);
    hour && minutes.is_some_and(|minutes| minutes < 60) && joined(text, token, next, &[':', '.'])
}

fn age<'t>(token: &Token<'t>, next: Option<&Token<'t>>) -> Option<Token<'t>> {
    let next = next?;
    let years =
        |word: &str| matches!(word, "year" | "years" | "yr" | "yrs" | "oed" | "mlwydd" | "yo");
    let age = |token: &Token<'_>| token.number().is_some_and(|age| (1..=120).contains(&age));
    let after = age(token) && years(&next.lower());
    let before = matches!(&*token.lower(), "aged" | "age" | "oed") && age(next);
    (after || before).then_some(*next)
}

/// The two halves of a postcode: a letter, a digit; then a digit and two letters.
fn is_postcode(token: &Token<'_>, next: &Token<'_>) -> bool {
    let shape = |text: &str| -> String {
        text.chars()
            .map(|c| match c {
                c if c.is_ascii_digit() => '9',
                c if c.is_ascii_alphabetic() => 'A',
                _ => '?',
            })
            .collect()
    };
    let outward = ["A9", "A99", "AA9", "AA99", "A9A", "AA9A"];
    outward.contains(&&*shape(token.text)) && shape(next.text) == "9AA"
}
