//! The Telemetry API, and the older Logs API: extensions subscribe to what the platform, the function and the extensions say.
//!
//! - [`request`]: what a subscription may ask for.
//! - [`record`]: one record, in the form of each schema version.
//! - [`logs`]: one record, as the Logs API has it.
//! - [`feed`]: the subscriptions of one environment.
//! - [`spoil`]: what faults do to records.
//! - [`delivery`]: the task that buffers and sends, one for each subscription.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/telemetry-api-reference.html>

mod delivery;
mod feed;
mod logs;
mod post;
mod queue;
mod record;
mod request;
mod route;
mod spoil;

pub(crate) use self::delivery::Circumstances;
pub(crate) use self::feed::Feed;
pub(crate) use self::record::Api;
pub(crate) use self::request::Request;
pub(crate) use self::route::handle;
