//! Finding spans among those that went to the X-Ray daemon.

use lamplight_emulator::{Invocation, TelemetrySource};
use lamplight_records::span::Span;

/// Those of an invocation.
pub(crate) fn spans(invocation: &Invocation) -> Vec<Span> {
    let sent = invocation.telemetry.iter().filter(|sent| sent.source == TelemetrySource::Xray);
    sent.flat_map(|sent| lamplight_records::xray::parse(&sent.bytes).expect("a document")).collect()
}

/// The one of this name.
pub(crate) fn span<'a>(spans: &'a [Span], name: &str) -> &'a Span {
    let mut named = spans.iter().filter(|span| span.name == name);
    let names: Vec<_> = spans.iter().map(|span| &span.name).collect();
    let found = named.next().unwrap_or_else(|| panic!("{name} in {names:?}"));
    assert!(named.next().is_none(), "{name} is there once: {names:?}");
    found
}
