//! What the pages of the desk and of the console share: files, headers, secrets.

mod assets;
mod headers;
mod token;

pub use assets::asset;
pub use headers::{cookies, headers, text};
pub use token::Token;
