//! What a telephone system says of who rings: a number, or in words that there is none.

use super::number::PhoneNumber;

/// The most bytes of what a telephone system presents.
const MAX_BYTES: usize = 256;
/// The most digits of a line within a switchboard.
const MAX_INTERNAL: usize = 6;

/// Who rings, as the telephone system presents it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Presented {
    /// A number, and what speaks against taking it for the caller's own.
    Number {
        /// The number.
        number: PhoneNumber,
        /// In the order of [`Caution`], each once.
        cautions: Vec<Caution>,
    },
    /// The caller keeps the number back.
    Withheld,
    /// The network has no number to present.
    Unavailable,
    /// A public telephone: whoever rings next is somebody else.
    Payphone(Option<PhoneNumber>),
    /// A line within the service's own switchboard.
    Internal,
    /// Something that this module does not know.
    Unreadable,
}

/// What speaks against taking a presented number for the caller's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Caution {
    /// The caller's network or equipment states the number and nobody checked it: anyone can
    /// present the number of anyone.
    MayBeSpoofed,
    /// The number is of a range of organisations: many people ring from it.
    MayBeShared,
}

impl Presented {
    /// Reads what a telephone system presents.
    ///
    /// `verified` says that the source vouches for the number, as a network does for the line an
    /// emergency call came from. A number that was only presented by the caller's network always
    /// carries [`Caution::MayBeSpoofed`]; a source that does not say so is not verified.
    #[must_use]
    pub fn parse(text: &str, verified: bool) -> Self {
        if text.len() > MAX_BYTES {
            return Self::Unreadable;
        }
        PhoneNumber::parse(text)
            .map_or_else(|_| Self::from_words(text), |number| Self::number(number, verified))
    }

    /// The number, where there is one.
    #[must_use]
    pub const fn as_number(&self) -> Option<&PhoneNumber> {
        match self {
            Self::Number { number, .. } | Self::Payphone(Some(number)) => Some(number),
            _ => None,
        }
    }

    fn number(number: PhoneNumber, verified: bool) -> Self {
        let spoofed = (!verified).then_some(Caution::MayBeSpoofed);
        let shared = number.kind().is_often_shared().then_some(Caution::MayBeShared);
        Self::Number { number, cautions: spoofed.into_iter().chain(shared).collect() }
    }

    fn from_words(text: &str) -> Self {
        let words = words_of(text);
        if let Some(rest) = without_payphone(&words) {
            return Self::Payphone(PhoneNumber::parse(&rest).ok());
        }
        match words.join(" ").as_str() {
            words if WITHHELD.contains(&words) => Self::Withheld,
            words if UNAVAILABLE.contains(&words) => Self::Unavailable,
            words if is_internal(words) => Self::Internal,
            _ => Self::Unreadable,
        }
    }
}

/// One letter each is what modems of telephones send (ETSI EN 300 659-3: P and O).
const WITHHELD: [&str; 24] = [
    "anonymous",
    "anonymous caller",
    "blocked",
    "caller id withheld",
    "caller withheld",
    "caller withheld number",
    "cli withheld",
    "clir",
    "hidden",
    "id withheld",
    "no caller id",
    "number withheld",
    "number withheld by caller",
    "p",
    "private",
    "private call",
    "private caller",
    "private number",
    "restricted",
    "restricted number",
    "suppressed",
    "withheld",
    "withheld by caller",
    "withheld number",
];

const UNAVAILABLE: [&str; 22] = [
    "",
    "international",
    "n a",
    "no cli",
    "no number",
    "none",
    "not available",
    "not known",
    "null",
    "number not available",
    "number unavailable",
    "number unknown",
    "o",
    "out of area",
    "outofarea",
    "unavailable",
    "unavailable number",
    "undefined",
    "unidentified",
    "unknown",
    "unknown caller",
    "unknown number",
];

/// Each as one word, or as two that follow each other.
const PAYPHONE: [&str; 10] = [
    "payphone",
    "coinbox",
    "coin",
    "coinpayphone",
    "phonebox",
    "telephonebox",
    "callbox",
    "kiosk",
    "payphones",
    "publictelephone",
];

/// Lower-case words; of an address such as `sip:anonymous@…` the user alone.
fn words_of(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let inner = lower.split_once('<').map_or(lower.as_str(), |(_, inner)| inner);
    let inner = inner.split_once('>').map_or(inner, |(inner, _)| inner);
    let user = ["sip:", "sips:", "tel:"].into_iter().find_map(|scheme| inner.strip_prefix(scheme));
    let said = user.map_or(inner, |user| user.split(['@', ';']).next().unwrap_or_default());
    said.split(|c: char| !c.is_alphanumeric() && c != '+')
        .filter(|word| !word.is_empty())
        .map(Into::into)
        .collect()
}

/// What stands beside the words for a public telephone, when there are such words.
fn without_payphone(words: &[String]) -> Option<String> {
    let is_payphone = |word: &str| PAYPHONE.contains(&word);
    let pair = words.windows(2).position(|pair| is_payphone(&pair.concat()));
    let single = || words.iter().position(|word| is_payphone(word));
    let (at, count) = pair.map(|at| (at, 2)).or_else(|| single().map(|at| (at, 1)))?;
    let rest = words.iter().take(at).chain(words.iter().skip(at + count));
    Some(rest.map(String::as_str).collect::<Vec<_>>().join(" "))
}

/// Six digits at most and nothing that dials out; 999 and 112 ring nobody's desk.
fn is_internal(words: &str) -> bool {
    let number = words.trim_start_matches(|c: char| c.is_alphabetic() || c == ' ');
    let mark = words.strip_suffix(number).unwrap_or_default().trim();
    let digits: String = number.chars().filter(|c| *c != ' ').collect();
    let is_line = digits.len() <= MAX_INTERNAL
        && digits.bytes().all(|digit| digit.is_ascii_digit())
        && !matches!(digits.as_str(), "999" | "112");
    is_line && matches!(mark, "" | "ext" | "extn" | "extension" | "x" | "int" | "internal")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(text: &str) -> String {
        match Presented::parse(text, true) {
            Presented::Number { number, cautions } => {
                format!("{} {cautions:?}", number.as_e164())
            }
            Presented::Payphone(number) => {
                format!("payphone {}", number.as_ref().map_or("", PhoneNumber::as_e164))
            }
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn a_number_is_a_number_however_it_is_wrapped() {
        for text in [
            "07700 900123",
            "+447700900123",
            "7700900123",
            "sip:+447700900123@example.com",
            "\"Anonymous\" <sip:+447700900123@example.com>",
        ] {
            assert_eq!(shown(text), "+447700900123 []", "{text}");
        }
        assert_eq!(shown("0300 373 0898"), "+443003730898 [MayBeShared]");
    }

    #[test]
    fn words_for_no_number_are_known_in_any_case() {
        for text in [
            "Anonymous",
            "ANONYMOUS",
            "private",
            "Withheld",
            "WITHHELD",
            "Restricted",
            "P",
            "Number withheld",
            "Number-Withheld",
            "(private)",
            "No Caller ID",
            "CLIR",
            "sip:anonymous@anonymous.invalid",
            "\"Anonymous\" <sip:anonymous@anonymous.invalid>",
            "sip:restricted@192.0.2.1;user=phone",
        ] {
            assert_eq!(shown(text), "Withheld", "{text}");
        }
        for text in [
            "",
            " ",
            "-",
            "unavailable",
            "Out of area",
            "OUT-OF-AREA",
            "Unknown",
            "O",
            "number unavailable",
            "N/A",
            "sip:unavailable@example.com",
        ] {
            assert_eq!(shown(text), "Unavailable", "{text}");
        }
    }

    #[test]
    fn a_public_telephone_is_known_with_and_without_its_number() {
        for text in [
            "Payphone",
            "PAY PHONE",
            "Coinbox",
            "coin box",
            "Coin/Payphone",
            "phone box",
            "Telephone Box",
            "kiosk",
            "BT payphone",
        ] {
            assert_eq!(shown(text), "payphone ", "{text}");
        }
        for text in
            ["Payphone 01632 960123", "01632 960123 (payphone)", "coin/payphone +441632960123"]
        {
            assert_eq!(shown(text), "payphone +441632960123", "{text}");
        }
    }

    #[test]
    fn a_line_of_the_switchboard_is_internal() {
        for text in [
            "2041",
            "5",
            "204 123",
            "ext 2041",
            "Ext. 2041",
            "x2041",
            "extension 12",
            "Internal",
            "int 2041",
            "101",
            "0123",
            "sip:2041@192.0.2.1",
        ] {
            assert_eq!(shown(text), "Internal", "{text}");
        }
    }

    #[test]
    fn what_is_not_known_is_unreadable() {
        for text in ["999", "112", "+112", "Smith", "1234567", "07700 900123 or so", "ext 12345678"]
        {
            assert_eq!(shown(text), "Unreadable", "{text}");
        }
        assert_eq!(shown(&"0".repeat(10_000)), "Unreadable");
    }

    proptest! {
        #[test]
        fn an_unverified_number_may_always_be_spoofed(digits in "[+0-9]{1,14}", text in any::<String>()) {
            for text in [digits, text] {
                if let Presented::Number { cautions, .. } = Presented::parse(&text, false) {
                    prop_assert!(cautions.contains(&Caution::MayBeSpoofed));
                }
                if let Presented::Number { cautions, .. } = Presented::parse(&text, true) {
                    prop_assert!(!cautions.contains(&Caution::MayBeSpoofed));
                }
            }
        }
    }
}
