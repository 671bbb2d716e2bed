//! A process that is never left behind.

use std::io;
use std::process::{Child, Command, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::cargo::said;

/// Ended when dropped, whatever happened meanwhile.
pub(super) struct Running(Option<Child>);

impl Running {
    pub(super) fn start(command: &mut Command) -> Result<Self> {
        let child = command.spawn().with_context(|| format!("starting {}", said(command)))?;
        Ok(Self(Some(child)))
    }

    /// Its status, once it has ended.
    pub(super) fn ended(&mut self) -> io::Result<Option<ExitStatus>> {
        self.0.as_mut().map_or(Ok(None), Child::try_wait)
    }

    /// Waits for its end.
    pub(super) fn end_within(&mut self, limit: Duration) -> Result<ExitStatus> {
        wait_until(limit, || Ok(self.ended()?)).with_context(|| "it never ended")
    }

    /// Leaves it running for good; its process id.
    pub(super) fn let_go(mut self) -> Option<u32> {
        self.0.take().map(|child| child.id())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(child) = &mut self.0 {
            // It may have ended by itself.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Asks again and again until there is an answer.
pub(super) fn wait_until<T>(
    limit: Duration,
    mut answer: impl FnMut() -> Result<Option<T>>,
) -> Result<T> {
    const PAUSE: Duration = Duration::from_millis(5);
    let started = Instant::now();
    loop {
        if let Some(answer) = answer()? {
            return Ok(answer);
        }
        if started.elapsed() > limit {
            bail!("nothing came of it within {} s", limit.as_secs());
        }
        thread::sleep(PAUSE);
    }
}
