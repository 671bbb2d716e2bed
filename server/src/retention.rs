//! How long what is kept is kept: classes, periods, what falls due and what is held. It proposes; two
//! people decide. Support is in no class: the hub cannot read it.

mod certificate;
mod class;
mod due;
mod erase;
mod settings;

pub use certificate::{Judged, People, judge};
pub use class::{Class, Ground};
pub use due::{Item, Outlook, outlook};
pub(crate) use erase::reports_to_erase;
pub use erase::{EraseFault, MOST, Planned, erasable, erase, plan};
pub use settings::{Settings, SettingsFault};
