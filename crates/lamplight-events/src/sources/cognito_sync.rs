//! Changes in a dataset of Cognito Sync.
//!
//! See "Customizing workflows with Cognito Events" in the Amazon Cognito Developer Guide.

use crate::field::{event, words};
use crate::{Map, Quoted};

event! {
    /// A device synchronises a dataset. The function returns the event, with records changed or taken out as
    /// it sees fit; a record that is added is passed over.
    pub struct CognitoSyncEvent = "a Cognito Sync event" {
        /// The version of the event: 2.
        pub version: Option<Quoted<u32>> = "version",
        /// What happened.
        pub event_type: Option<CognitoSyncEventType> = "eventType",
        /// The region of the identity pool.
        pub region: Option<String> = "region",
        /// The id of the identity pool.
        pub identity_pool_id: Option<String> = "identityPoolId" required,
        /// The id of the user in the identity pool.
        pub identity_id: Option<String> = "identityId",
        /// The name of the dataset.
        pub dataset_name: Option<String> = "datasetName" required,
        /// The records that change, by their keys.
        pub dataset_records: Map<CognitoSyncRecord> = "datasetRecords",
    }
}

words! {
    /// What happened.
    pub enum CognitoSyncEventType {
        /// A dataset is synchronised.
        SyncTrigger = "SyncTrigger",
    }
}

event! {
    /// A change of a record.
    pub struct CognitoSyncRecord = "a record of Cognito Sync" {
        /// What it was.
        pub old_value: Option<String> = "oldValue",
        /// What it becomes.
        pub new_value: Option<String> = "newValue",
        /// What becomes of it.
        pub op: Option<CognitoSyncOperation> = "op",
    }
}

words! {
    /// What becomes of a record.
    pub enum CognitoSyncOperation {
        /// It is written.
        Replace = "replace",
        /// It is removed.
        Remove = "remove",
    }
}
