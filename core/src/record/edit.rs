//! What a patch comes to, key by key: a record is one flat map from path to value.
//!
//! Flat, since two phones that each made a nested map called `acts` would have made two different
//! maps, of which Automerge shows one.

use std::collections::BTreeMap;

use automerge::{Automerge, ROOT, ReadDoc, ScalarValue, Value};

use crate::model::{Patch, Path, Scalar};

/// The keys to change, each once: its value, or `None` to delete it.
#[derive(Default)]
pub(super) struct Edit<'p> {
    keys: BTreeMap<String, Option<&'p Scalar>>,
    replaced: usize,
}

impl<'p> Edit<'p> {
    /// What is left of `patch` once everything that is so already is taken out.
    pub(super) fn of(patch: &'p Patch, doc: &Automerge) -> Self {
        let mut keys = BTreeMap::new();
        // A path sorts before all below it, so what is cleared may be set again by the same patch.
        for (path, value) in patch.iter() {
            if value.is_none() {
                keys.extend(below(path, doc).map(|key| (key, None)));
            }
            keys.insert(path.to_string(), value);
        }
        let mut edit = Self::default();
        for (key, value) in keys {
            let present = doc.get_all(ROOT, &key).unwrap_or_default();
            let is_so = match (present.as_slice(), value) {
                ([], None) => true,
                ([(Value::Scalar(stands), _)], Some(value)) => **stands == written(value),
                _ => false,
            };
            if !is_so {
                edit.keys.insert(key, value);
                edit.replaced += present.len();
            }
        }
        edit
    }

    pub(super) fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.keys.len()
    }

    /// How many values are replaced or deleted.
    pub(super) const fn replaced(&self) -> usize {
        self.replaced
    }

    /// No fewer bytes than the change takes, what it builds on aside.
    pub(super) fn size(&self) -> usize {
        const HEAD: usize = 128;
        const PER_OP: usize = 24;
        const PER_REPLACED: usize = 32;
        let sizes = self.keys.iter().map(|(key, value)| {
            let text = if let Some(Scalar::Text(text)) = value { text.len() } else { 0 };
            PER_OP + key.len() + text
        });
        HEAD + sizes.sum::<usize>() + self.replaced * PER_REPLACED
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, Option<&Scalar>)> {
        self.keys.iter().map(|(key, value)| (key.as_str(), *value))
    }
}

/// A value as Automerge writes it.
pub(super) fn written(value: &Scalar) -> ScalarValue {
    match value {
        Scalar::Flag(flag) => ScalarValue::Boolean(*flag),
        Scalar::Whole(whole) => ScalarValue::Int(*whole),
        Scalar::Text(text) => ScalarValue::Str(text.as_str().into()),
    }
}

fn below(path: &Path, doc: &Automerge) -> impl Iterator<Item = String> {
    let next_to_slash = char::from(b'/' + 1);
    let range = format!("{path}/")..format!("{path}{next_to_slash}");
    doc.map_range(ROOT, range).map(|item| item.key.into_owned())
}
