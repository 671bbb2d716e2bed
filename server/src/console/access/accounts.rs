//! Accounts: a link leads to a password and a second factor, and these sign in from then on.

use std::fmt;

use minicbor::{Decode, Encode};
use rand_core::CryptoRng;
use tabard_core::ids::Millis;

use super::factor::{Factor, Spare};
use super::password::Stretched;
use super::people::{Invitation, People, Person, hash, plain};
use super::roles::Role;
use crate::web::Token;

/// What somebody signs in by.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(super) struct Account {
    #[n(0)]
    password: Stretched,
    #[n(1)]
    factor: Factor,
    /// The step of the last code that counted.
    #[n(2)]
    used: u64,
    #[n(3)]
    spare: Vec<Spare>,
}

/// An account that is not whole: its code was not confirmed yet.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(super) struct Begun {
    #[n(0)]
    name: String,
    #[n(1)]
    password: Stretched,
    #[n(2)]
    factor: Factor,
    /// What the page of the code holds, so that whoever else has the link is shown no secret.
    #[cbor(n(3), with = "minicbor::bytes")]
    page: [u8; 32],
}

impl fmt::Debug for Begun {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("Begun")
    }
}

/// Whom a link is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Guest {
    /// Somebody who was invited by name.
    Invited(String),
    /// The first administrator, who says their name.
    First,
}

/// What the page of the code shows.
#[derive(Clone)]
pub(super) struct Confirming {
    pub(super) name: String,
    pub(super) factor: Factor,
    pub(super) page: String,
}

/// Why an account is not whole.
pub(super) enum Unconfirmed {
    /// The link or the page is of no use.
    Gone,
    /// The code is not right.
    Code(Box<Confirming>),
}

/// An account that has just become whole.
pub(super) struct Whole {
    pub(super) name: String,
    pub(super) session: Token,
    pub(super) spare: Vec<String>,
}

impl People {
    /// Makes a link for the first administrator, where there is none. An earlier one is of no use
    /// from then on.
    pub fn set_up(&mut self, until: Millis, rng: &mut dyn CryptoRng) -> Option<Token> {
        self.first = None;
        if self.is_administered() {
            return None;
        }
        let token = Token::random(rng);
        self.first = Some(Invitation::of(&token, until));
        Some(token)
    }

    /// Whether somebody with an account is an administrator.
    #[must_use]
    pub fn is_administered(&self) -> bool {
        self.people.iter().any(Person::administers)
    }

    /// Whom a link lets in; none where it was used, has ended or never was.
    pub(super) fn guest(&self, link: &str, now: Millis) -> Option<Guest> {
        let opens = |one: &Option<Invitation>| {
            one.as_ref().is_some_and(|invitation| invitation.lets_in(link, now))
        };
        if opens(&self.first) && !self.is_administered() {
            return Some(Guest::First);
        }
        let person = self.people.iter().find(|person| opens(&person.invitation))?;
        Some(Guest::Invited(person.name.clone()))
    }

    /// Keeps a password until its second factor is confirmed. Nothing else changes, and the link
    /// still works. None where it does not.
    pub(super) fn begin(
        &mut self,
        link: &str,
        name: &str,
        password: Stretched,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Option<Confirming> {
        let (factor, page) = (Factor::random(rng), Token::random(rng));
        let name = match self.guest(link, now)? {
            Guest::Invited(name) => name,
            Guest::First => name.to_owned(),
        };
        let kept =
            Begun { name: name.clone(), password, factor: factor.clone(), page: hash(page.tell()) };
        self.invitation(link, now)?.begun = Some(kept);
        Some(Confirming { name, factor, page: page.tell().to_owned() })
    }

    /// Makes the account whole by the first code of its second factor. The link is of no use from
    /// then on; an earlier account of theirs and its sessions end.
    pub(super) fn confirm(
        &mut self,
        link: &str,
        page: &str,
        code: &str,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<Whole, Unconfirmed> {
        let is_first = self.guest(link, now) == Some(Guest::First);
        let begun = self.invitation(link, now).and_then(|one| one.begun.clone());
        let begun = begun.filter(|begun| begun.page == hash(page)).ok_or(Unconfirmed::Gone)?;
        let Begun { name, password, factor, .. } = begun;
        let Some(used) = factor.step_of(code, None, now) else {
            let page = page.to_owned();
            return Err(Unconfirmed::Code(Box::new(Confirming { name, factor, page })));
        };
        if is_first {
            self.first = None;
            let roles = vec![Role::Administrator];
            match self.named_mut(&name) {
                // Whoever was invited before is given the role besides their own.
                Some(person) => person.roles.extend(roles),
                None => self.people.push(Person::new(name.clone(), roles)),
            }
        }
        let person = self.named_mut(&name).ok_or(Unconfirmed::Gone)?;
        let (shown, spare) = Spare::random(rng);
        person.account = Some(Account { password, factor, used, spare });
        person.invitation = None;
        person.sessions.clear();
        Ok(Whole { name, session: person.begin_session(now, rng), spare: shown })
    }

    /// What a password is held against: somebody's, or nobody's.
    pub(super) fn password_of(&self, name: &str) -> Stretched {
        let account = self.named(name).and_then(|person| person.account.as_ref());
        account.map_or_else(Stretched::of_nobody, |account| account.password.clone())
    }

    /// Signs somebody in whose password was found right, by a code of the app or one of the spare
    /// ones. Each counts once.
    pub(super) fn sign_in(
        &mut self,
        name: &str,
        password: &Stretched,
        code: &str,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Option<Token> {
        let name = self.named(name)?.name.clone();
        let person = self.named_mut(&name)?;
        let account = person.account.as_mut()?;
        if account.password != *password {
            return None;
        }
        if let Some(step) = account.factor.step_of(code, Some(account.used), now) {
            account.used = step;
        } else {
            let spare = Spare::of(code);
            let at = account.spare.iter().position(|one| *one == spare)?;
            account.spare.remove(at);
        }
        Some(person.begin_session(now, rng))
    }

    fn invitation(&mut self, link: &str, now: Millis) -> Option<&mut Invitation> {
        let invited = self.people.iter_mut().map(|person| &mut person.invitation);
        let mut all = invited.chain([&mut self.first]).flatten();
        all.find(|invitation| invitation.lets_in(link, now))
    }

    /// Somebody by the name that was typed, in large or small letters where only one is called so.
    fn named(&self, name: &str) -> Option<&Person> {
        let name = plain(name).ok()?;
        let exact = self.people.iter().find(|person| person.name == name);
        exact.or_else(|| {
            let small = name.to_lowercase();
            let mut like = self.people.iter().filter(|one| one.name.to_lowercase() == small);
            like.next().filter(|_| like.next().is_none())
        })
    }

    fn named_mut(&mut self, name: &str) -> Option<&mut Person> {
        self.people.iter_mut().find(|person| person.name == name)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use rand_chacha::ChaCha20Rng;
    use rand_core::SeedableRng;
    use tabard_core::wire::Message;

    use super::*;
    use crate::console::access::password::Password;
    use crate::console::access::people::Kept;

    const NOW: Millis = Millis(1_780_000_000_000);
    const STEP: i64 = 30_000;

    fn later(steps: i64) -> Millis {
        Millis(NOW.0 + steps * STEP)
    }

    struct World {
        people: People,
        rng: ChaCha20Rng,
        password: Stretched,
    }

    fn world() -> World {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let password = Password::typed("heron in the porch").stretch(&mut rng).unwrap();
        World { people: People::default(), rng, password }
    }

    impl World {
        fn invite(&mut self) -> Token {
            let until = NOW.plus_days(1);
            self.people.invite(" J.  Brown ", &[Role::Approver], until, &mut self.rng).unwrap()
        }

        fn begin(&mut self, link: &Token) -> Confirming {
            let password = self.password.clone();
            self.people.begin(link.tell(), "Ann First", password, NOW, &mut self.rng).unwrap()
        }

        fn confirm(&mut self, link: &Token, begun: &Confirming) -> Option<Whole> {
            let code = begun.factor.code(NOW);
            let rng = &mut self.rng;
            self.people.confirm(link.tell(), &begun.page, &code, NOW, rng).ok()
        }

        fn sign_in(&mut self, name: &str, code: &str, now: Millis) -> Option<Token> {
            let password = self.password.clone();
            self.people.sign_in(name, &password, code, now, &mut self.rng)
        }
    }

    #[test]
    fn a_link_becomes_an_account_once_and_in_its_time() {
        let mut world = world();
        let link = world.invite();
        let guest = |world: &World, now| world.people.guest(link.tell(), now);
        assert_eq!(guest(&world, NOW), Some(Guest::Invited("J. Brown".to_owned())));
        assert_eq!(guest(&world, NOW.plus_days(1)), None, "it has ended");
        let begun = world.begin(&link);
        assert!(guest(&world, NOW).is_some(), "nothing is whole yet");
        let other = Token::random(&mut world.rng);
        for (page, code) in [(begun.page.as_str(), "000000"), (other.tell(), "000000")] {
            let rng = &mut world.rng;
            assert!(world.people.confirm(link.tell(), page, code, NOW, rng).is_err());
        }
        let code = begun.factor.code(NOW);
        let stolen = world.people.confirm(link.tell(), other.tell(), &code, NOW, &mut world.rng);
        assert!(matches!(stolen, Err(Unconfirmed::Gone)), "another page than the one we showed");
        let whole = world.confirm(&link, &begun).unwrap();
        let who = world.people.signed_in(whole.session.tell(), NOW).unwrap();
        assert_eq!(who.name, "J. Brown");
        assert_eq!(guest(&world, NOW), None, "it was used");
        assert_eq!(People::from_bytes(&world.people.to_bytes()).unwrap(), world.people);
    }

    #[test]
    fn a_new_link_takes_the_place_of_the_one_before_and_a_new_account_ends_what_was_open() {
        let mut world = world();
        let first = world.invite();
        let link = world.invite();
        assert_eq!(world.people.guest(first.tell(), NOW), None);
        let begun = world.begin(&link);
        let whole = world.confirm(&link, &begun).unwrap();
        let again = world.invite();
        let begun = world.begin(&again);
        assert!(
            world.people.signed_in(whole.session.tell(), NOW).is_some(),
            "not before it is whole"
        );
        let renewed = world.confirm(&again, &begun).unwrap();
        assert!(world.people.signed_in(whole.session.tell(), NOW).is_none());
        assert!(world.people.signed_in(renewed.session.tell(), NOW).is_some());
        assert_eq!(world.people.lines(NOW).len(), 1);
    }

    #[test]
    fn each_code_counts_once_and_so_does_each_spare_one() {
        let mut world = world();
        let link = world.invite();
        let begun = world.begin(&link);
        let whole = world.confirm(&link, &begun).unwrap();
        let code = begun.factor.code(NOW);
        assert!(world.sign_in("J. Brown", &code, NOW).is_none(), "it confirmed the account");
        let next = begun.factor.code(later(1));
        assert!(world.sign_in(" j. brown", &next, later(1)).is_some());
        assert!(world.sign_in("J. Brown", &next, later(1)).is_none());
        assert!(world.sign_in("J. Brown", &code, later(1)).is_none(), "an earlier one neither");
        for spare in &whole.spare {
            assert!(world.sign_in("J. Brown", spare, later(1)).is_some());
            assert!(world.sign_in("J. Brown", spare, later(1)).is_none());
        }
        let kept = world.people.to_bytes();
        for secret in whole.spare.iter().map(String::as_bytes) {
            assert!(!kept.windows(secret.len()).any(|part| part == secret));
        }
    }

    #[test]
    fn a_password_that_was_changed_meanwhile_signs_nobody_in() {
        let mut world = world();
        let link = world.invite();
        let begun = world.begin(&link);
        assert!(world.confirm(&link, &begun).is_some());
        let held = Password::typed("another altogether").stretch(&mut world.rng).unwrap();
        let code = begun.factor.code(later(1));
        let rng = &mut world.rng;
        assert!(world.people.sign_in("J. Brown", &held, &code, later(1), rng).is_none());
        assert!(world.sign_in("Nobody", &code, later(1)).is_none());
        assert!(world.sign_in("J. Brown", &code, later(1)).is_some());
    }

    #[test]
    fn the_first_administrator_is_the_first_and_only_where_there_is_none() {
        let mut world = world();
        let until = NOW.plus_days(1);
        let old = world.people.set_up(until, &mut world.rng).unwrap();
        let link = world.people.set_up(until, &mut world.rng).unwrap();
        assert_eq!(
            world.people.guest(old.tell(), NOW),
            None,
            "each start of the server has its own"
        );
        assert_eq!(world.people.guest(link.tell(), NOW), Some(Guest::First));
        let begun = world.begin(&link);
        let whole = world.confirm(&link, &begun).unwrap();
        let who = world.people.signed_in(whole.session.tell(), NOW).unwrap();
        assert_eq!(who.name, "Ann First");
        assert_eq!(world.people.guest(link.tell(), NOW), None);
        assert!(world.people.set_up(until, &mut world.rng).is_none());
    }

    #[test]
    fn there_is_always_an_administrator() {
        let mut world = world();
        let until = NOW.plus_days(1);
        let first = world.people.set_up(until, &mut world.rng).unwrap();
        let begun = world.begin(&first);
        assert!(world.confirm(&first, &begun).is_some());
        let link = world.invite();
        let all = [Role::Approver, Role::Administrator];
        assert_eq!(world.people.set_roles("J. Brown", &all), Ok(()));
        // Whoever has no account yet is no administrator to rely on.
        let kept = Err(Kept::LastAdministrator);
        assert_eq!(world.people.set_roles("Ann First", &[Role::Analyst]), kept);
        assert_eq!(world.people.remove("Ann First"), kept);
        let reset = world.people.renew("Ann First", true, until, &mut world.rng);
        assert_eq!(reset.err(), Some(Kept::LastAdministrator));
        let begun = world.begin(&link);
        assert!(world.confirm(&link, &begun).is_some());
        assert_eq!(world.people.remove("Ann First"), Ok(()));
        assert_eq!(world.people.remove("J. Brown"), kept);
    }

    #[test]
    fn a_reset_ends_what_was_there_at_once() {
        let mut world = world();
        let link = world.invite();
        let begun = world.begin(&link);
        let whole = world.confirm(&link, &begun).unwrap();
        let until = NOW.plus_days(1);
        let fresh = world.people.renew("J. Brown", false, until, &mut world.rng).unwrap();
        assert!(world.people.signed_in(whole.session.tell(), NOW).is_some());
        let reset = world.people.renew("J. Brown", true, until, &mut world.rng).unwrap();
        assert!(world.people.guest(fresh.tell(), NOW).is_none());
        assert!(world.people.signed_in(whole.session.tell(), NOW).is_none());
        let spare = whole.spare.first().unwrap();
        assert!(world.sign_in("J. Brown", spare, later(1)).is_none());
        assert!(world.people.guest(reset.tell(), NOW).is_some());
    }
}
