//! What a warning marker is about, and when something that is met — a caller's number, an address,
//! a person — is that subject. It looks nothing up: an index stores [`Subject::keys`], is asked
//! with [`Subject::met_keys`], and [`Subject::nearness`] judges what it answers.

pub mod address;
mod hidden;
pub mod number;
pub mod person;
mod plain;
pub mod presented;
#[cfg(test)]
mod tests;

pub use address::{
    Address, AddressFault, AddressKey, AddressParts, MAX_ADDRESS_BYTES, Postcode, Unit, Uprn,
};
pub use number::{NumberFault, NumberKind, PhoneNumber};
pub use person::{NhsNumber, Person, PersonFault};
pub use presented::{Caution, Presented};

use hidden::hidden;

/// How near what is met is to a subject; the order is from the surest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nearness {
    /// The subject itself.
    Same,
    /// Its building, of which one side does not say which dwelling is meant: it has to be asked.
    SameBuilding,
    /// Perhaps the subject, which a person has to settle.
    Possible,
}

/// What a marker is about.
#[derive(Clone, PartialEq, Eq)]
pub enum Subject {
    /// A line.
    Number(PhoneNumber),
    /// A place as a whole, or as far as it is known.
    Address(Address),
    /// One dwelling of a building.
    Unit(PremisesUnit),
    /// A person.
    Person(Person),
}

/// An address that names the dwelling.
#[derive(Clone, PartialEq, Eq)]
pub struct PremisesUnit(Address);

hidden!(PremisesUnit);

/// The kind alone.
impl std::fmt::Debug for Subject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Subject({})", self.kind().code())
    }
}

/// The kinds of subject: three that a service keeps (S46), and the dwelling in a building.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SubjectKind {
    /// A person.
    Person,
    /// An address.
    Address,
    /// A phone number.
    PhoneNumber,
    /// One dwelling of a building.
    PremisesUnit,
}

/// Why fields tell no subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SubjectFault {
    /// In the number.
    #[error(transparent)]
    Number(#[from] NumberFault),
    /// In the address.
    #[error(transparent)]
    Address(#[from] AddressFault),
    /// In the person.
    #[error(transparent)]
    Person(#[from] PersonFault),
    /// A dwelling that is not named.
    #[error(
        "the address does not say which flat or unit; write it, or choose the address as a whole"
    )]
    NoUnit,
}

impl SubjectKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Person, Self::Address, Self::PhoneNumber, Self::PremisesUnit];

    /// The stable spelling, which is stored.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Address => "address",
            Self::PhoneNumber => "phone_number",
            Self::PremisesUnit => "premises_unit",
        }
    }

    /// The kind with this spelling.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

impl PremisesUnit {
    /// An address, when it names the dwelling.
    ///
    /// # Errors
    /// [`SubjectFault::NoUnit`].
    pub fn new(address: Address) -> Result<Self, SubjectFault> {
        if address.unit().is_some() { Ok(Self(address)) } else { Err(SubjectFault::NoUnit) }
    }

    /// The address.
    #[must_use]
    pub const fn address(&self) -> &Address {
        &self.0
    }
}

impl Subject {
    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> SubjectKind {
        match self {
            Self::Number(_) => SubjectKind::PhoneNumber,
            Self::Address(_) => SubjectKind::Address,
            Self::Unit(_) => SubjectKind::PremisesUnit,
            Self::Person(_) => SubjectKind::Person,
        }
    }

    /// What an index stores, each once. The spelling is stable: a letter for the kind and what is
    /// compared, as `n:+447700900123`, `u:<uprn>`, `p:<postcode>|<premises>`, `h:<nhs number>`,
    /// `b:<born>|<name>`.
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        match self {
            Self::Number(number) => vec![format!("n:{}", number.as_e164())],
            Self::Person(person) => person.keys(),
            Self::Address(address) | Self::Unit(PremisesUnit(address)) => {
                address.keys().into_iter().map(Into::into).collect()
            }
        }
    }

    /// What to ask an index when this is met: every subject with a [`Self::nearness`] to it has one
    /// of these among its keys. Not every subject that is found is near.
    #[must_use]
    pub fn met_keys(&self) -> Vec<String> {
        match self.place() {
            Some(address) => address.met_keys().into_iter().map(Into::into).collect(),
            None => self.keys(),
        }
    }

    /// What is the same for all subjects in one building; none for what is no place, or names too
    /// little of one.
    #[must_use]
    pub fn premises_key(&self) -> Option<String> {
        self.place()?.premises_key().map(Into::into)
    }

    /// How near this is to what is met; none when it is something else.
    #[must_use]
    pub fn nearness(&self, met: &Self) -> Option<Nearness> {
        match (self, met) {
            (Self::Number(number), Self::Number(met)) => (number == met).then_some(Nearness::Same),
            (Self::Person(person), Self::Person(met)) => person.met_by(met),
            _ => self.place()?.met_by(met.place()?),
        }
    }

    /// As flat fields, those that are stated: what a record stores. [`Self::from_fields`] reads the
    /// same subject.
    #[must_use]
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let fields = match self {
            Self::Number(number) => vec![("number", Some(number.as_e164().to_owned()))],
            Self::Person(person) => vec![
                ("person_name", Some(person.name().to_owned())),
                ("person_born", Some(person.born().to_string())),
                ("nhs_number", person.nhs_number().map(|number| number.as_str().to_owned())),
            ],
            Self::Address(address) | Self::Unit(PremisesUnit(address)) => vec![
                ("uprn", address.uprn().map(|uprn| uprn.as_str().to_owned())),
                ("unit", address.unit().map(|unit| unit.as_str().to_owned())),
                ("building", address.building()),
                ("street", address.street().map(str::to_owned)),
                ("postcode", address.postcode().map(Postcode::to_string)),
            ],
        };
        fields.into_iter().filter_map(|(name, text)| Some((name, text?))).collect()
    }

    /// Reads the subject of this kind from the fields of a record; other fields are not looked at.
    ///
    /// # Errors
    /// [`SubjectFault`] says what is wrong or missing.
    pub fn from_fields(
        kind: SubjectKind,
        lookup: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, SubjectFault> {
        match kind {
            SubjectKind::PhoneNumber => {
                let number = lookup("number").unwrap_or_default();
                Ok(Self::Number(PhoneNumber::parse(&number)?))
            }
            SubjectKind::Person => {
                let text = |field: &str| lookup(field).unwrap_or_default();
                let nhs_number = lookup("nhs_number");
                let (name, born) = (text("person_name"), text("person_born"));
                Ok(Self::Person(Person::new(&name, &born, nhs_number.as_deref())?))
            }
            SubjectKind::Address => Ok(Self::Address(address_of(lookup)?)),
            SubjectKind::PremisesUnit => Ok(Self::Unit(PremisesUnit::new(address_of(lookup)?)?)),
        }
    }

    const fn place(&self) -> Option<&Address> {
        match self {
            Self::Address(address) | Self::Unit(PremisesUnit(address)) => Some(address),
            Self::Number(_) | Self::Person(_) => None,
        }
    }
}

fn address_of(lookup: impl Fn(&str) -> Option<String>) -> Result<Address, AddressFault> {
    let [uprn, unit, building, street, postcode] =
        ["uprn", "unit", "building", "street", "postcode"].map(lookup);
    Address::from_parts(&AddressParts {
        uprn: uprn.as_deref(),
        unit: unit.as_deref(),
        building: building.as_deref(),
        street: street.as_deref(),
        postcode: postcode.as_deref(),
    })
}
