//! What all events of AppSync have.
//!
//! See "AWS AppSync resolver mapping template context reference" in the AWS AppSync Developer Guide.

mod identity;

pub use self::identity::{
    AppSyncCognitoIdentity, AppSyncIamIdentity, AppSyncIdentity, AppSyncLambdaIdentity, AppSyncOidcIdentity,
};
use crate::field::event;
use crate::{Headers, RawJson};

event! {
    /// The request of the client.
    pub struct AppSyncRequest = "the request to AppSync" {
        /// Its headers; their names are in lower case.
        pub headers: Headers = "headers",
        /// The domain of the API, where it is one of one's own.
        pub domain_name: Option<String> = "domainName",
    }
}

event! {
    /// The field that is asked for.
    pub struct AppSyncInfo = "the info of AppSync" {
        /// The field.
        pub field_name: String = "fieldName",
        /// What of it is asked for, by its path: `author/name`.
        pub selection_set_list: Vec<String> = "selectionSetList",
        /// The same as GraphQL.
        pub selection_set_graphql: Option<String> = "selectionSetGraphQL",
        /// The type that the field is of: `Query`, `Mutation`, `Subscription` or one of one's own.
        pub parent_type_name: String = "parentTypeName",
        /// The variables of the request.
        pub variables: RawJson = "variables",
    }
}

event! {
    /// What went before, in a pipeline resolver.
    pub struct AppSyncPrevious = "the previous result of AppSync" {
        /// What the function before this one returned.
        pub result: RawJson = "result",
    }
}
