//! Sixty-four interleaved invocations with keys, levels and held lines of their own: nothing of one with another.

mod stack;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use lamplight_core::level::Level;
use lamplight_core::settings::SettingsBuilder;
use lamplight_invocation::Scope;
use lamplight_logger::{append_key, set_correlation_id, with_keys};
use stack::{built, context, invoke_within, read, subscriber};

/// One invocation of many: every third fails, every fifth is looked at more closely.
async fn work(barrier: Arc<tokio::sync::Barrier>, number: u64) -> Result<(), String> {
    append_key("own", number);
    set_correlation_id(&format!("c{number}"));
    for round in 0..10_u64 {
        barrier.wait().await;
        let guard = with_keys(&[("round", &(number * 100 + round))]);
        tracing::debug!(of_event = number, "held");
        let task = async move { tracing::debug!(of_event = number, "held in a task") };
        Scope::current().spawn(task).await.expect("no panic");
        tracing::info!(of_event = number, "written");
        tracing::trace!(of_event = number, "of a closer look");
        drop(guard);
    }
    if number % 3 == 0 { Err(format!("failure of {number}")) } else { Ok(()) }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_of_an_invocation_is_on_a_line_of_another_or_held_with_it() {
    let (logger, lines) = built(SettingsBuilder::new().log_buffer(100_000), |builder| {
        builder.level_when(|context, _| {
            let number: u64 = context.request_id()[1..].parse().ok()?;
            (number % 5 == 0).then_some(Level::Trace)
        })
    });
    tracing::subscriber::set_global_default(subscriber(&logger)).expect("the only test of this binary");
    let barrier = Arc::new(tokio::sync::Barrier::new(64));
    let next = Arc::new(AtomicU64::new(0));
    let invocations: Vec<_> = (0..64)
        .map(|_| {
            let (barrier, logger, next) = (barrier.clone(), logger.clone(), next.clone());
            tokio::spawn(async move {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let handler = move || work(barrier.clone(), number);
                invoke_within(&logger, context(number), "{}", handler).await
            })
        })
        .collect();
    for invocation in invocations {
        invocation.await.expect("no panic");
    }
    let mut counts = vec![[0, 0, 0]; 64];
    for line in lines.take() {
        let read = read(&line);
        let number: u64 = read["function_request_id"].as_str().expect(&line)[1..].parse().expect(&line);
        let Some(of_event) = read["of_event"].as_u64() else { continue };
        assert_eq!((of_event, read["own"].as_u64()), (number, Some(number)), "{line}");
        assert_eq!(read["correlation_id"].as_str(), Some(&*format!("c{number}")), "{line}");
        assert_eq!(read["round"].as_u64().map(|round| round / 100), Some(number), "{line}");
        let counts = &mut counts[usize::try_from(number).expect("below 64")];
        match read["level"].as_str() {
            Some("TRACE") => counts[0] += 1,
            Some("DEBUG") => counts[1] += 1,
            _ => counts[2] += 1,
        }
    }
    for (number, counts) in counts.into_iter().enumerate() {
        let closer = number % 5 == 0;
        let (traces, debugs) = (if closer { 10 } else { 0 }, if closer || number % 3 == 0 { 20 } else { 0 });
        assert_eq!(counts, [traces, debugs, 10], "{number}");
    }
}
