//! Items as types of the user's.

use serde::Deserialize;

use super::part::Part;
use super::{DynamoDbItem, UnmarshalError};

/// Reads an item as a type.
///
/// Integers are exact up to 128 bits; a fraction is no integer. Where the type asks for a double it is given
/// the nearest one; where it takes whatever comes, as `rust_decimal` and untagged enums do, a number that a
/// double does not hold is given as its text. Bytes are taken by `Binary`, by `serde_bytes` and by `Vec<u8>`,
/// but have no form in `serde_json::Value`. Sets are sequences, `NULL` is `None`.
///
/// # Errors
///
/// Where the item is not of the type, with the path to the value.
///
/// ```
/// use lamplight_events::sources::dynamodb_stream::{DynamoDbItem, unmarshal};
///
/// #[derive(Debug, serde::Deserialize)]
/// struct Order { id: u64, items: Vec<Item> }
///
/// #[derive(Debug, serde::Deserialize)]
/// struct Item { price: f64 }
///
/// let item = r#"{"id":{"N":"7"},"items":{"L":[{"M":{"price":{"N":"2.5"}}}]}}"#;
/// let item: DynamoDbItem = serde_json::from_str(item)?;
/// let order: Order = unmarshal(&item)?;
/// assert_eq!((order.id, order.items[0].price), (7, 2.5));
///
/// let item = r#"{"id":{"N":"7"},"items":{"L":[{"M":{"price":{"S":"cheap"}}}]}}"#;
/// let item: DynamoDbItem = serde_json::from_str(item)?;
/// let error = unmarshal::<Order>(&item).unwrap_err();
/// assert_eq!(error.to_string(), "items[0].price: invalid type: string \"cheap\", expected f64");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn unmarshal<'de, T: Deserialize<'de>>(item: &'de DynamoDbItem) -> Result<T, UnmarshalError> {
    T::deserialize(Part::Members(item))
}

/// An image, with its name at the beginning of the path.
pub(super) fn unmarshal_image<'de, T: Deserialize<'de>>(
    item: Option<&'de DynamoDbItem>,
    name: &str,
) -> Result<Option<T>, UnmarshalError> {
    item.map(unmarshal).transpose().map_err(|error| error.within(name))
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use serde::de::DeserializeOwned;
    use serde_json::{Value, json};

    use super::*;
    use crate::Binary;

    fn read<T: DeserializeOwned>(item: &Value) -> Result<T, String> {
        let item: DynamoDbItem = serde_json::from_str(&item.to_string()).expect("an item");
        unmarshal(&item).map_err(|error| error.to_string())
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Everything {
        text: String,
        small: u8,
        large: i128,
        double: f64,
        single: f32,
        flag: bool,
        nothing: Option<u8>,
        absent: Option<u8>,
        something: Option<u8>,
        bytes: Vec<u8>,
        binary: Binary,
        texts: BTreeSet<String>,
        numbers: BTreeSet<u64>,
        blobs: Vec<Binary>,
        list: (u8, String),
        map: BTreeMap<String, char>,
        unit: Unit,
        kind: Kind,
        kinds: Vec<Kind>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Unit;

    #[derive(Debug, PartialEq, Deserialize)]
    enum Kind {
        Plain,
        Wrapped(u8),
        Pair(u8, u8),
        Named { at: u8 },
    }

    #[test]
    fn every_type_of_an_attribute_is_read() {
        let item = json!({
            "text": {"S": "t"}, "small": {"N": "255"},
            "large": {"N": "99999999999999999999999999999999999999"},
            "double": {"N": "0.1"}, "single": {"N": "1e3"}, "flag": {"BOOL": true},
            "nothing": {"NULL": true}, "something": {"N": "5"},
            "bytes": {"B": "AQL/"}, "binary": {"B": "AQL/"},
            "texts": {"SS": ["b", "a"]}, "numbers": {"NS": ["2", "18446744073709551615"]},
            "blobs": {"BS": ["AQL/"]}, "list": {"L": [{"N": "1"}, {"S": "x"}]},
            "map": {"M": {"k": {"S": "c"}}}, "unit": {"NULL": true},
            "kind": {"S": "Plain"},
            "kinds": {"L": [
                {"M": {"Wrapped": {"N": "1"}}},
                {"M": {"Pair": {"L": [{"N": "1"}, {"N": "2"}]}}},
                {"M": {"Named": {"M": {"at": {"N": "3"}}}}},
                {"M": {"Plain": {"NULL": true}}}
            ]},
            "ignored": {"X": 1}
        });
        let expected = Everything {
            text: "t".into(),
            small: 255,
            large: 99_999_999_999_999_999_999_999_999_999_999_999_999,
            double: 0.1,
            single: 1_000.0,
            flag: true,
            nothing: None,
            absent: None,
            something: Some(5),
            bytes: vec![1, 2, 255],
            binary: Binary::from([1, 2, 255]),
            texts: ["a".to_owned(), "b".to_owned()].into(),
            numbers: [2, u64::MAX].into(),
            blobs: vec![Binary::from([1, 2, 255])],
            list: (1, "x".into()),
            map: [("k".to_owned(), 'c')].into(),
            unit: Unit,
            kind: Kind::Plain,
            kinds: vec![Kind::Wrapped(1), Kind::Pair(1, 2), Kind::Named { at: 3 }, Kind::Plain],
        };
        assert_eq!(read(&item), Ok(expected));
    }

    #[test]
    fn an_error_says_where_and_what() {
        for (item, error) in [
            (json!({}), "missing field `id`"),
            (json!({"id": {"S": "1"}}), r#"id: invalid type: string "1", expected u8"#),
            (json!({"id": {"N": "1.5"}}), "id: the number 1.5 is not an integer of up to 128 bits"),
            (json!({"id": {"N": "256"}}), "id: invalid value: integer `256`, expected u8"),
            (json!({"id": {"X": "1"}}), "id: not an attribute value"),
            (json!({"id": 1}), "id: not an attribute value"),
            (json!({"id": {"NULL": true}}), "id: invalid type: unit value, expected u8"),
        ] {
            #[derive(Debug, Deserialize)]
            #[expect(dead_code, reason = "only its errors are looked at")]
            struct Id {
                id: u8,
            }
            assert_eq!(read::<Id>(&item).unwrap_err(), error);
        }
        type Deep = BTreeMap<String, Vec<Vec<BTreeMap<String, u8>>>>;
        let item = json!({"a": {"L": [{"L": [{"M": {}}, {"M": {"b": {"BOOL": true}}}]}]}});
        assert_eq!(read::<Deep>(&item).unwrap_err(), "a[0][1].b: invalid type: boolean `true`, expected u8");
        let bytes = read::<BTreeMap<String, Vec<u8>>>(&json!({"a": {"B": "?"}}));
        assert_eq!(bytes.unwrap_err(), r#"a: not base64: "?""#);
        let kind = read::<BTreeMap<String, Kind>>(&json!({"a": {"M": {"Named": {"M": {"at": {"S": ""}}}}}}));
        assert_eq!(kind.unwrap_err(), r#"a.Named.at: invalid type: string "", expected u8"#);
    }

    #[test]
    fn a_number_is_never_rounded_where_its_type_is_open() {
        let read = |number: &str| read::<BTreeMap<String, Value>>(&json!({"n": {"N": number}}));
        let is = |value: Value| Ok(BTreeMap::from([("n".to_owned(), value)]));
        assert_eq!(read("17"), is(json!(17)));
        assert_eq!(read("18446744073709551615"), is(json!(18_446_744_073_709_551_615_u64)));
        assert_eq!(read("0.1"), is(json!(0.1)));
        assert_eq!(read("100000000000000000000"), is(json!(100_000_000_000_000_000_000_f64)));
        assert_eq!(read("18446744073709551617"), is(json!("18446744073709551617")));
        assert_eq!(read("0.1234567890123456789"), is(json!("0.1234567890123456789")));
    }

    #[test]
    fn a_table_of_several_kinds_is_read_by_its_tag() {
        #[derive(Debug, PartialEq, Deserialize)]
        #[serde(tag = "type")]
        enum Row {
            Order { id: u64, total: f64, photo: Binary },
        }
        let item = json!({"type": {"S": "Order"}, "id": {"N": "1"}, "total": {"N": "0.30000000000000004"},
            "photo": {"B": "AQL/"}});
        let row = Row::Order { id: 1, total: 0.1 + 0.2, photo: Binary::from([1, 2, 255]) };
        assert_eq!(read(&item), Ok(row));
    }

    #[test]
    fn text_is_borrowed() {
        #[derive(Deserialize)]
        struct Borrowed<'a> {
            text: &'a str,
        }
        let item: DynamoDbItem = serde_json::from_str(r#"{"text":{"S":"t"}}"#).expect("an item");
        assert_eq!(unmarshal::<Borrowed<'_>>(&item).map(|read| read.text), Ok("t"));
    }
}
