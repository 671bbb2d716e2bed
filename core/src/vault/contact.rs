//! How long ago the region was last heard from. Two clocks tell, and neither is believed when it
//! says that less time has passed.

use minicbor::{Decode, Encode};

use super::{Tables, VaultError};
use crate::clock::{Clock, Running};
use crate::ids::Millis;
use crate::wire::Message;

/// The last contact with the region, and the time since.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Contact {
    /// When the relay signed its last receipt, by its clock; 0 before the first.
    #[n(0)]
    server: Millis,
    /// What the wall clock said then.
    #[n(1)]
    wall: Millis,
    /// Milliseconds since, as far as the running clock proves them.
    #[n(2)]
    ran: u64,
    /// Milliseconds since, by the latest that the wall clock ever said.
    #[n(3)]
    ahead: u64,
    /// The run of the machine that was seen last.
    #[cbor(n(4), with = "minicbor::bytes")]
    boot: Option<[u8; 16]>,
    /// What its running clock said.
    #[n(5)]
    at: u64,
}

impl Contact {
    /// Before the first contact, from now on.
    #[must_use]
    pub fn none_yet(clock: Clock) -> Self {
        let (boot, at) = match clock.running {
            Some(Running { boot, ms }) => (Some(boot), ms),
            None => (None, 0),
        };
        Self { server: Millis(0), wall: clock.wall, ran: 0, ahead: 0, boot, at }
    }

    /// The same at a later moment. Time never runs back by it.
    #[must_use]
    pub fn at(&self, clock: Clock) -> Self {
        let mut later = self.clone();
        if let Some(Running { boot, ms }) = clock.running {
            let passed = match self.boot {
                Some(known) if known == boot => ms.saturating_sub(self.at),
                // All of a run that began after the last moment seen.
                Some(_) => ms,
                None => 0,
            };
            later.ran = self.ran.saturating_add(passed);
            later.at = if self.boot == Some(boot) { self.at.max(ms) } else { ms };
            later.boot = Some(boot);
        }
        later.ahead = self.ahead.max(between(self.wall, clock.wall));
        later
    }

    /// After a receipt that the relay signed at `server`. An answer that was held back on its way
    /// counts from when it was signed, as far as the running clock can tell.
    #[must_use]
    pub fn renewed(&self, server: Millis, wall: Millis) -> Self {
        let ran = match server >= self.server && self.server != Millis(0) {
            true => self.ran.saturating_sub(between(self.server, server)),
            false => 0,
        };
        Self { server, wall, ran, ahead: 0, ..self.clone() }
    }

    /// Whether a receipt of this time says more than the last one did.
    #[must_use]
    pub fn is_newer(&self, server: Millis) -> bool {
        server > self.server
    }

    /// Milliseconds since the last contact, or since the device began to wait for its first.
    #[must_use]
    pub fn age(&self) -> u64 {
        self.ran.max(self.ahead)
    }

    /// When the relay signed its last receipt; none before the first.
    #[must_use]
    pub fn server(&self) -> Option<Millis> {
        Some(self.server).filter(|server| *server != Millis(0))
    }

    /// The region's time at least, by its own clock and the running one; none before the first
    /// contact.
    #[must_use]
    pub fn region_time(&self) -> Option<Millis> {
        let ran = i64::try_from(self.ran).unwrap_or(i64::MAX);
        self.server().map(|server| Millis(server.0.saturating_add(ran)))
    }

    /// The region's time now, and never less than it was: by its own clock and the time since, or
    /// by this machine's before the first contact. A clock that is set back gives nothing back, one
    /// that is set ahead counts until the next contact.
    #[must_use]
    pub fn time(&self) -> Millis {
        let from = self.server().unwrap_or(self.wall);
        let age = i64::try_from(self.age()).unwrap_or(i64::MAX);
        Millis(from.0.saturating_add(age))
    }

    /// Whether so much has changed that it must not be forgotten: a minute, or another run of the
    /// machine.
    #[must_use]
    pub fn is_worth_keeping(&self, kept: &Self) -> bool {
        // Each by itself: what one clock proves must not be lost because the other says more.
        let grown = |now: u64, then: u64| now.saturating_sub(then) >= 60_000;
        self.boot != kept.boot || grown(self.ran, kept.ran) || grown(self.ahead, kept.ahead)
    }
}

/// Milliseconds from one time to a later one; 0 when it is no later.
fn between(from: Millis, to: Millis) -> u64 {
    u64::try_from(to.0.saturating_sub(from.0)).unwrap_or(0)
}

impl Tables<'_> {
    /// The last contact, where one was kept.
    ///
    /// # Errors
    /// Storage errors.
    pub fn contact(&self) -> Result<Option<Contact>, VaultError> {
        let bytes = self.value("contact")?;
        bytes.map(|bytes| Contact::from_bytes(&bytes).map_err(|_| VaultError::Damaged)).transpose()
    }

    /// Keeps the last contact.
    ///
    /// # Errors
    /// Storage errors.
    pub fn set_contact(&self, contact: &Contact) -> Result<(), VaultError> {
        self.set_value("contact", &contact.to_bytes())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SIGNED: Millis = Millis(1_800_000_000_000);
    const HOUR: u64 = 3_600_000;

    fn clock(wall: i64, boot: u8, ms: u64) -> Clock {
        Clock { wall: Millis(wall), running: Some(Running { boot: [boot; 16], ms }) }
    }

    fn contacted() -> Contact {
        Contact::none_yet(clock(0, 1, 0)).renewed(SIGNED, Millis(0))
    }

    #[test]
    fn a_wall_clock_that_is_set_back_gives_no_time_back() {
        let contact = contacted().at(clock(5000, 1, 5000)).at(clock(-1_000_000, 1, 9000));
        assert_eq!(contact.age(), 9000);
    }

    #[test]
    fn a_reboot_gives_no_time_back() {
        let contact = contacted().at(clock(5000, 1, 5000)).at(clock(0, 2, 3000));
        assert_eq!(contact.age(), 8000, "all of the new run came after the old");
        assert_eq!(contact.at(Clock::wall(Millis(0))).age(), 8000);
    }

    #[test]
    fn a_wall_clock_that_is_set_forward_is_mended_by_the_next_contact() {
        let contact = contacted().at(clock(9_000_000, 1, 1000));
        assert_eq!(contact.age(), 9_000_000);
        let mended = contact.renewed(Millis(SIGNED.0 + 1000), Millis(9_000_000));
        assert_eq!(mended.age(), 0);
        assert_eq!(mended.at(clock(9_002_000, 1, 3000)).age(), 2000);
    }

    #[test]
    fn an_answer_that_was_held_back_counts_from_when_it_was_signed() {
        let waited = contacted().at(clock(0, 1, 10 * HOUR));
        let late = waited.renewed(Millis(SIGNED.0 + 3_600_000), Millis(0));
        assert_eq!(late.age(), 9 * HOUR);
        assert!(!late.is_newer(Millis(SIGNED.0 + 3_600_000)), "and not a second time");
    }

    #[derive(Clone, Debug)]
    enum Event {
        /// The machine runs on, so long.
        Runs(u64),
        /// Off for so long, then on.
        Reboots(u64),
        /// Somebody sets the wall clock to this.
        Sets(i64),
        /// The app looks at the clocks.
        Ticks,
        /// An honest answer.
        Contact,
    }

    fn event() -> impl Strategy<Value = Event> {
        prop_oneof![
            (0..50 * HOUR).prop_map(Event::Runs),
            (0..50 * HOUR).prop_map(Event::Reboots),
            (-4_000_000_000_000..4_000_000_000_000_i64).prop_map(Event::Sets),
            Just(Event::Ticks),
            Just(Event::Contact),
        ]
    }

    proptest! {
        /// Whatever is done to the clocks: the age is never less than what the runs of the machine
        /// that the app saw prove, nor less than it was before, but by a contact.
        #[test]
        fn no_trick_with_a_clock_makes_it_younger(events in proptest::collection::vec(event(), 0..60)) {
            let mut contact = contacted();
            // The truth: the region's time, the machine's run, and how wrong the wall clock is.
            let (mut real, mut boot, mut up, mut wall) = (0_u64, 1_u8, 0_u64, 0_i64);
            // What is proved since the last contact: runs seen to their last look, and this one.
            let mut proved = 0_u64;
            let mut looked = 0_u64;
            for event in events {
                match event {
                    Event::Runs(ms) => {
                        real += ms;
                        up += ms;
                        wall += i64::try_from(ms).unwrap();
                    }
                    Event::Reboots(off) => {
                        real += off;
                        wall += i64::try_from(off).unwrap();
                        boot = boot.wrapping_add(1).max(1);
                        (up, looked) = (0, 0);
                    }
                    Event::Sets(to) => wall = to,
                    Event::Ticks => {
                        let before = contact.age();
                        contact = contact.at(clock(wall, boot, up));
                        proved += up - looked;
                        looked = up;
                        prop_assert!(contact.age() >= before);
                        prop_assert!(contact.age() >= proved, "{} < {proved}", contact.age());
                    }
                    Event::Contact => {
                        contact = contact.at(clock(wall, boot, up));
                        let signed = Millis(SIGNED.0 + i64::try_from(real).unwrap());
                        let newer = contact.is_newer(signed);
                        contact = contact.renewed(signed, Millis(wall));
                        (proved, looked) = (0, up);
                        prop_assert!(!newer || contact.age() == 0, "a contact opens it: {contact:?}");
                    }
                }
            }
        }
    }
}
