//! How records read: moments, names, fields, messages, what is due. The command line, the hub's
//! pages, the charts and packs of evidence all say it by these.

pub(crate) mod attachments;
pub(crate) mod due;
pub(crate) mod fields;
pub(crate) mod names;
pub(crate) mod report;
pub(crate) mod talk;
pub(crate) mod values;
pub(crate) mod words;
