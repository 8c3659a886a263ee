//! Changes in a collection of Amazon DocumentDB.
//!
//! See "Using AWS Lambda with Amazon DocumentDB" in the AWS Lambda Developer Guide, and "Change events" in
//! MongoDB's manual. Documents are written as extended JSON: `{"$oid":"63eeb6e7d418cd98afb1c1d7"}`.

use crate::field::{event, words};
use crate::{RawJson, Seconds, Timestamp};

event! {
    /// A batch of changes.
    pub struct DocumentDbEvent = "a DocumentDB event" {
        /// The ARN of the cluster.
        pub event_source_arn: Option<String> = "eventSourceArn",
        /// The changes.
        pub events: Vec<DocumentDbRecord> = "events" required,
        /// `aws:docdb`.
        pub event_source: Option<String> = "eventSource",
    }
}

event! {
    /// A change, in an object of its own.
    pub struct DocumentDbRecord = "a DocumentDB record" {
        /// The change.
        pub event: DocumentDbChange = "event" required,
    }
}

event! {
    /// A change.
    pub struct DocumentDbChange = "a change in DocumentDB" {
        /// Where the stream goes on behind it.
        pub id: Option<DocumentDbResumeToken> = "_id",
        /// When it happened.
        pub cluster_time: Option<DocumentDbClusterTime> = "clusterTime",
        /// The key of the document.
        pub document_key: RawJson = "documentKey",
        /// The document, where it is new or the event source mapping asks for it.
        pub full_document: RawJson = "fullDocument",
        /// What of the document changed.
        pub update_description: Option<DocumentDbUpdate> = "updateDescription",
        /// The collection.
        pub namespace: Option<DocumentDbNamespace> = "ns",
        /// What happened.
        pub operation_type: Option<DocumentDbOperation> = "operationType",
        /// What a collection is called now.
        pub to: Option<DocumentDbNamespace> = "to",
    }
}

event! {
    /// Where a stream goes on.
    pub struct DocumentDbResumeToken = "a resume token" {
        /// What MongoDB's drivers take.
        pub data: Option<String> = "_data",
    }
}

event! {
    /// When something happened.
    pub struct DocumentDbClusterTime = "a cluster time" {
        /// Seconds and a count.
        pub timestamp: Option<DocumentDbTimestamp> = "$timestamp",
    }
}

event! {
    /// A timestamp of BSON.
    pub struct DocumentDbTimestamp = "a timestamp of BSON" {
        /// When, to the second.
        pub time: Option<Timestamp<Seconds>> = "t",
        /// Counts the operations within that second.
        pub increment: Option<u32> = "i",
    }
}

event! {
    /// A collection, or a database.
    pub struct DocumentDbNamespace = "a namespace" {
        /// The database.
        pub database: Option<String> = "db",
        /// The collection; absent where it is about the database.
        pub collection: Option<String> = "coll",
    }
}

event! {
    /// What of a document changed.
    pub struct DocumentDbUpdate = "an update" {
        /// Fields that are new or changed.
        pub updated_fields: RawJson = "updatedFields",
        /// The names of fields that are no more.
        pub removed_fields: Vec<String> = "removedFields",
        /// Arrays that are shorter now.
        pub truncated_arrays: Vec<DocumentDbTruncatedArray> = "truncatedArrays",
    }
}

event! {
    /// An array that is shorter now.
    pub struct DocumentDbTruncatedArray = "a truncated array" {
        /// The name of the field.
        pub field: Option<String> = "field",
        /// How many elements it has.
        pub new_size: Option<u64> = "newSize",
    }
}

words! {
    /// What happened.
    pub enum DocumentDbOperation {
        /// A document is new.
        Insert = "insert",
        /// Fields of a document changed.
        Update = "update",
        /// There is another document in the place of one.
        Replace = "replace",
        /// A document is no more.
        Delete = "delete",
        /// A collection is no more.
        Drop = "drop",
        /// A collection has another name.
        Rename = "rename",
        /// A database is no more.
        DropDatabase = "dropDatabase",
        /// Nothing else comes of this stream.
        Invalidate = "invalidate",
    }
}
