//! What is compared with what.

use crate::arguments::Arguments;
use crate::round::Round;
use crate::signal::Signal;
use crate::subject::Subject;

/// Subjects that do the same work. The first is the floor, the second is ours, the others are peers.
pub struct Comparison {
    pub name: &'static str,
    pub subjects: &'static [Subject],
}

/// Every comparison.
pub const ALL: &[Comparison] = &[
    Comparison {
        name: "logger",
        subjects: &[
            BARE,
            Subject::order("logger", "Lamplight with its logger", &[Signal::Logs]),
            Subject::order("default-json", "lambda_runtime's default subscriber, JSON", &[Signal::Logs]),
        ],
    },
    Comparison {
        name: "metrics",
        subjects: &[
            BARE,
            Subject::order("metrics", "Lamplight with logs and metrics", &[Signal::Logs, Signal::Metrics]),
            Subject::order(
                "emf-embedded",
                "default-json, metrics_cloudwatch_embedded",
                &[Signal::Logs, Signal::Metrics],
            ),
        ],
    },
    Comparison {
        name: "xray",
        subjects: &[
            BARE,
            Subject::order(
                "xray",
                "Lamplight with logs, metrics and traces to X-Ray",
                &[Signal::Logs, Signal::Metrics, Signal::Segments, Signal::SegmentAttributes],
            ),
            Subject::order(
                "xray-lite",
                "emf-embedded, xray-lite (no attributes)",
                &[Signal::Logs, Signal::Metrics, Signal::Segments],
            ),
        ],
    },
    Comparison {
        name: "otlp",
        subjects: &[
            BARE,
            Subject::order(
                "otlp",
                "Lamplight with logs, metrics and traces over OTLP",
                &[Signal::Logs, Signal::Metrics, Signal::Spans],
            ),
            Subject::order(
                "otel-otlp",
                "emf-embedded, tracing-opentelemetry, opentelemetry-otlp",
                &[Signal::Logs, Signal::Metrics, Signal::Spans],
            ),
        ],
    },
    Comparison { name: "spans-3-xray", subjects: &[bare(3), xray(3), xray_lite(3)] },
    Comparison { name: "spans-50-xray", subjects: &[bare(50), xray(50), xray_lite(50)] },
    Comparison { name: "spans-3-otlp", subjects: &[bare(3), otlp(3), otel_otlp(3), otel_lite(3)] },
    Comparison { name: "spans-50-otlp", subjects: &[bare(50), otlp(50), otel_otlp(50), otel_lite(50)] },
    Comparison { name: "unsampled-3", subjects: &[bare(3), xray(3).unsampled("unsampled"), xray(3)] },
    Comparison { name: "unsampled-50", subjects: &[bare(50), xray(50).unsampled("unsampled"), xray(50)] },
    Comparison { name: "tracer-3-xray", subjects: &[bare(3), tracer_xray(3), xray_lite(3)] },
    Comparison { name: "tracer-50-xray", subjects: &[bare(50), tracer_xray(50), xray_lite(50)] },
    Comparison { name: "tracer-3-otlp", subjects: &[bare(3), tracer_otlp(3), otel_otlp(3), otel_lite(3)] },
    Comparison {
        name: "tracer-50-otlp",
        subjects: &[bare(50), tracer_otlp(50), otel_otlp(50), otel_lite(50)],
    },
    Comparison {
        name: "tracer-unsampled-3",
        subjects: &[bare(3), tracer_xray(3).unsampled("unsampled"), tracer_xray(3)],
    },
    Comparison {
        name: "tracer-unsampled-50",
        subjects: &[bare(50), tracer_xray(50).unsampled("unsampled"), tracer_xray(50)],
    },
];

const BARE: Subject = Subject::order("bare", "lambda_runtime, no telemetry", &[]);

const fn bare(spans: usize) -> Subject {
    Subject::spans(spans, "spans-bare", "lambda_runtime, nobody listens to the spans", &[])
}

const fn xray(spans: usize) -> Subject {
    Subject::spans(spans, "spans-xray", "Lamplight, to X-Ray", &[Signal::EachSegment])
}

const fn otlp(spans: usize) -> Subject {
    Subject::spans(spans, "spans-otlp", "Lamplight, over OTLP", &[Signal::EachSpan])
}

const fn tracer_xray(spans: usize) -> Subject {
    Subject::spans(spans, "tracer-xray", "Lamplight's tracer alone, to X-Ray", &[Signal::EachSegment])
}

const fn tracer_otlp(spans: usize) -> Subject {
    Subject::spans(spans, "tracer-otlp", "Lamplight's tracer alone, over OTLP", &[Signal::EachSpan])
}

const fn xray_lite(spans: usize) -> Subject {
    Subject::spans(spans, "spans-xray-lite", "xray-lite (no attributes)", &[Signal::EachSegment])
}

const fn otel_otlp(spans: usize) -> Subject {
    let about = "lambda_runtime's layer, tracing-opentelemetry, opentelemetry-otlp";
    Subject::spans(spans, "spans-otel-otlp", about, &[Signal::EachSpan])
}

const fn otel_lite(spans: usize) -> Subject {
    Subject::spans(spans, "spans-otel-lite", "lambda-otel-lite, on stdout", &[Signal::PackedSpans])
}

impl Comparison {
    /// Builds each subject by itself, so that none pays for a feature that another one turns on.
    pub fn build(&self) -> Result<(), String> {
        self.subjects.iter().try_for_each(Subject::build)
    }

    /// Sees to it that what is measured is done: a subject that says nothing is fast.
    pub async fn check(&self) -> Result<(), String> {
        for subject in self.subjects {
            subject.check().await?;
        }
        Ok(())
    }

    /// For each round, what each subject did in it.
    pub async fn measure(&self, arguments: &Arguments) -> Result<Vec<Vec<Round>>, String> {
        let mut rounds = Vec::with_capacity(arguments.rounds);
        for number in 1..=arguments.rounds {
            eprint!("\r{}: round {number} of {} ", self.name, arguments.rounds);
            let mut round = Vec::with_capacity(self.subjects.len());
            for subject in self.subjects {
                round.push(subject.measure(arguments.invocations).await?);
            }
            rounds.push(round);
        }
        eprintln!();
        Ok(rounds)
    }
}
