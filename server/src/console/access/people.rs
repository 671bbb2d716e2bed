//! Who may use the console: people by name, each with roles and let in by a link that works once. It
//! is kept in the hub's vault; of links and sessions only the hashes are kept.

use minicbor::{Decode, Encode};
use rand_core::CryptoRng;
use sha2::{Digest, Sha256};
use tabard_core::ids::Millis;

use super::roles::{Right, Role};
use crate::hub::{Hub, HubError};
use crate::web::Token;

/// A session ends when nothing was asked for so long. A proposal of this project.
const IDLE: i64 = 30 * MINUTE;
/// A session ends after so long in any case. A proposal of this project.
const LONGEST: i64 = 12 * 60 * MINUTE;
/// So often a session's last use is written down.
const NOTED: i64 = MINUTE;
const MINUTE: i64 = 60_000;
/// Under which key the hub's vault keeps them.
const NOTE: &[u8] = b"people";
/// The most characters of a name.
const MAX_NAME: usize = 100;

/// Everybody who was invited.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct People {
    #[n(0)]
    people: Vec<Person>,
}

/// Somebody who was invited.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
struct Person {
    #[n(0)]
    name: String,
    #[n(1)]
    roles: Vec<Role>,
    #[n(2)]
    invitation: Option<Invitation>,
    #[n(3)]
    sessions: Vec<Session>,
}

#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
struct Invitation {
    #[cbor(n(0), with = "minicbor::bytes")]
    hash: [u8; 32],
    #[n(1)]
    until: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
struct Session {
    #[cbor(n(0), with = "minicbor::bytes")]
    hash: [u8; 32],
    #[n(1)]
    since: i64,
    #[n(2)]
    seen: i64,
}

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// As they sign.
    pub name: String,
    roles: Vec<Role>,
}

impl Who {
    /// Whether a role of theirs gives a right.
    pub(in crate::console) fn may(&self, right: Right) -> bool {
        self.roles.iter().any(|role| role.may(right))
    }
}

/// A person as `tabard console people` lists them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonLine {
    /// As they sign.
    pub name: String,
    /// What they are.
    pub roles: Vec<Role>,
    /// Until when a link waits to be opened.
    pub invited_until: Option<Millis>,
    /// How many sessions are open.
    pub sessions: usize,
}

/// A name that cannot sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a name has 1 to {MAX_NAME} characters on one line")]
pub struct BadName;

impl People {
    /// Those who are kept in the hub's vault.
    ///
    /// # Errors
    /// Storage errors, and [`HubError::Unreadable`] where what is kept cannot be read.
    pub fn read(hub: &Hub) -> Result<Self, HubError> {
        hub.console_kept(NOTE)
    }

    /// Keeps them there.
    ///
    /// # Errors
    /// Storage errors.
    pub fn write(&self, hub: &mut Hub) -> Result<(), HubError> {
        hub.set_console_kept(NOTE, self)
    }

    /// Invites somebody, and gives what their link holds. An earlier link of theirs is of no use
    /// from then on, and their roles are these alone.
    ///
    /// # Errors
    /// [`BadName`].
    pub fn invite(
        &mut self,
        name: &str,
        roles: &[Role],
        until: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<Token, BadName> {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let plain = (1..=MAX_NAME).contains(&name.chars().count());
        if !plain || name.chars().any(char::is_control) {
            return Err(BadName);
        }
        let mut roles = roles.to_vec();
        roles.sort_unstable();
        roles.dedup();
        let token = Token::random(rng);
        let invitation = Some(Invitation { hash: hash(token.tell()), until: until.0 });
        match self.people.iter_mut().find(|person| person.name == name) {
            Some(person) => (person.invitation, person.roles) = (invitation, roles),
            None => self.people.push(Person { name, roles, invitation, sessions: Vec::new() }),
        }
        Ok(token)
    }

    /// Whom a link lets in; none where it was used, has ended or never was.
    #[must_use]
    pub fn invited(&self, brought: &str, now: Millis) -> Option<&str> {
        let brought = hash(brought);
        let person = self.people.iter().find(|person| person.is_let_in_by(&brought, now));
        person.map(|person| person.name.as_str())
    }

    /// Changes a link for a session. The link is of no use from then on.
    #[must_use]
    pub fn enter(&mut self, brought: &str, now: Millis, rng: &mut dyn CryptoRng) -> Option<Token> {
        let brought = hash(brought);
        let person = self.people.iter_mut().find(|person| person.is_let_in_by(&brought, now))?;
        person.invitation = None;
        person.sessions.retain(|session| session.is_open(now));
        let token = Token::random(rng);
        person.sessions.push(Session { hash: hash(token.tell()), since: now.0, seen: now.0 });
        Some(token)
    }

    /// Who a session is of; none where there is no such session, or it has ended.
    #[must_use]
    pub fn signed_in(&self, secret: &str, now: Millis) -> Option<Who> {
        let secret = hash(secret);
        let of = |person: &&Person| {
            let mut sessions = person.sessions.iter();
            sessions.any(|session| session.hash == secret && session.is_open(now))
        };
        let person = self.people.iter().find(of)?;
        Some(Who { name: person.name.clone(), roles: person.roles.clone() })
    }

    /// Notes that a session is in use. Returns whether that has to be kept.
    pub fn touch(&mut self, secret: &str, now: Millis) -> bool {
        let secret = hash(secret);
        let mut sessions = self.people.iter_mut().flat_map(|person| &mut person.sessions);
        match sessions.find(|session| session.hash == secret) {
            Some(session) if now.0 - session.seen >= NOTED => {
                session.seen = now.0;
                true
            }
            _ => false,
        }
    }

    /// Ends a session.
    pub fn leave(&mut self, secret: &str) {
        let secret = hash(secret);
        for person in &mut self.people {
            person.sessions.retain(|session| session.hash != secret);
        }
    }

    /// Removes somebody: their link and their sessions end. Returns whether there was anybody.
    pub fn remove(&mut self, name: &str) -> bool {
        let before = self.people.len();
        self.people.retain(|person| person.name != name);
        self.people.len() < before
    }

    /// Everybody, in the order in which they were invited.
    #[must_use]
    pub fn lines(&self, now: Millis) -> Vec<PersonLine> {
        let line = |person: &Person| PersonLine {
            name: person.name.clone(),
            roles: person.roles.clone(),
            invited_until: person
                .invitation
                .as_ref()
                .map(|invitation| Millis(invitation.until))
                .filter(|until| now < *until),
            sessions: person.sessions.iter().filter(|session| session.is_open(now)).count(),
        };
        self.people.iter().map(line).collect()
    }
}

impl Person {
    fn is_let_in_by(&self, hash: &[u8; 32], now: Millis) -> bool {
        let invitation = self.invitation.as_ref();
        invitation.is_some_and(|one| one.hash == *hash && now.0 < one.until)
    }
}

impl Session {
    /// A clock that was set back ends a session rather than prolong it.
    fn is_open(&self, now: Millis) -> bool {
        let (idle, whole) = (now.0 - self.seen, now.0 - self.since);
        (-NOTED..IDLE).contains(&idle) && (-NOTED..LONGEST).contains(&whole)
    }
}

/// What stands for a secret here. Secrets are of 256 random bits, so a plain hash tells nothing.
fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use rand_chacha::ChaCha20Rng;
    use rand_core::SeedableRng;
    use tabard_core::wire::Message;

    use super::*;

    const NOW: Millis = Millis(1_780_000_000_000);

    fn later(minutes: i64) -> Millis {
        Millis(NOW.0 + minutes * MINUTE)
    }

    fn invited(rng: &mut ChaCha20Rng) -> (People, Token) {
        let mut people = People::default();
        let link = people.invite(" J.  Brown ", &[Role::Approver], later(60), rng).unwrap();
        (people, link)
    }

    #[test]
    fn a_link_lets_in_once_and_in_its_time() {
        let rng = &mut ChaCha20Rng::seed_from_u64(1);
        let (mut people, link) = invited(rng);
        assert_eq!(people.invited(link.tell(), NOW), Some("J. Brown"));
        assert_eq!(people.invited(link.tell(), later(60)), None);
        assert!(people.enter(link.tell(), later(60), rng).is_none(), "it has ended");
        assert!(people.enter("another", NOW, rng).is_none());
        let session = people.enter(link.tell(), NOW, rng).unwrap();
        assert!(people.enter(link.tell(), NOW, rng).is_none(), "it was used");
        let who = people.signed_in(session.tell(), NOW).unwrap();
        assert_eq!(who.name, "J. Brown");
        assert!(who.may(Right::Markers) && !who.may(Right::Reports));
        assert_eq!(people.signed_in(link.tell(), NOW), None, "a link is no session");
    }

    #[test]
    fn a_new_link_takes_the_place_of_the_one_before() {
        let rng = &mut ChaCha20Rng::seed_from_u64(2);
        let (mut people, first) = invited(rng);
        let second = people.invite("J. Brown", &[Role::Approver], later(60), rng).unwrap();
        assert_eq!(people.invited(first.tell(), NOW), None);
        assert!(people.invited(second.tell(), NOW).is_some());
        assert_eq!(people.lines(NOW).len(), 1);
    }

    #[test]
    fn a_session_ends_when_idle_after_a_day_and_with_its_person() {
        let rng = &mut ChaCha20Rng::seed_from_u64(3);
        let (mut people, link) = invited(rng);
        let session = people.enter(link.tell(), NOW, rng).unwrap();
        let open =
            |people: &People, minutes| people.signed_in(session.tell(), later(minutes)).is_some();
        assert!(open(&people, 29) && !open(&people, 30) && !open(&people, -10));
        assert!(!people.touch(session.tell(), NOW), "not each time");
        for minutes in (20..12 * 60).step_by(20) {
            assert!(open(&people, minutes));
            assert!(people.touch(session.tell(), later(minutes)));
        }
        assert!(!open(&people, 12 * 60));
        assert!(open(&people, 12 * 60 - 1));
        assert!(people.remove("J. Brown") && !open(&people, 12 * 60 - 1));
        assert!(!people.remove("J. Brown"));
    }

    #[test]
    fn who_leaves_is_out_and_nothing_secret_is_kept() {
        let rng = &mut ChaCha20Rng::seed_from_u64(4);
        let (mut people, link) = invited(rng);
        let session = people.enter(link.tell(), NOW, rng).unwrap();
        let kept = people.to_bytes();
        for secret in [link.tell(), session.tell()] {
            assert!(!kept.windows(secret.len()).any(|part| part == secret.as_bytes()));
        }
        assert_eq!(People::from_bytes(&kept).unwrap(), people);
        people.leave(session.tell());
        assert_eq!(people.signed_in(session.tell(), NOW), None);
    }

    #[test]
    fn a_name_that_cannot_sign_is_not_invited() {
        let rng = &mut ChaCha20Rng::seed_from_u64(5);
        for name in ["", "  ", &"x".repeat(101), "J.\u{7}Brown"] {
            assert_eq!(People::default().invite(name, &[], NOW, rng).err(), Some(BadName));
        }
    }
}
