//! AppSync asks a function for a field, without a template between them.
//!
//! See "Direct Lambda resolver" and "AWS AppSync resolver mapping template context reference" in the AWS
//! AppSync Developer Guide.

pub use super::appsync::{
    AppSyncCognitoIdentity, AppSyncIamIdentity, AppSyncIdentity, AppSyncInfo, AppSyncLambdaIdentity,
    AppSyncOidcIdentity, AppSyncPrevious, AppSyncRequest,
};
use crate::RawJson;
use crate::field::event;

event! {
    /// A field is asked for; what the function returns is its value.
    pub struct AppSyncDirectResolverEvent = "an event of an AppSync resolver" {
        /// The arguments of the field: an object.
        pub arguments: RawJson = "arguments",
        /// Who asks; none with an API key.
        pub identity: Option<AppSyncIdentity> = "identity",
        /// The value that the field is of; none of `Query`, `Mutation` and `Subscription`.
        pub source: Option<RawJson> = "source",
        /// The request of the client.
        pub request: AppSyncRequest = "request",
        /// What went before, in a pipeline resolver.
        pub prev: Option<AppSyncPrevious> = "prev",
        /// The field.
        pub info: AppSyncInfo = "info" required,
        /// What the functions of a pipeline resolver hand on: an object.
        pub stash: RawJson = "stash",
    }
}
