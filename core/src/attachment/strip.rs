//! Images without the place where they were taken. Only what an image needs to be shown is copied,
//! so that no kind of note about it is left, known or not. No pixel is decoded: an image that
//! swells when it is does no harm here.
//!
//! Written by hand, because the libraries that take JPEG apart keep everything after the first
//! scan as it is, and phones put a second image with its own place there.

use super::AttachmentError;

/// The largest image that is taken apart: it is held in memory whole.
pub const LARGEST_IMAGE: u64 = 24 * 1024 * 1024;

/// A format that is told by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// ISO/IEC 10918-1.
    Jpeg,
    /// ISO/IEC 15948.
    Png,
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
const JPEG: &[u8] = &[0xff, 0xd8];
const EXIF: &[u8] = b"Exif\0\0";

impl Format {
    /// The format of what begins with these bytes; none when it is another.
    #[must_use]
    pub fn of(beginning: &[u8]) -> Option<Self> {
        match beginning {
            _ if beginning.starts_with(PNG) => Some(Self::Png),
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            _ => None,
        }
    }

    /// Its internet media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }
}

/// The image with nothing but what shows it.
///
/// # Errors
/// [`AttachmentError::Format`] when it is neither JPEG nor PNG, [`AttachmentError::Image`] when it
/// is damaged or cut short.
pub fn without_location(image: &[u8]) -> Result<Vec<u8>, AttachmentError> {
    let stripped = match Format::of(image).ok_or(AttachmentError::Format)? {
        Format::Jpeg => jpeg(image),
        Format::Png => png(image),
    };
    stripped.ok_or(AttachmentError::Image)
}

/// From marker to marker, through all scans, to the end of the first image.
fn jpeg(image: &[u8]) -> Option<Vec<u8>> {
    const SCAN: u8 = 0xda;
    const NOTES: u8 = 0xe1;
    let mut rest = image.strip_prefix(JPEG)?;
    let (mut kept, mut shows, mut turned) = (JPEG.to_vec(), false, false);
    loop {
        let (marker, after) = marker(rest)?;
        if marker == 0xd9 {
            kept.extend([0xff, marker]);
            return shows.then_some(kept);
        }
        let length = usize::from(u16::from_be_bytes(*after.first_chunk()?));
        let (segment, mut after) = after.split_at_checked(length)?;
        let content = segment.get(2..)?;
        if shows_jpeg(marker, content) {
            kept.extend([0xff, marker]);
            kept.extend(segment);
        } else if let (NOTES, false, Some(turn)) = (marker, turned, turn_of(content)) {
            kept.extend(notes_with(turn));
            turned = true;
        }
        if marker == SCAN {
            let (scan, next) = after.split_at_checked(scan_length(after)?)?;
            kept.extend(scan);
            (after, shows) = (next, true);
        }
        rest = after;
    }
}

/// The next marker, with any number of fill bytes before it, and what follows.
fn marker(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let filled = bytes.iter().take_while(|byte| **byte == 0xff).count();
    let (marker, after) = bytes.get(filled..)?.split_first()?;
    (filled > 0 && !matches!(marker, 0 | 1 | 0xd0..=0xd8)).then_some((*marker, after))
}

/// How far the data of a scan goes: a marker within it is a stuffed byte or a restart.
fn scan_length(bytes: &[u8]) -> Option<usize> {
    let ends = |pair: &[u8]| match pair {
        [0xff, next] => !matches!(next, 0 | 0xd0..=0xd7 | 0xff),
        _ => false,
    };
    bytes.windows(2).position(ends)
}

/// Frames, tables, scans; the two headers that say how colours are meant, and their profile.
fn shows_jpeg(marker: u8, content: &[u8]) -> bool {
    match marker {
        0xc0..=0xcf | 0xda..=0xdf => true,
        0xe0 => content.starts_with(b"JFIF\0"),
        0xe2 => content.starts_with(b"ICC_PROFILE\0"),
        0xee => content.starts_with(b"Adobe"),
        _ => false,
    }
}

/// How the image is to be turned, out of the notes of a camera (Exif 2.32, tag 274); none when it
/// stands as it is.
fn turn_of(content: &[u8]) -> Option<u8> {
    let tiff = content.strip_prefix(EXIF)?;
    let little = match tiff.first_chunk()? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let bytes = *tiff.get(at..)?.first_chunk()?;
        Some(if little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    };
    let long = *tiff.get(4..)?.first_chunk()?;
    let first = if little { u32::from_le_bytes(long) } else { u32::from_be_bytes(long) };
    let first = usize::try_from(first).ok()?;
    let mut entries =
        (0..short(first)?).map(|number| first.checked_add(2 + 12 * usize::from(number)));
    let entry = entries.find_map(|at| at.filter(|at| short(*at) == Some(0x0112)))?;
    let turn = u8::try_from(short(entry.checked_add(8)?)?).ok()?;
    (2..=8).contains(&turn).then_some(turn)
}

/// Notes of a camera that say how the image is to be turned, and nothing else.
fn notes_with(turn: u8) -> Vec<u8> {
    let tiff: [&[u8]; 4] =
        [b"MM\0*\0\0\0\x08\0\x01", b"\x01\x12\0\x03\0\0\0\x01", &[0, turn, 0, 0], &[0; 4]];
    [&[0xff, 0xe1, 0, 34], EXIF, &tiff.concat()].concat()
}

/// From chunk to chunk, to the end of the image.
fn png(image: &[u8]) -> Option<Vec<u8>> {
    const SHOWS: [&[u8; 4]; 14] = [
        b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT",
        b"pHYs", b"acTL", b"fcTL", b"fdAT",
    ];
    let mut rest = image.strip_prefix(PNG)?;
    let mut kept = PNG.to_vec();
    loop {
        let length = u32::from_be_bytes(*rest.first_chunk()?);
        let whole = usize::try_from(length).ok()?.checked_add(12)?;
        let (chunk, after) = rest.split_at_checked(whole)?;
        let kind: &[u8; 4] = chunk.get(4..)?.first_chunk()?;
        if SHOWS.contains(&kind) {
            kept.extend(chunk);
        }
        if kind == b"IEND" {
            return Some(kept);
        }
        rest = after;
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A place as a phone notes it, in no word that stripping looks for.
    const PLACE: &[u8] = b"53.7996N 1.5491W ZZ99";

    fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
        [&[0xff, marker], length.as_slice(), content].concat()
    }

    fn with(prefix: &[u8]) -> Vec<u8> {
        [prefix, PLACE].concat()
    }

    fn shown() -> Vec<Vec<u8>> {
        vec![
            segment(0xe0, b"JFIF\0\x01\x02"),
            segment(0xdb, &[1; 65]),
            segment(0xc2, &[2; 15]),
            segment(0xc4, &[3; 20]),
            [segment(0xda, &[4; 10]), vec![9, 0xff, 0, 8, 0xff, 0xd1, 7]].concat(),
            [segment(0xda, &[5; 10]), vec![6, 0xff, 0, 5]].concat(),
        ]
    }

    fn a_jpeg(noted: bool) -> Vec<u8> {
        let mut parts = shown();
        if noted {
            parts.insert(5, segment(0xfe, PLACE));
            parts.insert(5, segment(0xe1, &with(b"Exif\0\0")));
            for (at, marker, prefix) in [
                (1, 0xe1, b"Exif\0\0".as_slice()),
                (2, 0xe1, b"http://ns.adobe.com/xap/1.0/\0"),
                (3, 0xed, b"Photoshop 3.0\0"),
                (3, 0xfe, b""),
                (3, 0xe2, b"MPF\0"),
                (3, 0xe0, b"JFXX\0"),
                (3, 0xe7, b"of a maker"),
            ] {
                parts.insert(at, segment(marker, &with(prefix)));
            }
        }
        let mut image = [JPEG, &parts.concat(), &[0xff, 0xd9]].concat();
        if noted {
            // A second image behind the first, as phones keep a preview or a film.
            let second = a_jpeg(false);
            image.extend([&second[..2], &segment(0xe1, &with(b"Exif\0\0")), &second[2..]].concat());
        }
        image
    }

    fn chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
        let length = u32::try_from(content.len()).unwrap().to_be_bytes();
        [length.as_slice(), kind, content, &[0xcc; 4]].concat()
    }

    fn a_png(noted: bool) -> Vec<u8> {
        let mut image = [PNG, &chunk(b"IHDR", &[1; 13])].concat();
        if noted {
            for kind in [b"eXIf", b"tEXt", b"iTXt", b"zTXt", b"tIME", b"maKr"] {
                image.extend(chunk(kind, PLACE));
            }
        }
        image.extend([chunk(b"IDAT", &[2; 99]), chunk(b"IEND", &[])].concat());
        if noted {
            image.extend(PLACE);
        }
        image
    }

    fn tells_the_place(image: &[u8]) -> bool {
        image.windows(PLACE.len()).any(|window| window == PLACE)
    }

    #[test]
    fn nothing_but_the_image_is_left() {
        for (noted, plain) in [(a_jpeg(true), a_jpeg(false)), (a_png(true), a_png(false))] {
            assert!(tells_the_place(&noted));
            let stripped = without_location(&noted).unwrap();
            assert!(!tells_the_place(&stripped));
            assert_eq!(stripped, plain);
            assert_eq!(without_location(&plain).unwrap(), plain);
        }
    }

    #[test]
    fn an_image_stays_turned_as_it_was() {
        let little: [&[u8]; 5] = [
            b"Exif\0\0II*\0\x08\0\0\0\x02\0",
            b"\x25\x88\x04\0\x01\0\0\0\x26\0\0\0", // where the place stands
            b"\x12\x01\x03\0\x01\0\0\0\x06\0\0\0",
            &[0; 4],
            PLACE,
        ];
        let image = [JPEG, &segment(0xe1, &little.concat()), &a_jpeg(false)[2..]].concat();
        let stripped = without_location(&image).unwrap();
        assert!(!tells_the_place(&stripped));
        let notes = notes_with(6);
        assert_eq!(notes.len(), 36, "a segment's length counts itself");
        assert_eq!(stripped, [JPEG, &notes, &a_jpeg(false)[2..]].concat());
        assert_eq!(turn_of(&notes[4..]), Some(6));
        assert_eq!(without_location(&stripped).unwrap(), stripped);
    }

    #[test]
    fn other_formats_and_damaged_images_are_refused() {
        for other in [b"%PDF-1.7".as_slice(), b"", b"RIFF", b"\0\0\0 ftypM4A "] {
            assert_eq!(without_location(other), Err(AttachmentError::Format));
        }
        for image in [a_jpeg(false), a_png(false)] {
            for end in 9..image.len() {
                assert_eq!(without_location(&image[..end]), Err(AttachmentError::Image), "{end}");
            }
        }
        let swells = [PNG, &u32::MAX.to_be_bytes(), b"IDAT"].concat();
        assert_eq!(without_location(&swells), Err(AttachmentError::Image));
        let shows_nothing = [JPEG, &segment(0xe0, b"JFIF\0"), &[0xff, 0xd9]].concat();
        assert_eq!(without_location(&shows_nothing), Err(AttachmentError::Image));
    }

    proptest! {
        #[test]
        fn hostile_images_do_no_harm(
            jpeg in any::<bool>(),
            tail in proptest::collection::vec(prop_oneof![Just(0xff), any::<u8>()], 0..400),
        ) {
            let beginning = if jpeg { [JPEG, &[0xff]].concat() } else { PNG.to_vec() };
            let image = [beginning.as_slice(), &tail].concat();
            if let Ok(stripped) = without_location(&image) {
                prop_assert!(stripped.len() <= image.len());
                prop_assert_eq!(without_location(&stripped), Ok(stripped.clone()));
            }
        }
    }
}
