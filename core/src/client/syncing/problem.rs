//! Refusals: of a request as a whole, and of single entries.

use rand_core::CryptoRng;

use crate::client::syncing::exchange::{Obstacle, Progress};
use crate::client::{Client, ClientError};
use crate::ids::{Incarnation, Millis};
use crate::sync::Trouble;
use crate::wire::{Problem, ProblemCode, Refusal, Refused};

impl Client {
    /// What the relay did not take. Others' entries, given back after a restore, are not this
    /// device's to worry about.
    pub(in crate::client) fn heed(
        &mut self,
        current: Incarnation,
        refused: &[Refused],
        progress: &mut Progress,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) {
        let chain = (self.device(), current);
        let own = refused
            .iter()
            .find(|one| (one.device, one.incarnation) == chain && one.why != Refusal::Fork);
        let Some(own) = own else { return };
        let (code, trouble) = match own.why {
            Refusal::UnknownAuthor => ("unknown_device", Trouble::UnknownDevice),
            Refusal::Gap => ("gap", Trouble::AtOnce),
            Refusal::Quota => ("quota", Trouble::Later),
            Refusal::Revoked => ("revoked", Trouble::Final),
            Refusal::BadSignature => ("bad_signature", Trouble::Final),
            Refusal::Malformed => ("malformed", Trouble::Final),
            Refusal::Role => ("role", Trouble::Final),
            Refusal::NotAWriter => ("not_a_writer", Trouble::Later),
            Refusal::Grant => ("grant", Trouble::Final),
            Refusal::Fork => ("fork", Trouble::AtOnce),
        };
        self.engine.failed(trouble, now, rng);
        progress.problem = Some(Obstacle::new(code, own.why.advice()));
    }

    pub(in crate::client) fn take_problem(
        &mut self,
        status: u16,
        body: &[u8],
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<Progress, ClientError> {
        let Ok(problem) = serde_json::from_slice::<Problem>(body) else {
            self.engine.failed(Trouble::Later, now, rng);
            let what = format!(
                "something between this device and the server answered with HTTP status {status}: check the address and any sign-in page of the network; what you wrote is kept here"
            );
            return Ok(Progress::stopped("not_the_server", &what));
        };
        let trouble = match problem.code {
            ProblemCode::Clock | ProblemCode::Replayed => Trouble::AtOnce,
            ProblemCode::UnknownDevice => Trouble::UnknownDevice,
            ProblemCode::Unavailable
            | ProblemCode::CutOff
            | ProblemCode::Storage
            | ProblemCode::Quota
            | ProblemCode::BadSignature => Trouble::Later,
            ProblemCode::Revoked
            | ProblemCode::CertificateExpired
            | ProblemCode::Malformed
            | ProblemCode::OtherRegion
            | ProblemCode::TooLarge
            | ProblemCode::CodeUnknown
            | ProblemCode::CodeExpired
            | ProblemCode::CodeUsed
            | ProblemCode::CodeMismatch
            | ProblemCode::Other => Trouble::Final,
        };
        let mut meta = self.meta()?;
        if problem.code == ProblemCode::Clock {
            meta.clock_offset = problem.time.saturating_sub(now.0);
        }
        if problem.code == ProblemCode::Revoked {
            meta.stopped = Some("revoked".to_owned());
            self.heed_order(&problem);
        }
        self.vault.write(|tables| tables.set_meta(&meta))?;
        self.engine.failed(trouble, now, rng);
        Ok(Progress::stopped(problem.code.code(), problem.code.advice()))
    }
}
