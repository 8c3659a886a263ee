//! Halving a body that a destination finds too large.

use bytes::Bytes;

use super::wire::Fields;

/// A protobuf request as two, split between the resources that it has; `None` where it has only one.
///
/// Requests of all signals repeat field 1, so that any cut between two fields makes two requests.
pub(crate) fn halves(body: &Bytes) -> Option<(Bytes, Bytes)> {
    let ends: Vec<usize> = Fields::of(body).map_while(Result::ok).map(|field| field.end).collect();
    let middle = *ends.iter().find(|end| **end >= body.len() / 2)?;
    let cut = if middle == body.len() { *ends.get(ends.len().checked_sub(2)?)? } else { middle };
    Some((body.slice(..cut), body.slice(cut..)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_cut_between_resources_and_never_into_nothing() {
        let body = Bytes::from_static(b"\x0a\x01a\x0a\x01b\x0a\x01c");
        let (first, second) = halves(&body).expect("three resources");
        assert_eq!((&first[..], &second[..]), (&b"\x0a\x01a\x0a\x01b"[..], &b"\x0a\x01c"[..]));
        assert_eq!(halves(&first).map(|(first, _)| first), Some(Bytes::from_static(b"\x0a\x01a")));
        assert_eq!(halves(&second), None);
        let last_is_large = Bytes::from_static(b"\x0a\x01a\x0a\x06bbbbbb");
        assert_eq!(halves(&last_is_large).map(|(first, _)| first), Some(Bytes::from_static(b"\x0a\x01a")));
    }
}
