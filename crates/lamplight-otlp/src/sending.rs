//! The client of both signals.

use lamplight_otlp_client::{Client, Settings};

/// What we call ourselves.
const AGENT: &str = concat!("lamplight-otlp/", env!("CARGO_PKG_VERSION"));

/// Posts what can be written here as `settings` say.
#[cfg(feature = "json")]
pub(crate) fn client(settings: Settings) -> Client {
    Client::new(settings, AGENT)
}

/// Posts protobuf as `settings` say: whoever else uses the client may have it built with JSON.
#[cfg(not(feature = "json"))]
pub(crate) fn client(settings: Settings) -> Client {
    Client::new(settings.with_encoding(lamplight_otlp_client::Encoding::Protobuf), AGENT)
}
