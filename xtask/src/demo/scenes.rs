//! The scenes, in the order they are told.

mod cab;
mod crew;
mod dark;
mod later;
mod light;
mod opening;
mod proof;
mod register;

use anyhow::Result;

use super::world::World;

/// One scene: it changes the world, tells what happened, and fails where that was not as promised.
type Scene = fn(&mut World) -> Result<()>;

/// The story.
pub(super) const SCENES: &[(&str, Scene)] = &[
    ("A region opens on an empty folder", opening::open_region),
    ("Two crew phones and an EOC desk enrol", opening::enrol),
    ("A crew files an incident that both phones write", opening::share_an_incident),
    ("The relay goes dark, and the night goes on", dark::log_reports),
    ("Two crew-mates edit the same incident apart", dark::edit_apart),
    ("They link their phones in the cab, with no server", cab::link),
    ("Nobody is told that anything has arrived", dark::sync_in_vain),
    ("The relay comes back", light::sync_all),
    ("The hub merges by itself", light::merge),
    ("The hub answers, and the crews read it", light::answer),
    ("Each of the crew writes an account that the other never sees", crew::write_accounts),
    ("Somebody asks for support, and triage cannot read it", crew::ask_for_support),
    ("The hub asks, the reporter replies, and the report is closed with an answer", crew::close),
    ("A voice note goes to the hub, sealed in chunks", later::attach),
    ("A shared phone changes hands", later::share_a_phone),
    ("A phone is lost, and a new one takes its place", later::lose_a_phone),
    ("A word finds a report, in any language", later::find),
    ("A caller is flagged, and another desk is warned with no server", register::flag),
    ("Two people decide on a marker", register::decide),
    ("A crew asks for its job", register::ask_for_a_job),
    ("A count is told twice", register::count_twice),
    ("Somebody steals the relay's disk", proof::steal_the_disk),
    ("The books are checked", proof::check_the_books),
];
