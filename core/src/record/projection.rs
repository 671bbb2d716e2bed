//! A record as it reads: every value of every field, with who stated it.

use automerge::{Automerge, ObjId, ROOT, ReadDoc, ScalarValue, Value};

use super::actor::Actor;
use crate::model::{Node, Scalar, Stated, Tree};

/// Reads all fields. Where a field and something below it have both been set, which no form does,
/// what is below shows.
pub(super) fn project(doc: &Automerge) -> Tree {
    let mut tree = Tree::new();
    for key in doc.keys(ROOT) {
        if let Some(leaf) = leaf(doc, &key) {
            let segments: Vec<_> = key.split('/').collect();
            place(&mut tree, &segments, leaf);
        }
    }
    tree
}

fn place(tree: &mut Tree, segments: &[&str], leaf: Node) {
    match segments {
        [] => {}
        [last] => {
            tree.entry((*last).to_owned()).or_insert(leaf);
        }
        [first, rest @ ..] => {
            let branch = tree.entry((*first).to_owned());
            let branch = branch.or_insert_with(|| Node::Branch(Tree::new()));
            if let Node::Leaf(..) = branch {
                *branch = Node::Branch(Tree::new());
            }
            if let Node::Branch(below) = branch {
                place(below, rest, leaf);
            }
        }
    }
}

/// All values of one key: the one that shows, then the others by their authors.
fn leaf(doc: &Automerge, key: &str) -> Option<Node> {
    let mut values: Vec<_> =
        doc.get_all(ROOT, key).ok()?.iter().filter_map(|(value, id)| stated(value, id)).collect();
    let (_, shows) = values.pop()?;
    values.sort_by_key(|(actor, _)| *actor);
    Some(Node::Leaf(shows, values.into_iter().map(|(_, stated)| stated).collect()))
}

fn stated(value: &Value<'_>, id: &ObjId) -> Option<(Actor, Stated)> {
    let ObjId::Id(_, author, _) = id else {
        return None;
    };
    let actor = Actor::from_bytes(author.to_bytes())?;
    let Value::Scalar(scalar) = value else {
        return None;
    };
    Some((actor, Stated { value: value_of(scalar)?, by: actor.device_text() }))
}

/// A value of our dialect.
pub(super) fn value_of(scalar: &ScalarValue) -> Option<Scalar> {
    match scalar {
        ScalarValue::Boolean(flag) => Some(Scalar::Flag(*flag)),
        ScalarValue::Int(whole) => Some(Scalar::Whole(*whole)),
        ScalarValue::Str(text) => Some(Scalar::Text(text.to_string())),
        _ => None,
    }
}
