use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;

use super::*;
use crate::attachment::Blobs;
use crate::ids::Incarnation;
use crate::outbox::Outbox;

fn label(text: &str) -> Label {
    text.parse().unwrap()
}

/// A phone of two, and something that waits for the first.
fn phone() -> (tempfile::TempDir, SharedPhone, Person, Person) {
    let dir = tempfile::tempdir().unwrap();
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let phone = SharedPhone::at(dir.path());
    let first = phone.add(label("RB"), &mut rng).unwrap();
    let second = phone.add(label("jk"), &mut rng).unwrap();
    for person in [&first, &second] {
        drop(Outbox::open(&person.dir).unwrap());
    }
    let outbox = rusqlite::Connection::open(first.dir.join("outbox.db")).unwrap();
    outbox.execute_batch("INSERT INTO waiting VALUES (0, 1, x'00', x'01', x'02')").unwrap();
    (dir, phone, first, second)
}

#[test]
fn people_are_told_apart_by_their_labels_alone() {
    let (dir, phone, first, second) = phone();
    assert_eq!(phone.people().unwrap(), [first.clone(), second.clone()]);
    assert_eq!(phone.find(&label("rb")).unwrap(), first);
    assert!(matches!(phone.find(&label("rbx")), Err(PhoneError::Nobody)));
    let mut rng = ChaCha20Rng::seed_from_u64(2);
    assert!(matches!(phone.add(label("JK"), &mut rng), Err(PhoneError::Taken)));
    assert_eq!(phone.outboxes_beside(&second.dir).unwrap(), std::slice::from_ref(&first.dir));
    assert!(SharedPhone::around(&first.dir).is_some());
    assert!(SharedPhone::around(dir.path()).is_none());
    for wrong in ["", " ", "a b", "a/b", "a@b", "..\u{1b}", "thirteenchars"] {
        assert!(matches!(wrong.parse::<Label>(), Err(PhoneError::BadLabel)), "{wrong}");
    }
}

#[test]
fn what_a_crash_leaves_half_made_is_nobody() {
    let (dir, phone, ..) = phone();
    let half = dir.path().join("people/00");
    fs::create_dir(&half).unwrap();
    fs::write(half.join("label-new"), "X").unwrap();
    assert_eq!(phone.people().unwrap().len(), 2);
}

#[test]
fn nobody_is_removed_while_something_of_theirs_waits() {
    let (_dir, phone, first, second) = phone();
    assert!(matches!(phone.remove(&first, None), Err(PhoneError::Unsent(1))));
    assert!(first.dir.join("outbox.db").exists());
    for (own, drafts) in [((1, 0), false), ((0, 2), true), ((1, 2), false)] {
        let own = Some(Unfinished { waiting: own.0, drafts: own.1, attachments: 0 });
        let refused = phone.remove(&second, own).unwrap_err();
        assert_eq!(matches!(refused, PhoneError::Unsaved(2)), drafts);
    }
    phone.remove(&second, Some(Unfinished::default())).unwrap();
    assert!(!second.dir.exists());
    let mut outbox = SealedOutbox::open(&first.dir).unwrap();
    outbox.mark_refused(Incarnation(0)).unwrap();
    assert!(
        matches!(phone.remove(&first, None), Err(PhoneError::Unsent(1))),
        "refused is not held"
    );
    outbox.mark_carried(Incarnation(0), 1, b"a receipt").unwrap();
    phone.remove(&first, None).unwrap();
    assert_eq!(phone.people().unwrap(), []);
}

#[test]
fn nobody_is_removed_while_the_bytes_of_an_attachment_may_be_nowhere_else() {
    let (dir, phone, first, second) = phone();
    let chunks = second.dir.join("attachments/0101");
    fs::create_dir_all(&chunks).unwrap();
    let blobs = Blobs::at(&chunks);
    let address = crate::attachment::address_of(b"sealed");
    blobs.put(address, b"sealed").unwrap();
    for own in [None, Some(Unfinished { attachments: 1, ..Unfinished::default() })] {
        let refused = phone.remove(&second, own).unwrap_err();
        assert!(matches!(refused, PhoneError::Attachments(1)), "{refused}");
    }
    let export = dir.path().join("export");
    phone.export_and_remove(&second, &export).unwrap();
    assert!(!second.dir.exists());
    assert!(Blobs::at(&export.join("attachments/0101")).holds(address).unwrap());

    // Their own vault knows better: the region has confirmed all of it.
    fs::create_dir_all(first.dir.join("attachments/0202")).unwrap();
    let mut outbox = SealedOutbox::open(&first.dir).unwrap();
    outbox.mark_carried(Incarnation(0), 1, b"a receipt").unwrap();
    phone.remove(&first, Some(Unfinished::default())).unwrap();
    assert!(!first.dir.exists());
}

#[test]
fn an_outbox_that_cannot_be_read_is_not_an_empty_one() {
    let (_dir, phone, first, _) = phone();
    fs::write(first.dir.join("outbox.db"), [7; 4096]).unwrap();
    assert!(matches!(phone.remove(&first, None), Err(PhoneError::Storage(_))));
    assert!(first.dir.exists());
}

#[test]
fn an_export_is_whole_before_anything_goes() {
    let (dir, phone, first, _) = phone();
    let to = dir.path().join("export");
    phone.export_and_remove(&first, &to).unwrap();
    assert!(!first.dir.exists());
    assert_eq!(SealedOutbox::open(&to).unwrap().unsent().unwrap(), 1);

    let (_dir, phone, first, _) = self::phone();
    let taken = phone.export_and_remove(&first, &to);
    assert!(matches!(taken, Err(PhoneError::Storage(VaultError::Exists))));
    assert!(first.dir.exists(), "there was no room for the copy");
}

#[test]
fn files_of_a_removal_that_was_cut_off_go_with_the_next() {
    let (dir, phone, first, second) = phone();
    let left = dir.path().join("people/00.removed");
    fs::create_dir(&left).unwrap();
    fs::write(left.join(LABEL), "X").unwrap();
    assert_eq!(phone.people().unwrap(), [first, second.clone()]);
    phone.remove(&second, None).unwrap();
    assert!(!left.exists());
}
