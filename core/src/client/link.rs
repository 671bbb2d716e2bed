//! Two phones and no server: what each may have of the other's goes over, and is judged as what
//! the relay brings.

mod offer;
mod peer;
mod take;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use minicbor::bytes::ByteVec;
use rand_core::CryptoRng;

use crate::client::{Client, ClientError};
use crate::ids::{DeviceId, EntryId, Millis, RecordId};
use crate::link::{
    CallTag, Channel, Differences, Hello, Holding, LinkFault, Range, Received, Side, Turn,
};
use crate::wire::Message;
use take::Aside;

/// The most turns of one link. Each brings something new or is the last but a few.
const MOST_TURNS: u32 = 10_000;
/// The most rounds over all ids: each but the last brought something.
const MOST_PASSES: u32 = 64;
/// The most that is heard in one link, in bytes.
const MOST_HEARD: usize = 256 * 1024 * 1024;
/// The most ranges that wait for an answer.
const MOST_RANGES: usize = 65_536;
/// How much of each kind one turn carries; together they stay below the largest message.
const RANGES_A_TURN: usize = 256;
const WANTED_A_TURN: usize = 4_096;
const BYTES_A_TURN: usize = 256 * 1024;

/// What a link came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkReport {
    /// The device at the other end, once it has shown that it is one of the region.
    pub peer: Option<DeviceId>,
    /// Entries that were new there.
    pub sent: u64,
    /// Entries that were new here.
    pub received: u64,
    /// Entries that came and were left out: they do not count, or are not for this device.
    pub left_out: u64,
    /// Whether both sides have all that they may have of each other.
    pub complete: bool,
    /// Own reports with the CAD number of one on the other device, which does not write them.
    /// Perhaps they are of the same event: people decide, nothing merges by itself.
    pub perhaps_the_same: Vec<RecordId>,
}

/// A link under way. The host moves the bytes: what [`Link::take_outgoing`] gives goes to the other
/// side, what comes from there goes to [`Client::link_heard`].
pub struct Link {
    channel: Channel,
    stage: Stage,
    turns: u32,
    heard: usize,
    pass: Pass,
    calls_said: bool,
    calls_heard: BTreeSet<CallTag>,
    aside: Aside,
    report: LinkReport,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Greeting,
    Talking(DeviceId),
    Over,
}

/// One comparison of everything that may be given.
#[derive(Default)]
struct Pass {
    number: u32,
    holding: Holding,
    /// What may be given, by the order in which it is; nothing else is, whatever is asked for.
    order: BTreeMap<EntryId, u32>,
    /// The lines of the directory that may be given. Entries are read when they are sent.
    lines: BTreeMap<EntryId, Vec<u8>>,
    to_answer: VecDeque<Range>,
    to_ask: BTreeSet<EntryId>,
    to_give: BTreeSet<(u32, EntryId)>,
    /// Whether it brought either side anything.
    moved: bool,
}

impl Pass {
    const DIRECTORY: u32 = 0;

    fn give(&mut self, id: EntryId) {
        if let Some(place) = self.order.get(&id) {
            self.to_give.insert((*place, id));
        }
    }
}

impl Link {
    /// The bytes for the other side, in this order.
    pub fn take_outgoing(&mut self) -> Vec<u8> {
        self.channel.take_outgoing()
    }

    /// Whether nothing more is to be heard; what is still to be taken is to be sent.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.stage == Stage::Over
    }

    /// What it came to so far.
    #[must_use]
    pub const fn report(&self) -> &LinkReport {
        &self.report
    }

    fn peer(&self) -> Result<DeviceId, LinkFault> {
        match self.stage {
            Stage::Talking(peer) => Ok(peer),
            Stage::Greeting | Stage::Over => Err(LinkFault::Unreadable),
        }
    }
}

impl Client {
    /// Begins a link with whatever device is at the other end of a pipe.
    ///
    /// # Errors
    /// [`ClientError::NotCertified`] when this device has nothing to show, and storage errors.
    pub fn link(&self, side: Side, rng: &mut dyn CryptoRng) -> Result<Link, ClientError> {
        let hello = self.hello()?.to_bytes();
        let own = self.identity.receiving();
        let channel = Channel::new(side, self.directory.region(), own, hello, rng)?;
        Ok(Link {
            channel,
            stage: Stage::Greeting,
            turns: 0,
            heard: 0,
            pass: Pass::default(),
            calls_said: false,
            calls_heard: BTreeSet::new(),
            aside: Aside::default(),
            report: LinkReport::default(),
        })
    }

    /// Takes what came over a link, in pieces of any size.
    ///
    /// # Errors
    /// [`ClientError::Link`] when the other side is none to talk to or what it sends is not to be
    /// read, and storage errors. The link is over then; what came before is kept.
    pub fn link_heard(
        &mut self,
        link: &mut Link,
        bytes: &[u8],
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), ClientError> {
        let heard = self.hear(link, bytes, now, rng);
        if heard.is_err() {
            link.stage = Stage::Over;
            link.channel.close();
        }
        if link.is_over() {
            link.report.perhaps_the_same = self.perhaps_the_same(link)?;
        }
        heard
    }

    fn hear(
        &mut self,
        link: &mut Link,
        bytes: &[u8],
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), ClientError> {
        link.heard = link.heard.saturating_add(bytes.len());
        if link.heard > MOST_HEARD {
            return Err(LinkFault::TooMuch.into());
        }
        link.channel.feed(bytes);
        while !link.is_over() {
            match link.channel.receive()? {
                None => break,
                Some(Received::Hello { hello, key }) => {
                    let hello = Hello::from_bytes(&hello).map_err(|_| LinkFault::Unreadable)?;
                    self.greeted(link, &hello, key)?;
                }
                Some(Received::Message(message)) => {
                    let turn = Turn::from_bytes(&message).map_err(|_| LinkFault::Unreadable)?;
                    self.take_turn(link, turn, now, rng)?;
                }
            }
        }
        Ok(())
    }

    /// The other side has said who it is.
    fn greeted(
        &mut self,
        link: &mut Link,
        hello: &Hello,
        key: crate::keys::ReceivingPublic,
    ) -> Result<(), ClientError> {
        let peer = self.acquaint(hello, key)?;
        link.channel.prove()?;
        link.stage = Stage::Talking(peer);
        link.report.peer = Some(peer);
        self.begin_pass(link, Pass::DIRECTORY)?;
        if link.channel.side() == Side::Connects {
            let turn = self.opening(link, None)?;
            link.channel.send(&turn.to_bytes())?;
        }
        Ok(())
    }

    fn take_turn(
        &mut self,
        link: &mut Link,
        turn: Turn,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), ClientError> {
        link.turns += 1;
        if link.turns > MOST_TURNS {
            return Err(LinkFault::TooMuch.into());
        }
        self.follow(link, turn.pass)?;
        let quiet = turn.is_quiet();
        if let Some(calls) = turn.calls {
            link.calls_heard.extend(calls.into_iter().take(offer::MOST_CALLS));
        }
        let came = turn.items.map(|items| self.take_items(link, items, now, rng)).transpose()?;
        link.pass.moved |= came.unwrap_or(0) > 0 || turn.taken.unwrap_or(0) > 0;
        if link.pass.number != Pass::DIRECTORY {
            link.report.sent += turn.taken.unwrap_or(0);
            link.report.received += came.unwrap_or(0);
        }
        turn.wanted.into_iter().flatten().for_each(|id| link.pass.give(id));
        link.pass.to_answer.extend(turn.ranges.into_iter().flatten());
        if link.pass.to_answer.len() > MOST_RANGES {
            return Err(LinkFault::TooMuch.into());
        }
        if turn.last == Some(true) {
            link.report.complete = true;
            link.stage = Stage::Over;
            return Ok(());
        }
        self.answer_turn(link, quiet, came)
    }

    /// The side that connected moves from pass to pass, one by one.
    fn follow(&mut self, link: &mut Link, number: u32) -> Result<(), ClientError> {
        let expected = link.pass.number;
        let moves_on = link.channel.side() == Side::Listens && number == expected + 1;
        match number {
            same if same == expected => Ok(()),
            next if moves_on && next <= MOST_PASSES => self.begin_pass(link, next),
            _ => Err(LinkFault::Unreadable.into()),
        }
    }

    fn answer_turn(
        &mut self,
        link: &mut Link,
        quiet: bool,
        taken: Option<u64>,
    ) -> Result<(), ClientError> {
        let mut reply = self.next_turn(link, taken)?;
        let agreed = link.channel.side() == Side::Connects && quiet && reply.is_quiet();
        if agreed {
            let number = link.pass.number;
            let again = number == Pass::DIRECTORY || link.pass.moved;
            if again && number < MOST_PASSES {
                self.begin_pass(link, number + 1)?;
                reply = self.opening(link, taken)?;
            } else {
                reply.last = Some(true);
                link.report.complete = !again;
                link.stage = Stage::Over;
            }
        }
        Ok(link.channel.send(&reply.to_bytes())?)
    }

    /// Compares what may be given as it is now. The other device may have been removed by a line of
    /// the directory that came just now.
    fn begin_pass(&mut self, link: &mut Link, number: u32) -> Result<(), ClientError> {
        let peer = link.peer()?;
        self.stands(peer)?;
        link.pass = match number {
            Pass::DIRECTORY => self.directory_pass()?,
            _ => self.entries_pass(peer, number)?,
        };
        Ok(())
    }

    /// The first turn of a pass, by the side that connected.
    fn opening(&self, link: &mut Link, taken: Option<u64>) -> Result<Turn, ClientError> {
        let salt = link.channel.salt().ok_or(LinkFault::Unreadable)?;
        let ranges = Some(vec![link.pass.holding.whole(salt)]);
        let calls = self.calls_once(link)?;
        Ok(Turn { pass: link.pass.number, ranges, calls, taken, ..Turn::default() })
    }

    /// What is to be said now, as much as fits.
    fn next_turn(&self, link: &mut Link, taken: Option<u64>) -> Result<Turn, ClientError> {
        let salt = link.channel.salt().ok_or(LinkFault::Unreadable)?;
        let pass = &mut link.pass;
        let mut ranges = Vec::new();
        let mut found = Differences::default();
        while ranges.len() < RANGES_A_TURN {
            let Some(range) = pass.to_answer.pop_front() else { break };
            ranges.extend(pass.holding.answer(&range, salt, &mut found));
        }
        found.surplus.into_iter().for_each(|id| pass.give(id));
        for id in found.missing {
            if !self.has(pass.number, id)? {
                pass.to_ask.insert(id);
            }
        }
        let wanted: Vec<_> =
            std::iter::from_fn(|| pass.to_ask.pop_first()).take(WANTED_A_TURN).collect();
        let items = self.next_items(pass)?;
        Ok(Turn {
            pass: pass.number,
            ranges: some(ranges),
            wanted: some(wanted),
            items: some(items),
            taken: taken.filter(|taken| *taken > 0),
            calls: self.calls_once(link)?,
            last: None,
        })
    }

    fn next_items(&self, pass: &mut Pass) -> Result<Vec<ByteVec>, ClientError> {
        let (mut items, mut size) = (Vec::new(), 0);
        while size < BYTES_A_TURN {
            let Some((_, id)) = pass.to_give.pop_first() else { break };
            let bytes = match pass.lines.get(&id) {
                Some(line) => Some(line.clone()),
                None => self.vault.read(|tables| tables.entry_bytes(id))?,
            };
            if let Some(bytes) = bytes {
                size += bytes.len();
                items.push(bytes.into());
            }
        }
        Ok(items)
    }
}

fn some<T>(list: Vec<T>) -> Option<Vec<T>> {
    (!list.is_empty()).then_some(list)
}
