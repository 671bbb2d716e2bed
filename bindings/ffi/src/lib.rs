//! The core's client for apps in Kotlin and Swift.
//!
//! - Every call is synchronous and may fail with a [`TabardError`], whose hint a person can act on.
//! - It opens no socket: [`Device::next_step`](device::Device::next_step) says what to send, the
//!   host sends it and hands the outcome back.
//! - Records mirror those of the core. Ids are texts; nothing in a record is an object.
//! - No rule lives here: whatever must be true is true in the core.

mod device;
mod dictionary;
mod enrolment;
mod error;
mod gate;
mod host;
mod link;
mod log;
mod people;
mod qr;
mod records;
mod secrets;
mod settings;
mod value;
mod words;

pub use device::Device;
pub use device::attachments::{
    Attach, AttachFile, AttachmentView, BytesAt, Custody, CustodyEntry, ExportFile, Opening, Room,
    RoomQuestion,
};
pub use device::crew::{Invitation, Joining, MateIntroduction};
pub use device::jobs::{JobMarker, JobQuestion, JobView};
pub use device::locking::{PinChange, SlotRenewal};
pub use device::reading::{About, ListRequest, ListedReport, ReportPage};
pub use device::status::{DeviceStatus, Lease, TransferProblem, Transfers};
pub use device::support::Helpline;
pub use device::syncing::{
    HttpHeader, HttpRequest, NetworkCost, Obstacle, Progress, RunningClock, Step,
};
pub use device::writing::{Reply, Settling, Withdrawal, Writing};
pub use dictionary::{
    Code, CodeList, FieldShape, ItemShape, RecordShape, Shape, code_lists, record_shapes,
};
pub use enrolment::{Enrolling, Enrolment};
pub use error::TabardError;
pub use link::{CrewLink, LinkOutcome, LinkSide};
pub use log::{LogLine, drain_log};
pub use people::{PersonOnPhone, SharedPhone};
pub use qr::{QrCode, qr_code};
pub use records::{
    Change, Draft, Due, MissingField, RecordView, ReportState, ReportView, Summary, Version,
};
pub use secrets::{SecretStore, SecretStoreError, Slot, UnlockStatus, Unlocking, unlock_status};
pub use settings::Settings;
pub use value::{Conflict, Edit, FieldValue, Stated, Value};
pub use words::{Word, Words, languages};

uniffi::setup_scaffolding!();

/// The version of this library, such as `0.1.0`.
#[uniffi::export]
pub fn library_version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
