//! The settings of a function: what code says, then the environment, then the defaults.

mod directives;
mod log;

pub use self::directives::Directives;
pub use self::log::{LogFormat, LogSettings, SampleRate};

use std::fmt;
use std::time::Duration;

use self::log::LogInCode;
use crate::lookup::Lookup;
use crate::variable::{self, Origin, Variable};

/// How long the end of an invocation waits for telemetry to be sent, unless something else is said.
pub const DEFAULT_FLUSH_TIMEOUT: Duration = Duration::from_millis(1000);
/// How long before the function's timeout the end is near, unless something else is said.
pub const DEFAULT_DEADLINE_MARGIN: Duration = Duration::from_millis(100);
/// The longest flush and the widest margin that make sense: Lambda's longest timeout.
const LONGEST: Duration = Duration::from_secs(900);
/// What may name the service, and what may name the namespace of metrics, the first that is set.
const SERVICE: [Variable; 3] =
    [variable::SERVICE_NAME, variable::OTEL_SERVICE_NAME, variable::POWERTOOLS_SERVICE_NAME];
const NAMESPACE: [Variable; 2] = [variable::METRICS_NAMESPACE, variable::POWERTOOLS_METRICS_NAMESPACE];
/// What may turn metrics off, the first that is set.
const METRICS_DISABLED: [Variable; 2] = [variable::METRICS_DISABLED, variable::POWERTOOLS_METRICS_DISABLED];

/// What holds for this process, once everything that may say so was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Settings {
    /// All of Lamplight is off: nothing is written and nobody is told anything.
    pub disabled: bool,
    /// The service's name, where one was given.
    pub service: Option<String>,
    /// What holds for the log.
    pub log: LogSettings,
    /// The CloudWatch namespace of metrics, where one was given.
    pub metrics_namespace: Option<String>,
    /// Metrics are off: none is kept and none is written.
    pub metrics_disabled: bool,
    /// How long the end of an invocation may wait for telemetry to be sent.
    pub flush_timeout: Duration,
    /// How long before the function's timeout the end is near.
    pub deadline_margin: Duration,
}

/// What code says about the settings; everything left out is asked of the environment.
#[derive(Clone, Debug, Default)]
pub struct SettingsBuilder {
    disabled: Option<bool>,
    service: Option<String>,
    log: LogInCode,
    metrics_namespace: Option<String>,
    metrics_disabled: Option<bool>,
    flush_timeout: Option<Duration>,
    deadline_margin: Option<Duration>,
}

/// A value that was not allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    setting: &'static str,
    value: String,
    allowed: &'static str,
}

/// One or more values, of code or of a `LAMPLIGHT_` variable, that are not allowed. Names them all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsError {
    problems: Vec<Problem>,
}

/// What was found while reading.
struct Reader<'a> {
    lookup: &'a dyn Lookup,
    fatal: Vec<Problem>,
    skipped: Vec<Problem>,
}

// === impl Settings ===

impl Default for Settings {
    /// What holds when nobody says anything.
    fn default() -> Self {
        Self {
            disabled: false,
            service: None,
            log: LogSettings::default(),
            metrics_namespace: None,
            metrics_disabled: false,
            flush_timeout: DEFAULT_FLUSH_TIMEOUT,
            deadline_margin: DEFAULT_DEADLINE_MARGIN,
        }
    }
}

// === impl SettingsBuilder ===

impl SettingsBuilder {
    /// Says nothing: everything is asked of the environment.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Turns all of Lamplight off, or makes sure it is on.
    #[must_use]
    pub fn disabled(mut self, disabled: bool) -> Self {
        self.disabled = Some(disabled);
        self
    }

    /// Names the service.
    #[must_use]
    pub fn service(mut self, service: impl Into<String>) -> Self {
        self.service = Some(service.into());
        self
    }

    /// Turns metrics off, or makes sure they are on where Lamplight is.
    #[must_use]
    pub fn metrics_disabled(mut self, disabled: bool) -> Self {
        self.metrics_disabled = Some(disabled);
        self
    }

    /// The CloudWatch namespace of metrics: 1 to 255 characters of printable ASCII, the first of them not
    /// a colon (<https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html>).
    #[must_use]
    pub fn metrics_namespace(mut self, namespace: impl Into<String>) -> Self {
        self.metrics_namespace = Some(namespace.into());
        self
    }

    /// How long the end of an invocation may wait for telemetry to be sent; at most 15 minutes.
    #[must_use]
    pub fn flush_timeout(mut self, timeout: Duration) -> Self {
        self.flush_timeout = Some(timeout);
        self
    }

    /// How long before the function's timeout the end is near; at most 15 minutes.
    #[must_use]
    pub fn deadline_margin(mut self, margin: Duration) -> Self {
        self.deadline_margin = Some(margin);
        self
    }

    /// Settles every setting: code beats `LAMPLIGHT_*` beats the standard variables beats the aliases
    /// beats the default. Also returns what was skipped: standard variables and aliases with a value
    /// that is not allowed. The caller says those once.
    ///
    /// # Errors
    ///
    /// When a value of code or of a `LAMPLIGHT_` variable is not allowed; all of them are named.
    pub fn read(self, lookup: &dyn Lookup) -> Result<(Settings, Vec<Problem>), SettingsError> {
        let Self {
            disabled,
            service,
            log,
            metrics_namespace,
            metrics_disabled,
            flush_timeout,
            deadline_margin,
        } = self;
        let mut reader = Reader { lookup, fatal: Vec::new(), skipped: Vec::new() };
        let settings = Settings {
            disabled: disabled
                .or_else(|| reader.first(&[variable::DISABLED], parse_switch))
                .unwrap_or_default(),
            service: reader.text("service (set in code)", service, &SERVICE, parse_name),
            log: reader.log(log),
            metrics_namespace: reader.text(
                "metrics_namespace (set in code)",
                metrics_namespace,
                &NAMESPACE,
                parse_namespace,
            ),
            metrics_disabled: metrics_disabled
                .or_else(|| reader.first(&METRICS_DISABLED, parse_switch))
                .unwrap_or_default(),
            flush_timeout: reader
                .span_of_time("flush_timeout", flush_timeout, variable::FLUSH_TIMEOUT)
                .unwrap_or(DEFAULT_FLUSH_TIMEOUT),
            deadline_margin: reader
                .span_of_time("deadline_margin", deadline_margin, variable::DEADLINE_MARGIN)
                .unwrap_or(DEFAULT_DEADLINE_MARGIN),
        };
        if reader.fatal.is_empty() {
            Ok((settings, reader.skipped))
        } else {
            Err(SettingsError { problems: reader.fatal })
        }
    }
}

// === impl Reader ===

impl Reader<'_> {
    /// The first of these variables that is set to something allowed.
    fn first<T>(&mut self, variables: &[Variable], parse: fn(&str) -> Option<T>) -> Option<T> {
        for variable in variables {
            let Some(value) = self.value(*variable) else { continue };
            match parse(&value) {
                Some(parsed) => return Some(parsed),
                None => {
                    let problem = Problem { setting: variable.name, value, allowed: variable.allowed };
                    match variable.origin {
                        Origin::Lamplight => self.fatal.push(problem),
                        Origin::Standard | Origin::Alias | Origin::Lambda => self.skipped.push(problem),
                    }
                }
            }
        }
        None
    }

    /// What a variable is set to. An empty value is no value.
    fn value(&self, variable: Variable) -> Option<String> {
        let value = self.lookup.get(variable.name).unwrap_or_else(|error| Some(error.to_string()));
        value.filter(|value| !value.trim().is_empty())
    }

    /// Text that code gives, or else the first of these variables.
    fn text(
        &mut self,
        setting: &'static str,
        code: Option<String>,
        variables: &[Variable],
        parse: fn(&str) -> Option<String>,
    ) -> Option<String> {
        let Some(value) = code else { return self.first(variables, parse) };
        if parse(&value).is_none() {
            let allowed = variables.first().map_or("", |variable| variable.allowed);
            self.fatal.push(Problem { setting, value, allowed });
            return None;
        }
        Some(value)
    }

    fn span_of_time(
        &mut self,
        name: &'static str,
        code: Option<Duration>,
        variable: Variable,
    ) -> Option<Duration> {
        match code {
            Some(duration) if duration > LONGEST => {
                let value = format!("{duration:?}");
                self.fatal.push(Problem {
                    setting: name,
                    value,
                    allowed: "at most 15 minutes (set in code)",
                });
                None
            }
            Some(duration) => Some(duration),
            None => self.first(&[variable], parse_millis),
        }
    }
}

fn parse_switch(text: &str) -> Option<bool> {
    const ON: [&str; 6] = ["true", "yes", "on", "1", "t", "y"];
    const OFF: [&str; 6] = ["false", "no", "off", "0", "f", "n"];
    let is_one_of = |words: [&str; 6]| words.iter().any(|word| text.trim().eq_ignore_ascii_case(word));
    if is_one_of(ON) { Some(true) } else { is_one_of(OFF).then_some(false) }
}

fn parse_name(text: &str) -> Option<String> {
    let text = text.trim();
    let allowed = !text.is_empty() && text.chars().count() <= 255 && !text.chars().any(char::is_control);
    allowed.then(|| text.to_owned())
}

fn parse_namespace(text: &str) -> Option<String> {
    let text = text.trim();
    let printable = text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
    let allowed = (1..=255).contains(&text.len()) && printable && !text.starts_with(':');
    allowed.then(|| text.to_owned())
}

/// What a variable says that is a whole number of milliseconds, of 15 minutes at most. `None` for anything else.
#[must_use]
pub fn parse_millis(text: &str) -> Option<Duration> {
    text.trim().parse().ok().map(Duration::from_millis).filter(|duration| *duration <= LONGEST)
}

// === impl Problem ===

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { setting, value, allowed } = self;
        write!(f, "{setting} is {value:?}; allowed: {allowed}")
    }
}

// === impl SettingsError ===

impl SettingsError {
    /// Each value that is not allowed.
    pub fn problems(&self) -> impl Iterator<Item = &Problem> {
        self.problems.iter()
    }
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("settings are not usable: ")?;
        for (index, problem) in self.problems.iter().enumerate() {
            if index > 0 {
                f.write_str(" | ")?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for SettingsError {}

#[cfg(test)]
mod tests;
