//! What fails, and what is reported for it.

use std::cell::{Cell, RefCell};
use std::error::Error;

use lamplight_events::batch::{self, BatchError, OnFailure, Processor, WhenAllFail};
use lamplight_events::sources::batch_response::BatchResponse;

use crate::support::Fate::{Fails, FailsAfter, Panics, Succeeds, Takes};
use crate::support::{FIFO, STANDARD, batch, ids, in_groups, meet, message, now, of, reported};

#[test]
fn a_batch_of_which_all_succeed_names_nobody() {
    let response = now(batch::process(of(&[Succeeds, Succeeds]), meet)).expect("a response");
    assert_eq!(response, BatchResponse::success());
    assert_eq!(now(batch::process(of(&[]), meet)).expect("a response"), BatchResponse::success());
}

#[test]
fn an_error_a_panic_and_content_that_cannot_be_read_fail_their_record_only() {
    let succeeds = "\"succeeds\"";
    let bodies = [succeeds, "\"fails\"", succeeds, "\"panics\"", succeeds, "{", "", "\"what\"", succeeds];
    let messages: Vec<_> = bodies
        .iter()
        .enumerate()
        .map(|(index, body)| message(STANDARD, "", &format!("m{index}"), body))
        .collect();
    let mut called = 0;
    let response = now(batch::process(batch(&messages), |fate, message| {
        called += 1;
        meet(fate, message)
    }));
    assert_eq!(ids(response), ["m1", "m3", "m5", "m6", "m7"]);
    assert_eq!(called, 6, "not for what cannot be read");
}

#[test]
fn a_handler_that_panics_before_it_gives_a_future_fails_its_record_only() {
    let response = now(batch::process(of(&[Succeeds, Fails]), |fate, message| {
        assert!(matches!(fate, Succeeds), "not for us");
        meet(fate, message)
    }));
    assert_eq!(ids(response), ["m1"]);
}

#[tokio::test(start_paused = true)]
async fn a_panic_in_a_later_poll_and_in_a_destructor_fail_their_record_only() {
    struct PanicsWhenDropped;
    impl Drop for PanicsWhenDropped {
        fn drop(&mut self) {
            panic!("dropped");
        }
    }
    let processor = Processor::new().concurrency(3);
    let response = processor.process(of(&[Takes(5), Takes(5), Takes(5)]), |_, message| {
        let id = message.message_id;
        let captured = (id == "m2").then(|| PanicsWhenDropped);
        async move {
            let _captured = captured;
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            assert!(id != "m1", "after a while");
            Ok::<_, std::fmt::Error>(())
        }
    });
    assert_eq!(ids(response.await), ["m1", "m2"]);
}

#[test]
fn records_are_processed_one_after_the_other_in_their_order() {
    let under_way = RefCell::new(Vec::new());
    let response = now(batch::process(of(&[Succeeds, Fails, Succeeds]), |fate, message| {
        let under_way = &under_way;
        async move {
            under_way.borrow_mut().push(format!("{} begins", message.message_id));
            let id = message.message_id.clone();
            let result = meet(fate, message).await;
            under_way.borrow_mut().push(format!("{id} ends"));
            result
        }
    }));
    assert_eq!(ids(response), ["m1"]);
    assert_eq!(
        under_way.into_inner(),
        ["m0 begins", "m0 ends", "m1 begins", "m1 ends", "m2 begins", "m2 ends"]
    );
}

#[tokio::test(start_paused = true)]
async fn as_many_records_are_under_way_as_was_asked_for() {
    let (under_way, most) = (Cell::new(0), Cell::new(0));
    let handler = |fate, message| {
        let (under_way, most) = (&under_way, &most);
        async move {
            under_way.set(under_way.get() + 1);
            most.set(most.get().max(under_way.get()));
            let result = meet(fate, message).await;
            under_way.set(under_way.get() - 1);
            result
        }
    };
    let started = tokio::time::Instant::now();
    let fates: Vec<_> =
        (0..10).map(|index| if index % 3 == 0 { FailsAfter(10) } else { Takes(10) }).collect();
    let response = Processor::new().concurrency(4).process(of(&fates), handler).await;
    assert_eq!(ids(response), ["m0", "m3", "m6", "m9"]);
    assert_eq!(most.get(), 4);
    assert_eq!(started.elapsed().as_millis(), 30, "three rounds");
}

#[tokio::test(start_paused = true)]
async fn failures_are_named_in_the_order_of_the_records_and_not_of_their_ends() {
    let fates = [FailsAfter(30), Takes(1), FailsAfter(20), FailsAfter(10)];
    let processor = Processor::new().concurrency(4);
    assert_eq!(reported(&processor, of(&fates)).await, ["m0", "m2", "m3"]);
}

#[test]
fn no_concurrency_is_a_concurrency_of_one() {
    assert_eq!(now(reported(&Processor::new().concurrency(0), of(&[Fails, Succeeds]))), ["m0"]);
}

#[test]
fn behind_a_failure_the_rest_of_its_group_in_a_fifo_queue_is_returned() {
    let fates = [
        ("a", Succeeds),
        ("a", Fails),
        ("b", Succeeds),
        ("a", Succeeds),
        ("b", Panics),
        ("c", Succeeds),
        ("b", Succeeds),
    ];
    let mut called = Vec::new();
    let response = now(batch::process(in_groups(&fates), |fate, message| {
        called.push(message.message_id.clone());
        meet(fate, message)
    }));
    assert_eq!(ids(response), ["m1", "m3", "m4", "m6"]);
    assert_eq!(called, ["m0", "m1", "m2", "m4", "m5"]);
}

#[test]
fn behind_content_that_cannot_be_read_as_well() {
    let messages = [
        message(FIFO, "a", "m0", "{"),
        message(FIFO, "a", "m1", "\"succeeds\""),
        message(FIFO, "b", "m2", "\"succeeds\""),
    ];
    assert_eq!(now(reported(&Processor::new(), batch(&messages))), ["m0", "m1"]);
}

#[test]
fn messages_of_a_fifo_queue_without_a_group_are_one_group() {
    let fates = [("", Succeeds), ("", Fails), ("", Succeeds), ("a", Succeeds)];
    assert_eq!(now(reported(&Processor::new(), in_groups(&fates))), ["m1", "m2"]);
}

#[test]
fn a_stop_returns_all_that_were_not_begun() {
    let fates = [("a", Succeeds), ("b", Fails), ("c", Succeeds), ("a", Succeeds)];
    let stop = Processor::new().on_failure(OnFailure::Stop);
    assert_eq!(now(reported(&stop, in_groups(&fates))), ["m1", "m2", "m3"]);
    assert_eq!(now(reported(&stop, of(&[Succeeds, Succeeds, Fails, Succeeds]))), ["m2", "m3"]);
}

#[tokio::test(start_paused = true)]
async fn a_stop_lets_those_finish_that_are_under_way() {
    let stop = Processor::new().on_failure(OnFailure::Stop).concurrency(3);
    let fates = [Takes(30), FailsAfter(10), FailsAfter(20), Succeeds];
    assert_eq!(reported(&stop, of(&fates)).await, ["m1", "m2", "m3"]);
}

#[test]
fn a_fifo_queue_may_be_told_to_go_on() {
    let fates = [("a", Fails), ("a", Succeeds)];
    let processor = Processor::new().on_failure(OnFailure::Continue);
    assert_eq!(now(reported(&processor, in_groups(&fates))), ["m0"]);
}

#[test]
fn groups_of_a_standard_queue_count_only_where_it_is_asked_for() {
    let messages = || {
        batch(&[
            message(STANDARD, "a", "m0", "\"fails\""),
            message(STANDARD, "a", "m1", "\"succeeds\""),
            message(STANDARD, "", "m2", "\"succeeds\""),
        ])
    };
    assert_eq!(now(reported(&Processor::new(), messages())), ["m0"]);
    let skip = Processor::new().on_failure(OnFailure::SkipGroup);
    assert_eq!(now(reported(&skip, messages())), ["m0", "m1"]);
}

#[tokio::test(start_paused = true)]
async fn groups_go_on_side_by_side_and_each_in_its_order() {
    let fates =
        [("a", Takes(10)), ("a", Takes(10)), ("b", Takes(10)), ("b", FailsAfter(10)), ("b", Succeeds)];
    let order = RefCell::new(Vec::new());
    let handler = |fate, message: lamplight_events::sources::sqs::SqsMessage| {
        order.borrow_mut().push(message.message_id.clone());
        meet(fate, message)
    };
    let started = tokio::time::Instant::now();
    let response = Processor::new().concurrency(8).process(in_groups(&fates), handler).await;
    assert_eq!(ids(response), ["m3", "m4"]);
    assert_eq!(started.elapsed().as_millis(), 20);
    assert_eq!(order.into_inner(), ["m0", "m2", "m1", "m3"]);
}

#[test]
fn where_none_succeeds_the_invocation_fails_with_the_first_error_as_the_source() {
    let error = now(batch::process(of(&[Fails, Panics]), meet)).expect_err("all failed");
    assert!(matches!(error, BatchError::AllFailed { records: 2, .. }), "{error:?}");
    assert_eq!(error.to_string(), "all 2 records of the batch failed");
    assert_eq!(error.source().expect("a source").to_string(), "out of stock");
    let one = now(batch::process(of(&[Panics]), meet)).expect_err("all failed");
    assert_eq!(one.to_string(), "the only record of the batch failed");
    assert_eq!(one.source().expect("a source").to_string(), "a box that holds nothing");
}

#[test]
fn where_none_succeeds_all_are_reported_if_it_is_asked_for() {
    let processor = Processor::new().when_all_fail(WhenAllFail::Report);
    assert_eq!(now(reported(&processor, of(&[Fails, Panics]))), ["m0", "m1"]);
}

#[test]
fn where_some_were_not_even_begun_the_invocation_does_not_fail() {
    assert_eq!(now(reported(&Processor::new(), in_groups(&[("a", Fails), ("a", Succeeds)]))), ["m0", "m1"]);
}

#[test]
fn a_record_without_an_id_that_fails_fails_the_invocation() {
    let messages =
        |body| batch(&[message(STANDARD, "", "m0", "\"succeeds\""), message(STANDARD, "", "", body)]);
    let error = now(batch::process(messages("\"fails\""), meet)).expect_err("it cannot be reported");
    assert!(matches!(error, BatchError::NoId), "{error:?}");
    assert_eq!(ids(now(batch::process(messages("\"succeeds\""), meet))), [""; 0]);
}

#[test]
fn a_message_that_came_twice_is_named_once_if_either_failed() {
    let messages = [
        ("m0", "\"fails\""),
        ("m1", "\"succeeds\""),
        ("m0", "\"succeeds\""),
        ("m2", "\"fails\""),
        ("m2", "\"fails\""),
    ];
    let messages = messages.map(|(id, body)| message(STANDARD, "", id, body));
    assert_eq!(ids(now(batch::process(batch(&messages), meet))), ["m0", "m2"]);
}
