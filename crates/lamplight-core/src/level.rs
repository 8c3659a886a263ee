//! How severe a log line is, in the words of Lambda's advanced logging controls.

use std::fmt;

/// The severity of a log line, least severe first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// `TRACE`
    Trace,
    /// `DEBUG`
    Debug,
    /// `INFO`
    Info,
    /// `WARN`
    Warn,
    /// `ERROR`
    Error,
    /// `FATAL`: nothing in Rust logs at it; as a threshold it silences everything.
    Fatal,
}

impl Level {
    /// The words [`parse`](Self::parse) knows, for messages that say what is allowed.
    pub const ALLOWED: &'static str = "TRACE, DEBUG, INFO, WARN, ERROR or FATAL";

    /// Reads a level in any case. `WARNING` and `CRITICAL`, which other languages' loggers write,
    /// are taken as `WARN` and `FATAL`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        const WORDS: [(&str, Level); 8] = [
            ("TRACE", Level::Trace),
            ("DEBUG", Level::Debug),
            ("INFO", Level::Info),
            ("WARN", Level::Warn),
            ("WARNING", Level::Warn),
            ("ERROR", Level::Error),
            ("FATAL", Level::Fatal),
            ("CRITICAL", Level::Fatal),
        ];
        let text = text.trim();
        WORDS.iter().find(|(word, _)| text.eq_ignore_ascii_case(word)).map(|&(_, level)| level)
    }

    /// The word that Lambda's log level filter understands.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Trace => "TRACE",
            Self::Debug => "DEBUG",
            Self::Info => "INFO",
            Self::Warn => "WARN",
            Self::Error => "ERROR",
            Self::Fatal => "FATAL",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::Level;

    #[test]
    fn reads_back_every_word_it_writes_in_any_case() {
        for level in [Level::Trace, Level::Debug, Level::Info, Level::Warn, Level::Error, Level::Fatal] {
            assert_eq!(Level::parse(level.as_str()), Some(level));
            assert_eq!(Level::parse(&format!(" {} ", level.as_str().to_lowercase())), Some(level));
        }
    }

    #[test]
    fn knows_the_words_of_other_languages_and_nothing_else() {
        assert_eq!(Level::parse("warning"), Some(Level::Warn));
        assert_eq!(Level::parse("Critical"), Some(Level::Fatal));
        for text in ["", "verbose", "INFO,hyper=warn", "3"] {
            assert_eq!(Level::parse(text), None, "{text}");
        }
    }
}
