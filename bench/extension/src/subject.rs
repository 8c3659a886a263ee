//! The function with the extension beside it, and what is seen of an invocation.

use std::net::TcpListener;
use std::time::Duration;

use lamplight_emulator::{EventKind, Events, Function, FunctionConfig, Invoke, Status};
use serde_json::json;

use crate::build::Programs;

/// A function that runs, and what happens to it.
pub struct Subject {
    pub function: Function,
    events: Events,
    /// The process of the extension, once there is one.
    extension: Option<u32>,
}

/// What one invocation does.
#[derive(Clone, Copy)]
pub struct Work {
    /// How long the handler works beside posting.
    pub handler: Duration,
    /// How many spans it posts.
    pub spans: u32,
    /// How many bytes each has beside what it needs.
    pub fill: usize,
}

impl Subject {
    /// With a collector, and other variables.
    pub async fn start(
        programs: &Programs,
        collector: &str,
        variables: &[(&str, &str)],
    ) -> Result<Self, String> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).map_err(|error| error.to_string())?;
        let port = listener.local_addr().map_err(|error| error.to_string())?.port();
        drop(listener);
        let config = FunctionConfig::new("measured", &programs.function)
            .extension(&programs.extension)
            .timeout(Duration::from_secs(30))
            .private_tmp()
            .env("LAMPLIGHT_OTLP_PORT", port.to_string())
            .env("LAMPLIGHT_SOCKET", format!("@lamplight-bench-{port}"))
            .env("OTEL_EXPORTER_OTLP_ENDPOINT", collector)
            .envs(variables.iter().copied());
        let function = Function::start(config).await.map_err(|error| error.to_string())?;
        let events = function.subscribe();
        Ok(Self { function, events, extension: None })
    }

    /// One invocation that has to succeed: for how long it was held up after the function was done.
    pub async fn invoke(&mut self, work: Work) -> Result<Duration, String> {
        let Work { handler, spans, fill } = work;
        let event = json!({ "handler_us": handler.as_micros() as u64, "spans": spans, "fill": fill });
        let invoked = self.function.invoke(Invoke::new(event.to_string())).await;
        let done = invoked.map_err(|error| error.to_string())?;
        if done.status != Status::Success {
            return Err(format!("an invocation ended with {:?}: {:?}", done.status, done.error));
        }
        let mut runtime_done = None;
        while let Some(event) = self.events.recv().await {
            match event.kind {
                EventKind::ExtensionSpawned { pid, .. } => self.extension = Some(pid),
                EventKind::RuntimeDone { request_id, .. } if request_id == done.request_id => {
                    runtime_done = Some(event.elapsed);
                }
                EventKind::InvocationEnded(ended) if ended.request_id == done.request_id => {
                    return runtime_done
                        .map(|since| event.elapsed.saturating_sub(since))
                        .ok_or_else(|| "nobody said that the function was done".to_owned());
                }
                _ => {}
            }
        }
        Err("the function was shut down".to_owned())
    }

    /// The process of the extension; after the first invocation.
    pub fn extension(&self) -> Result<u32, String> {
        self.extension.ok_or_else(|| "there is no extension".to_owned())
    }
}
