//! What the pages of the desk and of the console share: files, headers, secrets, the pulse of their events.

mod assets;
mod headers;
mod pulse;
mod token;

pub use assets::asset;
pub use headers::{cookies, headers, text};
pub use pulse::pulse;
pub use token::Token;
