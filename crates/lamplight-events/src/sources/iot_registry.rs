//! Something changed in the registry of AWS IoT.
//!
//! See "Registry events" in the AWS IoT Core Developer Guide.

use crate::field::{event, words};
use crate::{Map, Millis, Quoted, Timestamp};

event! {
    /// Something changed in the registry. Which fields there are is a matter of what it was.
    pub struct IotRegistryEvent = "an IoT registry event" {
        /// What it was.
        pub event_type: Option<IotRegistryEventType> = "eventType" required,
        /// The id of the event.
        pub event_id: Option<String> = "eventId" required,
        /// When it was.
        pub timestamp: Option<Timestamp<Millis>> = "timestamp",
        /// What was done.
        pub operation: Option<IotRegistryOperation> = "operation",
        /// The AWS account.
        pub account_id: Option<String> = "accountId",

        /// A thing: its id.
        pub thing_id: Option<String> = "thingId",
        /// A thing: its name.
        pub thing_name: Option<String> = "thingName",
        /// A thing or a group: its version, 1 when it is created and one more with each change.
        pub version_number: Option<Quoted<u64>> = "versionNumber",

        /// A thing type: its id.
        pub thing_type_id: Option<String> = "thingTypeId",
        /// A thing type, or that of a thing which has one: its name.
        pub thing_type_name: Option<String> = "thingTypeName",
        /// A thing type: whether no more things can be of it.
        pub is_deprecated: Option<bool> = "isDeprecated",
        /// A thing type: since when no more things can be of it.
        pub deprecation_date: Option<Timestamp<Millis>> = "deprecationDate",
        /// A thing type: the names of attributes by which its things can be found.
        pub searchable_attributes: Option<Vec<String>> = "searchableAttributes",
        /// A thing type: what messages of its things bring along.
        pub propagating_attributes: Option<Vec<IotPropagatingAttribute>> = "propagatingAttributes",

        /// A group, or the parent in a hierarchy: its id.
        pub thing_group_id: Option<String> = "thingGroupId",
        /// A group, or the parent in a hierarchy: its name.
        pub thing_group_name: Option<String> = "thingGroupName",
        /// A group: the name of its parent.
        pub parent_group_name: Option<String> = "parentGroupName",
        /// A group: the id of its parent.
        pub parent_group_id: Option<String> = "parentGroupId",
        /// A thing type or a group: what it is for.
        pub description: Option<String> = "description",
        /// A group: those above it, from the root to its parent.
        pub root_to_parent_thing_groups: Option<Vec<IotThingGroup>> = "rootToParentThingGroups",
        /// A thing or a group: its attributes.
        pub attributes: Option<Map<String>> = "attributes",
        /// A dynamic group: the id of its mapping.
        pub dynamic_group_mapping_id: Option<String> = "dynamicGroupMappingId",

        /// A membership: the ARN of the group.
        pub group_arn: Option<String> = "groupArn",
        /// A membership: the id of the group.
        pub group_id: Option<String> = "groupId",
        /// A membership: the ARN of the thing.
        pub thing_arn: Option<String> = "thingArn",
        /// A membership: its id.
        pub membership_id: Option<String> = "membershipId",

        /// A hierarchy: the id of the group that belongs to the other.
        pub child_group_id: Option<String> = "childGroupId",
        /// A hierarchy: the name of the group that belongs to the other.
        pub child_group_name: Option<String> = "childGroupName",
    }
}

words! {
    /// What changed.
    pub enum IotRegistryEventType {
        /// A thing.
        Thing = "THING_EVENT",
        /// A thing type.
        ThingType = "THING_TYPE_EVENT",
        /// The type of a thing.
        ThingTypeAssociation = "THING_TYPE_ASSOCIATION_EVENT",
        /// A group of things.
        ThingGroup = "THING_GROUP_EVENT",
        /// Whether a thing is in a group.
        ThingGroupMembership = "THING_GROUP_MEMBERSHIP_EVENT",
        /// Whether a group is in a group.
        ThingGroupHierarchy = "THING_GROUP_HIERARCHY_EVENT",
    }
}

words! {
    /// What was done.
    pub enum IotRegistryOperation {
        /// It is new.
        Created = "CREATED",
        /// It is another one.
        Updated = "UPDATED",
        /// It is gone.
        Deleted = "DELETED",
        /// It belongs there now.
        Added = "ADDED",
        /// It belongs there no more.
        Removed = "REMOVED",
    }
}

event! {
    /// What messages of a thing bring along.
    pub struct IotPropagatingAttribute = "a propagating attribute of an IoT thing type" {
        /// The name of the user property in MQTT.
        pub user_property_key: Option<String> = "userPropertyKey",
        /// The attribute of the thing that it is.
        pub thing_attribute: Option<String> = "thingAttribute",
        /// The attribute of the connection that it is.
        pub connection_attribute: Option<String> = "connectionAttribute",
    }
}

event! {
    /// A group above another.
    pub struct IotThingGroup = "a group of IoT things" {
        /// Its ARN.
        pub group_arn: Option<String> = "groupArn",
        /// Its id.
        pub group_id: Option<String> = "groupId",
    }
}
