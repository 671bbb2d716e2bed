//! What a trust sets for its own sign-on.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use clap::ValueEnum;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::http::is_safe;
use crate::console::access::roles::Role;

/// A trust's own sign-on, as its file says.
pub struct OpenId {
    pub(super) issuer: String,
    pub(super) client_id: String,
    pub(super) secret: Zeroizing<String>,
    pub(super) label: String,
    pub(super) name_claim: String,
    pub(super) role_claim: String,
    pub(super) roles: BTreeMap<String, Role>,
}

/// What is wrong with the file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenIdFault {
    /// It cannot be read.
    #[error("the file of --oidc, or the secret file that it names, cannot be read")]
    Unreadable,
    /// It is no such file.
    #[error("the file of --oidc is not as docs/hub.md says: {0}")]
    Malformed(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    issuer: String,
    client_id: String,
    client_secret_file: String,
    label: String,
    #[serde(default = "name")]
    name_claim: String,
    role_claim: String,
    roles: BTreeMap<String, String>,
}

fn name() -> String {
    "name".to_owned()
}

impl OpenId {
    /// Reads the file. A secret's path is taken from the file's own folder.
    ///
    /// # Errors
    /// [`OpenIdFault`].
    pub fn read(file: &Path) -> Result<Self, OpenIdFault> {
        let text = fs::read_to_string(file).map_err(|_| OpenIdFault::Unreadable)?;
        let read: Result<File, _> = serde_json::from_str(&text);
        let read = read.map_err(|error| OpenIdFault::Malformed(error.to_string()))?;
        let wrong = |what: &str| OpenIdFault::Malformed(what.to_owned());
        if !is_safe(&read.issuer) {
            return Err(wrong("issuer is an https address"));
        }
        let role = |(value, word): (String, String)| match Role::from_str(&word, false) {
            Ok(Role::Administrator) => Err(wrong("administrators are made at /people, by two")),
            Ok(role) => Ok((value, role)),
            Err(_) => Err(wrong("roles maps what the claim holds to roles of the console")),
        };
        let roles = read.roles.into_iter().map(role).collect::<Result<_, _>>()?;
        let secret = file.parent().unwrap_or(Path::new("")).join(&read.client_secret_file);
        let secret = fs::read_to_string(secret).map_err(|_| OpenIdFault::Unreadable)?;
        Ok(Self {
            issuer: read.issuer,
            client_id: read.client_id,
            secret: Zeroizing::new(secret.trim().to_owned()),
            label: read.label,
            name_claim: read.name_claim,
            role_claim: read.role_claim,
            roles,
        })
    }
}
