//! What is inside: Automerge changes, compressed with a trained dictionary, then padded so that
//! their length says little.

use std::cell::RefCell;

use zstd::bulk::{Compressor, Decompressor};
use zstd::zstd_safe::CParameter;

/// No body inflates past this. A bomb stops here.
pub const MAX_INFLATED: usize = 128 * 1024;

const LEVEL: i32 = 12;
/// The dictionary that every body is compressed with, for whoever opens one without Tabard.
pub const DICTIONARY: &[u8] = include_bytes!("../../assets/entry-v1.dict");
/// The four bytes that open every zstd frame say nothing: they are not sent.
const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// Marks the end of the content; zeros follow.
const END: u8 = 0x80;

/// A body that is no compressed, padded content, or grows past [`MAX_INFLATED`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the body cannot be unpacked")]
pub struct BodyError;

thread_local! {
    static PACKER: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static UNPACKER: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

pub(super) fn pack(content: &[u8]) -> Result<Vec<u8>, BodyError> {
    if content.len() > MAX_INFLATED {
        return Err(BodyError);
    }
    let mut packed = PACKER.with_borrow_mut(|packer| {
        let packer = match packer {
            Some(packer) => packer,
            None => packer.insert(compressor().map_err(|_| BodyError)?),
        };
        packer.compress(content).map_err(|_| BodyError)
    })?;
    packed.drain(..MAGIC.len().min(packed.len()));
    packed.push(END);
    let padded = padme(packed.len());
    packed.resize(padded, 0);
    Ok(packed)
}

pub(super) fn unpack(padded: &[u8]) -> Result<Vec<u8>, BodyError> {
    let end = padded.iter().rposition(|byte| *byte != 0).ok_or(BodyError)?;
    let (packed, rest) = padded.split_at_checked(end).ok_or(BodyError)?;
    if rest.first() != Some(&END) {
        return Err(BodyError);
    }
    let frame = [&MAGIC, packed].concat();
    UNPACKER.with_borrow_mut(|unpacker| {
        let unpacker = match unpacker {
            Some(unpacker) => unpacker,
            None => {
                unpacker.insert(Decompressor::with_dictionary(DICTIONARY).map_err(|_| BodyError)?)
            }
        };
        unpacker.decompress(&frame, MAX_INFLATED).map_err(|_| BodyError)
    })
}

fn compressor() -> std::io::Result<Compressor<'static>> {
    let mut compressor = Compressor::with_dictionary(LEVEL, DICTIONARY)?;
    compressor.set_parameter(CParameter::ContentSizeFlag(false))?;
    compressor.set_parameter(CParameter::ChecksumFlag(false))?;
    compressor.set_parameter(CParameter::DictIdFlag(false))?;
    Ok(compressor)
}

/// PADMÉ (Nikitin et al., PETS 2019): a length that leaks O(log log n) bits, at most 12% longer.
const fn padme(length: usize) -> usize {
    if length < 2 {
        return length;
    }
    let exponent = length.ilog2();
    let kept = exponent.ilog2() + 1;
    if kept >= exponent {
        return length;
    }
    let mask = (1 << (exponent - kept)) - 1;
    (length + mask) & !mask
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn padding_follows_the_paper() {
        assert_eq!([1, 9, 10, 33, 100, 1000, 1025].map(padme), [1, 10, 10, 36, 104, 1024, 1088]);
    }

    #[test]
    fn a_bomb_stops_at_the_cap() {
        let bomb = zstd::bulk::compress(&vec![0; 64 << 20], 19).unwrap();
        let mut padded = bomb[4..].to_vec();
        padded.push(END);
        assert_eq!(unpack(&padded), Err(BodyError));
        assert!(pack(&vec![0; MAX_INFLATED + 1]).is_err());
    }

    proptest! {
        #[test]
        fn round_trip(content: Vec<u8>) {
            prop_assert_eq!(unpack(&pack(&content).unwrap()).unwrap(), content);
        }

        #[test]
        fn any_bytes_unpack_or_fail(padded: Vec<u8>) {
            let _ = unpack(&padded);
        }
    }
}
