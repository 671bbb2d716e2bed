//! What bytes are, by how they begin: nothing else is believed. What is not known here is a file to
//! keep, and never shown; so are pages and drawings, which could hold a script.

/// What bytes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Jpeg,
    Png,
    Webp,
    Gif,
    Ogg,
    Wave,
    Mp3,
    Mp4Audio,
    Webm,
    Amr,
    Pdf,
    Other,
}

impl Format {
    pub(super) fn of(bytes: &[u8]) -> Self {
        match bytes {
            [0xff, 0xd8, 0xff, ..] => Self::Jpeg,
            _ if bytes.starts_with(b"\x89PNG\r\n\x1a\n") => Self::Png,
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Self::Webp,
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E', ..] => Self::Wave,
            _ if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") => Self::Gif,
            _ if bytes.starts_with(b"OggS") => Self::Ogg,
            _ if bytes.starts_with(b"ID3") => Self::Mp3,
            [0xff, 0xfb | 0xf3 | 0xf2, ..] => Self::Mp3,
            [0x1a, 0x45, 0xdf, 0xa3, ..] => Self::Webm,
            _ if bytes.starts_with(b"#!AMR") => Self::Amr,
            [_, _, _, _, b'f', b't', b'y', b'p', b'M', b'4', b'A', ..]
            | [_, _, _, _, b'f', b't', b'y', b'p', b'm', b'p', b'4', ..]
            | [_, _, _, _, b'f', b't', b'y', b'p', b'i', b's', b'o', ..] => Self::Mp4Audio,
            _ if bytes.starts_with(b"%PDF-") => Self::Pdf,
            _ => Self::Other,
        }
    }

    /// The type by which it is given.
    pub(super) const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Gif => "image/gif",
            Self::Ogg => "audio/ogg",
            Self::Wave => "audio/wav",
            Self::Mp3 => "audio/mpeg",
            Self::Mp4Audio => "audio/mp4",
            Self::Webm => "audio/webm",
            Self::Amr => "audio/amr",
            Self::Pdf => "application/pdf",
            Self::Other => "application/octet-stream",
        }
    }

    /// How its file's name ends.
    pub(super) const fn ending(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Webp => "webp",
            Self::Gif => "gif",
            Self::Ogg => "ogg",
            Self::Wave => "wav",
            Self::Mp3 => "mp3",
            Self::Mp4Audio => "m4a",
            Self::Webm => "webm",
            Self::Amr => "amr",
            Self::Pdf => "pdf",
            Self::Other => "bin",
        }
    }

    /// The code of `attachment_media` as which a browser may show it; none for a file to keep.
    pub(super) const fn shown_as(self) -> Option<&'static str> {
        match self {
            Self::Jpeg | Self::Png | Self::Webp | Self::Gif => Some("photo"),
            Self::Ogg | Self::Wave | Self::Mp3 | Self::Mp4Audio | Self::Webm | Self::Amr => {
                Some("voice_note")
            }
            Self::Pdf | Self::Other => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_hold_a_script_is_never_shown() {
        for bytes in [
            &b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"[..],
            b"<?xml version='1.0'?><svg/>",
            b"<!doctype html><script>alert(1)</script>",
            b"\xef\xbb\xbf<html>",
            b"%PDF-1.7",
            b"PK\x03\x04",
            b"GIF8<script>",
            b"",
        ] {
            assert_eq!(Format::of(bytes).shown_as(), None, "{bytes:?}");
        }
        assert_eq!(Format::of(b"<html>").media_type(), "application/octet-stream");
    }

    #[test]
    fn what_cameras_and_recorders_make_is_known() {
        for (bytes, shown) in [
            (&[0xff, 0xd8, 0xff, 0xe0][..], "photo"),
            (b"\x89PNG\r\n\x1a\n....", "photo"),
            (b"RIFF0000WAVEfmt ", "voice_note"),
            (b"RIFF0000WEBPVP8 ", "photo"),
            (b"OggS\0\x02", "voice_note"),
            (b"\0\0\0\x20ftypM4A ", "voice_note"),
        ] {
            assert_eq!(Format::of(bytes).shown_as(), Some(shown), "{bytes:?}");
        }
    }
}
