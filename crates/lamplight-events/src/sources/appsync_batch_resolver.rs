//! AppSync asks a function for a field of several values at once.
//!
//! See "Batching" of Lambda resolvers in the AWS AppSync Developer Guide.

use super::appsync_direct_resolver::AppSyncDirectResolverEvent;

/// A field is asked for of several values: the function returns as many results, in the same order.
pub type AppSyncBatchResolverEvent = Vec<AppSyncDirectResolverEvent>;
