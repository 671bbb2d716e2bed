//! A telephone number in the one spelling of the world (E.164), read from however people and
//! switches write it in the United Kingdom.

#[cfg(test)]
mod oracle;
mod typed;
mod uk;
mod world;

use std::fmt;

use super::hidden::hidden;
use typed::Typed;

/// The most digits of a number, its country code among them (ITU-T E.164).
const MAX_DIGITS: usize = 15;
/// No service code of the United Kingdom has more digits, and no number of a subscriber so few.
const MAX_SHORT: usize = 6;

/// One telephone number, as `+` and 2 to 15 digits: equal text is the same line.
///
/// The shape is checked, and for the United Kingdom the range; whether a number is in use is not.
/// An extension is left out: what rings is the switchboard.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PhoneNumber(String);

hidden!(PhoneNumber);

/// What kind of line a number is, as its first digits tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NumberKind {
    /// A place in the United Kingdom or the Crown dependencies: 01 and 02.
    Geographic,
    /// An organisation at the price of a place: 03.
    UkWide,
    /// A mobile phone: 071 to 075, 077 to 079, and 07624 of the Isle of Man.
    Mobile,
    /// A personal number, which is led on to any other: 070.
    Personal,
    /// A pager: 076.
    Pager,
    /// A company or the internet, at no place: 055 and 056.
    NoPlace,
    /// Free for who rings: 0800, 0808 and the old 0500.
    Freephone,
    /// At the price of a service: 084 and 087.
    SpecialRate,
    /// At a high price: 09.
    Premium,
    /// A line of another country.
    International,
}

impl NumberKind {
    /// Whether such a number is an organisation's, so that many people ring from it.
    #[must_use]
    pub const fn is_often_shared(self) -> bool {
        matches!(
            self,
            Self::UkWide | Self::NoPlace | Self::Freephone | Self::SpecialRate | Self::Premium
        )
    }
}

/// Why a text is no telephone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NumberFault {
    /// No digit at all.
    #[error("there is no number; write its digits")]
    Empty,
    /// Something that no number has.
    #[error("this is not a telephone number alone; write digits, spaces and a leading + only")]
    NotANumber,
    /// An emergency number or another code of a service.
    #[error(
        "this is the short code of a service, such as 999 or 111, and nobody rings from it; write the caller's full number"
    )]
    ShortCode,
    /// Fewer digits than a number has.
    #[error("the number has too few digits; write it with its area code")]
    TooShort,
    /// More digits than a number has, or more text than any way to write one.
    #[error("the number has too many digits; write one number, and no more than that")]
    TooLong,
    /// The wrong count for a number of the United Kingdom.
    #[error(
        "a number of the United Kingdom has ten digits after its first 0, or nine in a few areas; count them again"
    )]
    WrongLength,
    /// No such range in the United Kingdom.
    #[error(
        "no number of the United Kingdom begins like this; check its first digits, or write + and the country code"
    )]
    NoSuchRange,
    /// No country has this code.
    #[error("no country code begins like this; check the digits after the + or the 00")]
    NoSuchCountry,
}

impl PhoneNumber {
    /// Reads a number as people and switches in the United Kingdom write it. A number without `+`
    /// or 00 is read as one of the United Kingdom, with or without its first 0: a table that was
    /// kept as numbers has lost it, and a switch may leave it out.
    ///
    /// # Errors
    /// [`NumberFault`] says what is wrong. Emergency numbers and other short codes have their own.
    pub fn parse(text: &str) -> Result<Self, NumberFault> {
        let typed = Typed::read(text)?;
        let national = match typed.dialled() {
            Dialled::Abroad { digits, bracketed_zero } => {
                return world::international(&digits, bracketed_zero).map(Self);
            }
            Dialled::Here { national, trunk } => {
                if !trunk && is_short_code(&national) {
                    return Err(NumberFault::ShortCode);
                }
                national
            }
        };
        if national.len() <= MAX_SHORT {
            return Err(NumberFault::TooShort);
        }
        uk::kind(&national)?;
        Ok(Self(format!("+44{national}")))
    }

    /// `+` and the digits.
    #[must_use]
    pub fn as_e164(&self) -> &str {
        &self.0
    }

    /// In the groups in which people read it: with a first 0 in the United Kingdom, with + and
    /// country code elsewhere. [`Self::parse`] reads it back.
    #[must_use]
    pub fn national(&self) -> String {
        self.uk().map_or_else(|| world::grouped(self.digits()), uk::grouped)
    }

    /// What kind of line it is.
    #[must_use]
    pub fn kind(&self) -> NumberKind {
        self.uk().and_then(|national| uk::kind(national).ok()).unwrap_or(NumberKind::International)
    }

    fn digits(&self) -> &str {
        self.0.trim_start_matches('+')
    }

    fn uk(&self) -> Option<&str> {
        self.0.strip_prefix("+44")
    }
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.national())
    }
}

/// Digits, by the way in which they would be dialled here.
enum Dialled {
    /// With a country code other than ours.
    Abroad { digits: String, bracketed_zero: Option<usize> },
    /// Within the United Kingdom, without the first 0, and whether it stood there.
    Here { national: String, trunk: bool },
}

/// 999, 112, 911, which is led to 999, and the services that begin with 1: 101, 111, 116 123 and
/// 118 and what follows it (Ofcom, National Telephone Numbering Plan).
fn is_short_code(digits: &str) -> bool {
    digits.len() <= MAX_SHORT
        && (digits.starts_with('1') && digits.len() >= 3 || matches!(digits, "999" | "911"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn e164(text: &str) -> Result<String, NumberFault> {
        PhoneNumber::parse(text).map(|number| number.as_e164().to_owned())
    }

    /// Numbers that Ofcom keeps free for fiction, in the shapes in which they arrive.
    #[test]
    fn one_number_is_read_from_every_shape() {
        for shape in [
            "07700900123",
            "07700 900123",
            "07700 900 123",
            "  07700-900-123\n",
            "07700.900.123",
            "(07700) 900123",
            "[07700] 900/123",
            "07700\u{a0}900\u{202f}123",
            "07700\u{2013}900\u{2011}123",
            "07700\u{2212}900123",
            "０７７００　９００１２３",
            "＋４４ ７７００ ９００１２３",
            "\u{202a}+44 7700 900123\u{202c}",
            "\u{2068}07700 900123\u{2069}\u{feff}",
            "+447700900123",
            "+44 7700 900123",
            "(+44) 7700 900123",
            "+44 (0)7700 900123",
            "+44(0) 7700-900123",
            "+44 [0] 7700 900123",
            "+4407700900123",
            "00447700900123",
            "0044 7700 900123",
            "0044 (0) 7700 900123",
            "00 44 7700 900123",
            "447700900123",
            "44 7700 900123",
            "44 (0)7700 900123",
            "7700900123",
            "tel:+447700900123",
            "TEL:+44-7700-900-123",
            "tel:07700900123;phone-context=example.com",
            "tel:7700900123;phone-context=+44",
            "tel:+447700900123;ext=12",
            "sip:+447700900123@gateway.example;user=phone",
            "sips:07700900123@192.0.2.1:5061",
            "sip:%2B447700900123@example.com",
            "\"A caller\" <sip:+447700900123@example.com>;tag=1",
            "07700 900123 x12",
            "07700 900123 ext. 12",
            "07700 900123 extension 12",
            "07700 900123 #12",
            "07700900123,,12",
        ] {
            assert_eq!(e164(shape).as_deref(), Ok("+447700900123"), "{shape:?}");
        }
    }

    #[test]
    fn every_range_of_the_united_kingdom_has_its_kind_and_its_groups() {
        for (text, kind, groups) in [
            ("01632960123", NumberKind::Geographic, "01632 960123"),
            ("01134960123", NumberKind::Geographic, "0113 496 0123"),
            ("01214960123", NumberKind::Geographic, "0121 496 0123"),
            ("02079460123", NumberKind::Geographic, "020 7946 0123"),
            ("02890180123", NumberKind::Geographic, "028 9018 0123"),
            ("01539412345", NumberKind::Geographic, "015394 12345"),
            ("0169772345", NumberKind::Geographic, "016977 2345"),
            ("0120462345", NumberKind::Geographic, "01204 62345"),
            ("01481960123", NumberKind::Geographic, "01481 960123"),
            ("03003730898", NumberKind::UkWide, "0300 373 0898"),
            ("05512345678", NumberKind::NoPlace, "055 1234 5678"),
            ("07012345678", NumberKind::Personal, "07012 345678"),
            ("07612345678", NumberKind::Pager, "07612 345678"),
            ("07624123456", NumberKind::Mobile, "07624 123456"),
            ("07781123456", NumberKind::Mobile, "07781 123456"),
            ("0800123456", NumberKind::Freephone, "0800 123456"),
            ("08001234567", NumberKind::Freephone, "0800 123 4567"),
            ("08081570123", NumberKind::Freephone, "0808 157 0123"),
            ("0500123456", NumberKind::Freephone, "0500 123456"),
            ("08451234567", NumberKind::SpecialRate, "0845 123 4567"),
            ("08701234567", NumberKind::SpecialRate, "0870 123 4567"),
            ("09098790123", NumberKind::Premium, "0909 879 0123"),
            ("+33123456789", NumberKind::International, "+33 123 456 789"),
            ("0012125550123", NumberKind::International, "+1 212 555 0123"),
            ("+390612345678", NumberKind::International, "+39 061 234 5678"),
            ("+353 (0)1 234 5678", NumberKind::International, "+353 123 456 78"),
        ] {
            let number = PhoneNumber::parse(text).unwrap();
            assert_eq!((number.kind(), number.national().as_str()), (kind, groups), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused_with_its_reason() {
        use NumberFault::{
            Empty, NoSuchCountry, NoSuchRange, NotANumber, ShortCode, TooLong, TooShort,
            WrongLength,
        };
        for (text, fault) in [
            ("", Empty),
            (" - ", Empty),
            ("+", Empty),
            ("withheld", NotANumber),
            ("07700 900123 or 07700 900124", NotANumber),
            ("07700 900l23", NotANumber),
            ("++447700900123", NotANumber),
            ("07700+900123", NotANumber),
            ("sip:alice@example.com", NotANumber),
            ("tel:", Empty),
            ("999", ShortCode),
            ("112", ShortCode),
            ("911", ShortCode),
            ("101", ShortCode),
            ("111", ShortCode),
            ("1 1 1", ShortCode),
            ("116 123", ShortCode),
            ("118118", ShortCode),
            ("2041", TooShort),
            ("+44999", ShortCode),
            ("07700", TooShort),
            ("0770090012", WrongLength),
            ("077009001234", WrongLength),
            ("0163296012", WrongLength),
            ("08081234", WrongLength),
            ("0999", TooShort),
            ("0412345678", NoSuchRange),
            ("06123456789", NoSuchRange),
            ("0044 00 7700 900123", NoSuchRange),
            ("+07700900123", NoSuchCountry),
            ("000123456789", NoSuchCountry),
            ("+33", TooShort),
            ("+1212555012", WrongLength),
            ("+3312345678901234", TooLong),
            ("+44770090012345678", WrongLength),
        ] {
            assert_eq!(e164(text), Err(fault), "{text:?}");
        }
        assert_eq!(e164(&"0".repeat(10_000)), Err(TooLong));
    }

    #[test]
    fn a_fault_and_a_failed_test_repeat_nothing() {
        assert_eq!(format!("{:?}", PhoneNumber::parse("07700900123").unwrap()), "PhoneNumber(..)");
        let fault = PhoneNumber::parse("zzq 07700900123").unwrap_err().to_string();
        assert!(!fault.contains("zzq") && !fault.contains("900"));
    }

    /// Digits of the United Kingdom and of everywhere, and what stands between them.
    fn number_like() -> impl Strategy<Value = String> {
        let gap = prop::sample::select(vec!["", "", "", " ", "-", ".", "(", ")", "\u{a0}"]);
        let digits = prop::collection::vec((0..10u8, gap), 0..18);
        let start = prop::sample::select(vec!["", "0", "+", "00", "+44", "0044", "44", "07", "+1"]);
        (start, digits).prop_map(|(start, digits)| {
            digits.iter().fold(start.to_owned(), |text, (digit, gap)| format!("{text}{digit}{gap}"))
        })
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_as_the_same(text in number_like()) {
            if let Ok(number) = PhoneNumber::parse(&text) {
                let digits = number.as_e164().trim_start_matches('+');
                prop_assert!(digits.len() <= MAX_DIGITS);
                prop_assert!(digits.bytes().all(|digit| digit.is_ascii_digit()));
                for shown in [
                    number.as_e164().to_owned(),
                    number.national(),
                    number.to_string(),
                    format!("00{digits}"),
                    format!("tel:{}", number.as_e164()),
                    format!("sip:{}@example.com", number.as_e164()),
                    format!("{} x12", number.national()),
                ] {
                    prop_assert_eq!(PhoneNumber::parse(&shown), Ok(number.clone()), "{}", shown);
                }
            }
        }

        #[test]
        fn no_text_is_too_strange(text in any::<String>(), like in "[0-9+ x;:@<>(),.#-]{0,40}") {
            let _ = PhoneNumber::parse(&text);
            let _ = PhoneNumber::parse(&like);
        }
    }
}
