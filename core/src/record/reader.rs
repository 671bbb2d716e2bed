//! Bytes read front to back, and the columns Automerge writes them in. Every run is counted
//! before it is unrolled: three bytes can claim a run of 2^40 values, over which Automerge's own
//! decoder loops for days.

/// What is left of some bytes. Every read is `None` past the end or when malformed.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(super) const fn left(&self) -> usize {
        self.0.len()
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    pub(super) fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    /// An unsigned LEB128 number.
    pub(super) fn unsigned(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && bits > 1 {
                return None;
            }
            value |= bits << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    /// A signed LEB128 number.
    pub(super) fn signed(&mut self) -> Option<i64> {
        let mut value = 0_i64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= i64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                let sign_bit = shift + 6;
                let negative = byte & 0x40 != 0 && sign_bit < 63;
                return Some(if negative { value | (-1 << sign_bit) } else { value });
            }
        }
        None
    }

    pub(super) fn length(&mut self) -> Option<usize> {
        self.unsigned()?.try_into().ok()
    }

    /// Bytes after their length.
    pub(super) fn prefixed(&mut self) -> Option<&'a [u8]> {
        let length = self.length()?;
        self.take(length)
    }

    pub(super) fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.prefixed()?).ok()
    }

    /// A run-length column without nulls, of at most `most` values.
    pub(super) fn runs<T: Copy>(
        mut self,
        most: usize,
        read: impl Fn(&mut Self) -> Option<T>,
    ) -> Option<Vec<T>> {
        let mut values = Vec::new();
        while !self.is_empty() {
            let header = self.signed()?;
            let count = usize::try_from(header.unsigned_abs()).ok()?;
            if count == 0 || count > most.checked_sub(values.len())? {
                return None;
            }
            if header > 0 {
                let value = read(&mut self)?;
                values.resize(values.len() + count, value);
            } else {
                for _ in 0..count {
                    values.push(read(&mut self)?);
                }
            }
        }
        Some(values)
    }

    /// A column of differences, of at most `most` values, none of which is negative.
    pub(super) fn sums(self, most: usize) -> Option<Vec<u64>> {
        let mut sum = 0_i64;
        self.runs(most, Self::signed)?
            .into_iter()
            .map(|step| {
                sum = sum.checked_add(step)?;
                u64::try_from(sum).ok()
            })
            .collect()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn reads_numbers_to_their_ends() {
        let unsigned = |bytes: &[u8]| Reader::new(bytes).unsigned();
        assert_eq!(unsigned(&[0xe5, 0x8e, 0x26]), Some(624_485));
        assert_eq!(
            unsigned(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1]),
            Some(u64::MAX)
        );
        assert_eq!(unsigned(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2]), None);
        assert_eq!(unsigned(&[0x80]), None);
        let signed = |bytes: &[u8]| Reader::new(bytes).signed();
        assert_eq!(signed(&[0x7f]), Some(-1));
        assert_eq!(signed(&[0xc0, 0xbb, 0x78]), Some(-123_456));
        assert_eq!(
            signed(&[0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f]),
            Some(i64::MIN)
        );
    }

    #[test]
    fn unrolls_runs_up_to_the_cap() {
        let runs = |bytes: &[u8], most| Reader::new(bytes).runs(most, Reader::unsigned);
        assert_eq!(runs(&[3, 9, 0x7e, 1, 2], 5), Some(vec![9, 9, 9, 1, 2]));
        assert_eq!(runs(&[3, 9, 0x7e, 1, 2], 4), None);
        assert_eq!(runs(&[0, 3], 9), None);
        let run_of_2_to_the_40 = [0x80, 0x80, 0x80, 0x80, 0x80, 0x20, 1];
        assert_eq!(runs(&run_of_2_to_the_40, 4096), None);
        assert_eq!(Reader::new(&[2, 5, 0x7f, 0x7d]).sums(3), Some(vec![5, 10, 7]));
        assert_eq!(Reader::new(&[1, 0x7f]).sums(3), None);
    }
}
