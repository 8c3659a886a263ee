//! The provider and its tracers.

use std::sync::Arc;

use lamplight_invocation::Scope;
use opentelemetry::trace::{SpanBuilder, SpanContext, TraceContextExt as _, TracerProvider};
use opentelemetry::{Context, InstrumentationScope, SpanId};

use super::innermost::{innermost, is_in_use, span_in};
use super::span::ApiSpan;
use crate::current;
use crate::record::Record;
use crate::trace::Trace;
use crate::tracer::Shared;

/// Makes tracers for those who make spans through OpenTelemetry's API. See the [module's documentation](super).
#[derive(Clone, Debug)]
pub struct Provider {
    tracer: Arc<Shared>,
}

/// Makes spans of invocations' traces.
#[derive(Clone, Debug)]
pub struct ApiTracer {
    tracer: Arc<Shared>,
    scope: InstrumentationScope,
}

// === impl Provider ===

impl Provider {
    pub(crate) fn new(tracer: Arc<Shared>) -> Self {
        is_in_use();
        Self { tracer }
    }
}

impl TracerProvider for Provider {
    type Tracer = ApiTracer;

    fn tracer_with_scope(&self, scope: InstrumentationScope) -> ApiTracer {
        ApiTracer { tracer: self.tracer.clone(), scope }
    }
}

// === impl ApiTracer ===

impl opentelemetry::trace::Tracer for ApiTracer {
    type Span = ApiSpan;

    fn build_with_context(&self, builder: SpanBuilder, context: &Context) -> ApiSpan {
        let given = context.span().span_context().clone();
        let Some(trace) = self.trace(&given) else {
            // Nobody records it; a trace that there is goes on.
            return ApiSpan::not_recorded(given);
        };
        if !trace.is_sampled() {
            return ApiSpan::not_recorded(trace.unsampled_context());
        }
        let now = self.tracer.now();
        let started = builder.start_time.map_or(now, Into::into);
        let mut record = Record::new(trace.clone(), parent(&trace, context), builder.name, started);
        record.begin(builder.span_kind, builder.attributes, builder.events, builder.links);
        if given.is_valid() && given.trace_id() != trace.trace_id() {
            record.link(given, Vec::new());
        }
        ApiSpan::open(record, self.tracer.clone(), self.scope.clone())
    }
}

impl ApiTracer {
    /// The trace of the current invocation, or else one that is under way and that the given span is of.
    fn trace(&self, given: &SpanContext) -> Option<Arc<Trace>> {
        let scope = Scope::try_current();
        let current = scope.as_ref().and_then(|scope| scope.get::<Arc<Trace>>()).cloned();
        current.or_else(|| self.tracer.under_way(given.trace_id()))
    }
}

fn parent(trace: &Arc<Trace>, context: &Context) -> SpanId {
    innermost(current::tracing_span_of(trace), span_in(trace, context)).unwrap_or_else(|| trace.root())
}
