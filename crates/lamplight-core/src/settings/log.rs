//! What holds for the log.

use std::num::NonZeroUsize;

use super::{Directives, Problem, Reader, SettingsBuilder, parse_switch};
use crate::level::Level;
use crate::variable;

/// The largest buffer that makes sense: the payload of an invocation is not larger.
const LARGEST_BUFFER: usize = 10 * 1024 * 1024;

/// What holds for the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct LogSettings {
    /// The least severe level that is written. Nothing in it is less severe than Lambda's control.
    pub levels: Directives,
    /// Lambda's control: it drops what is less severe, so that is not written.
    pub lambda_level: Option<Level>,
    /// The least severe level that was asked for, where Lambda's control is more severe.
    pub refused_level: Option<Level>,
    /// How lines look, where code chooses no format of its own.
    pub format: LogFormat,
    /// Of how many invocations `DEBUG` lines are written as well.
    pub sample_rate: Option<SampleRate>,
    /// Each event is written to the log.
    pub event: bool,
    /// How many bytes of lines are held back for each invocation, in case it fails. None are where this is
    /// absent.
    pub buffer: Option<NonZeroUsize>,
}

/// How lines look, as far as a setting may say it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum LogFormat {
    /// One JSON object each, for machines.
    #[default]
    Json,
    /// Text, for people.
    Text,
}

/// A share: a number from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SampleRate(f64);

/// What code says about the log.
#[derive(Clone, Debug, Default)]
pub(super) struct LogInCode {
    levels: Option<String>,
    format: Option<LogFormat>,
    sample_rate: Option<f64>,
    event: Option<bool>,
    buffer: Option<usize>,
}

// === impl LogFormat ===

impl LogFormat {
    /// `JSON` and `Text`, in any case.
    fn parse(text: &str) -> Option<Self> {
        let is = |word| text.trim().eq_ignore_ascii_case(word);
        if is("json") { Some(Self::Json) } else { is("text").then_some(Self::Text) }
    }
}

// === impl SampleRate ===

impl SampleRate {
    /// A rate, if it is from 0 to 1.
    #[must_use]
    pub fn new(rate: f64) -> Option<Self> {
        (0.0..=1.0).contains(&rate).then_some(Self(rate))
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> f64 {
        self.0
    }

    /// Reads `0.05`, without an exponent, and with at most 15 digits on either side. The standard library's way of
    /// reading numbers takes 14 KiB of a function.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        const MOST_DIGITS: usize = 15;
        let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
        let all_digits = whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit());
        let is_number = all_digits && whole.len() + fraction.len() > 0;
        if !is_number || whole.len() > MOST_DIGITS || fraction.len() > MOST_DIGITS {
            return None;
        }
        let number = whole
            .bytes()
            .chain(fraction.bytes())
            .fold(0.0, |number, digit| number * 10.0 + f64::from(digit - b'0'));
        // Both are whole and below 2^53, so this is the double that is nearest to the text.
        Self::new(number / fraction.bytes().fold(1.0, |unit, _| unit * 10.0))
    }
}

/// It is always a number.
impl Eq for SampleRate {}

// === impl SettingsBuilder ===

impl SettingsBuilder {
    /// The least severe level that is written.
    #[must_use]
    pub fn log_level(mut self, level: Level) -> Self {
        self.log.levels = Some(level.as_str().to_owned());
        self
    }

    /// The least severe level that is written, and others for parts of the code: `info,hyper=warn`. See
    /// [`Directives`] for what it may be.
    #[must_use]
    pub fn log_levels(mut self, directives: impl Into<String>) -> Self {
        self.log.levels = Some(directives.into());
        self
    }

    /// How lines look, where the logger is given no format of its own.
    #[must_use]
    pub fn log_format(mut self, format: LogFormat) -> Self {
        self.log.format = Some(format);
        self
    }

    /// Of how many invocations `DEBUG` lines are written as well: a number from 0 to 1.
    #[must_use]
    pub fn log_sample_rate(mut self, rate: f64) -> Self {
        self.log.sample_rate = Some(rate);
        self
    }

    /// Writes each event to the log, or makes sure that none is.
    #[must_use]
    pub fn log_event(mut self, log_event: bool) -> Self {
        self.log.event = Some(log_event);
        self
    }

    /// How many bytes of lines are held back for each invocation, in case it fails; at most 10 MiB. With 0,
    /// none are.
    #[must_use]
    pub fn log_buffer(mut self, bytes: usize) -> Self {
        self.log.buffer = Some(bytes);
        self
    }
}

// === impl Reader ===

impl Reader<'_> {
    pub(super) fn log(&mut self, code: LogInCode) -> LogSettings {
        let LogInCode { levels, format, sample_rate, event, buffer } = code;
        let asked = self.levels(levels);
        let lambda_level = self.first(&[variable::LAMBDA_LOG_LEVEL], Level::parse);
        let least_severe = asked.as_ref().and_then(Directives::asked);
        let levels = asked.unwrap_or_default();
        LogSettings {
            levels: match lambda_level {
                Some(limit) => levels.limited_to(limit),
                None => levels,
            },
            lambda_level,
            refused_level: least_severe.filter(|asked| lambda_level.is_some_and(|limit| *asked < limit)),
            format: format.or_else(|| self.first(&LOG_FORMAT, LogFormat::parse)).unwrap_or_default(),
            sample_rate: self.sample_rate(sample_rate),
            event: event.or_else(|| self.first(&LOG_EVENT, parse_switch)).unwrap_or_default(),
            buffer: self.buffer(buffer).and_then(NonZeroUsize::new),
        }
    }

    /// What code asks for, or else our variable, or else the alias, which knows no parts of the code.
    fn levels(&mut self, code: Option<String>) -> Option<Directives> {
        let (setting, text) = match code {
            Some(text) => ("log_level (set in code)", text),
            None => match self.value(variable::LOG_LEVEL) {
                Some(text) => (variable::LOG_LEVEL.name, text),
                None => {
                    let level = self.first(&[variable::POWERTOOLS_LOG_LEVEL], Level::parse);
                    return level.map(Directives::from);
                }
            },
        };
        match Directives::parse(&text) {
            Ok(directives) => Some(directives),
            Err(refused) => {
                let allowed = variable::LOG_LEVEL.allowed;
                self.fatal.extend(refused.into_iter().map(|value| Problem { setting, value, allowed }));
                None
            }
        }
    }

    fn sample_rate(&mut self, code: Option<f64>) -> Option<SampleRate> {
        let Some(rate) = code else { return self.first(&SAMPLE_RATE, SampleRate::parse) };
        let allowed = SampleRate::new(rate);
        if allowed.is_none() {
            self.refuse("log_sample_rate (set in code)", rate.to_string(), variable::LOG_SAMPLE_RATE);
        }
        allowed
    }

    fn buffer(&mut self, code: Option<usize>) -> Option<usize> {
        let Some(bytes) = code else { return self.first(&[variable::LOG_BUFFER], parse_buffer) };
        if bytes > LARGEST_BUFFER {
            self.refuse("log_buffer (set in code)", bytes.to_string(), variable::LOG_BUFFER);
        }
        Some(bytes)
    }

    fn refuse(&mut self, setting: &'static str, value: String, variable: variable::Variable) {
        self.fatal.push(Problem { setting, value, allowed: variable.allowed });
    }
}

const LOG_FORMAT: [variable::Variable; 2] = [variable::LOG_FORMAT, variable::LAMBDA_LOG_FORMAT];
const SAMPLE_RATE: [variable::Variable; 2] =
    [variable::LOG_SAMPLE_RATE, variable::POWERTOOLS_LOGGER_SAMPLE_RATE];
const LOG_EVENT: [variable::Variable; 2] = [variable::LOG_EVENT, variable::POWERTOOLS_LOGGER_LOG_EVENT];

fn parse_buffer(text: &str) -> Option<usize> {
    text.trim().parse().ok().filter(|bytes| *bytes <= LARGEST_BUFFER)
}

#[cfg(test)]
mod tests;
