//! What a body is written as.

/// What a body is written as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Encoding {
    /// Protobuf, as `http/protobuf` asks for: the smallest and the fastest, and what every collector takes.
    #[default]
    Protobuf,
    /// JSON, as `http/json` asks for. Needs the feature `json`.
    #[cfg(feature = "json")]
    Json,
}

/// What a protocol comes to that was asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    Encoding(Encoding),
    /// It is none, or not built in.
    Unknown,
    /// Another way of sending altogether.
    Grpc,
}

/// What a protocol may be.
pub(crate) const ALLOWED: &str = if cfg!(feature = "json") {
    "http/protobuf or http/json"
} else {
    "http/protobuf; http/json needs the feature `json`"
};
/// What is said to whoever asks for gRPC.
pub(crate) const NO_GRPC: &str = "http/protobuf, which goes to the collector's port for OTLP over HTTP, usually 4318 \
                                  instead of 4317: gRPC is not built in";

// === impl Encoding ===

impl Encoding {
    pub(crate) const fn content_type(self) -> &'static str {
        match self {
            Self::Protobuf => "application/x-protobuf",
            #[cfg(feature = "json")]
            Self::Json => "application/json",
        }
    }
}

// === impl Asked ===

impl Asked {
    /// Reads a protocol (OpenTelemetry protocol exporter specification, "Specify Protocol").
    pub(crate) fn read(protocol: &str) -> Self {
        match protocol {
            "http/protobuf" => Self::Encoding(Encoding::Protobuf),
            #[cfg(feature = "json")]
            "http/json" => Self::Encoding(Encoding::Json),
            "grpc" => Self::Grpc,
            _ => Self::Unknown,
        }
    }
}
