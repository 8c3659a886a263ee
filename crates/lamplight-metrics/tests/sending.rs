//! What a provider that sends is told: when values were, and that time runs out.

mod support;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use lamplight_core::clock::Timestamp;
use lamplight_invocation::Scope;
use lamplight_metrics::{Batch, Lines, MetricsProvider, Unit, count, distribution, single, timestamp};
use support::{Fixture, NOW};

/// Keeps what it is told: of batches the name, the times in milliseconds since [`NOW`], and how they were said.
#[derive(Clone, Debug, Default)]
struct Told(Arc<Mutex<Vec<String>>>);

impl Told {
    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().expect("no panic"))
    }
}

impl MetricsProvider for Told {
    fn write(&self, batch: &Batch<'_>, _: &mut Lines) {
        let since = |time: Timestamp| time.as_millis() as i64 - NOW as i64;
        let (from, to) = (since(batch.started()), since(batch.timestamp()));
        let names: Vec<_> = batch
            .metrics()
            .map(|metric| format!("{}{}", metric.name(), if metric.is_distribution() { "*" } else { "" }))
            .collect();
        let dated = if batch.is_dated() { " dated" } else { "" };
        self.0.lock().expect("no panic").push(format!("{} {from} to {to}{dated}", names.join(",")));
    }

    fn deadline_near(&self) {
        self.0.lock().expect("no panic").push("hurry".to_owned());
    }
}

#[test]
fn a_batch_begins_with_its_invocation_and_ends_when_it_is_written() {
    let told = Told::default();
    let fixture = Fixture::configured(|builder| builder.provider(told.clone()));
    let second = Duration::from_secs(1);
    fixture.clock.advance(second);
    fixture.documents_of(|| {
        fixture.clock.advance(second);
        single("One", Unit::Count, 1).write();
        fixture.clock.advance(second);
        distribution("Two", Unit::Count, 1);
    });
    assert_eq!(told.take(), ["One 1000 to 2000", "Two* 1000 to 3000"]);
    fixture.documents_of(|| {
        count("Late", 1);
        timestamp(Timestamp::from_millis(NOW));
        fixture.clock.advance(second);
    });
    assert_eq!(told.take(), ["Late -1000 to 0 dated"], "as long as the invocation was");
}

#[test]
fn what_is_recorded_outside_invocations_begins_when_metrics_were_installed() {
    let told = Told::default();
    let fixture = Fixture::configured(|builder| builder.provider(told.clone()));
    fixture.metrics.install().expect("no other test of this file installs metrics");
    count("Start", 1);
    fixture.clock.advance(Duration::from_secs(5));
    fixture.metrics.flush();
    assert_eq!(told.take(), ["Start 0 to 5000"]);
}

#[test]
fn near_the_timeout_a_provider_is_told_after_what_there_is_was_written() {
    let told = Told::default();
    let fixture = Fixture::configured(|builder| builder.provider(told.clone()));
    fixture.documents_of(|| {
        count("Orders", 1);
        fixture.metrics.observer().deadline_near(&Scope::current(), Duration::from_millis(100));
        count("Later", 1);
    });
    assert_eq!(told.take(), ["Orders 0 to 0", "hurry", "Later 0 to 0"]);
}
