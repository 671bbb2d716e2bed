//! An attachment's bytes, and what is said about them.

use tabard_core::attachment::{ChunkFault, Manifest, Part, Sealer, address_of};
use tabard_core::ids::{ChunkAddress, RecordId};
use tabard_core::keys::RecordKey;
use tabard_core::wire::{ChunkAnswer, ChunkReceipt, ChunkRequest, ChunkWant, Message};
use zeroize::Zeroizing;

use super::{array, at, bytes, directory, number, region, text};

fn sealer() -> Sealer {
    let key = RecordKey::new(Zeroizing::new(array("attachment_bytes/record_key")));
    Sealer::new(region(), RecordId::new(array("attachment_bytes/record_id")), key)
}

fn asked() -> [ChunkAddress; 2] {
    ["chunk_address", "address"]
        .map(|key| ChunkAddress::new(array(&format!("attachment_bytes/{key}"))))
}

#[test]
fn the_attachment_opens_by_its_list() {
    let (list, chunk) = (bytes("attachment_bytes/list"), bytes("attachment_bytes/chunk"));
    assert_eq!([address_of(&chunk), address_of(&list)], asked());
    let manifest = Manifest::open(&sealer(), &list).expect("the list of this attachment");
    assert_eq!(manifest.chunks(), &asked()[..1]);
    let plain = sealer().open(Part::Chunk(0), &chunk).expect("the chunk of this place");
    assert_eq!(*plain, bytes("attachment_bytes/plain"));
    assert_eq!(plain.len(), manifest.length_of(0));

    let later = Part::Chunk(number(at("attachment_bytes/later_place")).try_into().expect("small"));
    let sealed = bytes("attachment_bytes/later_chunk");
    assert_eq!(sealer().open(later, &sealed).as_ref(), Ok(&plain));
    let elsewhere = sealer().open(Part::Chunk(0), &sealed);
    assert_eq!(elsewhere.err(), Some(ChunkFault::Elsewhere));
}

#[test]
fn every_question_and_answer_is_understood() {
    let [first, list] = asked();
    let chunk = bytes("attachment_bytes/chunk");
    for (key, want) in [
        ("missing", ChunkWant::Missing(vec![first, list])),
        ("put", ChunkWant::Put(first, chunk.clone().into())),
        ("get", ChunkWant::Get(first)),
    ] {
        let request = ChunkRequest::from_bytes(&bytes(&format!("chunk_messages/{key}")));
        assert_eq!(request, Ok(ChunkRequest { region: region(), want }));
    }
    for (key, meant) in [
        ("lacks", ChunkAnswer::Missing(vec![1])),
        ("kept", ChunkAnswer::Kept),
        ("chunk", ChunkAnswer::Chunk(chunk.into())),
        ("absent", ChunkAnswer::Absent),
        ("other_hash", ChunkAnswer::OtherHash),
        ("held", ChunkAnswer::Held(bytes("chunks_receipt/bytes").into())),
    ] {
        let answer = ChunkAnswer::from_bytes(&bytes(&format!("chunk_messages/{key}")));
        assert_eq!(answer, Ok(meant));
    }
}

#[test]
fn a_certified_relay_signed_that_it_holds_them() {
    let receipt = ChunkReceipt::verify(&bytes("chunks_receipt/bytes"), &directory(usize::MAX));
    let receipt = receipt.expect("a receipt");
    assert_eq!(receipt.asked, ChunkReceipt::of(&asked()));
    assert_eq!(receipt.device.to_string(), text("chunks_receipt/device"));
}
