//! A phone that calls the library as Kotlin and Swift do, and its view of things as JSON.

pub mod canonical;
mod views;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde_json::Value as Json;
use tabard_ffi::{
    Attach, Custody, Device, Edit, Enrolling, Enrolment, HttpRequest, Invitation, Joining,
    MateIntroduction, Opening, Reply, Settings, Settling, Slot, Step, TabardError, Unlocking,
    Value, Withdrawal, Writing,
};

use tabard_tests::app::Store;

/// A device with what opens it again.
pub struct Phone {
    /// The device, open.
    pub device: Arc<Device>,
    settings: Settings,
    store: Arc<Store>,
}

/// A text of a step.
#[track_caller]
pub fn text<'s>(step: &'s Json, key: &str) -> &'s str {
    step[key].as_str().unwrap_or_else(|| panic!("no text {key} in {step}"))
}

/// Settings for a folder, in English.
pub fn settings(dir: &Path) -> Settings {
    let dir = dir.to_str().expect("a plain name").to_owned();
    Settings { dir, language: "en".to_owned(), words: Vec::new() }
}

/// Opening by the slot that needs no PIN.
pub const fn biometric() -> Unlocking {
    Unlocking { slot: Slot::Biometric, pin: None }
}

/// What a person brings to an enrolment, with both slots and no PIN.
pub fn enrolling(code: &str) -> Enrolling {
    let slots = vec![Slot::Biometric, Slot::Credential];
    Enrolling { code: code.to_owned(), slots, pin: None }
}

/// Sends a request; none when no answer came.
pub fn send(request: &HttpRequest) -> Option<(u16, Vec<u8>)> {
    let agent = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0);
    let agent = agent.proxy(None).build().new_agent();
    let mut sent = agent.post(&request.url);
    for header in &request.headers {
        sent = sent.header(&header.name, &header.value);
    }
    let mut answer = sent.send(request.body.as_slice()).ok()?;
    let body = answer.body_mut().with_config().limit(64 << 20).read_to_vec().ok()?;
    Some((answer.status().as_u16(), body))
}

/// Syncs until there is nothing to do; the code of what stood in the way at the end.
///
/// # Errors
/// What the library says.
pub fn sync(device: &Device) -> Result<Option<String>, TabardError> {
    device.tick(None)?;
    device.sync_now()?;
    let mut problem = None;
    while let Step::Send { token, request } = device.next_step()? {
        let progress = match send(&request) {
            Some((status, body)) => device.answered(token, status, &body)?,
            None => device.unanswered(token)?,
        };
        problem = progress.problem.map(|one| one.code);
    }
    Ok(problem)
}

/// So many bytes, the same in every language.
pub fn bytes(step: &Json) -> Vec<u8> {
    let length = step["bytes"].as_u64().expect("a length");
    (0..length).map(|at| (at % 251) as u8).collect()
}

fn value(json: &Json) -> Option<Value> {
    match json {
        Json::Bool(on) => Some(Value::Flag { on: *on }),
        Json::Number(number) => Some(Value::Whole { number: number.as_i64().expect("a whole") }),
        Json::String(text) => Some(Value::Text { text: text.clone() }),
        _ => None,
    }
}

fn edits(step: &Json) -> Vec<Edit> {
    let edits = step["edits"].as_object().expect("edits");
    edits.iter().map(|(path, json)| Edit { path: path.clone(), value: value(json) }).collect()
}

fn introduction(step: &Json) -> MateIntroduction {
    let text = |key: &str| step[key].as_str().map(str::to_owned);
    MateIntroduction { name: text("name"), role: text("role") }
}

fn custody() -> Custody {
    Custody { by: Some("Crew".to_owned()), reason: None }
}

type Outcome<T> = Result<T, String>;

fn code<T>(result: Result<T, TabardError>) -> Outcome<T> {
    result.map_err(|error| error.code().to_owned())
}

impl Phone {
    /// Enrols in a folder by a code.
    pub fn enrolled(dir: &Path, enrolment: &str) -> Outcome<Self> {
        let (settings, store) = (settings(dir), Arc::new(Store::default()));
        let begun =
            Enrolment::begin(settings.clone(), Arc::clone(&store) as _, enrolling(enrolment));
        let begun = code(begun)?;
        let (status, body) = send(&begun.request()).ok_or("no_answer")?;
        let device = code(begun.answered(status, &body))?;
        Ok(Self { device, settings, store })
    }

    /// The device's id.
    pub fn id(&self) -> String {
        self.device.status().expect("a device stands somewhere").device
    }

    /// The code by which it is let into a report.
    pub fn mate_code(&self, step: &Json) -> Outcome<String> {
        code(self.device.mate_code(introduction(step)))
    }

    /// Lets the device of a code in.
    pub fn invite(&self, record: &str, mate: String) -> Outcome<bool> {
        code(self.device.invite(Invitation { record: record.to_owned(), code: mate }))
    }

    /// Does one step; the id of what it made, where it made something.
    pub fn does(
        &mut self,
        step: &Json,
        names: &BTreeMap<String, String>,
    ) -> Outcome<Option<String>> {
        let device = &self.device;
        // A name that nothing has stands for itself: a bad id.
        let named = |key: &str| {
            let name = text(step, key);
            names.get(name).map_or(name, String::as_str).to_owned()
        };
        let record = || named("record");
        let text = |key: &str| text(step, key).to_owned();
        match step["do"].as_str().expect("what to do") {
            "reopen" => return self.reopened(),
            "sync" => return self.synced(step),
            "start" => return self.started(step, names),
            "report" => return code(device.report_at_once(edits(step))).map(Some),
            "attach" => {
                let attach = Attach { record: record(), edits: edits(step), custody: custody() };
                return code(device.attach_bytes(attach, &bytes(step))).map(Some);
            }
            "type" => code(device.type_into(Writing { record: record(), edits: edits(step) })),
            "save" => code(device.save(record())).map(|_| ()),
            "edit" => {
                code(device.edit(Writing { record: record(), edits: edits(step) })).map(|_| ())
            }
            "join" => {
                let joining = Joining { record: record(), who: introduction(step) };
                code(device.join(joining)).map(|_| ())
            }
            "settle" => {
                let value = value(&step["value"]).expect("a value");
                code(device.settle(Settling { record: record(), path: text("path"), value }))
            }
            "reply" => {
                let reply = Reply { record: record(), text: text("text"), to: None };
                code(device.reply(reply)).map(|_| ())
            }
            "read" => code(device.mark_read(record())),
            "withdraw" => {
                let withdrawal = Withdrawal { record: record(), reason: Some(text("reason")) };
                code(device.withdraw(withdrawal)).map(|_| ())
            }
            "fetch" => code(device.fetch_attachment(record())),
            other => panic!("nobody knows how to {other}"),
        }?;
        Ok(None)
    }

    fn reopened(&mut self) -> Outcome<Option<String>> {
        code(self.device.shutdown())?;
        let store = Arc::clone(&self.store) as _;
        self.device = Arc::new(code(Device::open(self.settings.clone(), store, biometric()))?);
        Ok(None)
    }

    fn synced(&self, step: &Json) -> Outcome<Option<String>> {
        let problem = code(sync(&self.device))?;
        assert_eq!(problem.as_deref(), step["problem"].as_str(), "what stood in the way");
        Ok(None)
    }

    fn started(&self, step: &Json, names: &BTreeMap<String, String>) -> Outcome<Option<String>> {
        let about = step["about"].as_str().map(|name| names[name].clone());
        let started = match text(step, "kind") {
            "report" => self.device.start_report(),
            "account" => self.device.start_account(about.expect("what it is about")),
            "support" => self.device.start_support(about),
            other => panic!("nobody starts a {other}"),
        };
        code(started).map(Some)
    }

    fn opening(attachment: String) -> Opening {
        Opening { attachment, custody: custody() }
    }
}
