//! The bodies of requests and responses, which are text or base64 of bytes.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::{Binary, NotBase64};

/// The bytes of a body; none where there is none.
pub(crate) fn bytes(body: Option<&str>, is_base64_encoded: bool) -> Result<Cow<'_, [u8]>, NotBase64> {
    let body = body.unwrap_or_default();
    if is_base64_encoded {
        Binary::from_base64(body).into_bytes().map(Cow::Owned)
    } else {
        Ok(Cow::Borrowed(body.as_bytes()))
    }
}

/// The body that stands for bytes.
pub(crate) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Lets a request give its body.
#[allow(unused_macros, reason = "not every source has the body beside its encoding")]
macro_rules! body_bytes {
    ($request:ty) => {
        impl $request {
            /// The bytes of the body, decoded where they came as base64; empty where there is no body.
            ///
            /// # Errors
            ///
            /// Where the event says that the body is base64, and it is not.
            pub fn body_bytes(&self) -> Result<std::borrow::Cow<'_, [u8]>, $crate::NotBase64> {
                $crate::sources::http::body::bytes(self.body.as_deref(), self.is_base64_encoded)
            }
        }
    };
}

#[allow(unused_imports, reason = "not every source has the body beside its encoding")]
pub(crate) use body_bytes;
