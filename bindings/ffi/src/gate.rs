//! One call at a time in a device, from whatever thread; and a sentence instead of a deadlock where
//! a host calls back into the call that called it.

use std::sync::{Mutex, MutexGuard};
use std::thread::{self, ThreadId};

use crate::error::Fault;

/// What is worked on by one call at a time.
pub(crate) struct Gate<T> {
    inner: Mutex<T>,
    /// The thread whose call is under way.
    inside: Mutex<Option<ThreadId>>,
}

/// A call that is under way.
pub(crate) struct Pass<'g, T> {
    guard: MutexGuard<'g, T>,
    inside: &'g Mutex<Option<ThreadId>>,
}

impl<T> Gate<T> {
    pub(crate) const fn new(inner: T) -> Self {
        Self { inner: Mutex::new(inner), inside: Mutex::new(None) }
    }

    /// Waits for the call that is under way. One that ended in a panic may have left things half
    /// done in memory: nothing goes through after it, and what is on the disk is whole.
    pub(crate) fn enter(&self) -> Result<Pass<'_, T>, Fault> {
        let current = thread::current().id();
        if *self.inside.lock().map_err(|_| Fault::Broken)? == Some(current) {
            return Err(Fault::CalledFromWithin);
        }
        let guard = self.inner.lock().map_err(|_| Fault::Broken)?;
        *self.inside.lock().map_err(|_| Fault::Broken)? = Some(current);
        Ok(Pass { guard, inside: &self.inside })
    }
}

impl<T> Pass<'_, T> {
    pub(crate) fn get(&mut self) -> &mut T {
        &mut self.guard
    }
}

impl<T> Drop for Pass<'_, T> {
    fn drop(&mut self) {
        if let Ok(mut inside) = self.inside.lock() {
            *inside = None;
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn a_call_from_within_a_call_is_refused_and_one_from_another_thread_waits() {
        let gate = Arc::new(Gate::new(0));
        let mut pass = gate.enter().unwrap();
        assert!(matches!(gate.enter().err(), Some(Fault::CalledFromWithin)));
        let other = thread::spawn({
            let gate = Arc::clone(&gate);
            move || *gate.enter().unwrap().get()
        });
        *pass.get() = 7;
        drop(pass);
        assert_eq!(other.join().unwrap(), 7);
        assert!(gate.enter().is_ok());
    }

    #[test]
    fn nothing_goes_through_after_a_panic() {
        let gate = Arc::new(Gate::new(0));
        let panicking = thread::spawn({
            let gate = Arc::clone(&gate);
            move || {
                let _pass = gate.enter();
                std::panic::resume_unwind(Box::new(()));
            }
        });
        assert!(panicking.join().is_err());
        assert!(matches!(gate.enter().err(), Some(Fault::Broken)));
    }
}
