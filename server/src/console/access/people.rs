//! Who may use the console: people by name, each with roles, an account and sessions. It is kept in
//! the hub's vault; of links and sessions only the hashes are kept.

use minicbor::{Decode, Encode};
use rand_core::CryptoRng;
use sha2::{Digest, Sha256};
use tabard_core::ids::Millis;

use super::accounts::{Account, Begun};
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
    pub(super) people: Vec<Person>,
    /// What lets the first administrator in.
    #[n(1)]
    pub(super) first: Option<Invitation>,
}

/// Somebody who was invited.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(super) struct Person {
    #[n(0)]
    pub(super) name: String,
    #[n(1)]
    pub(super) roles: Vec<Role>,
    #[n(2)]
    pub(super) invitation: Option<Invitation>,
    #[n(3)]
    pub(super) sessions: Vec<Session>,
    #[n(4)]
    pub(super) account: Option<Account>,
    /// When they last did anything here.
    #[n(5)]
    pub(super) seen: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(super) struct Invitation {
    #[cbor(n(0), with = "minicbor::bytes")]
    hash: [u8; 32],
    #[n(1)]
    until: i64,
    /// The account that whoever opened the link has begun to set up.
    #[n(2)]
    pub(super) begun: Option<Begun>,
}

#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(super) struct Session {
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
    /// Whether they have set up a password and a second factor.
    pub account: bool,
    /// When they last did anything here.
    pub seen: Option<Millis>,
}

/// Why somebody stays as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Kept {
    /// Nobody is called so.
    #[error("nobody of that name was invited: see `tabard console people`")]
    Unknown,
    /// There has to be one.
    #[error(
        "this is the only administrator: make somebody else one first. Who has lost their password is given a fresh link by `tabard console invite`"
    )]
    LastAdministrator,
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
        let name = plain(name)?;
        let roles = sorted(roles);
        let token = Token::random(rng);
        let invitation = Some(Invitation::of(&token, until));
        match self.people.iter_mut().find(|person| person.name == name) {
            Some(person) => (person.invitation, person.roles) = (invitation, roles),
            None => self.people.push(Person { invitation, ..Person::new(name, roles) }),
        }
        Ok(token)
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
        for person in &mut self.people {
            let mut sessions = person.sessions.iter_mut();
            if let Some(session) = sessions.find(|session| session.hash == secret) {
                let noted = now.0 - session.seen >= NOTED;
                if noted {
                    (session.seen, person.seen) = (now.0, Some(now.0));
                }
                return noted;
            }
        }
        false
    }

    /// Ends a session.
    pub fn leave(&mut self, secret: &str) {
        let secret = hash(secret);
        for person in &mut self.people {
            person.sessions.retain(|session| session.hash != secret);
        }
    }

    /// Removes somebody: their link, their account and their sessions end.
    ///
    /// # Errors
    /// [`Kept`] where there is no such person, or no other administrator.
    pub fn remove(&mut self, name: &str) -> Result<(), Kept> {
        self.person_mut(name)?;
        self.leaves_an_administrator(name)?;
        self.people.retain(|person| person.name != name);
        Ok(())
    }

    /// Gives somebody these roles, and no others.
    ///
    /// # Errors
    /// [`Kept`].
    pub fn set_roles(&mut self, name: &str, roles: &[Role]) -> Result<(), Kept> {
        if !roles.contains(&Role::Administrator) {
            self.leaves_an_administrator(name)?;
        }
        self.person_mut(name)?.roles = sorted(roles);
        Ok(())
    }

    /// Ends all sessions of somebody.
    ///
    /// # Errors
    /// [`Kept`] where there is no such person.
    pub fn end_sessions(&mut self, name: &str) -> Result<(), Kept> {
        self.person_mut(name)?.sessions.clear();
        Ok(())
    }

    /// Makes a fresh link for somebody. Where it resets, their password, their second factor and
    /// their sessions end at once, and otherwise when the link is used.
    ///
    /// # Errors
    /// [`Kept`] where there is no such person.
    pub fn renew(
        &mut self,
        name: &str,
        resets: bool,
        until: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<Token, Kept> {
        if resets {
            self.leaves_an_administrator(name)?;
        }
        let person = self.person_mut(name)?;
        if resets {
            person.account = None;
            person.sessions.clear();
        }
        let token = Token::random(rng);
        person.invitation = Some(Invitation::of(&token, until));
        Ok(token)
    }

    /// What somebody is; none where nobody is called so.
    #[must_use]
    pub fn roles_of(&self, name: &str) -> Option<&[Role]> {
        let person = self.people.iter().find(|person| person.name == name);
        person.map(|person| person.roles.as_slice())
    }

    fn person_mut(&mut self, name: &str) -> Result<&mut Person, Kept> {
        self.people.iter_mut().find(|person| person.name == name).ok_or(Kept::Unknown)
    }

    /// Whether somebody else with an account is an administrator, or this one is none either.
    fn leaves_an_administrator(&self, name: &str) -> Result<(), Kept> {
        let (own, mut others): (Vec<_>, Vec<_>) =
            self.people.iter().filter(|one| one.administers()).partition(|one| one.name == name);
        if own.is_empty() || others.pop().is_some() { Ok(()) } else { Err(Kept::LastAdministrator) }
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
            account: person.account.is_some(),
            seen: person.seen.map(Millis),
        };
        self.people.iter().map(line).collect()
    }
}

impl Person {
    pub(super) const fn new(name: String, roles: Vec<Role>) -> Self {
        Self { name, roles, invitation: None, sessions: Vec::new(), account: None, seen: None }
    }

    /// Whether they are an administrator who can sign in.
    pub(super) fn administers(&self) -> bool {
        self.account.is_some() && self.roles.contains(&Role::Administrator)
    }

    /// Begins a session of theirs.
    pub(super) fn begin_session(&mut self, now: Millis, rng: &mut dyn CryptoRng) -> Token {
        self.sessions.retain(|session| session.is_open(now));
        let token = Token::random(rng);
        self.sessions.push(Session { hash: hash(token.tell()), since: now.0, seen: now.0 });
        self.seen = Some(now.0);
        token
    }
}

impl Invitation {
    pub(super) fn of(token: &Token, until: Millis) -> Self {
        Self { hash: hash(token.tell()), until: until.0, begun: None }
    }

    /// Whether it lets in by what somebody brings.
    pub(super) fn lets_in(&self, brought: &str, now: Millis) -> bool {
        self.hash == hash(brought) && now.0 < self.until
    }
}

impl Session {
    /// A clock that was set back ends a session rather than prolong it.
    fn is_open(&self, now: Millis) -> bool {
        let (idle, whole) = (now.0 - self.seen, now.0 - self.since);
        (-NOTED..IDLE).contains(&idle) && (-NOTED..LONGEST).contains(&whole)
    }
}

fn sorted(roles: &[Role]) -> Vec<Role> {
    let mut roles = roles.to_vec();
    roles.sort_unstable();
    roles.dedup();
    roles
}

/// A name that can sign, with single spaces.
pub(super) fn plain(name: &str) -> Result<String, BadName> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let long = !(1..=MAX_NAME).contains(&name.chars().count());
    if long || name.chars().any(char::is_control) { Err(BadName) } else { Ok(name) }
}

/// What stands for a secret here. Secrets are of 256 random bits, so a plain hash tells nothing.
pub(super) fn hash(secret: &str) -> [u8; 32] {
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
    fn a_session_ends_when_idle_after_a_day_and_with_its_person() {
        let rng = &mut ChaCha20Rng::seed_from_u64(3);
        let (mut people, _) = invited(rng);
        let session = people.people.first_mut().unwrap().begin_session(NOW, rng);
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
        assert!(people.remove("J. Brown").is_ok() && !open(&people, 12 * 60 - 1));
        assert_eq!(people.remove("J. Brown"), Err(Kept::Unknown));
    }

    #[test]
    fn who_leaves_is_out_and_nothing_secret_is_kept() {
        let rng = &mut ChaCha20Rng::seed_from_u64(4);
        let (mut people, link) = invited(rng);
        let session = people.people.first_mut().unwrap().begin_session(NOW, rng);
        assert_eq!(people.signed_in(link.tell(), NOW), None, "a link is no session");
        let who = people.signed_in(session.tell(), NOW).unwrap();
        assert_eq!(who.name, "J. Brown");
        assert!(who.may(Right::Markers) && !who.may(Right::Reports));
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
