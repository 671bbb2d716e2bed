//! Our reading beside an independent one, with the metadata of every country's number plan.
//!
//! Where we differ on purpose:
//! - We check the shape of a number and not whether its exchange is assigned: a warning must not
//!   wait for a new list. So we take more numbers than the oracle calls valid.
//! - 0800 1111, 0845 46 4x and Canada's 310-xxxx, of seven digits, are services that nobody rings
//!   from. We refuse them.
//! - Outside the United Kingdom a trunk 0 goes only when it stands in brackets: we keep no list of
//!   the countries that have one.

use phonenumber::country::Id;
use phonenumber::metadata::DATABASE;
use proptest::prelude::*;

use super::{NumberFault, PhoneNumber};

const SERVICES: [&str; 3] = ["+448001111", "+4484546", "+1310"];

/// The number by the oracle, when it is a valid one.
fn valid(text: &str) -> Option<String> {
    let number = phonenumber::parse(Some(Id::GB), text).ok()?;
    number.is_valid().then(|| number.format().mode(phonenumber::Mode::E164).to_string())
}

fn ours(text: &str) -> Result<String, NumberFault> {
    PhoneNumber::parse(text).map(|number| number.as_e164().to_owned())
}

fn agree(text: &str) -> bool {
    let Some(theirs) = valid(text) else { return true };
    match ours(text) {
        Ok(ours) => ours == theirs || has_a_trunk_zero(&ours, &theirs),
        Err(_) => {
            SERVICES.iter().any(|service| theirs.starts_with(service))
                || has_a_trunk_zero(&as_written(text), &theirs)
        }
    }
}

/// Whether it is their number with zeros behind the code of another country.
fn has_a_trunk_zero(number: &str, theirs: &str) -> bool {
    let is_one = |code: usize| {
        let zeros = "0".repeat(number.len().saturating_sub(theirs.len()));
        let mut longer = theirs.to_owned();
        longer.insert_str(code, &zeros);
        longer == number
    };
    !number.starts_with("+44") && (2..=4).any(is_one)
}

fn as_written(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    format!("+{}", digits.trim_start_matches("00"))
}

/// One example of each kind of line of each country, in three spellings.
#[test]
fn examples_of_every_country_are_read_alike() {
    let mut compared = 0;
    for country in DATABASE.iter() {
        let kinds = country.descriptors();
        let kinds = [
            kinds.fixed_line(),
            kinds.mobile(),
            kinds.toll_free(),
            kinds.premium_rate(),
            kinds.shared_cost(),
            kinds.personal_number(),
            kinds.voip(),
            kinds.pager(),
            kinds.uan(),
        ];
        for example in kinds.into_iter().flatten().filter_map(|kind| kind.example()) {
            let code = country.country_code();
            for text in [
                format!("+{code}{example}"),
                format!("00{code} {example}"),
                format!("tel:+{code}-{example}"),
            ] {
                assert!(agree(&text), "{}: {text}", country.id());
                compared += 1;
            }
        }
    }
    assert!(compared > 3000, "{compared}");
}

/// Every thousand of the whole plan: 10,000 beginnings, each with nine and ten digits.
#[test]
fn the_whole_plan_of_the_united_kingdom_is_read_alike() {
    let mut valid_ones = 0;
    for beginning in 0..10_000 {
        for end in ["12345", "960123"] {
            let text = format!("0{beginning:04}{end}");
            assert!(agree(&text), "{text}");
            valid_ones += usize::from(valid(&text).is_some());
        }
    }
    assert!(valid_ones > 2500, "{valid_ones}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn numbers_by_chance_are_read_alike(
        start in prop::sample::select(vec!["0", "+44", "0044", "+44 (0)", "", "+"]),
        digits in "[1-9][0-9]{6,11}",
        gap in prop::sample::select(vec!["", " ", "-", "."]),
    ) {
        let (head, tail) = digits.split_at(4);
        let text = format!("{start}{head}{gap}{tail}");
        prop_assert!(agree(&text), "{}: {:?}, {:?}", text, valid(&text), ours(&text));
    }
}
