//! What is opened first in a process may be opened by several threads at once.
#![allow(clippy::expect_used)] // what a test expects it tests

use std::process::Command;
use std::sync::Barrier;
use std::{env, thread};

use rusqlite::OpenFlags;
use tabard_core::sqlite;

const CHILD: &str = "TABARD_FIRST_OPEN";
/// Without the door, one process in some hundreds failed.
const PROCESSES: usize = 1000;
const THREADS: usize = 8;

/// Only the first openings of a process can meet a cipher that is not ready, so each try is one.
#[test]
fn threads_that_open_at_once_all_find_the_cipher() {
    if env::var_os(CHILD).is_some() {
        return open_at_once();
    }
    let this = env::current_exe().expect("this program");
    for _ in 0..PROCESSES {
        let run = Command::new(&this).env(CHILD, "1").output().expect("a process");
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stdout));
    }
}

fn open_at_once() {
    let dir = tempfile::tempdir().expect("a folder");
    let together = Barrier::new(THREADS);
    thread::scope(|scope| {
        for number in 0..THREADS {
            let (file, together) = (dir.path().join(number.to_string()), &together);
            scope.spawn(move || {
                together.wait();
                let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
                let database = sqlite::open(file, flags).expect("a database");
                let key = format!("x'{}'", "07".repeat(32));
                database.pragma_update(None, "key", key).expect("a cipher");
                database.execute_batch("CREATE TABLE one (id);").expect("a sealed table");
            });
        }
    });
}
