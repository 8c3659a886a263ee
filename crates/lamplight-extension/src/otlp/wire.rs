//! Protobuf's wire format, read field by field without copying.

/// One field: its number, and what it holds: bytes if it is a message, a string or bytes, a number if it is a varint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Field<'a> {
    pub(crate) number: u32,
    pub(crate) bytes: Option<&'a [u8]>,
    pub(crate) varint: Option<u64>,
    /// Where the field ends, from the beginning of the message.
    pub(crate) end: usize,
}

/// The fields of a message; the last is `Err` where it is malformed.
#[derive(Clone, Debug)]
pub(crate) struct Fields<'a> {
    message: &'a [u8],
    at: usize,
}

/// The bytes are no protobuf message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Malformed;

// === impl Fields ===

impl<'a> Fields<'a> {
    pub(crate) fn of(message: &'a [u8]) -> Self {
        Self { message, at: 0 }
    }

    fn varint(&mut self) -> Result<u64, Malformed> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = *self.message.get(self.at).ok_or(Malformed)?;
            self.at += 1;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(Malformed)
    }

    fn skip(&mut self, bytes: usize) -> Result<&'a [u8], Malformed> {
        let end = self.at.checked_add(bytes).ok_or(Malformed)?;
        let skipped = self.message.get(self.at..end).ok_or(Malformed)?;
        self.at = end;
        Ok(skipped)
    }

    fn field(&mut self) -> Result<Field<'a>, Malformed> {
        let tag = self.varint()?;
        let number = u32::try_from(tag >> 3).map_err(|_| Malformed)?;
        if number == 0 {
            return Err(Malformed);
        }
        let (bytes, varint) = match tag & 7 {
            0 => (None, Some(self.varint()?)),
            1 => (self.skip(8).map(|_| None)?, None),
            2 => {
                let length = usize::try_from(self.varint()?).map_err(|_| Malformed)?;
                (Some(self.skip(length)?), None)
            }
            5 => (self.skip(4).map(|_| None)?, None),
            // Groups, which OTLP has none of.
            _ => return Err(Malformed),
        };
        Ok(Field { number, bytes, varint, end: self.at })
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Result<Field<'a>, Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.at >= self.message.len() {
            return None;
        }
        let field = self.field();
        if field.is_err() {
            self.at = self.message.len();
        }
        Some(field)
    }
}
