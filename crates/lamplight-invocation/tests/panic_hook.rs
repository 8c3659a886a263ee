//! The panic hook, which is one for the process: panics of an invocation go to its observers, all others to
//! the hook that was there before.

mod support;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use lambda_runtime::{LambdaEvent, service_fn, tower::ServiceExt};
use lamplight_invocation::{Observe, ObserveLayer, PanicRecord, Scope, install_panic_hook};
use support::{FakeRuntime, request, stack};
use tower_layer::Layer;

#[derive(Debug, Default)]
struct Panics(Mutex<Vec<String>>);

impl Observe for Panics {
    fn panicked(&self, scope: &Scope, record: &PanicRecord<'_>) {
        let request = scope.context().request_id();
        let file = record.location.map_or("?", |location| location.file());
        self.0.lock().expect("no panic").push(format!("{request}: {} in {file}", record.message));
    }
}

#[tokio::test]
async fn panics_of_an_invocation_go_to_its_observers_and_all_others_to_the_previous_hook() {
    static PREVIOUS: AtomicUsize = AtomicUsize::new(0);
    std::panic::set_hook(Box::new(|_| {
        PREVIOUS.fetch_add(1, Ordering::Relaxed);
    }));
    install_panic_hook();
    install_panic_hook();

    let panics = Arc::new(Panics::default());
    let layer = ObserveLayer::new(stack().0.with(panics.clone()));
    let handler = service_fn(|_: LambdaEvent<u32>| async {
        let task = Scope::current().spawn(async { panic!("in a task of its own") });
        assert!(task.await.is_err());
        if true {
            panic!("in the {}", "handler");
        }
        Ok::<_, std::io::Error>(())
    });
    let service = layer.layer(FakeRuntime(layer.layer(handler)));
    service.oneshot(request("r1", "7")).await.expect("the runtime goes on");
    assert!(std::thread::spawn(|| panic!("elsewhere")).join().is_err());

    let file = file!();
    assert_eq!(
        *panics.0.lock().expect("no panic"),
        [format!("r1: in a task of its own in {file}"), format!("r1: in the handler in {file}")]
    );
    assert_eq!(PREVIOUS.load(Ordering::Relaxed), 1);
}
