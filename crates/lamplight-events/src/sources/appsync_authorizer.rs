//! AppSync asks a function whom to let in.
//!
//! See "AWS_LAMBDA authorization" in the AWS AppSync Developer Guide, and the same of the AWS AppSync Events
//! Developer Guide.

use std::time::Duration;

use serde::Serialize;

use crate::field::event;
use crate::{Headers, RawJson, Secret};

event! {
    /// Somebody asks to be let in; the answer is an [`AppSyncAuthorizerResponse`].
    pub struct AppSyncAuthorizerEvent = "the event of an AppSync authorizer" {
        /// What the client sent as `authorization`: a secret.
        pub authorization_token: Secret = "authorizationToken" required,
        /// What is asked for.
        pub request_context: AppSyncAuthorizerContext = "requestContext",
        /// The headers of the request.
        pub request_headers: Option<Headers> = "requestHeaders",
    }
}

event! {
    /// What is asked for.
    pub struct AppSyncAuthorizerContext = "the request context of an AppSync authorizer" {
        /// The API.
        pub api_id: Option<String> = "apiId",
        /// Its account.
        pub account_id: Option<String> = "accountId",
        /// The id of the request.
        pub request_id: Option<String> = "requestId",
        /// GraphQL: what is asked for.
        pub query_string: Option<String> = "queryString",
        /// GraphQL: the name of the operation.
        pub operation_name: Option<String> = "operationName",
        /// GraphQL: its variables.
        pub variables: Option<RawJson> = "variables",
        /// AppSync Events: `EVENT_CONNECT`, `EVENT_SUBSCRIBE` or `EVENT_PUBLISH`.
        pub operation: Option<String> = "operation",
        /// AppSync Events: the namespace of the channel; none to connect.
        pub channel_namespace_name: Option<String> = "channelNamespaceName",
        /// AppSync Events: the path of the channel; none to connect.
        pub channel: Option<String> = "channel",
    }
}

event! {
    /// Whether somebody is let in: at most 1,048,576 bytes long.
    ///
    /// ```
    /// use lamplight_events::sources::appsync_authorizer::AppSyncAuthorizerResponse;
    ///
    /// let response = AppSyncAuthorizerResponse::allow();
    /// assert_eq!(serde_json::to_string(&response)?, r#"{"isAuthorized":true}"#);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub struct AppSyncAuthorizerResponse = "the response of an AppSync authorizer" {
        /// Whether they are.
        pub is_authorized: bool = "isAuthorized" required,
        /// GraphQL: what resolvers find as `identity.resolverContext`: an object without objects or arrays
        /// in it.
        pub resolver_context: Option<RawJson> = "resolverContext",
        /// AppSync Events: what handlers find of it.
        pub handler_context: Option<RawJson> = "handlerContext",
        /// GraphQL: what is `null` for them all the same: `Type.field`, or the ARN of a field.
        pub denied_fields: Option<Vec<String>> = "deniedFields",
        /// For how many seconds the answer holds for the token; 0 for this once. Without it, what the API
        /// says.
        pub ttl_override: Option<u64> = "ttlOverride",
    }
}

// === impl AppSyncAuthorizerResponse ===

impl AppSyncAuthorizerResponse {
    /// They are let in.
    #[must_use]
    pub fn allow() -> Self {
        Self { is_authorized: true, ..Self::default() }
    }

    /// They are not.
    #[must_use]
    pub fn deny() -> Self {
        Self::default()
    }

    /// With what resolvers find of it.
    ///
    /// # Errors
    ///
    /// Where it cannot be written as JSON.
    pub fn with_resolver_context<T: Serialize + ?Sized>(
        mut self,
        context: &T,
    ) -> Result<Self, serde_json::Error> {
        self.resolver_context = Some(RawJson::write(context)?);
        Ok(self)
    }

    /// With what handlers of AppSync Events find of it.
    ///
    /// # Errors
    ///
    /// Where it cannot be written as JSON.
    pub fn with_handler_context<T: Serialize + ?Sized>(
        mut self,
        context: &T,
    ) -> Result<Self, serde_json::Error> {
        self.handler_context = Some(RawJson::write(context)?);
        Ok(self)
    }

    /// But for these fields: `Type.field`, or the ARN of a field.
    #[must_use]
    pub fn with_denied_fields<F: Into<String>>(mut self, fields: impl IntoIterator<Item = F>) -> Self {
        self.denied_fields = Some(fields.into_iter().map(Into::into).collect());
        self
    }

    /// The answer holds for so long, to the second.
    #[must_use]
    pub fn with_ttl(mut self, ttl: Duration) -> Self {
        self.ttl_override = Some(ttl.as_secs());
        self
    }
}
