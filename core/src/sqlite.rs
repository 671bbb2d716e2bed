//! The one door to files of SQLite.

use std::path::Path;
use std::sync::Once;

use rusqlite::{Connection, OpenFlags};

/// Opens a database once `SQLCipher` is ready.
///
/// SQLite calls itself initialised before the cipher's own part is. A second thread that opens a
/// file in that moment finds no cipher, and its database fails with a storage error. So the first
/// connection of a process is made while all others wait.
///
/// # Errors
/// What SQLite says of the file.
pub fn open(file: impl AsRef<Path>, flags: OpenFlags) -> rusqlite::Result<Connection> {
    static READY: Once = Once::new();
    // Where even this one cannot be made, the file below cannot either, and says why.
    READY.call_once(|| drop(Connection::open_in_memory()));
    Connection::open_with_flags(file, flags)
}
