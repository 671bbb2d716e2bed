//! The bytes of an attachment in memory: what is taken apart, or looked at on a screen.

use std::io::{self, Write};

use zeroize::Zeroizing;

use crate::attachment::LARGEST_IMAGE;

/// No more than the largest image.
#[derive(Default)]
pub(in crate::client) struct InMemory(pub(in crate::client) Zeroizing<Vec<u8>>);

impl Write for InMemory {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let after = self.0.len().saturating_add(bytes.len());
        if u64::try_from(after).is_ok_and(|after| after > LARGEST_IMAGE) {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn an_image_that_fills_the_memory_is_refused() {
        let mut whole = InMemory::default();
        let part = vec![0; usize::try_from(LARGEST_IMAGE).unwrap()];
        whole.write_all(&part).unwrap();
        let error = whole.write_all(&[0]).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
    }
}
