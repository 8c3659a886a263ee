//! Whatever is logged, in whatever spans and with whatever keys: every line is one valid JSON object, whose keys are
//! unique.

#[path = "../../crates/lamplight-logger/tests/support/any_line.rs"]
mod any_line;
#[path = "../../crates/lamplight-logger/tests/support/any_place.rs"]
mod any_place;

use any_line::Step;

/// What the script is run with.
mod support {
    use lamplight_core::clock::{Clock, Timestamp};
    use lamplight_core::environment::FunctionEnvironment;
    use lamplight_core::settings::SettingsBuilder;
    use lamplight_core::testing::Captured;
    use lamplight_logger::{Logger, LoggerBuilder};
    use tracing_subscriber::layer::SubscriberExt;

    pub(super) fn logger_with(
        settings: SettingsBuilder,
        change: impl FnOnce(LoggerBuilder) -> LoggerBuilder,
    ) -> (Logger, Captured) {
        let lines = Captured::new();
        let (settings, _) = settings.read(&[]).expect("every value is allowed");
        let builder = Logger::builder()
            .settings(settings)
            .environment(FunctionEnvironment::read(&[("AWS_LAMBDA_FUNCTION_NAME", "orders")]))
            .clock(Clock::manual(Timestamp::from_millis(1_769_903_999_999)))
            .sink(lines.clone());
        (change(builder).build().expect("nothing is opened"), lines)
    }

    pub(super) fn subscriber(logger: &Logger) -> impl tracing::Subscriber + Send + Sync {
        tracing_subscriber::registry().with(logger.event_layer())
    }
}

/// Reads any bytes as a script and runs it.
///
/// # Panics
///
/// Where something does not hold.
pub fn check(bytes: &[u8]) {
    let mut bytes = Bytes(bytes);
    let most_bytes = if bytes.byte() % 2 == 0 { 1024 } else { 1 << 20 };
    let steps: Vec<_> = std::iter::from_fn(|| bytes.step()).take(64).collect();
    let lines = any_line::lines(&steps, most_bytes);
    assert_eq!(lines.len(), steps.iter().filter(|step| step.is_line()).count());
    for line in lines {
        if let Err(error) = any_line::check(&line) {
            panic!("{error} in {line}");
        }
    }
}

/// What is left of the input.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn byte(&mut self) -> u8 {
        self.0.split_off_first().copied().unwrap_or_default()
    }

    fn word(&mut self) -> u64 {
        (0..8).fold(0, |word, _| word << 8 | u64::from(self.byte()))
    }

    /// Up to 255 bytes, of which those that are no UTF-8 are replaced.
    fn text(&mut self) -> String {
        let length = usize::from(self.byte()).min(self.0.len());
        let (text, rest) = self.0.split_at(length);
        self.0 = rest;
        String::from_utf8_lossy(text).into_owned()
    }

    /// One of the names that mean something, or any.
    fn name(&mut self) -> String {
        const NAMES: [&str; 9] =
            ["a", "b", "level", "level_", "message", "message_", "truncated", "service", "r#a"];
        match NAMES.get(usize::from(self.byte()) % 18) {
            Some(name) => (*name).to_owned(),
            None => self.text(),
        }
    }

    fn step(&mut self) -> Option<Step> {
        let names = |bytes: &mut Self| [bytes.name(), bytes.name(), bytes.name()];
        let kind = *self.0.split_off_first()?;
        Some(match kind % 8 {
            0 => Step::Open { kind: self.byte() },
            1 => Step::Close,
            2 => Step::Record { depth: self.byte(), text: self.text() },
            3 => Step::AnySpan { names: names(self), text: self.text() },
            4 => Step::Key { name: self.name(), text: self.text() },
            5 => Step::AnyEvent { names: names(self), text: self.text() },
            _ => Step::Event {
                kind: self.byte(),
                field: self.byte(),
                text: self.text(),
                integer: self.word(),
                float: f64::from_bits(self.word()),
            },
        })
    }
}
