//! Who sends, by user and password.

use lamplight_core::base64;

/// The value of a header that says so, by both with a colon between (RFC 7617).
pub(crate) fn basic(user_and_password: &[u8]) -> Vec<u8> {
    let mut value = b"Basic ".to_vec();
    base64::write(&mut value, user_and_password);
    value
}
