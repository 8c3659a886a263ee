//! A value of an attribute as DynamoDB writes it: with its type as a key.

use serde::de::{Error, MapAccess, SeqAccess};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Number, Value};

use crate::field::{Field, Key, Keys, Read, Seed, strict};
use crate::{Binary, Extra, Map};

/// The attributes of an item, by their names.
pub type DynamoDbItem = Map<AttributeValue>;

/// A value of an attribute: `{"S":"text"}`, `{"N":"17"}` and so on.
///
/// See "Data types and naming rules in Amazon DynamoDB" in the Amazon DynamoDB Developer Guide.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum AttributeValue {
    /// Text.
    S(String),
    /// A number, as text of up to 38 digits.
    N(String),
    /// Bytes.
    B(Binary),
    /// A set of texts.
    Ss(Vec<String>),
    /// A set of numbers.
    Ns(Vec<String>),
    /// A set of bytes.
    Bs(Vec<Binary>),
    /// Values by their names.
    M(DynamoDbItem),
    /// Values in their order.
    L(Vec<AttributeValue>),
    /// Nothing; always `true`.
    Null(bool),
    /// True or false.
    Bool(bool),
    /// JSON that is none of these, as it came.
    Other(Value),
}

const TYPES: &[&str] = &["S", "N", "B", "M", "L", "BOOL", "NULL", "SS", "NS", "BS"];

// === impl AttributeValue ===

impl AttributeValue {
    /// The text of an `S`.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::S(text) => Some(text),
            _ => None,
        }
    }

    /// The number of an `N`, as the text that DynamoDB writes.
    #[must_use]
    pub fn as_number(&self) -> Option<&str> {
        match self {
            Self::N(text) => Some(text),
            _ => None,
        }
    }

    /// Of the type that a key names, where the value is of that type.
    fn of_type<'de, A: MapAccess<'de>>(name: &str, map: &mut A) -> Result<Read<Self>, A::Error> {
        Ok(match name {
            "S" => map.next_value_seed(Seed::new())?.map(Self::S),
            "N" => map.next_value_seed(Seed::new())?.map(Self::N),
            "B" => map.next_value_seed(Seed::new())?.map(Self::B),
            "M" => map.next_value_seed(Seed::new())?.map(Self::M),
            "L" => map.next_value_seed(Seed::new())?.map(Self::L),
            "BOOL" => map.next_value_seed(Seed::new())?.map(Self::Bool),
            "NULL" => map.next_value_seed(Seed::new())?.map(Self::Null),
            _ => Self::set(name, map.next_value()?),
        })
    }

    /// A set whose elements are all of its type.
    fn set(name: &str, value: Value) -> Read<Self> {
        let Value::Array(elements) = &value else { return Read::Misfit(value) };
        let texts: Option<Vec<&str>> = elements.iter().map(Value::as_str).collect();
        let Some(texts) = texts else { return Read::Misfit(value) };
        let owned = || texts.iter().map(|text| (*text).to_owned()).collect();
        Read::Fits(match name {
            "SS" => Self::Ss(owned()),
            "NS" => Self::Ns(owned()),
            _ => Self::Bs(texts.iter().map(|text| Binary::from_base64(text)).collect()),
        })
    }

    /// Itself where no key follows, or else what came.
    fn alone<'de, A: MapAccess<'de>>(self, mut map: A) -> Result<Read<Self>, A::Error> {
        let Some((name, value)) = map.next_entry()? else { return Ok(Read::Fits(self)) };
        let mut came = Extra::from_iter([(name, value)]);
        if let Value::Object(itself) = serde_json::to_value(&self).map_err(A::Error::custom)? {
            came.extend(itself);
        }
        Self::other(came, map)
    }

    /// What came, where there is more than one key, or none that is known.
    fn other<'de, A: MapAccess<'de>>(mut came: Extra, mut map: A) -> Result<Read<Self>, A::Error> {
        while let Some((name, value)) = map.next_entry()? {
            came.insert(name, value);
        }
        Ok(Read::Fits(Self::Other(Value::Object(came))))
    }
}

impl Default for AttributeValue {
    fn default() -> Self {
        Self::Null(true)
    }
}

impl Field for AttributeValue {
    const EXPECTED: &'static str = "an attribute value";

    fn from_map<'de, A: MapAccess<'de>>(mut map: A) -> Result<Read<Self>, A::Error> {
        let Some(first) = map.next_key_seed(&mut Keys::new(TYPES))? else {
            return Self::other(Extra::new(), map);
        };
        let (name, value) = match first {
            Key::Known(place) => match Self::of_type(TYPES[place], &mut map)? {
                Read::Fits(value) => return value.alone(map),
                Read::Null => (TYPES[place].to_owned(), Value::Null),
                Read::Misfit(value) => (TYPES[place].to_owned(), value),
            },
            Key::Unknown(name) => (name, map.next_value()?),
        };
        Self::other(Extra::from_iter([(name, value)]), map)
    }

    fn from_text(text: &str) -> Read<Self> {
        Read::Fits(Self::Other(Value::from(text)))
    }

    fn from_number(number: Number) -> Read<Self> {
        Read::Fits(Self::Other(Value::Number(number)))
    }

    fn from_bool(value: bool) -> Read<Self> {
        Read::Fits(Self::Other(Value::Bool(value)))
    }

    fn from_sequence<'de, A: SeqAccess<'de>>(sequence: A) -> Result<Read<Self>, A::Error> {
        Ok(Value::from_sequence(sequence)?.map(Self::Other))
    }

    fn null() -> Option<Self> {
        Some(Self::Other(Value::Null))
    }
}

impl Serialize for AttributeValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = match self {
            Self::Other(value) => return value.serialize(serializer),
            _ => serializer.serialize_map(Some(1))?,
        };
        match self {
            Self::S(text) => map.serialize_entry("S", text),
            Self::N(number) => map.serialize_entry("N", number),
            Self::B(bytes) => map.serialize_entry("B", bytes),
            Self::Ss(texts) => map.serialize_entry("SS", texts),
            Self::Ns(numbers) => map.serialize_entry("NS", numbers),
            Self::Bs(bytes) => map.serialize_entry("BS", bytes),
            Self::M(members) => map.serialize_entry("M", members),
            Self::L(elements) => map.serialize_entry("L", elements),
            Self::Null(null) => map.serialize_entry("NULL", null),
            Self::Bool(value) => map.serialize_entry("BOOL", value),
            Self::Other(_) => Ok(()),
        }?;
        map.end()
    }
}

impl<'de> Deserialize<'de> for AttributeValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        strict(deserializer)
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for AttributeValue {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "AttributeValue".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let types: serde_json::Map<_, _> =
            TYPES.iter().map(|name| ((*name).to_owned(), Value::Bool(true))).collect();
        schemars::json_schema!({ "type": "object", "properties": types })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_everything_that_comes() {
        for json in [
            r#"{"S":"text"}"#,
            r#"{"N":"123456789012345678901234567890.12345678"}"#,
            r#"{"B":"AAEqQQ=="}"#,
            r#"{"B":"not base64"}"#,
            r#"{"SS":["a","b"]}"#,
            r#"{"NS":["1","2.5"]}"#,
            r#"{"BS":["AAEqQQ=="]}"#,
            r#"{"M":{"a":{"L":[{"NULL":true},{"BOOL":false}]}}}"#,
            r#"{"N":17}"#,
            r#"{"SS":["a",1]}"#,
            r#"{"X":"text"}"#,
            r#"{"S":"text","X":1}"#,
            r#"{"X":1,"S":"text"}"#,
            r#"{"L":[null,1,"a",[],{}]}"#,
            "{}",
            "[1]",
            "1",
            "true",
            r#""text""#,
        ] {
            let read: AttributeValue = serde_json::from_str(json).expect(json);
            let came: Value = serde_json::from_str(json).expect("JSON");
            assert_eq!(serde_json::to_value(&read).ok(), Some(came));
        }
    }

    #[test]
    fn knows_the_types_of_dynamodb_only() {
        let is_other = |json: &str| matches!(serde_json::from_str(json), Ok(AttributeValue::Other(_)));
        assert!(!is_other(r#"{"S":""}"#));
        assert!(!is_other(r#"{"SS":[]}"#));
        for json in [r#"{"s":""}"#, r#"{"N":1}"#, r#"{"NS":[1]}"#, r#"{"S":null}"#, r#"{"S":"","N":"1"}"#] {
            assert!(is_other(json), "{json}");
        }
    }
}
