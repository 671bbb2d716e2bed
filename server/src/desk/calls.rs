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
