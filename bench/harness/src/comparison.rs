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
            Subject { name: "logger", about: "Lamplight with its logger", signals: &[Signal::Logs] },
            Subject {
                name: "default-json",
                about: "lambda_runtime's default subscriber, JSON",
                signals: &[Signal::Logs],
            },
        ],
    },
    Comparison {
        name: "metrics",
        subjects: &[
            BARE,
            Subject {
                name: "metrics",
                about: "Lamplight with logs and metrics",
                signals: &[Signal::Logs, Signal::Metrics],
            },
            Subject {
                name: "emf-embedded",
                about: "default-json, metrics_cloudwatch_embedded",
                signals: &[Signal::Logs, Signal::Metrics],
            },
        ],
    },
    Comparison {
        name: "xray",
        subjects: &[
            BARE,
            Subject {
                name: "xray",
                about: "Lamplight with logs, metrics and traces to X-Ray",
                signals: &[Signal::Logs, Signal::Metrics, Signal::Segments, Signal::SegmentAttributes],
            },
            Subject {
                name: "xray-lite",
                about: "emf-embedded, xray-lite (no attributes)",
                signals: &[Signal::Logs, Signal::Metrics, Signal::Segments],
            },
        ],
    },
    Comparison {
        name: "otlp",
        subjects: &[
            BARE,
            Subject {
                name: "otlp",
                about: "Lamplight with logs, metrics and traces over OTLP",
                signals: &[Signal::Logs, Signal::Metrics, Signal::Spans],
            },
            Subject {
                name: "otel-otlp",
                about: "emf-embedded, tracing-opentelemetry, opentelemetry-otlp",
                signals: &[Signal::Logs, Signal::Metrics, Signal::Spans],
            },
        ],
    },
];

const BARE: Subject = Subject { name: "bare", about: "lambda_runtime, no telemetry", signals: &[] };

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
