//! Queues, topics, streams and stores.

use lamplight_events::sources::sqs::SqsEvent;

use crate::support::check;

#[test]
fn sqs() {
    check::<SqsEvent>("sqs");
}
