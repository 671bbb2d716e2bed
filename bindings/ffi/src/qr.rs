//! A text as a QR code, for the screen of a phone.

use qrcode::{Color, QrCode as Drawn};

use crate::error::{Fault, TabardError};

/// A square of modules, without the quiet border: the host leaves four modules free around it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct QrCode {
    /// Modules on a side.
    pub width: u32,
    /// `width * width` modules, row by row from the top; true is dark.
    pub dark: Vec<bool>,
}

/// Draws a text, such as a crew-mate's code, as a QR code.
///
/// # Errors
/// [`TabardError::Input`] when it is too long for one.
#[uniffi::export]
pub fn qr_code(text: String) -> Result<QrCode, TabardError> {
    let drawn = Drawn::new(text.as_bytes()).map_err(|_| Fault::TooLongForQr)?;
    Ok(QrCode {
        width: u32::try_from(drawn.width()).unwrap_or_default(),
        dark: drawn.to_colors().into_iter().map(|color| color == Color::Dark).collect(),
    })
}
