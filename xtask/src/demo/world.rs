//! Everything there is in the demo.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use tempfile::TempDir;

use super::corpus::Corpus;
use super::device::{Device, Traffic};
use super::region::Region;
use super::tabard::Tabard;

/// The region, its devices, and the reports of the night, in a temporary folder.
pub(super) struct World {
    // Dropped in this order: the server ends before its folder goes.
    pub(super) region: Region,
    pub(super) phone_a: Device,
    pub(super) phone_b: Device,
    pub(super) desk: Device,
    pub(super) wellbeing: Device,
    /// A second desk and an approver, once they are enrolled.
    pub(super) register: Vec<Device>,
    /// The marker of the story; empty until somebody flags.
    pub(super) marker: String,
    pub(super) corpus: Corpus,
    /// The incident that both phones write; empty until it is filed.
    pub(super) shared: String,
    /// What each device filed while the relay was dark, as its ids.
    pub(super) filed: [Vec<String>; 3],
    pub(super) tabard: Tabard,
    folder: TempDir,
}

impl World {
    pub(super) fn new(tabard: Tabard) -> Result<Self> {
        let corpus = Corpus::read()?;
        let folder = tempfile::Builder::new().prefix("tabard-demo-").tempdir()?;
        for name in ["devices", "reports", "logs"] {
            fs::create_dir(folder.path().join(name))?;
        }
        let path = |name: &str| {
            let path = folder.path().join(name).into_os_string().into_string();
            path.ok().context("the temporary folder's name is not UTF-8")
        };
        let device = |name, vault: &str| {
            fs::create_dir(folder.path().join("devices").join(vault))?;
            let vault = path(&format!("devices/{vault}/vault"))?;
            anyhow::Ok(Device::new(tabard.clone(), name, vault))
        };
        Ok(Self {
            region: Region::new(tabard.clone(), path("region")?, folder.path().join("logs")),
            phone_a: device("YA214 phone 1", "phone-a")?,
            phone_b: device("YA214 phone 2", "phone-b")?,
            desk: device("EOC desk 3", "desk")?,
            wellbeing: device("Wellbeing", "wellbeing")?,
            register: Vec::new(),
            marker: String::new(),
            corpus,
            shared: String::new(),
            filed: Default::default(),
            folder,
            tabard,
        })
    }

    /// Writes reports to a file, one a line; where it is.
    pub(super) fn write_reports(&self, name: &str, reports: &[String]) -> Result<String> {
        let path = self.folder.path().join("reports").join(name);
        fs::write(&path, reports.join("\n") + "\n")?;
        path.into_os_string().into_string().ok().context("the file's name is not UTF-8")
    }

    /// A path in a folder of the demo.
    pub(super) fn path(&self, name: &str) -> Result<String> {
        let path = self.folder.path().join(name).into_os_string().into_string();
        path.ok().context("the temporary folder's name is not UTF-8")
    }

    /// A folder of the demo: `devices`, `reports`, `logs` or `region`.
    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(super) fn second_desk(&self) -> Result<&Device> {
        self.register.first().context("no second desk is enrolled")
    }

    pub(super) fn approver(&self) -> Result<&Device> {
        self.register.get(1).context("no approver is enrolled")
    }

    pub(super) fn devices(&self) -> [&Device; 3] {
        [&self.phone_a, &self.phone_b, &self.desk]
    }

    /// What all syncs together sent.
    pub(super) fn traffic(&self) -> Traffic {
        self.devices()
            .into_iter()
            .fold(Traffic::default(), |sum, device| sum + device.traffic.get())
    }

    /// Keeps the folder of a demo that failed.
    pub(super) fn keep_for_a_look(&mut self) {
        self.folder.disable_cleanup(true);
        println!("\nWhat the demo left is in {}", self.folder.path().display());
    }

    /// Keeps the folder and the server, and says what to try.
    pub(super) fn leave_running(mut self) -> Result<()> {
        let pid = self.region.leave_running().context("the relay is not running")?;
        let region = self.region.folder().display();
        let vault = self.folder.path().join("devices/phone-a/vault");
        let vault = vault.display();
        println!("\nThe region listens on {}; its folder is {region}.", self.region.address());
        println!("Try:");
        for arguments in [
            format!("hub list --dir {region}"),
            format!("device show --vault {vault} {}", self.shared),
            format!("device sync --vault {vault}"),
        ] {
            println!("  {}", self.tabard.said(&arguments));
        }
        println!("Stop it and clear up:");
        println!("  kill {pid} && rm -r {}", self.folder.path().display());
        self.folder.disable_cleanup(true);
        Ok(())
    }
}
