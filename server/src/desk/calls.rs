//! The last calls, in memory, and how the desk stands: what every open page shows. Each change has
//! a number, so that a page that was away is told what it missed, and nothing is queued for it.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use super::shown::{Call, Noted, Standing};

/// How many calls are remembered.
const REMEMBERED: usize = 200;

/// What pages show.
pub(super) struct Calls {
    board: Mutex<Board>,
    changed: watch::Sender<u64>,
}

#[derive(Default)]
struct Board {
    calls: VecDeque<(u64, Call)>,
    standing: Option<(u64, Standing)>,
    change: u64,
}

/// What changed since a page was last told.
pub(super) struct News {
    /// Calls, the oldest change first.
    pub(super) calls: Vec<Call>,
    /// How the desk stands, where that changed.
    pub(super) standing: Option<Standing>,
    /// The number to ask from next time.
    pub(super) change: u64,
}

impl Default for Calls {
    fn default() -> Self {
        Self { board: Mutex::default(), changed: watch::Sender::new(0) }
    }
}

impl Calls {
    /// A call rang, or more is known of it.
    pub(super) fn put(&self, call: Call) {
        self.change(|board, change| {
            match board.calls.iter_mut().find(|(_, known)| known.key == call.key) {
                Some(known) => *known = (change, call),
                None => {
                    board.calls.push_back((change, call));
                    while board.calls.len() > REMEMBERED {
                        board.calls.pop_front();
                    }
                }
            }
        });
    }

    /// Something was written down about a call; the same again replaces it.
    pub(super) fn note(&self, key: &str, noted: Noted) {
        self.edit(key, |call| {
            let same = |one: &Noted| match &noted.flag {
                Some(flag) => one.flag.as_ref() == Some(flag),
                None => (one.what, &one.detail) == (noted.what, &noted.detail),
            };
            match call.noted.iter_mut().find(|one| same(one)) {
                Some(one) => *one = noted,
                None => call.noted.push(noted),
            }
        });
    }

    /// A flag was taken back.
    pub(super) fn take_back(&self, flag: &str) {
        let is = |noted: &Noted| noted.flag.as_deref() == Some(flag);
        let key = {
            let board = self.board();
            let flagged = board.calls.iter().find(|(_, call)| call.noted.iter().any(is));
            flagged.map(|(_, call)| call.key.clone())
        };
        if let Some(key) = key {
            self.edit(&key, |call| {
                for noted in call.noted.iter_mut().filter(|noted| is(noted)) {
                    noted.taken_back = true;
                }
            });
        }
    }

    /// Changes a call that is remembered.
    pub(super) fn edit(&self, key: &str, edit: impl FnOnce(&mut Call)) {
        self.change(|board, change| {
            if let Some(known) = board.calls.iter_mut().find(|(_, known)| known.key == key) {
                known.0 = change;
                edit(&mut known.1);
            }
        });
    }

    /// The call of a name.
    pub(super) fn find(&self, key: &str) -> Option<Call> {
        let board = self.board();
        board.calls.iter().find(|(_, call)| call.key == key).map(|(_, call)| call.clone())
    }

    /// The newest calls.
    pub(super) fn newest(&self, number: usize) -> Vec<Call> {
        self.board().calls.iter().rev().take(number).map(|(_, call)| call.clone()).collect()
    }

    /// The desk stands so.
    pub(super) fn stand(&self, standing: Standing) {
        if self.board().standing.as_ref().is_none_or(|(_, known)| *known != standing) {
            self.change(|board, change| board.standing = Some((change, standing)));
        }
    }

    /// Tells when something changes.
    pub(super) fn watch(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// What changed after a change of that number.
    pub(super) fn since(&self, told: u64) -> News {
        let board = self.board();
        let mut calls: Vec<_> = board.calls.iter().filter(|(change, _)| *change > told).collect();
        calls.sort_by_key(|(change, _)| *change);
        let standing = board.standing.as_ref().filter(|(change, _)| *change > told);
        News {
            calls: calls.into_iter().map(|(_, call)| call.clone()).collect(),
            standing: standing.map(|(_, standing)| standing.clone()),
            change: board.change,
        }
    }

    fn change(&self, edit: impl FnOnce(&mut Board, u64)) {
        let mut board = self.board();
        board.change += 1;
        let change = board.change;
        edit(&mut board, change);
        drop(board);
        self.changed.send_replace(change);
    }

    fn board(&self) -> MutexGuard<'_, Board> {
        self.board.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use tabard_core::model::subject::Presented;

    use super::super::known::Known;
    use super::super::shown::Caller;
    use super::*;

    fn call(key: &str) -> Call {
        Call {
            key: key.to_owned(),
            at: 0,
            caller: Caller::of(&Presented::Withheld),
            call_id: None,
            cad_number: None,
            known: Known::default(),
            noted: Vec::new(),
        }
    }

    fn noted(what: &'static str, flag: Option<&str>) -> Noted {
        let flag = flag.map(ToOwned::to_owned);
        Noted { what, at: 0, flag, detail: None, taken_back: false }
    }

    fn keys(news: &News) -> Vec<&str> {
        news.calls.iter().map(|call| call.key.as_str()).collect()
    }

    #[test]
    fn a_page_is_told_what_changed_since_it_was_last_told_and_each_call_once() {
        let calls = Calls::default();
        calls.put(call("a"));
        calls.put(call("b"));
        let first = calls.since(0);
        assert_eq!(keys(&first), ["a", "b"]);
        assert_eq!(keys(&calls.since(first.change)), Vec::<&str>::new());
        calls.note("a", noted("break", None));
        calls.note("a", noted("flag", Some("f")));
        calls.note("a", noted("break", None));
        let news = calls.since(first.change);
        assert_eq!(keys(&news), ["a"]);
        assert_eq!(news.calls.first().map(|call| call.noted.len()), Some(2));
        calls.take_back("f");
        let taken = calls.find("a").map(|call| call.noted.iter().any(|one| one.taken_back));
        assert_eq!(taken, Some(true));
    }

    #[test]
    fn the_oldest_calls_are_let_go_of() {
        let calls = Calls::default();
        for number in 0..REMEMBERED + 5 {
            calls.put(call(&number.to_string()));
        }
        assert_eq!(calls.since(0).calls.len(), REMEMBERED);
        assert!(calls.find("4").is_none() && calls.find("5").is_some());
    }
}
