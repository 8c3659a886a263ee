//! Finding spans among those that came.

use lamplight_emulator::Invocation;
use lamplight_emulator::backends::Span;

/// The spans of an invocation's trace, by its own header.
pub(crate) fn trace_of(spans: &[Span], invocation: &Invocation) -> Vec<Span> {
    let header = invocation.trace_header.as_deref().expect("tracing is active").replace('-', "");
    let spans = spans.iter().filter(|span| header.contains(&format!("Root=1{}", span.trace_id)));
    spans.cloned().collect()
}

/// The one span of this name.
pub(crate) fn named<'a>(spans: &'a [Span], name: &str) -> &'a Span {
    let named: Vec<_> = spans.iter().filter(|span| span.name == name).collect();
    let [span] = named[..] else { panic!("{name} once in {spans:#?}") };
    span
}
