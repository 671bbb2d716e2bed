//! The region that packs are made of.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};
use serde_json::{Value, json};
use tabard_server::host::now;
use tabard_server::hub::Hub;
use tabard_tests::process::World;

use crate::pack::Pack;

/// What no page may take for markup, wherever people write.
pub(crate) const MARKUP: &str =
    "</dd><script>alert(1)</script><img src=x onerror=alert(2)>&amp;'\"";

/// A region with two reports, and the pack of each.
pub(crate) struct Told {
    pub(crate) world: World,
    pub(crate) region: String,
    /// The second writer's device.
    pub(crate) mate: String,
    /// The report: two writers, edits of both, two accounts, a photo.
    pub(crate) report: String,
    /// Another one, with an account and a photo of its own.
    pub(crate) other: String,
    /// The photo as it was.
    pub(crate) photo: Vec<u8>,
    /// What `evidence make` said.
    pub(crate) said: Value,
    pub(crate) pack: Pack,
    pub(crate) other_pack: Pack,
}

/// One for all tests that run at the same time: each reads it, and changes copies. It goes with the
/// last of them, and its folder with it.
pub(crate) fn told() -> Arc<Told> {
    static TOLD: Mutex<Weak<Told>> = Mutex::new(Weak::new());
    let mut known = TOLD.lock().unwrap_or_else(PoisonError::into_inner);
    known.upgrade().unwrap_or_else(|| {
        let told = Arc::new(tell());
        *known = Arc::downgrade(&told);
        told
    })
}

fn tell() -> Told {
    let world = World::new();
    let server = world.serve();
    let (one, mate) = (world.phone("one"), world.stranger("mate"));
    let code = world.code(&format!("mate {MARKUP}"), &[]);
    let _ = mate.run("enrol", &["--code", &code]).exits(0);
    let report = json!({
        "types": ["verbal_abuse"], "callsign": "YA214", "narrative": MARKUP,
        "people": [{ "name": "Eve Example", "description": MARKUP }],
    });
    let id = one.report(&[report]).exits(0).ids().remove(0);
    let other = one.report(&[json!({ "callsign": "YA900", "narrative": "Another night." })]);
    let other = other.exits(0).ids().remove(0);
    let _ = one.sync().exits(0);
    let _ = one.run("invite", &[&id, "--device", &mate.id()]).exits(0);
    let photo = noise(300_000);
    for (report, photo) in [(&id, &photo), (&other, &noise(5_000))] {
        let file = world.path("photo.jpg");
        std::fs::write(&file, photo).expect("a file");
        let file = file.to_str().expect("a plain name");
        let _ = one.run("attach", &[report, file, "--media", "photo", "--title", MARKUP]).exits(0);
    }
    for (device, report) in [(&one, &id), (&one, &other)] {
        let _ = device
            .run("account", &[report, "--set", &format!("what_happened=I saw {MARKUP}")])
            .exits(0);
    }
    let _ = one.sync().exits(0);
    let _ = mate.sync().exits(0);
    let _ = mate.run("account", &[&id, "--set", "what_happened=Eve Example ran at us."]).exits(0);
    let _ = mate.run("edit", &[&id, "--set", "vehicle=7741"]).exits(0);
    let _ = mate.sync().exits(0);
    let _ = one.sync().exits(0);
    let _ = one.run("edit", &[&id, "--set", "callsign=YA215"]).exits(0);
    let _ = one.run("edit", &[&id, "--set", "cad_number=1207"]).exits(0);
    let _ = one.sync().exits(0);
    let said =
        make(&world, &id, "pack.zip", &["--redact", "people=third parties", "--reason", MARKUP]);
    let _ = make(&world, &other, "other.zip", &[]);
    let (pack, other_pack) = (read(&world, "pack.zip"), read(&world, "other.zip"));
    let mate_id = mate.id();
    drop(server);
    let region = said["region"].as_str().expect("an id").to_owned();
    Told { region, mate: mate_id, report: id, other, photo, said, pack, other_pack, world }
}

/// Makes a pack by the command.
#[track_caller]
pub(crate) fn make(world: &World, report: &str, file: &str, more: &[&str]) -> Value {
    let out = world.path(file);
    let out = out.to_str().expect("a plain name");
    let command = ["evidence", "make", report, "--out", out, "--by", "VPR lead"];
    world.run_at_region(&[&command[..], more].concat()).exits(0).json()
}

fn read(world: &World, file: &str) -> Pack {
    Pack::read(&std::fs::read(world.path(file)).expect("a pack"))
}

/// The bytes of a photo, as far as anybody looks.
fn noise(size: usize) -> Vec<u8> {
    let mut bytes = vec![0; size];
    ChaCha20Rng::seed_from_u64(size as u64).fill_bytes(&mut bytes);
    bytes[..4].copy_from_slice(&[0xff, 0xd8, 0xff, 0xe0]);
    bytes
}

impl Told {
    /// The hub, for who has its key.
    pub(crate) fn hub(&self) -> Hub {
        Hub::open(&self.world.region(), now()).expect("the hub")
    }

    /// A file of this test's own.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.world.path(name)
    }
}
