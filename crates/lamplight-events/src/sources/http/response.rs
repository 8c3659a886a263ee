//! How a response is put together, whatever expects it.

use crate::Headers;

/// Sets the type of the content, unless the user did.
pub(crate) fn default_content_type(headers: &mut Option<Headers>, content_type: &str) {
    let headers = headers.get_or_insert_default();
    if headers.get("content-type").is_none() {
        headers.insert("content-type", content_type);
    }
}

/// Lets a response be put together.
macro_rules! response {
    ($response:ident) => {
        impl $response {
            /// A response with a status code, and nothing else.
            #[must_use]
            pub fn new(status_code: impl Into<$crate::StatusCode>) -> Self {
                Self { status_code: status_code.into(), ..Self::default() }
            }

            /// Sets a header, in the place of one of the same name in any case.
            #[must_use]
            pub fn with_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
                self.headers.get_or_insert_default().insert(name, value.into());
                self
            }

            /// Sets the body to text, and where there is no `content-type`, that to plain text.
            #[must_use]
            pub fn with_text(mut self, text: impl Into<String>) -> Self {
                $crate::sources::http::response::default_content_type(
                    &mut self.headers,
                    "text/plain; charset=utf-8",
                );
                self.body = Some(text.into());
                self.is_base64_encoded = false;
                self
            }

            /// Sets the body to a value as JSON, and where there is no `content-type`, that to JSON.
            ///
            /// # Errors
            ///
            /// Where the value cannot be written as JSON.
            pub fn with_json<T: serde::Serialize + ?Sized>(
                mut self,
                value: &T,
            ) -> Result<Self, serde_json::Error> {
                self.body = Some(serde_json::to_string(value)?);
                self.is_base64_encoded = false;
                $crate::sources::http::response::default_content_type(&mut self.headers, "application/json");
                Ok(self)
            }

            /// Sets the body to bytes, which are sent as base64, and where there is no `content-type`, that
            /// to bytes.
            #[must_use]
            pub fn with_bytes(mut self, bytes: impl AsRef<[u8]>) -> Self {
                $crate::sources::http::response::default_content_type(
                    &mut self.headers,
                    "application/octet-stream",
                );
                self.body = Some($crate::sources::http::body::base64(bytes.as_ref()));
                self.is_base64_encoded = true;
                self
            }
        }
    };
}

/// Lets a response have several headers of one name.
#[allow(unused_macros, reason = "not every source takes them")]
macro_rules! multi_value_response {
    ($response:ident) => {
        impl $response {
            /// Adds a header, behind those of the same name in any case: `Set-Cookie`.
            #[must_use]
            pub fn with_added_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
                let headers = self.multi_value_headers.get_or_insert_default();
                let (name, value) = (name.into(), value.into());
                let mut values = headers.get(&name).cloned().unwrap_or_default();
                values.push(value);
                headers.insert(name, values);
                self
            }
        }
    };
}

#[allow(unused_imports, reason = "not every source takes them")]
pub(crate) use multi_value_response;
pub(crate) use response;
