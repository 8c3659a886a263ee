//! A request to run a function once.

use bytes::Bytes;

/// A request to run a function once: the payload and what a caller may send with it.
#[derive(Clone, Debug, Default)]
pub struct Invoke {
    pub(crate) payload: Bytes,
    pub(crate) trace_header: Option<String>,
    pub(crate) tenant_id: Option<String>,
    pub(crate) client_context: Option<String>,
    pub(crate) cognito_identity: Option<String>,
    pub(crate) qualifier: Option<String>,
}

// === impl Invoke ===

impl Invoke {
    /// A request with this payload, given to the function as it is, JSON or not.
    pub fn new(payload: impl Into<Bytes>) -> Self {
        Self { payload: payload.into(), ..Self::default() }
    }

    /// The caller's trace, `Root=…;Parent=…;Sampled=1`.
    #[must_use]
    pub fn trace_header(mut self, header: impl Into<String>) -> Self {
        self.trace_header = Some(header.into());
        self
    }

    /// The tenant, for functions with tenant isolation.
    #[must_use]
    pub fn tenant_id(mut self, tenant_id: impl Into<String>) -> Self {
        self.tenant_id = Some(tenant_id.into());
        self
    }

    /// The client context: JSON text, as the mobile SDKs send it.
    #[must_use]
    pub fn client_context(mut self, json: impl Into<String>) -> Self {
        self.client_context = Some(json.into());
        self
    }

    /// The Cognito identity: JSON text.
    #[must_use]
    pub fn cognito_identity(mut self, json: impl Into<String>) -> Self {
        self.cognito_identity = Some(json.into());
        self
    }

    /// The version or alias by which the function is called: the last part of the invoked ARN.
    #[must_use]
    pub fn qualifier(mut self, qualifier: impl Into<String>) -> Self {
        self.qualifier = Some(qualifier.into());
        self
    }
}
