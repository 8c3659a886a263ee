//! Why a function did not start, or stopped.

use std::fmt;

use lambda_runtime::Error;
use lamplight_core::settings::SettingsError;

/// Why a function did not start, or stopped.
///
/// Its `Debug` form is what `main` prints when it returns one, and so reads like its `Display` form,
/// followed by the sources.
pub struct StartError {
    kind: Kind,
}

pub(crate) enum Kind {
    Settings(SettingsError),
    /// A variable of ours about where telemetry goes, its value and what is allowed.
    #[cfg_attr(not(feature = "otlp"), expect(dead_code, reason = "there is none then"))]
    Destination(String),
    NotOnLambda(&'static str),
    Stdout(std::io::Error),
    Subscriber,
    Tokio(std::io::Error),
    Init(Error),
    Runtime(Error),
}

// === impl StartError ===

impl StartError {
    /// Whether settings of code or of the environment were not allowed.
    #[must_use]
    pub fn is_settings(&self) -> bool {
        matches!(self.kind, Kind::Settings(_) | Kind::Destination(_))
    }

    /// Whether the process was started by something that is not Lambda, nor behaves like it.
    #[must_use]
    pub fn is_not_on_lambda(&self) -> bool {
        matches!(self.kind, Kind::NotOnLambda(_))
    }

    /// Whether the function's own initialisation failed.
    #[must_use]
    pub fn is_init(&self) -> bool {
        matches!(self.kind, Kind::Init(_))
    }

    /// Whether the function had started, and the Runtime API failed later.
    #[must_use]
    pub fn is_runtime(&self) -> bool {
        matches!(self.kind, Kind::Runtime(_))
    }

    /// What Lambda shows as the type of the error.
    pub(crate) fn error_type(&self) -> &'static str {
        match self.kind {
            Kind::Settings(_) | Kind::Destination(_) => "Function.InvalidSettings",
            Kind::Init(_) => "Function.InitError",
            Kind::NotOnLambda(_) | Kind::Stdout(_) | Kind::Subscriber | Kind::Tokio(_) | Kind::Runtime(_) => {
                "Function.StartError"
            }
        }
    }

    /// The message of the error and of all its sources.
    pub(crate) fn with_sources(&self) -> String {
        let mut text = self.to_string();
        let mut source = std::error::Error::source(self);
        while let Some(error) = source {
            text.push_str(": ");
            text.push_str(&error.to_string());
            source = error.source();
        }
        text
    }
}

impl From<Kind> for StartError {
    fn from(kind: Kind) -> Self {
        Self { kind }
    }
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Settings(error) => error.fmt(f),
            Kind::Destination(problem) => f.write_str(problem),
            Kind::NotOnLambda(variable) => write!(
                f,
                "{variable} is not set: this is a Lambda function, to be started by Lambda or by `lamplight dev`"
            ),
            Kind::Stdout(_) => f.write_str("stdout cannot be used for log lines"),
            Kind::Subscriber => f.write_str(
                "another tracing subscriber is installed already: add Lamplight's layers to it, or leave it out",
            ),
            Kind::Tokio(_) => f.write_str("the tokio runtime cannot be built"),
            Kind::Init(_) => f.write_str("the function could not be initialised"),
            Kind::Runtime(_) => f.write_str("the Lambda runtime stopped"),
        }
    }
}

impl fmt::Debug for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.with_sources())
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.kind {
            Kind::Stdout(error) | Kind::Tokio(error) => Some(error),
            Kind::Init(error) | Kind::Runtime(error) => Some(error.as_ref()),
            Kind::Settings(_) | Kind::Destination(_) | Kind::NotOnLambda(_) | Kind::Subscriber => None,
        }
    }
}
