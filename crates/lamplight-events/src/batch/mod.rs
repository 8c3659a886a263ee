//! Batches, of which only those records are delivered again that failed.
//!
#![cfg_attr(
    feature = "sqs",
    doc = r##"
```
use lamplight_events::batch;
use lamplight_events::envelope::{Json, Sqs};
use lamplight_events::sources::batch_response::BatchResponse;
use lamplight_events::sources::sqs::SqsMessage;

#[derive(serde::Deserialize)]
struct Order {
    id: String,
}

async fn charge(order: Order, _message: SqsMessage) -> Result<(), std::io::Error> {
    println!("charged {}", order.id);
    Ok(())
}

async fn handler(orders: Sqs<Json<Order>>) -> Result<BatchResponse, batch::BatchError> {
    batch::process(orders, charge).await
}
```
"##
)]
//!
//! **The event source mapping has to have `ReportBatchItemFailures` among its function response types.**
//! Without it Lambda does not look at the response, and deletes what failed with the rest.
//!
//! # What fails
//!
//! A record whose content cannot be read, whose handler returns an error or panics, fails, and no other with
//! it; each is logged once, as an `ERROR` of the target [`TARGET`] with the chain of the error and without
//! the content. What a failure means for the records after it is [`OnFailure`]: nothing for a standard
//! queue; those of the same message group are not begun for a FIFO queue; none is begun any more for a
//! stream, as Lambda delivers everything again from the first that failed. What is not begun is reported as
//! failed. If none succeeds, the invocation fails: [`WhenAllFail`].
//!
//! # Time
//!
//! Shortly before the invocation's deadline ([`Processor::margin`]) no record is begun any more, those under
//! way are dropped, and all of these are reported as failed. This way what was done is not done again, as it
//! would be after a timeout. A handler is dropped where it awaits; one that computes or blocks is not
//! interrupted, and may still run into the timeout.
//!
//! # Logs and traces
//!
//! Each record is processed in a span of its own, as OpenTelemetry's conventions for messages describe it;
//! so each log line of the handler has the record's id, as `messaging.message.id`, and the spans of the
//! handler are below the record's. A task that the handler spawns has to be given the span.
//!
//! A panic is one line like any other failure. It has the place in the code where the panic hook of Lamplight
//! is installed, as `lamplight::start` does; without it, the standard library says more on stderr.
//!
//! # Concurrency
//!
//! Records are processed one after the other, or several at a time with [`Processor::concurrency`], in the
//! task of the invocation: nothing is spawned, and handlers may borrow.
//!
//! # Cancellation
//!
//! Dropped, the whole batch stops where it is, and what is under way is dropped with it.

#[cfg(feature = "dynamodb-stream")]
mod dynamodb;
mod error;
mod failure;
#[cfg(feature = "kinesis-stream")]
mod kinesis;
mod on_failure;
mod plan;
mod processor;
mod record;
mod run;
mod running;
#[cfg(any(feature = "dynamodb-stream", feature = "kinesis-stream", feature = "sqs"))]
pub(crate) mod span;
#[cfg(feature = "sqs")]
mod sqs;
mod time_limit;
mod wake;

use std::error::Error;
use std::future::Future;

pub use self::error::BatchError;
pub use self::on_failure::{OnFailure, WhenAllFail};
pub use self::processor::Processor;
pub use self::record::BatchRecord;
pub use self::time_limit::{DEFAULT_MARGIN, DEFAULT_MARGIN_SHARE};
use crate::BatchSource;
use crate::envelope::{Content, Records};
use crate::sources::batch_response::BatchResponse;

/// The target of all that is logged here, and of the records' spans.
pub const TARGET: &str = "lamplight::batch";

/// Processes a batch record by record, and says which have to be delivered again.
///
/// The handler is given a record's content, and the record.
///
/// # Errors
///
/// Where the whole batch has to be delivered again; see [`BatchError`].
///
/// # Limits
///
/// A message that was delivered twice in one batch is named once, and is delivered again if either failed.
pub async fn process<S, C, F, Fut, E>(batch: Records<S, C>, handler: F) -> Result<BatchResponse, BatchError>
where
    S: BatchSource,
    S::Record: BatchRecord,
    C: Content<S::Input>,
    F: FnMut(C::Output, S::Record) -> Fut,
    Fut: Future<Output = Result<(), E>>,
    E: Into<Box<dyn Error + Send + Sync>>,
{
    Processor::new().process(batch, handler).await
}
