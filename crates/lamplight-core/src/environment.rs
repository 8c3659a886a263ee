//! What Lambda tells a function about itself, once, in reserved environment variables.

use crate::level::Level;
use crate::lookup::Lookup;
use crate::variable;

/// The function this process is, as its reserved environment variables describe it.
///
/// Read once, at the start. Outside Lambda everything is absent, and nothing fails.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct FunctionEnvironment {
    /// `AWS_LAMBDA_FUNCTION_NAME`
    pub name: Option<String>,
    /// `AWS_LAMBDA_FUNCTION_VERSION`
    pub version: Option<String>,
    /// `AWS_LAMBDA_FUNCTION_MEMORY_SIZE`, in MB.
    pub memory_mb: Option<u32>,
    /// `AWS_LAMBDA_INITIALIZATION_TYPE`
    pub initialization: InitializationType,
    /// `AWS_LAMBDA_MAX_CONCURRENCY`: how many invocations this environment may be given at once.
    /// One, except on managed instances.
    pub max_concurrency: u32,
    /// `AWS_LAMBDA_LOG_LEVEL`: where it is set, Lambda drops JSON lines of a lower level.
    pub log_filter: Option<Level>,
}

/// What made Lambda start the execution environment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum InitializationType {
    /// A request that found no environment free, and waited for this one.
    OnDemand,
    /// Provisioned concurrency.
    ProvisionedConcurrency,
    /// A snapshot that was restored.
    SnapStart,
    /// A managed instance.
    ManagedInstances,
    /// None of these, or not on Lambda.
    #[default]
    Unknown,
}

// === impl FunctionEnvironment ===

impl FunctionEnvironment {
    /// Reads the reserved variables. Lambda sets them, so one that makes no sense is taken as absent.
    pub fn read(lookup: &dyn Lookup) -> Self {
        let text = |variable: &variable::Variable| {
            lookup.get(variable.name).ok().flatten().filter(|value| !value.is_empty())
        };
        let number = |variable| text(variable).and_then(|value| value.trim().parse().ok());
        Self {
            name: text(&variable::FUNCTION_NAME),
            version: text(&variable::FUNCTION_VERSION),
            memory_mb: number(&variable::FUNCTION_MEMORY_SIZE),
            initialization: text(&variable::INITIALIZATION_TYPE).as_deref().into(),
            log_filter: text(&variable::LAMBDA_LOG_LEVEL).and_then(|value| Level::parse(&value)),
            max_concurrency: number(&variable::MAX_CONCURRENCY).unwrap_or(1).max(1),
        }
    }
}

// === impl InitializationType ===

impl From<Option<&str>> for InitializationType {
    fn from(value: Option<&str>) -> Self {
        match value {
            Some("on-demand") => Self::OnDemand,
            Some("provisioned-concurrency") => Self::ProvisionedConcurrency,
            Some("snap-start") => Self::SnapStart,
            Some("lambda-managed-instances") => Self::ManagedInstances,
            _ => Self::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_lambda_sets() {
        let environment = FunctionEnvironment::read(&[
            ("AWS_LAMBDA_FUNCTION_NAME", "orders"),
            ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512"),
            ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
            ("AWS_LAMBDA_MAX_CONCURRENCY", "64"),
            ("AWS_LAMBDA_LOG_LEVEL", "WARN"),
        ]);
        assert_eq!(environment.name.as_deref(), Some("orders"));
        assert_eq!(environment.version.as_deref(), Some("$LATEST"));
        assert_eq!(environment.memory_mb, Some(512));
        assert_eq!(environment.initialization, InitializationType::OnDemand);
        assert_eq!(environment.max_concurrency, 64);
        assert_eq!(environment.log_filter, Some(Level::Warn));
    }

    #[test]
    fn outside_lambda_everything_is_absent() {
        let environment = FunctionEnvironment::read(&[]);
        assert_eq!(environment, FunctionEnvironment { max_concurrency: 1, ..Default::default() });
    }

    #[test]
    fn takes_nonsense_as_absent() {
        let environment = FunctionEnvironment::read(&[
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "much"),
            ("AWS_LAMBDA_INITIALIZATION_TYPE", "by hand"),
            ("AWS_LAMBDA_MAX_CONCURRENCY", "0"),
        ]);
        assert_eq!(environment.memory_mb, None);
        assert_eq!(environment.initialization, InitializationType::Unknown);
        assert_eq!(environment.max_concurrency, 1);
    }
}
