//! AppSync asks a function for a field, with a template of Amplify's between them.
//!
//! See "Lambda function resolvers" (the `@function` directive) in the AWS Amplify documentation.

pub use super::appsync::{
    AppSyncCognitoIdentity, AppSyncIamIdentity, AppSyncIdentity, AppSyncLambdaIdentity, AppSyncOidcIdentity,
    AppSyncPrevious, AppSyncRequest,
};
use crate::RawJson;
use crate::field::event;

event! {
    /// A field is asked for; what the function returns is its value.
    pub struct AppSyncCustomResolverEvent = "an event of an Amplify resolver" {
        /// The type that the field is of.
        pub type_name: String = "typeName" required,
        /// The field.
        pub field_name: String = "fieldName" required,
        /// The arguments of the field: an object.
        pub arguments: RawJson = "arguments",
        /// What of the field is asked for, where the template passes it on.
        pub selection_set_list: Option<Vec<String>> = "selectionSetList",
        /// Who asks; none with an API key.
        pub identity: Option<AppSyncIdentity> = "identity",
        /// The value that the field is of; none of `Query`, `Mutation` and `Subscription`.
        pub source: Option<RawJson> = "source",
        /// The request of the client.
        pub request: AppSyncRequest = "request",
        /// What went before, in a pipeline resolver.
        pub prev: Option<AppSyncPrevious> = "prev",
    }
}
