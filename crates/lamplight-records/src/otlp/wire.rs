//! The wire format of Protocol Buffers, as far as a reader needs it.
//!
//! <https://protobuf.dev/programming-guides/encoding/>

/// The fields of a message, one after the other, as they were written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields<'a>(pub(super) &'a [u8]);

/// The value of a field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Wire<'a> {
    Varint(u64),
    Fixed64(u64),
    /// A string, bytes, or another message.
    Bytes(&'a [u8]),
    Fixed32(u32),
}

/// The bytes are not a message, or use groups, which no message of OTLP has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Malformed;

// === impl Fields ===

impl<'a> Fields<'a> {
    fn read(&mut self) -> Result<(u64, Wire<'a>), Malformed> {
        let tag = self.varint()?;
        let wire = match tag & 7 {
            0 => Wire::Varint(self.varint()?),
            1 => Wire::Fixed64(u64::from_le_bytes(self.array()?)),
            2 => {
                let length = usize::try_from(self.varint()?).map_err(|_| Malformed)?;
                Wire::Bytes(self.take(length)?)
            }
            5 => Wire::Fixed32(u32::from_le_bytes(self.array()?)),
            _ => return Err(Malformed),
        };
        // Field numbers begin at 1.
        if tag >> 3 == 0 { Err(Malformed) } else { Ok((tag >> 3, wire)) }
    }

    fn varint(&mut self) -> Result<u64, Malformed> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let [byte] = self.array()?;
            // What goes beyond 64 bits is dropped, as other readers do.
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(Malformed)
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], Malformed> {
        let (head, rest) = self.0.split_at_checked(length).ok_or(Malformed)?;
        self.0 = rest;
        Ok(head)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        let (head, rest) = self.0.split_first_chunk().ok_or(Malformed)?;
        self.0 = rest;
        Ok(*head)
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Result<(u64, Wire<'a>), Malformed>;

    /// The number of a field and its value. After an error there is nothing more.
    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let field = self.read();
        if field.is_err() {
            self.0 = &[];
        }
        Some(field)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(bytes: &[u8]) -> Result<Vec<(u64, Wire<'_>)>, Malformed> {
        Fields(bytes).collect()
    }

    #[test]
    fn reads_every_kind_of_field() {
        let bytes = [0x08, 0x96, 0x01, 0x12, 2, b'h', b'i', 0x19, 1, 0, 0, 0, 0, 0, 0, 0, 0x25, 2, 0, 0, 0];
        let expected =
            [(1, Wire::Varint(150)), (2, Wire::Bytes(b"hi")), (3, Wire::Fixed64(1)), (4, Wire::Fixed32(2))];
        assert_eq!(fields(&bytes).as_deref(), Ok(&expected[..]));
    }

    #[test]
    fn refuses_what_is_cut_off_endless_or_a_group() {
        for bytes in [&[0x08][..], &[0x12, 3, b'h'], &[0x19, 1], &[0x25], &[0xff; 11], &[0x0b], &[0x00, 1]] {
            assert_eq!(fields(bytes), Err(Malformed), "{bytes:?}");
        }
    }
}
