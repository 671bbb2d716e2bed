//! What the pages of the desk, of the console and of welfare share: files, headers, secrets, frames,
//! forms, and the events by which they hear of news.

mod assets;
pub mod form;
mod frame;
mod headers;
mod kept;
mod news;
mod pulse;
mod token;

pub use assets::asset;
pub use frame::{Frame, NoticePage, html, in_form, see_other};
pub use headers::{cookies, headers, text};
pub use kept::Kept;
pub use news::news_of;
pub use pulse::pulse;
pub use token::Token;
