//! Writing protobuf messages for what the extension itself has to say. It is little, so that clarity counts.

/// A message under construction.
#[derive(Debug, Default)]
pub(crate) struct Message(Vec<u8>);

// === impl Message ===

impl Message {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    #[expect(clippy::needless_pass_by_value, reason = "messages are put together where they are used")]
    pub(crate) fn message(mut self, number: u32, message: Self) -> Self {
        self.raw(number, &message.0);
        self
    }

    pub(crate) fn messages(mut self, number: u32, messages: impl IntoIterator<Item = Self>) -> Self {
        for message in messages {
            self.raw(number, &message.0);
        }
        self
    }

    pub(crate) fn bytes(mut self, number: u32, bytes: &[u8]) -> Self {
        if !bytes.is_empty() {
            self.raw(number, bytes);
        }
        self
    }

    /// Text in the place of a message, for the cases of a `oneof`, which are there also if they are empty.
    pub(crate) fn of_text(text: &str) -> Self {
        Self(text.as_bytes().to_vec())
    }

    pub(crate) fn text(self, number: u32, text: &str) -> Self {
        self.bytes(number, text.as_bytes())
    }

    /// `int32`, `uint64`, `bool` and enums.
    pub(crate) fn varint(mut self, number: u32, value: u64) -> Self {
        self.tag(number, 0);
        varint(&mut self.0, value);
        self
    }

    pub(crate) fn fixed64(mut self, number: u32, value: u64) -> Self {
        self.tag(number, 1);
        self.0.extend_from_slice(&value.to_le_bytes());
        self
    }

    pub(crate) fn fixed32(mut self, number: u32, value: u32) -> Self {
        self.tag(number, 5);
        self.0.extend_from_slice(&value.to_le_bytes());
        self
    }

    pub(crate) fn double(self, number: u32, value: f64) -> Self {
        self.fixed64(number, value.to_bits())
    }

    /// Repeated numbers of a fixed length, in one field.
    pub(crate) fn packed(mut self, number: u32, values: impl IntoIterator<Item = u64>) -> Self {
        let packed: Vec<u8> = values.into_iter().flat_map(u64::to_le_bytes).collect();
        self.raw(number, &packed);
        self
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    fn raw(&mut self, number: u32, bytes: &[u8]) {
        self.tag(number, 2);
        varint(&mut self.0, bytes.len() as u64);
        self.0.extend_from_slice(bytes);
    }

    fn tag(&mut self, number: u32, wire_type: u32) {
        varint(&mut self.0, u64::from(number << 3 | wire_type));
    }
}

fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push((value as u8) | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}
