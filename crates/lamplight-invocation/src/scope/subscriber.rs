//! The subscriber of a function whose layers are all known.

use std::fmt;

use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::Interest;
use tracing::{Dispatch, Event, Metadata, Subscriber};
use tracing_core::span::Current;
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Layered, SubscriberExt};
use tracing_subscriber::registry::{LookupSpan, Registry};

/// A subscriber of one layer that says which spans it needs.
///
/// One that it does not need is the span around it: whoever enters it, in whatever task, still works for the same
/// invocation, and nothing is made, looked at or cleared away. A span with nothing around it is always made.
///
/// No other layer goes on top of it: it would take one span for another.
pub struct SpanSubscriber {
    inner: Layered<Erased, Registry>,
    is_needed: Box<dyn Fn(&Metadata<'_>) -> bool + Send + Sync>,
}

type Erased = Box<dyn Layer<Registry> + Send + Sync>;

/// The registry of a subscriber that is built on one.
#[must_use]
pub fn registry_of(dispatch: &Dispatch) -> Option<&Registry> {
    let within = || dispatch.downcast_ref::<SpanSubscriber>()?.inner.downcast_ref();
    within().or_else(|| dispatch.downcast_ref())
}

// === impl SpanSubscriber ===

impl SpanSubscriber {
    /// A subscriber of this layer. `is_needed` is asked for each span as it begins.
    pub fn new(
        layer: impl Layer<Registry> + Send + Sync,
        is_needed: impl Fn(&Metadata<'_>) -> bool + Send + Sync + 'static,
    ) -> Self {
        let layer: Erased = Box::new(layer);
        Self { inner: Registry::default().with(layer), is_needed: Box::new(is_needed) }
    }

    /// The span around a new one.
    fn around(&self, attributes: &Attributes<'_>) -> Option<Id> {
        if attributes.is_contextual() {
            self.inner.current_span().id().cloned()
        } else {
            attributes.parent().cloned()
        }
    }

    /// Whether these are values of that span, and not of one within it that nobody needed.
    fn is_of(&self, values: &Record<'_>, span: &Id) -> bool {
        let span = self.inner.span(span);
        span.is_some_and(|span| span.metadata().fields().iter().any(|field| values.contains(&field)))
    }
}

impl Subscriber for SpanSubscriber {
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        self.inner.register_callsite(metadata)
    }

    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        self.inner.enabled(metadata)
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        self.inner.max_level_hint()
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        if (self.is_needed)(attributes.metadata()) {
            return self.inner.new_span(attributes);
        }
        match self.around(attributes) {
            Some(around) => self.inner.clone_span(&around),
            None => self.inner.new_span(attributes),
        }
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        if self.is_of(values, span) {
            self.inner.record(span, values);
        }
    }

    fn record_follows_from(&self, span: &Id, follows: &Id) {
        self.inner.record_follows_from(span, follows);
    }

    fn event_enabled(&self, event: &Event<'_>) -> bool {
        self.inner.event_enabled(event)
    }

    fn event(&self, event: &Event<'_>) {
        self.inner.event(event);
    }

    fn enter(&self, span: &Id) {
        self.inner.enter(span);
    }

    fn exit(&self, span: &Id) {
        self.inner.exit(span);
    }

    fn clone_span(&self, span: &Id) -> Id {
        self.inner.clone_span(span)
    }

    fn try_close(&self, span: Id) -> bool {
        self.inner.try_close(span)
    }

    fn current_span(&self) -> Current {
        self.inner.current_span()
    }
}

impl fmt::Debug for SpanSubscriber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SpanSubscriber").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use tracing::field::Empty;
    use tracing::info_span;
    use tracing_subscriber::layer::Context;

    use super::*;

    /// Says what it is told.
    struct Told(Arc<Mutex<Vec<String>>>);

    impl Layer<Registry> for Told {
        fn on_new_span(&self, attributes: &Attributes<'_>, _: &Id, _: Context<'_, Registry>) {
            self.0.lock().expect("no panic").push(format!("new {}", attributes.metadata().name()));
        }

        fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, Registry>) {
            let name = context.span(id).expect("a span").name();
            self.0.lock().expect("no panic").push(format!("{} of {name}", values.len()));
        }

        fn on_close(&self, id: Id, context: Context<'_, Registry>) {
            let name = context.span(&id).expect("a span").name();
            self.0.lock().expect("no panic").push(format!("close {name}"));
        }
    }

    #[test]
    fn a_span_that_is_not_needed_is_the_one_around_it_and_leaves_it_as_it_is() {
        let told = Arc::default();
        let subscriber =
            SpanSubscriber::new(Told(Arc::clone(&told)), |metadata| metadata.name() != "unneeded");
        tracing::subscriber::with_default(subscriber, || {
            let root = info_span!("root", field = Empty);
            let unneeded = root.in_scope(|| info_span!("unneeded", field = Empty));
            assert_eq!(unneeded.id(), root.id());
            assert_eq!(info_span!(parent: &root, "unneeded").id(), root.id());
            unneeded.record("field", 1);
            root.record("field", 1);
            let needed = unneeded.in_scope(|| info_span!("needed"));
            assert_ne!(needed.id(), root.id());
            // It goes on as long as anyone holds it by either name.
            drop((root, needed));
            assert_eq!(told.lock().expect("no panic").len(), 4);
            let found = unneeded.with_subscriber(|(id, dispatch)| {
                registry_of(dispatch).and_then(|registry| registry.span(id)).map(|span| span.name())
            });
            assert_eq!(found, Some(Some("root")));
            drop(unneeded);
            drop(info_span!("unneeded"));
        });
        let expected = [
            "new root",
            "1 of root",
            "new needed",
            "close needed",
            "close root",
            "new unneeded",
            "close unneeded",
        ];
        assert_eq!(*told.lock().expect("no panic"), expected);
    }
}
