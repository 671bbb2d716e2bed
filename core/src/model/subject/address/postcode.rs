//! A postcode of the United Kingdom, the Crown dependencies or the forces.

use std::fmt;

use super::AddressFault;
use crate::model::subject::hidden::hidden;
use crate::model::subject::plain::plain;

/// The most bytes of a postcode as people write it.
const MAX_BYTES: usize = 32;

/// A postcode, by its shape: `LS1 4AB`, `GIR 0AA`, `JE2 3AB`, `BFPO 12`.
///
/// Whether it is in use is not checked: new ones come each month, and the NHS has its own for
/// people without an address.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Postcode(String);

hidden!(Postcode);

impl Postcode {
    /// Reads a postcode, in any case and with or without its gap.
    ///
    /// # Errors
    /// [`AddressFault::NotAPostcode`].
    pub fn parse(text: &str) -> Result<Self, AddressFault> {
        let plain = if text.len() <= MAX_BYTES { plain(text) } else { String::new() };
        let fits = plain == "GIR0AA" || is_forces(&plain) || is_civil(&plain);
        if fits { Ok(Self(plain)) } else { Err(AddressFault::NotAPostcode) }
    }

    /// Without its gap, as it is compared.
    #[must_use]
    pub fn plain(&self) -> &str {
        &self.0
    }
}

/// With its gap, as people write it.
impl fmt::Display for Postcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let gap = match self.0.strip_prefix("BFPO") {
            Some(_) => "BFPO".len(),
            None => self.0.len().saturating_sub(3),
        };
        match self.0.split_at_checked(gap) {
            Some((outward, inward)) => write!(f, "{outward} {inward}"),
            None => f.write_str(&self.0),
        }
    }
}

/// One or two letters, a digit, another digit or letter or none; then a digit and two letters.
fn is_civil(plain: &str) -> bool {
    let Some((outward, inward)) =
        plain.len().checked_sub(3).and_then(|at| plain.split_at_checked(at))
    else {
        return false;
    };
    let letters = outward.trim_start_matches(|c: char| c.is_ascii_uppercase());
    let district = outward.strip_prefix(|c: char| c.is_ascii_uppercase()).map(|_| letters);
    let is_outward = (outward.len() - letters.len()) <= 2
        && district.is_some_and(|district| {
            matches!(
                district.as_bytes(),
                [b'0'..=b'9'] | [b'0'..=b'9', b'0'..=b'9' | b'A'..=b'Z']
            )
        });
    let is_inward = matches!(inward.as_bytes(), [b'0'..=b'9', b'A'..=b'Z', b'A'..=b'Z']);
    is_outward && is_inward
}

fn is_forces(plain: &str) -> bool {
    plain.strip_prefix("BFPO").is_some_and(|number| {
        (1..=4).contains(&number.len()) && number.bytes().all(|digit| digit.is_ascii_digit())
    })
}
