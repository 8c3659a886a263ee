//! OpenTelemetry spans as X-Ray segment documents over UDP.
//!
//! [`XrayExporter`] is a [`SpanExporter`](opentelemetry_sdk::trace::SpanExporter) that writes each batch straight into
//! one reused buffer and sends it to the X-Ray daemon, which Lambda runs beside a function whose tracing is active.
//!
//! ```
//! use lamplight_xray::{DaemonAddress, XrayExporter};
//!
//! let address = DaemonAddress::parse("127.0.0.1:2000").expect("an address");
//! let exporter = XrayExporter::builder(address).annotate(["orders.id"]).build();
//! # let _ = exporter;
//! ```
//!
//! # What becomes of a span
//!
//! | in X-Ray | from |
//! |---|---|
//! | subsegment within its parent | a span whose parent is in the same batch |
//! | independent subsegment | a span whose parent is remote, or in another batch |
//! | segment | a span without a parent |
//! | name | for a call to another service the name of that service (`aws.remote.service`, `peer.service`, `aws.service`, a database's `name@host`, `rpc.service`, `server.address`), else the span's; characters that X-Ray refuses are left out |
//! | `namespace` | `aws` for calls of AWS (`rpc.system` is `aws-api`, or there is an `aws.service`), `remote` for other clients and for messages to an `aws.remote.service` |
//! | `error`, `throttle`, `fault` | the status code of HTTP: 4xx, 429, 5xx; else `fault` when the span's status is an error |
//! | `cause` | `exception` events, else the message of the status |
//! | `http`, `aws` | the attributes that have a place there |
//! | `sql` | calls of a database that speaks SQL (`db.system.name`) |
//! | `origin`, `service`, `user` of a segment | the resource's `cloud.platform` and `service.version`; `enduser.id` |
//! | `annotations` | attributes named by [`annotate`](XrayExporterBuilder::annotate) or by the span's own `aws.xray.annotations`, `ColdStart` and `Service` |
//! | `metadata.default` | every other attribute |
//! | `metadata.span` | the span's own name where another one is shown, its events that are no exceptions, and `cut` where something found no room |
//! | `links` | links |
//!
//! Spans that are not sampled are not sent.
//!
//! # Limits
//!
//! A document has at most [`MAX_DOCUMENT`] bytes. What finds no room in its parent's document becomes an independent
//! subsegment; a span that is too large alone is cut, which its document says and
//! [`Loss::SpansCut`](lamplight_core::loss::Loss::SpansCut) counts. A span has at most 50 annotations; those beyond
//! become metadata. The limits are those of the AWS X-Ray developer guide, "X-Ray segment documents".
//!
//! # OTLP instead of documents
//!
//! With the feature `otlp`, `XrayExporterBuilder::otlp` has spans sent to the same daemon as OTLP in Protocol
//! Buffers, within the daemon's `T1S` envelope; one that is not sampled in `T1U`, from which the service takes
//! metrics alone. The service does the mapping then, so that the table above is not ours to keep. It is the form
//! that the distributions of OpenTelemetry for Lambda by AWS send; documents remain the default, since they are a
//! documented contract. A datagram has at most 65,507 bytes, and a span that is too large for one is cut and
//! counted like one of documents.
//!
//! # Delivery
//!
//! UDP confirms nothing. What is known to be lost, because the socket said so, is counted in
//! [`Losses::process`](lamplight_core::loss::Losses::process).

#![forbid(unsafe_code)]

mod address;
mod annotation;
mod cause;
mod documents;
#[cfg(feature = "otlp")]
mod envelope;
mod exporter;
mod facts;
mod metadata;
mod name;
mod page;
mod segment;
mod tree;
mod value;

pub use self::address::{AddressError, DAEMON_ADDRESS, DaemonAddress};
pub use self::documents::{Datagram, Documents, MAX_DOCUMENT};
#[cfg(feature = "otlp")]
pub use self::envelope::Envelopes;
pub use self::exporter::{XrayExporter, XrayExporterBuilder};
