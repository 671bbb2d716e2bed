//! How long what is kept is kept: classes, periods, what falls due and what is held. It proposes; a
//! person decides. Support is in no class: the hub cannot read it.

mod class;
mod due;
mod settings;

pub use class::{Class, Ground};
pub use due::{Item, Outlook, outlook};
pub use settings::{Settings, SettingsFault};
