//! Where in a payload something is.

/// A range of bytes; an empty one is nothing.
///
/// Half the size of a `Range<usize>`, since dozens are kept: no event is anywhere near four gigabytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    start: u32,
    end: u32,
}

// === impl Span ===

impl Span {
    pub(super) const NONE: Self = Self { start: 0, end: 0 };

    /// From a start to an end. Past the four gigabytes that it can tell, nothing.
    #[inline]
    pub(super) fn new(start: usize, end: usize) -> Self {
        match (u32::try_from(start), u32::try_from(end)) {
            (Ok(start), Ok(end)) => Self { start, end },
            _ => Self::NONE,
        }
    }

    #[inline]
    pub(super) fn is_some(self) -> bool {
        self.start < self.end
    }

    /// The bytes; `None` for nothing, and where they are not there.
    #[inline]
    pub(crate) fn of(self, bytes: &[u8]) -> Option<&[u8]> {
        bytes.get(self.start as usize..self.end as usize).filter(|bytes| !bytes.is_empty())
    }
}
