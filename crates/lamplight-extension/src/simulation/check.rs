//! What has to be true when an environment is over.

use std::collections::BTreeMap;

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value;
use opentelemetry_proto::tonic::trace::v1::status::StatusCode;
use opentelemetry_proto::tonic::trace::v1::{Span, Status};
use prost::Message as _;

use super::World;
use super::function::Plan;
use crate::signal::{Encoding, Signal};

// === impl World ===

impl World {
    pub(super) fn check(&mut self) {
        for (place, backend) in self.backends.iter().enumerate() {
            for signal in Signal::ALL {
                let account = self.state.ledger().account(place, signal);
                let taken: u64 =
                    backend.taken.iter().filter(|((of, _), _)| *of == signal).map(|(_, items)| items).sum();
                assert_eq!(account.queued, 0, "nothing waits any more");
                if self.destinations[place].takes[signal.index()] {
                    assert!(account.accepted >= self.accepted[signal.index()], "{account}");
                }
                assert!(
                    account.delivered <= taken,
                    "what is counted as delivered was taken: {account}, {taken}"
                );
                let missing = account.accepted.saturating_sub(taken);
                let lost = account.rejected + account.all_dropped() + account.spooled;
                assert!(missing <= lost, "{missing} did not arrive, and {lost} are known of: {account}");
            }
        }
        let spooled: u64 = self.state.ledger().accounts().map(|(_, _, account)| account.spooled).sum();
        assert_eq!(spooled, self.disk.items(), "what is left for the next environment is in the files");
        self.seen.set_ups += self.check_set_up();
        self.check_roots();
    }

    /// The set-up is the child of a span that there is: the first invocation's root, or whoever called. How many there
    /// are.
    fn check_set_up(&self) -> u64 {
        let Some(plan) = self.lived.first().map(|place| &self.plans[*place]) else {
            return 0;
        };
        let mut told_of = 0;
        for init in self.spans().filter(|span| span.name == "init") {
            let mut roots = self.spans().filter(|span| says(span) == Some(plan.request_id.as_str()));
            let parent = match (&plan.begin, roots.next()) {
                (Some(begin), _) => begin.root.to_bytes().to_vec(),
                (None, Some(root)) => root.span_id,
                (None, None) => plan.caller().map(|id| id.to_bytes().to_vec()).unwrap_or_default(),
            };
            assert_eq!(init.parent_span_id, parent, "{:?}", plan.ending);
            told_of += 1;
        }
        told_of
    }

    /// At the destination that takes everything, since what the extension says of an invocation is not given up before other
    /// things.
    fn check_roots(&mut self) {
        let mut roots: BTreeMap<String, Vec<Span>> = BTreeMap::new();
        for span in self.spans() {
            let Some(id) = says(&span) else {
                let is_error = |status: &Status| status.code() == StatusCode::Error;
                assert!(!span.status.as_ref().is_some_and(is_error), "it says what it is about: {span:?}");
                continue;
            };
            let of_request = roots.entry(id.to_owned()).or_default();
            // The same span may come again after an attempt was given up.
            if !of_request.contains(&span) {
                of_request.push(span);
            }
        }
        for place in self.lived.clone() {
            let plan = &self.plans[place];
            let told = roots.remove(&plan.request_id).unwrap_or_default();
            self.check_own_root(plan, told.len());
            let Some((trace_id, id)) = plan.missing_root() else {
                assert!(told.is_empty(), "{:?} needs no root: {told:?}", plan.ending);
                continue;
            };
            let [span] = &told[..] else {
                panic!("{:?} has {} roots: {told:?}", plan.ending, told.len());
            };
            assert_eq!(span.trace_id, trace_id.to_bytes());
            if let Some(id) = id {
                assert_eq!(span.span_id, id.to_bytes());
                assert_eq!(span.name, "orders");
            }
            assert!(span.end_time_unix_nano >= span.start_time_unix_nano);
            let message = span.status.as_ref().map(|status| status.message.as_str());
            assert!(plan.failures().contains(&message), "{:?}: {message:?}", plan.ending);
            match message {
                Some(_) => self.seen.error_roots += 1,
                None => self.seen.plain_roots += 1,
            }
        }
        assert!(roots.is_empty(), "roots of nobody: {roots:?}");
    }

    /// Where the extension wrote a root the function's has not come, and else it has at most once.
    fn check_own_root(&self, plan: &Plan, written: usize) {
        let Some(begin) = &plan.begin else { return };
        let mut roots: Vec<Span> = Vec::new();
        for span in self.spans().filter(|span| span.span_id == begin.root.to_bytes()) {
            if !roots.contains(&span) {
                roots.push(span);
            }
        }
        assert!(roots.len() <= 1 && written <= roots.len(), "{:?}: {roots:?}", plan.ending);
    }

    /// All that the destination has which takes everything.
    fn spans(&self) -> impl Iterator<Item = Span> {
        let traces = self.backends[0]
            .bodies
            .iter()
            .filter(|(signal, encoding, _)| (*signal, *encoding) == (Signal::Traces, Encoding::Protobuf));
        traces
            .map(|(_, _, body)| ExportTraceServiceRequest::decode(&body[..]).expect("OTLP"))
            .flat_map(|request| request.resource_spans)
            .flat_map(|resource| resource.scope_spans)
            .flat_map(|scope| scope.spans)
    }
}

/// Which invocation a span is about, if it says so.
fn says(span: &Span) -> Option<&str> {
    let id = span.attributes.iter().find(|attribute| attribute.key == "faas.invocation_id")?;
    match &id.value.as_ref()?.value {
        Some(any_value::Value::StringValue(id)) => Some(id),
        _ => None,
    }
}
