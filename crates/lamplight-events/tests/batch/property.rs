//! Whatever becomes of the records: reported is what failed and what was not processed.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::time::Duration;

use lamplight_core::clock::{Clock, Timestamp};
use lamplight_events::batch::{OnFailure, Processor, WhenAllFail};
use lamplight_events::sources::sqs::SqsMessage;
use proptest::prelude::*;

use crate::support::{FIFO, Fate, STANDARD, batch, ids, meet, message};

fn fate() -> impl Strategy<Value = String> {
    let json = |fate: Fate| serde_json::to_string(&fate).expect("a fate is JSON");
    prop_oneof![
        4 => Just(json(Fate::Succeeds)),
        4 => (0_u64..3000).prop_map(move |millis| json(Fate::Takes(millis))),
        1 => Just(json(Fate::Fails)),
        1 => (0_u64..3000).prop_map(move |millis| json(Fate::FailsAfter(millis))),
        1 => Just(json(Fate::Panics)),
        1 => Just(json(Fate::PanicsAtTheEnd)),
        1 => Just("{".to_owned()),
    ]
}

fn on_failure() -> impl Strategy<Value = Option<OnFailure>> {
    proptest::option::of(prop_oneof![
        Just(OnFailure::Continue),
        Just(OnFailure::SkipGroup),
        Just(OnFailure::Stop)
    ])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn reported_in_order_and_once_is_what_did_not_succeed(
        records in proptest::collection::vec((0_u8..24, 0_u8..4, fate()), 0..24),
        is_fifo: bool,
        concurrency in 0_usize..6,
        on_failure in on_failure(),
    ) {
        let queue = if is_fifo { FIFO } else { STANDARD };
        let messages: Vec<_> = records
            .iter()
            .map(|(id, group, body)| message(queue, &format!("g{group}"), &format!("m{id}"), body))
            .collect();
        let now = Timestamp::from_millis(1000);
        let mut processor = Processor::new()
            .concurrency(concurrency)
            .when_all_fail(WhenAllFail::Report)
            .clock(Clock::manual(now))
            .deadline(now.saturating_add(Duration::from_secs(10)));
        if let Some(on_failure) = on_failure {
            processor = processor.on_failure(on_failure);
        }
        let succeeded = RefCell::new(BTreeSet::new());
        let begun = RefCell::new(Vec::new());
        let handler = |fate: Fate, message: SqsMessage| {
            let place: usize = message.receipt_handle.parse().expect("set below");
            begun.borrow_mut().push(place);
            let succeeded = &succeeded;
            async move {
                let result = meet(fate, message).await;
                if result.is_ok() {
                    succeeded.borrow_mut().insert(place);
                }
                result
            }
        };
        // The receipt tells two deliveries of the same message apart.
        let mut orders = batch(&messages);
        for (index, record) in orders.records.iter_mut().enumerate() {
            record.record.receipt_handle = index.to_string();
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
        let (response, took) = runtime.expect("a runtime").block_on(async {
            let started = tokio::time::Instant::now();
            let response = processor.process(orders, handler).await;
            (response, started.elapsed())
        });
        prop_assert!(took <= Duration::from_secs(9), "{took:?}");
        let (succeeded, begun) = (succeeded.into_inner(), begun.into_inner());
        let mut expected = Vec::new();
        for (index, (id, ..)) in records.iter().enumerate() {
            let id = format!("m{id}");
            if !succeeded.contains(&index) && !expected.contains(&id) {
                expected.push(id);
            }
        }
        prop_assert_eq!(ids(response), expected);

        let once: BTreeSet<usize> = begun.iter().copied().collect();
        prop_assert_eq!(once.len(), begun.len(), "each is begun once at most");
        if is_fifo && on_failure != Some(OnFailure::Continue) {
            // In its group, whoever is begun comes after none that did not succeed.
            for later in &begun {
                let before = (0..*later).filter(|earlier| records[*earlier].1 == records[*later].1);
                for earlier in before {
                    prop_assert!(succeeded.contains(&earlier), "{later} was begun after {earlier}");
                }
            }
        }
    }
}
