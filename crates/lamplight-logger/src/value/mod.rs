//! Values that `tracing` has no kind for.

#[cfg(feature = "json")]
mod json;

#[cfg(feature = "json")]
pub use self::json::json;

use std::error::Error;

/// The JSON that is carried by what looks like an error.
#[cfg(feature = "json")]
pub(crate) fn as_json<'a>(value: &'a (dyn Error + 'static)) -> Option<&'a [u8]> {
    value.downcast_ref::<json::Json>().map(json::Json::as_bytes)
}

#[cfg(not(feature = "json"))]
pub(crate) fn as_json<'a>(_: &'a (dyn Error + 'static)) -> Option<&'a [u8]> {
    None
}
