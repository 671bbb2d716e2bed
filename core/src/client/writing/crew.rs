//! Crew-mates in an incident: letting one in by the code they show, saying who one is, leaving, and
//! settling what two devices state differently.

use rand_core::CryptoRng;
use serde_json::Value;

use crate::client::reading::read::json_of;
use crate::client::syncing::merge::document_of;
use crate::client::{Client, ClientError, Summary};
use crate::entry::Kind;
use crate::ids::{DeviceId, Millis, RecordId};
use crate::model::{Node, Patch, Path, Scalar, Tree};
use crate::region::MateCode;

/// The list of an incident that holds its crew, by the ids of their devices.
const CREW: &str = "crew";

impl Client {
    /// The text by which a crew-mate lets this device into an incident. Name and role are what its
    /// holder wants others to read.
    ///
    /// # Errors
    /// [`ClientError::MateCode`] when one of them is too long.
    pub fn mate_code(
        &self,
        name: Option<String>,
        role: Option<String>,
    ) -> Result<MateCode, ClientError> {
        Ok(MateCode::new(self.directory.region(), self.device(), name, role)?)
    }

    /// Lets the device of a code into an incident, and writes down who holds it as the code says.
    ///
    /// # Errors
    /// [`ClientError::OtherRegion`], and as [`Client::invite`].
    pub fn invite_mate(
        &mut self,
        incident: RecordId,
        code: &MateCode,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<bool, ClientError> {
        if code.region != self.directory.region() {
            return Err(ClientError::OtherRegion);
        }
        let who = introduction(code.device, code.name.as_deref(), code.role.as_deref())?;
        self.invite_with(incident, code.device, who, now, rng)
    }

    /// Writes down who holds this device, for all who write the incident. Who had left is back.
    ///
    /// # Errors
    /// [`ClientError`] when there is no such incident here or it may not be changed.
    pub fn join(
        &mut self,
        incident: RecordId,
        name: Option<&str>,
        role: Option<&str>,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<bool, ClientError> {
        let mut patch = introduction(self.device(), name, role)?;
        patch.clear(crew_path(self.device(), "left")?);
        patch.clear(crew_path(self.device(), "left_at")?);
        self.edit_crew(incident, patch, now, rng)
    }

    /// Leaves an incident: the others see who left and when, and [`Client::current_incidents`] does
    /// not list it any more. What was not sent stays until it is held; what was read stays read.
    ///
    /// # Errors
    /// [`ClientError`] when there is no such incident here or it may not be changed.
    pub fn leave(
        &mut self,
        incident: RecordId,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<bool, ClientError> {
        if self.is_left_in(&json_of(&self.writable(incident)?)?) {
            return Ok(false);
        }
        let mut patch = Patch::default();
        patch.set(crew_path(self.device(), "left")?, Scalar::Flag(true));
        patch.set(crew_path(self.device(), "left_at")?, Scalar::Text(now.rfc3339()));
        self.edit_crew(incident, patch, now, rng)
    }

    /// The reports on this device but for those it left, the newest first.
    ///
    /// # Errors
    /// Storage errors.
    pub fn current_incidents(&self) -> Result<Vec<Summary>, ClientError> {
        let mut reports = self.incidents()?;
        reports.retain(|report| !self.has_left(report));
        Ok(reports)
    }

    /// Settles a field that devices state differently: one of the values that stand is stated
    /// again, for all. The entries with the others stay in the record's history.
    ///
    /// `field` is named as under `conflicts`, such as `callsign` or `acts.k3f9a2.act`; `value` is
    /// one of those listed there.
    ///
    /// # Errors
    /// [`ClientError::NoConflict`] and [`ClientError::NotStated`]; and [`ClientError`] when the
    /// record is not here or may not be changed.
    pub fn settle_conflict(
        &mut self,
        record: RecordId,
        field: &str,
        value: &str,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), ClientError> {
        let row = self.writable(record)?;
        let path = Path::parse(&field.replace('.', "/")).map_err(|_| ClientError::NoConflict)?;
        let saved = row.document.as_deref().ok_or(ClientError::NoConflict)?;
        let document = document_of(Some(saved))?;
        let stated = values_at(&document.tree(), &path);
        if stated.iter().all(|one| Some(one) == stated.first()) {
            return Err(ClientError::NoConflict);
        }
        let chosen = stated.into_iter().find(|one| shown(one) == value);
        let mut patch = Patch::default();
        patch.set(path, chosen.ok_or(ClientError::NotStated)?);
        self.commit(row, &patch, Vec::new(), now, rng)?;
        Ok(())
    }

    /// Only an incident has a crew. What was typed and not saved is saved with it.
    fn edit_crew(
        &mut self,
        incident: RecordId,
        patch: Patch,
        now: Millis,
        rng: &mut dyn CryptoRng,
    ) -> Result<bool, ClientError> {
        let row = self.writable(incident)?;
        if row.kind != Kind::Incident {
            return Err(ClientError::UnknownRecord(incident));
        }
        let mut draft = self.vault.read(|tables| tables.draft(incident))?;
        draft.extend(patch);
        self.commit(row, &draft, Vec::new(), now, rng)
    }

    /// Whether this device left a report.
    #[must_use]
    pub fn has_left(&self, report: &Summary) -> bool {
        self.is_left_in(&report.report)
    }

    fn is_left_in(&self, report: &Value) -> bool {
        let own = self.device().to_string();
        let crew = report.get(CREW).and_then(Value::as_array);
        crew.into_iter().flatten().any(|member| {
            let is_own = member.get("id").and_then(Value::as_str) == Some(own.as_str());
            is_own && member.get("left") == Some(&Value::Bool(true))
        })
    }
}

fn introduction(
    device: DeviceId,
    name: Option<&str>,
    role: Option<&str>,
) -> Result<Patch, ClientError> {
    let mut patch = Patch::default();
    for (field, words) in [("name", name), ("role", role)] {
        if let Some(words) = words.map(str::trim).filter(|words| !words.is_empty()) {
            patch.set(crew_path(device, field)?, Scalar::Text(words.to_owned()));
        }
    }
    Ok(patch)
}

fn crew_path(device: DeviceId, field: &str) -> Result<Path, ClientError> {
    // An id is hexadecimal, so this is a path.
    Path::parse(&format!("{CREW}/{device}/{field}")).map_err(|_| ClientError::UnknownDevice)
}

/// What stands at a path, the value that shows first.
fn values_at(tree: &Tree, path: &Path) -> Vec<Scalar> {
    let mut segments = path.segments();
    let mut node = segments.next().and_then(|first| tree.get(first));
    for segment in segments {
        node = match node {
            Some(Node::Branch(below)) => below.get(segment),
            Some(Node::Leaf(..)) | None => None,
        };
    }
    match node {
        Some(Node::Leaf(first, others)) => {
            std::iter::once(first).chain(others).map(|stated| stated.value.clone()).collect()
        }
        Some(Node::Branch(_)) | None => Vec::new(),
    }
}

/// A value as it is shown.
fn shown(value: &Scalar) -> String {
    match value {
        Scalar::Flag(flag) => flag.to_string(),
        Scalar::Whole(whole) => whole.to_string(),
        Scalar::Text(text) => text.clone(),
    }
}
