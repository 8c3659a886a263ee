//! JSON Schemas of values that are written in more than one form.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::Value;

use crate::{Binary, Headers, Map, OneOrMany, Quoted, RawJson, Secret, StatusCode, Timestamp};

/// Lets a struct ask only for the keys without which it is none.
#[cfg_attr(not(feature = "sqs"), allow(dead_code, reason = "there may be no source"))]
pub(crate) fn require(schema: &mut Schema, keys: &[&str], required: u128) {
    let required = keys.iter().enumerate().filter(|(place, _)| required >> place & 1 == 1);
    let required: Vec<Value> = required.map(|(_, key)| Value::from(*key)).collect();
    if required.is_empty() {
        schema.remove("required");
    } else {
        schema.insert("required".to_owned(), required.into());
    }
}

macro_rules! schemas {
    ($($(#[generics($($generics:tt)*)])? $type:ty = $name:literal: $schema:tt;)*) => {$(
        impl $($($generics)*)? JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }
    )*};
}

schemas! {
    Binary = "Binary": { "type": "string", "contentEncoding": "base64" };
    RawJson = "RawJson": {};
    Secret = "Secret": { "type": "string" };
    StatusCode = "StatusCode": { "type": "integer", "minimum": 100, "maximum": 599 };
    #[generics(<U>)] Timestamp<U> = "Timestamp": { "type": ["string", "number"] };
    #[generics(<T>)] Quoted<T> = "Quoted": { "type": ["string", "number", "boolean"] };
}

macro_rules! schemas_of_maps {
    ($($map:ident = $name:literal,)*) => {$(
        impl<V: JsonSchema> JsonSchema for $map<V> {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "object", "additionalProperties": generator.subschema_for::<V>() })
            }
        }
    )*};
}

schemas_of_maps! {
    Headers = "Headers",
    Map = "Map",
}

impl<T: JsonSchema> JsonSchema for OneOrMany<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "OneOrMany".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let one = generator.subschema_for::<T>();
        json_schema!({ "anyOf": [one, { "type": "array", "items": one }] })
    }
}
