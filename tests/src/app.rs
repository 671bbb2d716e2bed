//! An app in Rust over the library that Kotlin and Swift call: its key store, its network.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use tabard_ffi::{
    Device, Edit, Enrolling, Enrolment, HttpRequest, Progress, SecretStore, SecretStoreError,
    Settings, Slot, Step, TabardError, Unlocking, Value,
};

/// A key store that a test can make forget, refuse and call back.
#[derive(Default)]
pub struct Store {
    secrets: Mutex<BTreeMap<u8, Vec<u8>>>,
    fails: Mutex<Option<SecretStoreError>>,
    /// What it calls when it is asked for a secret.
    calls: Mutex<Option<Arc<Device>>>,
    /// What came of that.
    pub heard: Mutex<Option<TabardError>>,
}

impl Store {
    /// Fails from now on, or no more.
    pub fn fail(&self, error: Option<SecretStoreError>) {
        *self.fails.lock().expect("a lock") = error;
    }

    /// Loses the secret of a slot, as a platform does when a finger is added.
    pub fn lose(&self, slot: Slot) {
        self.secrets.lock().expect("a lock").remove(&number(slot));
    }

    /// Calls a device whenever a secret is asked for.
    pub fn call(&self, device: Option<Arc<Device>>) {
        *self.calls.lock().expect("a lock") = device;
    }

    fn ready(&self) -> Result<(), SecretStoreError> {
        self.fails.lock().expect("a lock").map_or(Ok(()), Err)
    }
}

impl SecretStore for Store {
    fn protect(&self, slot: Slot, secret: Vec<u8>) -> Result<(), SecretStoreError> {
        self.ready()?;
        self.secrets.lock().expect("a lock").insert(number(slot), secret);
        Ok(())
    }

    fn reveal(&self, slot: Slot) -> Result<Vec<u8>, SecretStoreError> {
        self.ready()?;
        if let Some(device) = self.calls.lock().expect("a lock").as_ref() {
            *self.heard.lock().expect("a lock") = device.status().err();
        }
        let secrets = self.secrets.lock().expect("a lock");
        secrets.get(&number(slot)).cloned().ok_or(SecretStoreError::Lost)
    }

    fn destroy(&self, slot: Slot) -> Result<(), SecretStoreError> {
        self.ready()?;
        self.lose(slot);
        Ok(())
    }
}

const fn number(slot: Slot) -> u8 {
    match slot {
        Slot::Biometric => 1,
        Slot::Credential => 2,
    }
}

/// An app's folder and key store.
pub struct App {
    dir: PathBuf,
    language: String,
    /// Its key store.
    pub store: Arc<Store>,
}

impl App {
    /// An app that was never opened.
    #[must_use]
    pub fn new(dir: PathBuf, language: &str) -> Self {
        Self { dir, language: language.to_owned(), store: Arc::default() }
    }

    /// The same app in another language.
    #[must_use]
    pub fn in_language(&self, language: &str) -> Self {
        let store = Arc::clone(&self.store);
        Self { dir: self.dir.clone(), language: language.to_owned(), store }
    }

    /// What it says of itself.
    #[must_use]
    pub fn settings(&self) -> Settings {
        let dir = self.dir.to_string_lossy().into_owned();
        Settings { dir, language: self.language.clone(), words: Vec::new() }
    }

    /// The folder of its device.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    fn store(&self) -> Arc<dyn SecretStore> {
        Arc::clone(&self.store) as Arc<dyn SecretStore>
    }

    /// Begins an enrolment with both slots.
    ///
    /// # Errors
    /// What the library says.
    pub fn begin(&self, code: &str, pin: Option<&str>) -> Result<Enrolment, TabardError> {
        let enrolling = Enrolling {
            code: code.to_owned(),
            slots: vec![Slot::Biometric, Slot::Credential],
            pin: pin.map(str::to_owned),
        };
        Enrolment::begin(self.settings(), self.store(), enrolling)
    }

    /// Enrols to the end.
    ///
    /// # Errors
    /// What the library says.
    pub fn enrol(&self, code: &str, pin: Option<&str>) -> Result<Arc<Device>, TabardError> {
        let enrolment = self.begin(code, pin)?;
        let (status, body) = post(&enrolment.request()).expect("a server");
        enrolment.answered(status, &body)
    }

    /// Opens the device.
    ///
    /// # Errors
    /// What the library says.
    pub fn open(&self, slot: Slot, pin: Option<&str>) -> Result<Device, TabardError> {
        let how = Unlocking { slot, pin: pin.map(str::to_owned) };
        Device::open(self.settings(), self.store(), how)
    }
}

/// Sends a request as an app does; none where no answer came.
#[must_use]
pub fn post(request: &HttpRequest) -> Option<(u16, Vec<u8>)> {
    let agent = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0);
    let agent = agent.proxy(None).build().new_agent();
    let mut sending = agent.post(&request.url);
    for header in &request.headers {
        sending = sending.header(&header.name, &header.value);
    }
    let mut answer = sending.send(&request.body[..]).ok()?;
    let body = answer.body_mut().with_config().limit(64 << 20).read_to_vec().ok()?;
    Some((answer.status().as_u16(), body))
}

/// Syncs until there is nothing to do now; gives the last progress.
///
/// # Errors
/// What the library says.
pub fn sync(device: &Device) -> Result<Option<Progress>, TabardError> {
    device.tick(None)?;
    device.sync_now()?;
    let mut last = None;
    while let Step::Send { token, request } = device.next_step()? {
        last = Some(match post(&request) {
            Some((status, body)) => device.answered(token, status, &body)?,
            None => device.unanswered(token)?,
        });
    }
    Ok(last)
}

/// An edit that states a text.
#[must_use]
pub fn text(path: &str, text: &str) -> Edit {
    Edit { path: path.to_owned(), value: Some(Value::Text { text: text.to_owned() }) }
}

/// An edit that ticks something.
#[must_use]
pub fn tick(path: &str) -> Edit {
    Edit { path: path.to_owned(), value: Some(Value::Flag { on: true }) }
}
