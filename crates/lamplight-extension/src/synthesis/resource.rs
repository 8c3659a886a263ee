//! Whose telemetry this is: the OpenTelemetry resource, the same for all that the extension says.

use lamplight_core::environment::FunctionEnvironment;

use crate::otlp::writer::Message;

/// The function, by OpenTelemetry's semantic conventions.
#[derive(Clone, Debug, Default)]
pub struct Resource {
    name: String,
    attributes: Vec<(&'static str, Value)>,
}

/// A value of an attribute.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Text(String),
    Int(u64),
    Bool(bool),
}

// === impl Resource ===

impl Resource {
    /// The resource of a function. Its service is the function's name unless another is given.
    #[must_use]
    pub fn of(environment: &FunctionEnvironment, service: Option<&str>, region: Option<&str>) -> Self {
        let mut attributes =
            vec![("cloud.provider", Value::text("aws")), ("cloud.platform", Value::text("aws_lambda"))];
        let name = environment.name.as_deref();
        let texts = [
            ("service.name", service.or(name)),
            ("faas.name", name),
            ("faas.version", environment.version.as_deref()),
            ("cloud.region", region),
        ];
        attributes.extend(texts.into_iter().filter_map(|(key, text)| Some((key, Value::text(text?)))));
        let memory = environment.memory_mb.map(|memory| u64::from(memory) * 1024 * 1024);
        attributes.extend(memory.map(|bytes| ("faas.max_memory", Value::Int(bytes))));
        Self { name: name.unwrap_or_default().to_owned(), attributes }
    }

    /// The function's name; empty where it is not known.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// A request with this resource and one scope. Items are field 2 of the scope in every signal.
    pub(crate) fn request(&self, items: impl IntoIterator<Item = Message>) -> Vec<u8> {
        let resource =
            Message::new().messages(1, self.attributes.iter().map(|(key, value)| attribute(key, value)));
        let scope = Message::new().text(1, "lamplight-extension").text(2, env!("CARGO_PKG_VERSION"));
        let scoped = Message::new().message(1, scope).messages(2, items);
        Message::new().message(1, Message::new().message(1, resource).message(2, scoped)).into_bytes()
    }
}

// === impl Value ===

impl Value {
    pub(crate) fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// A `KeyValue`.
pub(crate) fn attribute(key: &str, value: &Value) -> Message {
    let any = match value {
        Value::Text(text) => Message::new().text(1, text),
        Value::Bool(flag) => Message::new().varint(2, u64::from(*flag)),
        Value::Int(number) => Message::new().varint(3, *number),
    };
    Message::new().text(1, key).message(2, any)
}
