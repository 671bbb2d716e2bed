//! Whom or what is meant: a number, an address or a person.

use tabard_core::model::subject::{
    Address, AddressParts, Caution, Person, PhoneNumber, PremisesUnit, Presented, Subject,
    SubjectFault,
};

use super::advice;
use crate::cli::failure::Failure;

#[derive(Debug, Default, clap::Args)]
pub(super) struct About {
    /// A phone number, as a person or the telephone system writes it
    #[arg(long, value_name = "NUMBER")]
    number: Option<String>,
    /// An address in one line, with its postcode: "Flat 2B, 12 High Street, Leeds, LS1 4AB"
    #[arg(long, value_name = "LINE")]
    address: Option<String>,
    /// The unique property reference number of an address
    #[arg(long, value_name = "NUMBER")]
    uprn: Option<String>,
    /// The flat or another unit of it
    #[arg(long)]
    unit: Option<String>,
    /// The number or the name of its house
    #[arg(long, value_name = "HOUSE")]
    building: Option<String>,
    /// Its street
    #[arg(long)]
    street: Option<String>,
    /// Its postcode
    #[arg(long)]
    postcode: Option<String>,
    /// A person, by name
    #[arg(long, value_name = "NAME")]
    person: Option<String>,
    /// Their date of birth, as 1990-01-31
    #[arg(long, value_name = "DATE")]
    born: Option<String>,
    /// Their NHS number, where it is known
    #[arg(long, value_name = "NUMBER")]
    nhs_number: Option<String>,
}

/// What was met, as far as it can be looked up.
pub(super) struct Met {
    /// What it is, in a word for programs.
    pub(super) word: &'static str,
    /// What to look up; nothing where no number came.
    pub(super) subject: Option<Subject>,
    /// What speaks against taking it for the caller's own.
    pub(super) cautions: Vec<&'static str>,
}

impl Met {
    fn nothing(word: &'static str) -> Self {
        Self { word, subject: None, cautions: Vec::new() }
    }

    pub(super) fn sure(subject: Subject) -> Self {
        let word = subject.kind().code();
        Self { word, subject: Some(subject), cautions: Vec::new() }
    }

    /// Whether many people ring from there, by the number alone.
    pub(super) fn is_shared(&self) -> bool {
        self.cautions.iter().any(|caution| [PAYPHONE, MAY_BE_SHARED].contains(caution))
    }
}

pub(super) const PAYPHONE: &str = "payphone";
const MAY_BE_SHARED: &str = "may_be_shared";

impl About {
    /// A number alone.
    pub(super) fn of_number(number: &str) -> Self {
        Self { number: Some(number.to_owned()), ..Self::default() }
    }

    /// Whether anything was said.
    pub(super) const fn is_empty(&self) -> bool {
        !self.says_number() && !self.says_place() && !self.says_person()
    }

    const fn says_number(&self) -> bool {
        self.number.is_some()
    }

    const fn says_place(&self) -> bool {
        self.address.is_some() || self.says_parts()
    }

    const fn says_parts(&self) -> bool {
        self.uprn.is_some()
            || self.unit.is_some()
            || self.building.is_some()
            || self.street.is_some()
            || self.postcode.is_some()
    }

    const fn says_person(&self) -> bool {
        self.person.is_some() || self.born.is_some() || self.nhs_number.is_some()
    }

    /// The one subject that was said, for a marker. A number that is not there is none.
    pub(super) fn subject(&self) -> Result<Subject, Failure> {
        match &self.number {
            Some(number) => {
                self.only_one()?;
                Ok(Subject::Number(number_of(number)?))
            }
            None => self.other(),
        }
    }

    /// What was met: `text` is what a telephone system presents, or an address.
    pub(super) fn met(&self, text: Option<&str>, verified: bool) -> Result<Met, Failure> {
        match (text, &self.number) {
            (Some(text), None) if self.is_empty() => match Address::parse(text) {
                Ok(address) => Ok(Met::sure(placed(address))),
                Err(fault) => presented(text, verified).ok_or_else(|| {
                    match text.chars().any(char::is_alphabetic) {
                        true => bad(fault.into()),
                        false => bad_number(text),
                    }
                }),
            },
            (None, Some(number)) => {
                self.only_one()?;
                presented(number, verified).ok_or_else(|| bad_number(number))
            }
            (None, None) => Ok(Met::sure(self.other()?)),
            _ => Err(one_subject()),
        }
    }

    fn only_one(&self) -> Result<(), Failure> {
        let said = [self.says_number(), self.says_place(), self.says_person()];
        let mixed = self.address.is_some() && self.says_parts();
        match said.into_iter().filter(|said| *said).count() {
            1 if !mixed => Ok(()),
            _ => Err(one_subject()),
        }
    }

    fn other(&self) -> Result<Subject, Failure> {
        self.only_one()?;
        if self.says_person() {
            let text = |field: &Option<String>| field.clone().unwrap_or_default();
            let (name, born) = (text(&self.person), text(&self.born));
            let person = Person::new(&name, &born, self.nhs_number.as_deref());
            return person.map(Subject::Person).map_err(|fault| bad(fault.into()));
        }
        let address = match &self.address {
            Some(line) => Address::parse(line),
            None => Address::from_parts(&AddressParts {
                uprn: self.uprn.as_deref(),
                unit: self.unit.as_deref(),
                building: self.building.as_deref(),
                street: self.street.as_deref(),
                postcode: self.postcode.as_deref(),
            }),
        };
        address.map(placed).map_err(|fault| bad(fault.into()))
    }
}

/// A number that can be flagged.
pub(super) fn number_of(text: &str) -> Result<PhoneNumber, Failure> {
    match Presented::parse(text, false) {
        Presented::Number { number, .. } | Presented::Payphone(Some(number)) => Ok(number),
        Presented::Unreadable => Err(bad_number(text)),
        _ => Err(Failure::input("no_number", advice::NO_NUMBER)),
    }
}

/// What a crew or a desk wrote as an address.
pub(super) fn address_of(line: &str) -> Result<Subject, Failure> {
    Address::parse(line).map(placed).map_err(|fault| bad(fault.into()))
}

/// An address is one dwelling where it names one.
fn placed(address: Address) -> Subject {
    PremisesUnit::new(address.clone()).map_or(Subject::Address(address), Subject::Unit)
}

/// What is presented; none where it is nothing that is known.
fn presented(text: &str, verified: bool) -> Option<Met> {
    let caution = |caution| match caution {
        Caution::MayBeSpoofed => "may_be_spoofed",
        Caution::MayBeShared => MAY_BE_SHARED,
    };
    Some(match Presented::parse(text, verified) {
        Presented::Number { number, cautions } => Met {
            cautions: cautions.into_iter().map(caution).collect(),
            ..Met::sure(Subject::Number(number))
        },
        Presented::Payphone(Some(number)) => {
            Met { cautions: vec![PAYPHONE], ..Met::sure(Subject::Number(number)) }
        }
        Presented::Payphone(None) => Met::nothing(PAYPHONE),
        Presented::Withheld => Met::nothing("withheld"),
        Presented::Unavailable => Met::nothing("unavailable"),
        Presented::Internal => Met::nothing("internal"),
        Presented::Unreadable => return None,
    })
}

fn bad_number(text: &str) -> Failure {
    match PhoneNumber::parse(text) {
        Err(fault) => bad(fault.into()),
        Ok(_) => Failure::input("bad_subject", "this is not a telephone number alone"),
    }
}

fn bad(fault: SubjectFault) -> Failure {
    let code = match fault {
        SubjectFault::Number(_) => "bad_number",
        SubjectFault::Address(_) | SubjectFault::NoUnit => "bad_address",
        SubjectFault::Person(_) => "bad_person",
    };
    Failure::input(code, fault.to_string())
}

fn one_subject() -> Failure {
    Failure::input("one_subject", advice::ONE_SUBJECT)
}
