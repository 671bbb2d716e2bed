//! Two phones and a pipe between them, which a test can cut and bend.

use rand_chacha::ChaCha20Rng;
use tabard_core::client::{ClientError, LinkReport};
use tabard_core::ids::Millis;
use tabard_core::link::Side;

use crate::Phone;

/// A pipe: it sees what one side sends before the other gets it, and may keep or change it.
pub trait Pipe {
    /// Carries what a side sent, or cuts the pipe.
    fn carry(&mut self, from: Side, bytes: Vec<u8>) -> Option<Vec<u8>>;
}

impl<F: FnMut(Side, Vec<u8>) -> Option<Vec<u8>>> Pipe for F {
    fn carry(&mut self, from: Side, bytes: Vec<u8>) -> Option<Vec<u8>> {
        self(from, bytes)
    }
}

/// How a link ended, at both ends.
#[derive(Debug)]
pub struct Linked {
    /// At the side that connected.
    pub connected: Result<LinkReport, ClientError>,
    /// At the side that listened.
    pub listened: Result<LinkReport, ClientError>,
}

impl Linked {
    /// Both reports; both sides had nothing to complain of.
    #[track_caller]
    pub fn well(self) -> (LinkReport, LinkReport) {
        (self.connected.expect("the side that connected"), self.listened.expect("the one it found"))
    }
}

/// Links two phones over a pipe that carries everything.
#[track_caller]
pub fn link(one: &mut Phone, other: &mut Phone, now: Millis, rng: &mut ChaCha20Rng) -> Linked {
    link_by(one, other, now, rng, &mut |_: Side, bytes: Vec<u8>| Some(bytes))
}

/// Links two phones until one is done, one refuses, or the pipe is cut.
#[track_caller]
pub fn link_by(
    one: &mut Phone,
    other: &mut Phone,
    now: Millis,
    rng: &mut ChaCha20Rng,
    pipe: &mut dyn Pipe,
) -> Linked {
    let mut here = one.client.link(Side::Connects, rng).expect("a link begins");
    let mut there = other.client.link(Side::Listens, rng).expect("a link begins");
    let (mut connected, mut listened) = (Ok(()), Ok(()));
    loop {
        let bytes = here.take_outgoing();
        let quiet = bytes.is_empty();
        let Some(bytes) = pipe.carry(Side::Connects, bytes) else { break };
        if !there.is_over() {
            listened = other.client.link_heard(&mut there, &bytes, now, rng);
        }
        let bytes = there.take_outgoing();
        if quiet && bytes.is_empty() {
            break;
        }
        let Some(bytes) = pipe.carry(Side::Listens, bytes) else { break };
        if !here.is_over() {
            connected = one.client.link_heard(&mut here, &bytes, now, rng);
        }
        if connected.is_err() || listened.is_err() {
            break;
        }
    }
    Linked {
        connected: connected.map(|()| here.report().clone()),
        listened: listened.map(|()| there.report().clone()),
    }
}
