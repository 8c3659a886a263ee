//! Why the user's content could not be read.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use lamplight_core::json_path;

use crate::excerpt;

/// The content of an event is not what the function takes.
///
/// Shows the path to the place from the root of the event, through all that is encoded on the way:
/// `Records[3].body.Message.items[0].price: invalid type: string "free", expected f64`. Of the content,
/// which may be somebody's personal data, it shows and holds no more than a few words.
#[derive(Clone)]
pub struct ContentError(Box<Inner>);

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ContentErrorKind {
    /// There is nothing.
    Empty,
    /// It is not JSON.
    NotJson,
    /// It is JSON, and not of the type.
    NotOfType,
    /// It is not base64.
    NotBase64,
    /// It is not text in UTF-8.
    NotUtf8,
    /// It is not compressed with gzip, or is broken.
    NotGzip,
    /// Anything else: what a way of reading of the user's own refuses.
    Other,
}

#[derive(Clone)]
struct Inner {
    kind: ContentErrorKind,
    path: String,
    message: String,
    source: Option<Arc<dyn Error + Send + Sync>>,
}

// === impl ContentError ===

impl ContentError {
    /// An error at the content itself. Of a value in the message, and of a long message, only the start is
    /// kept.
    pub fn new(kind: ContentErrorKind, message: impl Into<String>) -> Self {
        let message = excerpt::of_message(message.into());
        Self(Box::new(Inner { kind, path: String::new(), message, source: None }))
    }

    /// Remembers what caused it. See to it that what the cause shows may be seen in logs.
    #[must_use]
    pub fn caused_by(mut self, source: impl Error + Send + Sync + 'static) -> Self {
        self.0.source = Some(Arc::new(source));
        self
    }

    /// Where `serde_json` stopped in a text, as a path.
    ///
    /// The error of `serde_json` is not kept as the source, since it shows the value in full.
    #[must_use]
    pub fn from_json(error: &serde_json::Error, text: &[u8]) -> Self {
        if text.iter().all(u8::is_ascii_whitespace) {
            return Self::new(ContentErrorKind::Empty, "there is nothing, expected JSON");
        }
        let kind = if error.is_data() { ContentErrorKind::NotOfType } else { ContentErrorKind::NotJson };
        let error_at = Self::new(kind, excerpt::without_place(error));
        error_at.within(&json_path::path_at_line(text, error.line(), error.column()))
    }

    /// Puts what the path goes from within something else.
    #[must_use]
    pub fn within(mut self, outer: &str) -> Self {
        self.locate(outer);
        self
    }

    /// As [`ContentError::within`], for an error that stays where it is.
    pub fn locate(&mut self, outer: &str) {
        if outer.is_empty() {
            return;
        }
        let inner = std::mem::take(&mut self.0.path);
        let dot = if inner.is_empty() || inner.starts_with('[') { "" } else { "." };
        // Keys may be the sender's, and of any length.
        self.0.path = excerpt::cut(format!("{outer}{dot}{inner}"), excerpt::MOST_OF_A_PATH);
    }

    /// What is wrong.
    #[must_use]
    pub fn kind(&self) -> ContentErrorKind {
        self.0.kind
    }

    /// The path to what is wrong, from the root of the event: `Records[3].body.items[0].price`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// What is wrong, in words, without the path.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }
}

impl fmt::Display for ContentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path() {
            "" => f.write_str(self.message()),
            path => write!(f, "{path}: {}", self.message()),
        }
    }
}

/// Leaves out the source, which may show more than is wanted.
impl fmt::Debug for ContentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ContentError")
            .field("kind", &self.kind())
            .field("path", &self.path())
            .field("message", &self.message())
            .finish_non_exhaustive()
    }
}

impl Error for ContentError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

impl From<crate::NotBase64> for ContentError {
    fn from(error: crate::NotBase64) -> Self {
        Self::new(ContentErrorKind::NotBase64, error.to_string())
    }
}

impl From<std::str::Utf8Error> for ContentError {
    fn from(error: std::str::Utf8Error) -> Self {
        Self::new(ContentErrorKind::NotUtf8, error.to_string()).caused_by(error)
    }
}

/// Two errors are the same that say the same.
impl PartialEq for ContentError {
    fn eq(&self, other: &Self) -> bool {
        (self.kind(), self.path(), self.message()) == (other.kind(), other.path(), other.message())
    }
}
