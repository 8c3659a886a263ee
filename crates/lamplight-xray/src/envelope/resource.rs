//! The resource of a request.

use opentelemetry_sdk::Resource;

use super::protobuf::{attribute, close, number, open};

/// The longest resource, in bytes.
pub(super) const MAX: usize = 8 * 1024;
/// The longest key and the longest string in it.
const MAX_TEXT: usize = 1000;

/// Appends it: as many attributes as there is room for, and how many there are more.
pub(super) fn write(out: &mut Vec<u8>, resource: &Resource) {
    let place = open(out, 1);
    let mut dropped = 0;
    for (key, value) in resource.iter() {
        let start = out.len();
        attribute(out, 1, key.as_str(), value, MAX_TEXT);
        if out.len() > MAX - 16 {
            out.truncate(start);
            dropped += 1;
        }
    }
    number(out, 2, dropped);
    close(out, place);
}
