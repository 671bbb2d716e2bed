//! A region and its devices, each a folder that processes work in.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use super::program::{Ended, binary, ids};
use super::server::Server;

/// What every command of these tests does without: words of the test's own surroundings.
const SURROUNDINGS: [&str; 13] = [
    "LANG",
    "LC_ALL",
    "LC_MESSAGES",
    "TABARD_LANG",
    "TABARD_WORDS",
    "TABARD_CLOCK_AHEAD_SECONDS",
    "TABARD_VAULT_KEY_FILE",
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
];

/// The folder of a test: `region`, a folder for each device, `log` for what servers say on
/// standard error, and `tmp` for what any process puts aside.
pub struct World(TempDir);

impl World {
    /// A world with a region.
    pub fn new() -> Self {
        let world = Self::unfounded();
        world.found();
        world
    }

    /// A world where nothing is yet.
    pub fn unfounded() -> Self {
        let world = Self(TempDir::new().expect("a temporary folder"));
        fs::create_dir(world.path("tmp")).expect("a folder");
        world
    }

    /// Founds the region.
    pub fn found(&self) {
        self.region_says(&["region", "init", "--name", "Yorkshire Ambulance Service"]);
    }

    /// A path in the world's folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The region's folder.
    pub fn region(&self) -> PathBuf {
        self.path("region")
    }

    /// A command of the binary, with nothing of the surroundings that it would heed.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(binary());
        command.args(arguments).env("TMPDIR", self.path("tmp"));
        for name in SURROUNDINGS {
            command.env_remove(name);
        }
        command
    }

    /// Runs a command and asks for JSON.
    pub fn run(&self, arguments: &[&str]) -> Ended {
        let mut command = self.command(arguments);
        command.arg("--json");
        Ended::of(command)
    }

    /// Runs a command as people do, who ask for words.
    pub fn run_in_words(&self, arguments: &[&str]) -> Ended {
        Ended::of(self.command(arguments))
    }

    /// Asks each command for help, which has to show an example of it.
    #[track_caller]
    pub fn each_helps_with_an_example_of_itself(&self, commands: &[&str]) {
        for command in commands {
            let words: Vec<_> = command.split(' ').collect();
            let help = self.run_in_words(&[&words, &["--help"][..]].concat()).exits(0).out;
            let (_, example) = help.split_once("Example:\n").unwrap_or_else(|| panic!("{help}"));
            assert!(example.contains(&format!("tabard {command}")), "{command}: {example}");
        }
    }

    /// Runs a command of the region's.
    pub fn run_at_region(&self, arguments: &[&str]) -> Ended {
        self.run(&[arguments, &["--dir", text(&self.region())]].concat())
    }

    /// The answer to a command of the region's that must succeed.
    #[track_caller]
    pub fn region_says(&self, arguments: &[&str]) -> Value {
        self.run_at_region(arguments).exits(0).json()
    }

    /// The ids of the reports at the hub, after it has taken in what came.
    #[track_caller]
    pub fn ids_at_hub(&self) -> Vec<String> {
        ids(self.region_says(&["hub", "list"]).as_array().expect("a list"))
    }

    /// Insists that the relay's log is sound.
    #[track_caller]
    pub fn verify(&self) {
        let verdict = self.run_at_region(&["verify"]).exits(0).json();
        assert_eq!(verdict["sound"], true, "{verdict}");
    }

    /// The command that serves the region.
    pub fn serving(&self, listen: &str) -> Command {
        self.command(&["serve", "--dir", text(&self.region()), "--listen", listen])
    }

    /// The command that serves the region and its hub's pages.
    pub fn serving_console(&self) -> Command {
        let mut command = self.serving("127.0.0.1:0");
        command.args(["--console", "127.0.0.1:0"]);
        command
    }

    /// Serves the region at a port that the system chooses.
    pub fn serve(&self) -> Server {
        self.start(self.serving("127.0.0.1:0"))
    }

    /// Serves with a command that is made up to be another.
    pub fn start(&self, command: Command) -> Server {
        Server::start(command, &self.path("log"))
    }

    /// A code for a device of the crew.
    #[track_caller]
    pub fn code(&self, name: &str, more: &[&str]) -> String {
        self.code_for("crew", name, more)
    }

    /// A code for a device of a role.
    #[track_caller]
    pub fn code_for(&self, role: &str, name: &str, more: &[&str]) -> String {
        let arguments = [&["enrol-code", "--role", role, "--name", name], more].concat();
        let said = self.region_says(&arguments);
        said["code"].as_str().expect("a code").to_owned()
    }

    /// A device that has not enrolled.
    pub fn stranger(&self, name: &str) -> Device<'_> {
        Device { world: self, dir: self.path(name) }
    }

    /// A device of the crew, enrolled by the server that runs.
    #[track_caller]
    pub fn phone(&self, name: &str) -> Device<'_> {
        let phone = self.stranger(name);
        let code = self.code(name, &[]);
        let _ = phone.run("enrol", &["--code", &code]).exits(0);
        phone
    }
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

/// A device's folder.
pub struct Device<'w> {
    world: &'w World,
    /// Where it is.
    pub dir: PathBuf,
}

impl Device<'_> {
    /// A command of the device's that answers in JSON.
    pub fn command(&self, name: &str, arguments: &[&str]) -> Command {
        let name: Vec<_> = name.split(' ').collect();
        let own = [&["device"], &*name, &["--vault", text(&self.dir), "--json"]].concat();
        self.world.command(&[&own, arguments].concat())
    }

    /// The answer to a command of the device's that must succeed; null where it says nothing.
    #[track_caller]
    pub fn does(&self, name: &str, arguments: &[&str]) -> Value {
        let said = self.run(name, arguments).exits(0);
        if said.out.is_empty() { Value::Null } else { said.json() }
    }

    /// Runs a command of the device's.
    pub fn run(&self, name: &str, arguments: &[&str]) -> Ended {
        Ended::of(self.command(name, arguments))
    }

    /// Runs a command of the device's with a variable of its surroundings.
    pub fn run_with(&self, variable: (&str, &str), name: &str, arguments: &[&str]) -> Ended {
        let mut command = self.command(name, arguments);
        command.env(variable.0, variable.1);
        Ended::of(command)
    }

    /// Reports what is given, one report a line.
    pub fn report(&self, reports: &[Value]) -> Ended {
        let text: String = reports.iter().map(|report| format!("{report}\n")).collect();
        Ended::after_reading(self.command("report", &[]), &text)
    }

    /// Syncs.
    pub fn sync(&self) -> Ended {
        self.run("sync", &[])
    }

    /// The reports on the device.
    #[track_caller]
    pub fn list(&self) -> Vec<Value> {
        match self.run("list", &[]).exits(0).json() {
            Value::Array(reports) => reports,
            other => panic!("not a list: {other}"),
        }
    }

    /// The ids of the reports on the device.
    #[track_caller]
    pub fn ids(&self) -> Vec<String> {
        ids(&self.list())
    }

    /// The ids of the reports that the device shows as held by the region.
    #[track_caller]
    pub fn held(&self) -> Vec<String> {
        let mut reports = self.list();
        reports.retain(|report| report["state"] != "saved_on_this_phone");
        ids(&reports)
    }

    /// A report with all that the device knows of it.
    #[track_caller]
    pub fn show(&self, id: &str) -> Value {
        self.run("show", &[id]).exits(0).json()
    }

    /// The device's id.
    #[track_caller]
    pub fn id(&self) -> String {
        let own = self.run("show", &[]).exits(0).json();
        own["device"].as_str().expect("a device has an id").to_owned()
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("temporary folders have plain names")
}
