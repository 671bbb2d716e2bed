//! One night of an ambulance region, told by the real binary: separate processes on loopback, in
//! a folder of their own. Every sentence of the story is an expectation that was checked.

mod answers;
mod corpus;
mod device;
mod disk;
mod region;
mod running;
mod scenes;
mod secrets;
mod tabard;
mod tell;
mod world;

use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result};

use self::scenes::SCENES;
use self::tabard::Tabard;
use self::world::World;
use crate::cargo::build_tabard;
use crate::setup::OpenSsl;

/// How to show it.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Leave the region running at the end, and say what to try
    #[arg(long)]
    keep: bool,
    /// Show this `tabard` rather than build one
    #[arg(long, value_name = "PATH")]
    binary: Option<PathBuf>,
}

/// Builds, then tells the story; an error names the scene that went otherwise.
pub(crate) fn run(options: &Options) -> Result<()> {
    let binary = match &options.binary {
        Some(binary) => binary.canonicalize().with_context(|| binary.display().to_string())?,
        None => build_tabard(OpenSsl::find())?,
    };
    let started = Instant::now();
    let mut world = World::new(Tabard::at(binary))?;
    if let Err(error) = play(&mut world) {
        world.keep_for_a_look();
        return Err(error);
    }
    println!("\nThe demo took {:.1} s, without the build.", started.elapsed().as_secs_f64());
    if options.keep { world.leave_running() } else { Ok(()) }
}

fn play(world: &mut World) -> Result<()> {
    for (number, (title, scene)) in (1..).zip(SCENES) {
        println!("\n{number}. {title}");
        scene(world).with_context(|| format!("step {number} of the demo, \"{title}\""))?;
    }
    Ok(())
}
