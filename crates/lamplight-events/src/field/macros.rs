//! How events are declared.

/// Declares an object of an event: its fields with their keys, all of which may be absent, but for those
/// that are `required` because without them it would be another event.
///
/// ```text
/// event! {
///     /// What it is.
///     pub struct Message = "an SQS message" {
///         /// What AWS says here.
///         pub message_id: String = "messageId" required,
///         pub body: Option<String> = "body",
///     }
/// }
/// ```
#[cfg_attr(not(feature = "sqs"), allow(unused_macros, reason = "there may be no source"))]
macro_rules! event {
    (
        $(#[$about:meta])*
        pub struct $name:ident = $expected:literal {
            $($(#[$about_field:meta])* pub $field:ident: $type:ty = $key:literal $($required:ident)?,)*
        }
    ) => {
        $(#[$about])*
        #[derive(Clone, Debug, Default, PartialEq)]
        #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
        #[cfg_attr(feature = "schemars", schemars(transform = $name::require_little))]
        pub struct $name {
            $(
                $(#[$about_field])*
                #[cfg_attr(feature = "schemars", schemars(rename = $key))]
                pub $field: $type,
            )*
            /// What came and is not known, or is not what its field takes.
            #[cfg_attr(feature = "schemars", schemars(skip))]
            pub extra: $crate::Extra,
        }

        const _: () = {
            use $crate::field::{Field, Key, Keys, Read, Slot, StructVisitor, WriteFields};

            #[allow(non_camel_case_types, reason = "named after the fields")]
            enum Place { $($field,)* }

            const KEYS: &[&str] = &[$($key,)*];
            const REQUIRED: u128 = 0 $($(| event!(@bit $required Place::$field))?)*;

            impl Field for $name {
                const EXPECTED: &'static str = $expected;

                fn from_map<'de, A: serde::de::MapAccess<'de>>(mut map: A) -> Result<Read<Self>, A::Error> {
                    let mut read = Self::default();
                    let mut missing = REQUIRED;
                    let mut keys = Keys::new(KEYS);
                    while let Some(key) = map.next_key_seed(&mut keys)? {
                        match key {
                            $(Key::Known(place) if place == Place::$field as usize => {
                                let bit = 1 << Place::$field as usize;
                                let required = event!(@is $($required)?);
                                let slot =
                                    Slot { field: &mut read.$field, name: $key, required, extra: &mut read.extra };
                                if slot.fill(&mut map)? {
                                    missing &= !bit;
                                }
                            })*
                            Key::Known(_) => {}
                            Key::Unknown(name) => {
                                read.extra.insert(name, map.next_value()?);
                            }
                        }
                    }
                    match missing {
                        0 => Ok(Read::Fits(read)),
                        _ => Err($crate::field::missing(KEYS, missing)),
                    }
                }
            }

            impl<'de> serde::Deserialize<'de> for $name {
                fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    deserializer.deserialize_map(StructVisitor::new())
                }
            }

            impl serde::Serialize for $name {
                fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    let map = serializer.serialize_map(None)?;
                    #[allow(unused_mut, reason = "an object without fields")]
                    let mut fields = WriteFields { map, extra: &self.extra };
                    $(fields.field($key, &self.$field)?;)*
                    fields.end()
                }
            }

            #[cfg(feature = "schemars")]
            impl $name {
                /// Little has to be there.
                fn require_little(schema: &mut schemars::Schema) {
                    $crate::schema::require(schema, KEYS, REQUIRED);
                }
            }
        };
    };

    (@is required) => { true };
    (@is) => { false };
    (@bit required $place:expr) => { 1 << $place as u128 };
}

/// Declares the words that a field may have, and keeps those that are not known.
///
/// ```text
/// words! {
///     /// What happened to a row.
///     pub enum EventName {
///         /// It is new.
///         Insert = "INSERT",
///     }
/// }
/// ```
#[allow(unused_macros, reason = "not every source has words")]
macro_rules! words {
    (
        $(#[$about:meta])*
        pub enum $name:ident {
            $($(#[$about_word:meta])* $word:ident = $text:literal,)*
        }
    ) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$about_word])* $word,)*
            /// A word that is not known here.
            Other(String),
        }

        impl $name {
            /// The word as AWS writes it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$word => $text,)*
                    Self::Other(text) => text,
                }
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$word,)*
                    _ => Self::Other(text.to_owned()),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl $crate::field::Field for $name {
            const EXPECTED: &'static str = "a string";
            const IS_PLAIN: bool = true;

            fn from_text(text: &str) -> $crate::field::Read<Self> {
                $crate::field::Read::Fits(Self::from(text))
            }

            fn plain(self) -> Option<serde_json::Value> {
                Some(self.as_str().into())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::field::strict(deserializer)
            }
        }

        #[cfg(feature = "schemars")]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "examples": [$($text,)*] })
            }
        }
    };
}

pub(crate) use {event, words};
