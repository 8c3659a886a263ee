//! What the spans around a line put on it, however they are entered and left: what was found for one line is there for
//! the next one, and for no line of another span.

mod support;

use lamplight_core::settings::SettingsBuilder;
use serde_json::Value;
use support::{lines_of, logger, subscriber};
use tracing::{info, info_span};

/// The values of a field on these lines; null where it is not on one.
fn values(lines: &[String], field: &str) -> Vec<Value> {
    let value = |line: &String| serde_json::from_str::<Value>(line).expect("JSON")[field].clone();
    lines.iter().map(value).collect()
}

fn lines(work: impl FnOnce()) -> Vec<String> {
    lines_of(SettingsBuilder::new(), work)
}

#[test]
fn a_span_that_has_the_id_of_an_earlier_one_has_its_own_fields() {
    const SPANS: u64 = 20_000;
    let (mut ids, mut logged) = (std::collections::BTreeSet::new(), Vec::new());
    let lines = lines(|| {
        for number in 0..SPANS {
            let span = info_span!("item", number);
            let again = !ids.insert(span.id().map(|id| id.into_u64()));
            if again || number < 3 {
                logged.push(number);
                span.in_scope(|| info!("in it"));
            } else {
                span.in_scope(|| {});
            }
        }
    });
    assert!(logged.len() > 1000, "ids come again: {} of {SPANS}", logged.len());
    assert_eq!(values(&lines, "number"), logged);
}

#[test]
fn a_line_has_what_was_recorded_before_it_and_not_what_was_after() {
    let lines = lines(|| {
        let outer = info_span!("outer", total = 1).entered();
        let inner = info_span!("inner", step = tracing::field::Empty).entered();
        info!("one");
        inner.record("step", 1);
        info!("two");
        outer.record("total", 2);
        info!("three");
        info!("four");
    });
    assert_eq!(values(&lines, "step"), [Value::Null, 1.into(), 1.into(), 1.into()]);
    assert_eq!(values(&lines, "total"), [1, 1, 2, 2]);
}

#[test]
fn spans_may_be_entered_twice_and_left_in_any_order() {
    let lines = lines(|| {
        let [one, two] = [1, 2].map(|number| info_span!("numbered", number));
        let first = one.enter();
        info!("in one");
        let second = two.enter();
        info!("in two");
        let third = one.enter();
        info!("in two, as one was entered before it");
        drop(first);
        info!("in two still");
        drop(second);
        info!("where the registry says");
        drop(third);
        info!("in none");
    });
    let found = values(&lines, "number");
    assert_eq!(found[..4], [1, 2, 2, 2]);
    assert_eq!(found[5], Value::Null);
    // Whatever the registry says of a span that was entered again and left once is what counts.
    assert_eq!(found[4], asked_of_the_registry());
}

/// What a layer that asks the registry for each line finds there.
fn asked_of_the_registry() -> Value {
    use std::sync::{Arc, Mutex};
    use tracing::{Event, Subscriber};
    use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
    use tracing_subscriber::registry::LookupSpan;

    #[derive(Clone, Default)]
    struct Asks(Arc<Mutex<Vec<Option<&'static str>>>>);

    impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Asks {
        fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
            let name = context.event_span(event).map(|span| span.name());
            self.0.lock().expect("no panic").push(name);
        }
    }

    let asks = Asks::default();
    tracing::subscriber::with_default(tracing_subscriber::registry().with(asks.clone()), || {
        let (one, two) = (info_span!("1"), info_span!("2"));
        let (first, second, third) = (one.enter(), two.enter(), one.enter());
        drop((first, second));
        info!("asked");
        drop(third);
    });
    let asked = asks.0.lock().expect("no panic")[0];
    asked.map_or(Value::Null, |name| name.parse::<u64>().expect("a number").into())
}

#[test]
fn an_event_with_a_parent_of_its_own_has_its_fields() {
    let lines = lines(|| {
        let elsewhere = info_span!("elsewhere", number = 1);
        let _entered = info_span!("here", number = 2).entered();
        info!("here");
        info!(parent: &elsewhere, "elsewhere");
        info!(parent: None, "nowhere");
        info!("here");
    });
    assert_eq!(values(&lines, "number"), [2.into(), 1.into(), Value::Null, 2.into()]);
}

#[test]
fn spans_of_another_subscriber_are_none_of_ours() {
    let ((one, lines_of_one), (other, lines_of_other)) =
        (logger(SettingsBuilder::new()), logger(SettingsBuilder::new()));
    let (one, other) = (tracing::Dispatch::new(subscriber(&one)), tracing::Dispatch::new(subscriber(&other)));
    tracing::dispatcher::with_default(&one, || {
        let _outer = info_span!("outer", number = 1).entered();
        info!("in ours");
        tracing::dispatcher::with_default(&other, || {
            info!("in none");
            let _inner = info_span!("inner", number = 2).entered();
            info!("in theirs");
            tracing::dispatcher::with_default(&one, || info!("in ours"));
        });
        info!("in ours");
    });
    assert_eq!(values(&lines_of_one.take(), "number"), [1, 1, 1]);
    assert_eq!(values(&lines_of_other.take(), "number"), [Value::Null, 2.into()]);
}
