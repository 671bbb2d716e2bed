//! The ranges of the United Kingdom and the Crown dependencies, by Ofcom's National Telephone
//! Numbering Plan: kind, count of digits and the groups in which they are read.

use super::{NumberFault, NumberKind};

/// Areas in which some numbers have one digit less, without the first 0.
const NINE_DIGIT_AREAS: [&str; 41] = [
    "1204", "1208", "1254", "1276", "1297", "1298", "1363", "1364", "1384", "1386", "1404", "1420",
    "1460", "1461", "1480", "1488", "1524", "1527", "1562", "1566", "1606", "1629", "1635", "1647",
    "1659", "1695", "1697", "1726", "1744", "1750", "1768", "1827", "1837", "1884", "1900", "1905",
    "1935", "1946", "1949", "1963", "1995",
];

/// Areas with a code of five digits after the first 0.
const LONG_AREAS: [&str; 12] = [
    "13873", "15242", "15394", "15395", "15396", "16973", "16974", "16977", "17683", "17684",
    "17687", "19467",
];

/// The kind of a number without its first 0.
///
/// # Errors
/// [`NumberFault`] when no such range exists, or its numbers have another length.
pub(super) fn kind(national: &str) -> Result<NumberKind, NumberFault> {
    let digits = national.as_bytes();
    let (kind, fits) = match digits {
        [b'1', b'1'..=b'9', ..] => (NumberKind::Geographic, ten(digits) || is_nine(national)),
        [b'2', b'0' | b'3' | b'4' | b'8' | b'9', ..] => (NumberKind::Geographic, ten(digits)),
        [b'3', b'0' | b'3' | b'4' | b'7', ..] => (NumberKind::UkWide, ten(digits)),
        [b'5', b'0', b'0', ..] => (NumberKind::Freephone, digits.len() == 9),
        [b'5', b'5' | b'6', ..] => (NumberKind::NoPlace, ten(digits)),
        [b'7', b'0', ..] => (NumberKind::Personal, ten(digits)),
        [b'7', b'6', b'2', b'4', ..] => (NumberKind::Mobile, ten(digits)),
        [b'7', b'6', ..] => (NumberKind::Pager, ten(digits)),
        [b'7', b'1'..=b'9', ..] => (NumberKind::Mobile, ten(digits)),
        [b'8', b'0', b'0', ..] => (NumberKind::Freephone, (9..=10).contains(&digits.len())),
        [b'8', b'0', b'8', ..] => (NumberKind::Freephone, ten(digits)),
        [b'8', b'4' | b'7', ..] => (NumberKind::SpecialRate, ten(digits)),
        [b'9', b'0' | b'1' | b'8', ..] => (NumberKind::Premium, ten(digits)),
        _ => return Err(NumberFault::NoSuchRange),
    };
    if fits { Ok(kind) } else { Err(NumberFault::WrongLength) }
}

const fn ten(digits: &[u8]) -> bool {
    digits.len() == 10
}

fn is_nine(national: &str) -> bool {
    national.len() == 9 && NINE_DIGIT_AREAS.iter().any(|area| national.starts_with(area))
}

/// A number without its first 0, with it and in groups.
pub(super) fn grouped(national: &str) -> String {
    let long = LONG_AREAS.iter().any(|area| national.starts_with(area));
    let cuts: &[usize] = match national.as_bytes() {
        [b'2', ..] | [b'5', b'5' | b'6', ..] => &[2, 6],
        [b'1', b'1', ..] | [b'1', _, b'1', ..] => &[3, 6],
        [b'1', ..] if long => &[5],
        [b'1' | b'7', ..] => &[4],
        digits if digits.len() < 10 => &[3],
        _ => &[3, 6],
    };
    let mut shown = String::from("0");
    for (at, digit) in national.chars().enumerate() {
        if cuts.contains(&at) {
            shown.push(' ');
        }
        shown.push(digit);
    }
    shown
}
