//! The text by which a crew-mate shows who they are: on a screen, as a QR code, or read out.

use data_encoding::BASE32_NOPAD;
use minicbor::{Decode, Encode};

use crate::ids::{DeviceId, RegionId};

/// What every such text begins with.
const PREFIX: &str = "TABARDMATE1";
/// The most characters of a name or a role.
const LINE: usize = 80;

/// A device, and what its holder wants to be called. It is no secret and gives no right: whoever
/// has it can let the device into a report of their own.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct MateCode {
    /// The region of the device.
    #[n(0)]
    pub region: RegionId,
    /// The device.
    #[n(1)]
    pub device: DeviceId,
    /// The name of its holder, when they want it in the report.
    #[n(2)]
    pub name: Option<String>,
    /// Their role, in their words.
    #[n(3)]
    pub role: Option<String>,
}

/// Why a text is no such code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MateCodeError {
    /// Not a code at all.
    #[error(
        "this is not a crew-mate's code: it begins with {PREFIX} and is made by `tabard device mate-code`"
    )]
    NotACode,
    /// Mistyped or cut off.
    #[error("the crew-mate's code is incomplete or mistyped: scan or copy it again, whole")]
    Damaged,
    /// A name or a role that is too long.
    #[error("a name or role in a code has at most {LINE} characters: shorten it")]
    TooLong,
}

impl MateCodeError {
    /// The same for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotACode => "not_a_code",
            Self::Damaged => "code_damaged",
            Self::TooLong => "too_long",
        }
    }
}

impl MateCode {
    /// Makes a code.
    ///
    /// # Errors
    /// [`MateCodeError::TooLong`].
    pub fn new(
        region: RegionId,
        device: DeviceId,
        name: Option<String>,
        role: Option<String>,
    ) -> Result<Self, MateCodeError> {
        let fits =
            |line: &Option<String>| line.as_ref().is_none_or(|line| line.chars().count() <= LINE);
        if !fits(&name) || !fits(&role) {
            return Err(MateCodeError::TooLong);
        }
        Ok(Self { region, device, name, role })
    }

    /// The text: capitals and digits only, so that QR stays small.
    #[must_use]
    pub fn text(&self) -> String {
        let mut bytes = minicbor::to_vec(self).unwrap_or_default();
        let check = crate::keys::digest("tabard/mate/v1", &[&bytes]);
        bytes.extend(check.iter().take(4));
        format!("{PREFIX}{}", BASE32_NOPAD.encode(&bytes))
    }

    /// Reads a code, however it was cased, spaced or broken into lines.
    ///
    /// # Errors
    /// [`MateCodeError`] when it is none or damaged.
    pub fn parse(text: &str) -> Result<Self, MateCodeError> {
        let plain: String = text
            .chars()
            .filter(|c| c.is_ascii_alphanumeric())
            .map(|c| c.to_ascii_uppercase())
            .collect();
        let body = plain.strip_prefix(PREFIX).ok_or(MateCodeError::NotACode)?;
        let bytes = BASE32_NOPAD.decode(body.as_bytes()).map_err(|_| MateCodeError::Damaged)?;
        let split = bytes.len().checked_sub(4).and_then(|at| bytes.split_at_checked(at));
        let (content, check) = split.ok_or(MateCodeError::Damaged)?;
        let expected = crate::keys::digest("tabard/mate/v1", &[content]);
        if !expected.starts_with(check) {
            return Err(MateCodeError::Damaged);
        }
        let Self { region, device, name, role } =
            minicbor::decode(content).map_err(|_| MateCodeError::Damaged)?;
        Self::new(region, device, name, role)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn code() -> MateCode {
        let (region, device) = (RegionId::new([7; 16]), DeviceId::new([9; 8]));
        MateCode::new(region, device, Some("Sam".to_owned()), Some("Paramedic".to_owned())).unwrap()
    }

    #[test]
    fn it_reads_back_however_it_was_broken() {
        let text = code().text();
        assert_eq!(MateCode::parse(&text), Ok(code()));
        let broken: String =
            text.to_lowercase().chars().flat_map(|c| [c, '-']).collect::<String>() + " \n";
        assert_eq!(MateCode::parse(&broken), Ok(code()));
    }

    #[test]
    fn any_character_changed_is_noticed() {
        let text = code().text();
        for at in 0..text.len() {
            let other = if text.as_bytes()[at] == b'A' { 'B' } else { 'A' };
            let changed: String =
                text.char_indices().map(|(i, c)| if i == at { other } else { c }).collect();
            assert!(MateCode::parse(&changed).is_err(), "{at}");
            assert!(MateCode::parse(text.get(..at).unwrap()).is_err(), "{at}");
        }
        assert_eq!(MateCode::parse("TABARD1ABCD"), Err(MateCodeError::NotACode));
        let long = MateCode { name: Some("n".repeat(81)), ..code() };
        assert_eq!(MateCode::parse(&long.text()), Err(MateCodeError::TooLong));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "(TABARDMATE1)?[A-Z2-7 ]{0,80}") {
            let _ = MateCode::parse(&text);
        }
    }
}
