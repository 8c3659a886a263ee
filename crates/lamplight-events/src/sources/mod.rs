//! The events, one module a source.

#[cfg(any(feature = "dynamodb-stream", feature = "kinesis-stream", feature = "sqs"))]
pub mod batch_response;
#[cfg(feature = "kinesis-stream")]
pub mod kinesis_stream;
#[cfg(feature = "sns")]
pub mod sns;
#[cfg(feature = "sqs")]
pub mod sqs;
#[cfg(any(feature = "dynamodb-stream", feature = "kinesis-stream"))]
pub mod tumbling_window;
