//! A pack taken apart, changed, and put together again.

use std::io::Cursor;

use data_encoding::HEXLOWER;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tabard_core::entry::SignedEntry;
use tabard_server::evidence::archive::{Archive, Writer};
use tabard_server::evidence::{Verdict, verify};
use tabard_server::host::now;
use tabard_server::hub::Hub;
use tabard_server::relay::Proved;

/// The files of a pack in their order.
#[derive(Clone)]
pub(crate) struct Pack(Vec<(String, Vec<u8>)>);

impl Pack {
    pub(crate) fn read(bytes: &[u8]) -> Self {
        let mut archive = Archive::open(Cursor::new(bytes)).expect("a pack");
        let items = archive.items().to_vec();
        let files = items.into_iter().map(|item| {
            let bytes = archive.read(&item.name, item.size).expect("a file");
            (item.name, bytes)
        });
        Self(files.collect())
    }

    pub(crate) fn names(&self) -> Vec<String> {
        self.0.iter().map(|(name, _)| name.clone()).collect()
    }

    pub(crate) fn file(&self, name: &str) -> &[u8] {
        let found = self.0.iter().find(|(known, _)| known == name);
        &found.unwrap_or_else(|| panic!("no {name} in {:?}", self.names())).1
    }

    pub(crate) fn text(&self, name: &str) -> String {
        String::from_utf8(self.file(name).to_vec()).expect("a text")
    }

    pub(crate) fn json(&self, name: &str) -> Value {
        serde_json::from_slice(self.file(name)).expect("JSON")
    }

    pub(crate) fn set(&mut self, name: &str, bytes: Vec<u8>) {
        let before = self.0.iter_mut().find(|(known, _)| known == name);
        before.unwrap_or_else(|| panic!("no {name}")).1 = bytes;
    }

    pub(crate) fn set_json(&mut self, name: &str, value: &Value) {
        let text = serde_json::to_string_pretty(value).expect("JSON");
        self.set(name, format!("{text}\n").into_bytes());
    }

    /// Changes the JSON of a file.
    pub(crate) fn edit(&mut self, name: &str, edit: impl FnOnce(&mut Value)) {
        let mut value = self.json(name);
        edit(&mut value);
        self.set_json(name, &value);
    }

    pub(crate) fn add(&mut self, name: &str, bytes: Vec<u8>) {
        self.0.insert(0, (name.to_owned(), bytes));
    }

    pub(crate) fn remove(&mut self, name: &str) {
        self.0.retain(|(known, _)| known != name);
    }

    /// The index as the files now are.
    pub(crate) fn reckon(&mut self) {
        let own = |name: &str| name == "index.json" || name == "index.cose";
        let files = self.0.iter().filter(|(name, _)| !own(name)).map(|(name, bytes)| {
            json!({ "name": name, "size": bytes.len(), "sha256": HEXLOWER.encode(&Sha256::digest(bytes)) })
        });
        let files = files.collect::<Vec<_>>();
        self.edit("index.json", |index| index["files"] = Value::Array(files));
    }

    /// The same, and the hub signs it: what only the hub itself could do.
    pub(crate) fn signed_by(mut self, hub: &Hub) -> Self {
        self.reckon();
        let hash = Sha256::digest(self.file("index.json")).into();
        self.set("index.cose", hub.sign_evidence(&hash).expect("a signature"));
        self
    }

    /// The same, with a receipt and proofs of the log as it is now, for whatever entries the index
    /// names: all that a relay can do for a hub that lies.
    pub(crate) fn proved_anew(mut self, hub: &Hub) -> Self {
        let mut index = self.json("index.json");
        let region = hub.relay().region();
        let file = |leaf: &Value| leaf["file"].as_str().expect("a name").to_owned();
        let records = index["records"].as_array().expect("a list");
        let leaves = records.iter().flat_map(|one| one["entries"].as_array().expect("a list"));
        let entries: Vec<_> = leaves
            .map(|leaf| {
                SignedEntry::parse(region, self.file(&file(leaf)).to_vec()).expect("an entry")
            })
            .collect();
        let lines = index["statements"].as_array().expect("a list").iter();
        let lines: Vec<_> =
            lines.map(|leaf| leaf["position"].as_u64().expect("a number")).collect();
        let entries: Vec<_> = entries.iter().collect();
        let witnessed = hub.relay().witness(now(), &entries, &lines).expect("proofs");
        let head = hub.relay().head().expect("a head");
        index["log"]["size"] = json!(head.size);
        index["log"]["root"] = json!(HEXLOWER.encode(head.root.as_bytes()));
        let prove = |leaf: &mut Value, proved: &Proved| {
            let hashes = proved.proof.hashes().iter().map(|one| HEXLOWER.encode(one.as_bytes()));
            leaf["position"] = json!(proved.position);
            leaf["proof"] = json!(hashes.collect::<Vec<_>>());
        };
        let mut proofs = witnessed.entries.iter();
        for record in index["records"].as_array_mut().expect("a list") {
            for leaf in record["entries"].as_array_mut().expect("a list") {
                prove(leaf, proofs.next().expect("a proof"));
            }
        }
        for (leaf, proved) in
            index["statements"].as_array_mut().expect("a list").iter_mut().zip(&witnessed.lines)
        {
            prove(leaf, proved);
        }
        self.set_json("index.json", &index);
        self.set("log/receipt.cose", witnessed.receipt);
        self.signed_by(hub)
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new(Cursor::new(Vec::new()));
        for (name, bytes) in &self.0 {
            let _ = writer.put(name, bytes).expect("a file");
        }
        writer.finish().expect("a pack").into_inner()
    }

    /// What the product's verifier says: the code of the refusal.
    pub(crate) fn verdict(&self) -> Result<Verdict, &'static str> {
        judge(&self.bytes())
    }
}

/// What the product's verifier says of bytes.
pub(crate) fn judge(bytes: &[u8]) -> Result<Verdict, &'static str> {
    verify(Cursor::new(bytes), None).map_err(|refused| refused.code())
}
