//! A phone that calls the library as Kotlin and Swift do, and its view of things as JSON.

pub mod canonical;
mod views;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde_json::Value as Json;
use tabard_ffi::{
    Attach, Custody, Device, Edit, Invitation, Joining, MateIntroduction, Opening, Reply, Settling,
    Slot, TabardError, Value, Withdrawal, Writing,
};
use tabard_tests::app::{App, sync};

/// A device with what opens it again.
pub struct Phone {
    /// The device, open.
    pub device: Arc<Device>,
    app: App,
}

/// A text of a step.
#[track_caller]
pub fn text<'s>(step: &'s Json, key: &str) -> &'s str {
    step[key].as_str().unwrap_or_else(|| panic!("no text {key} in {step}"))
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
        let app = App::new(dir.to_owned(), "en");
        let device = code(app.enrol(enrolment, None))?;
        Ok(Self { device, app })
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
        self.device = Arc::new(code(self.app.open(Slot::Biometric, None))?);
        Ok(None)
    }

    fn synced(&self, step: &Json) -> Outcome<Option<String>> {
        let progress = code(sync(&self.device))?;
        let problem = progress.and_then(|progress| progress.problem).map(|one| one.code);
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
