//! Anything that `serde` can write, as a field that keeps its structure.

use std::error::Error;
use std::fmt;

use lamplight_core::json::write_formatted;
use serde::Serialize;

/// Makes a field of a value, which is on the line as the JSON that it is.
///
/// ```
/// #[derive(serde::Serialize)]
/// struct Item { sku: &'static str, quantity: u8 }
///
/// let items = [Item { sku: "lamp", quantity: 2 }];
/// tracing::info!(items = lamplight_logger::json(&items), "order received");
/// // {…,"message":"order received",…,"items":[{"sku":"lamp","quantity":2}]}
/// ```
///
/// The value is read only if the line is written. A float that is not finite is `null`, as `serde_json` has it; a
/// value that cannot be written as JSON, such as a map whose keys are lists, is a string that says so.
///
/// `tracing` passes on values of its own kinds only, of which an error is the one that another subscriber's layer can
/// show and that ours can look into. So that is what this returns; layers of others write the same JSON as text. It
/// allocates.
pub fn json<T: Serialize + ?Sized>(value: &T) -> Box<dyn Error + Send + Sync> {
    let json = serde_json::to_string(value).unwrap_or_else(|error| {
        let mut out = Vec::new();
        write_formatted(&mut out, format_args!("cannot be written as JSON: {error}"));
        String::from_utf8(out).unwrap_or_default()
    });
    Box::new(Json(json))
}

/// JSON that goes through `tracing` as an error.
pub(super) struct Json(String);

// === impl Json ===

impl Json {
    pub(super) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Json {}
