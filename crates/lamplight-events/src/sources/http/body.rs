//! The bodies of requests, which are text or base64 of bytes.

use std::borrow::Cow;

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

/// Lets a request give its body.
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

pub(crate) use body_bytes;
