//! Looking for the status in what is going to be serialised, without serialising it.

use std::fmt;

use serde::ser::{Error, Impossible, Serialize, SerializeMap, SerializeStruct, Serializer};

/// The name of the status in every response that stands for one over HTTP.
const STATUS: &str = "statusCode";

/// After so many other members the status is not looked for any more.
const MOST_MEMBERS: usize = 64;

/// The HTTP status of a response for API Gateway, a function URL, a load balancer or VPC Lattice: its member
/// `statusCode`, a number from 100 to 999 or such a number as text. `None` for anything else.
///
/// Of the response only the names of its members are looked at, up to the 64th, and the value of this one.
pub fn status_of<T: Serialize + ?Sized>(response: &T) -> Option<u16> {
    let mut status = None;
    // The end of the search is an error of the serialiser, whether something was found or not.
    let _ = response.serialize(Response(&mut status));
    status
}

/// Takes what may have a status.
struct Response<'a>(&'a mut Option<u16>);

/// Goes through the members.
struct Members<'a> {
    status: &'a mut Option<u16>,
    seen: usize,
    is_next: bool,
}

/// Takes a key of a map, and says whether it is the one.
struct Key;

/// Takes the status.
struct Status;

/// Why a search ended.
#[derive(Debug)]
struct Stop;

// === impl Stop ===

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the search is over")
    }
}

impl std::error::Error for Stop {}

impl Error for Stop {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

/// What each of the three takes no interest in.
macro_rules! stop_at {
    ($($method:ident($($type:ty),*))*) => {
        $(fn $method(self, $(_: $type),*) -> Result<Self::Ok, Stop> { Err(Stop) })*
    };
    (compound) => {
        fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, Stop> { Err(Stop) }
        fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, Stop> { Err(Stop) }
        fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, Stop> {
            Err(Stop)
        }
        fn serialize_tuple_variant(
            self, _: &'static str, _: u32, _: &'static str, _: usize,
        ) -> Result<Self::SerializeTupleVariant, Stop> {
            Err(Stop)
        }
        fn serialize_struct_variant(
            self, _: &'static str, _: u32, _: &'static str, _: usize,
        ) -> Result<Self::SerializeStructVariant, Stop> {
            Err(Stop)
        }
        fn serialize_newtype_variant<T: Serialize + ?Sized>(
            self, _: &'static str, _: u32, _: &'static str, _: &T,
        ) -> Result<Self::Ok, Stop> {
            Err(Stop)
        }
        fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Self::Ok, Stop> {
            value.serialize(self)
        }
        fn serialize_newtype_struct<T: Serialize + ?Sized>(
            self, _: &'static str, value: &T,
        ) -> Result<Self::Ok, Stop> {
            value.serialize(self)
        }
        type Error = Stop;
        type SerializeSeq = Impossible<Self::Ok, Stop>;
        type SerializeTuple = Impossible<Self::Ok, Stop>;
        type SerializeTupleStruct = Impossible<Self::Ok, Stop>;
        type SerializeTupleVariant = Impossible<Self::Ok, Stop>;
        type SerializeStructVariant = Impossible<Self::Ok, Stop>;
        stop_at! {
            serialize_bool(bool) serialize_f32(f32) serialize_f64(f64) serialize_char(char)
            serialize_bytes(&[u8]) serialize_none() serialize_unit() serialize_unit_struct(&'static str)
            serialize_unit_variant(&'static str, u32, &'static str)
        }
    };
    (numbers) => {
        stop_at! {
            serialize_i8(i8) serialize_i16(i16) serialize_i32(i32) serialize_i64(i64)
            serialize_u8(u8) serialize_u16(u16) serialize_u32(u32) serialize_u64(u64)
        }
    };
    (maps) => {
        fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, Stop> { Err(Stop) }
        fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeStruct, Stop> { Err(Stop) }
        type SerializeMap = Impossible<Self::Ok, Stop>;
        type SerializeStruct = Impossible<Self::Ok, Stop>;
    };
}

impl<'a> Serializer for Response<'a> {
    type Ok = ();
    type SerializeMap = Members<'a>;
    type SerializeStruct = Members<'a>;

    fn serialize_map(self, _: Option<usize>) -> Result<Members<'a>, Stop> {
        Ok(Members { status: self.0, seen: 0, is_next: false })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Members<'a>, Stop> {
        self.serialize_map(None)
    }

    stop_at! { serialize_str(&str) }
    stop_at!(numbers);
    stop_at!(compound);
}

impl Members<'_> {
    /// Whether to go on looking.
    fn member<T: Serialize + ?Sized>(&mut self, is_status: bool, value: &T) -> Result<(), Stop> {
        if is_status {
            *self.status = value.serialize(Status).ok();
            return Err(Stop);
        }
        self.seen += 1;
        if self.seen < MOST_MEMBERS { Ok(()) } else { Err(Stop) }
    }
}

impl SerializeStruct for Members<'_> {
    type Ok = ();
    type Error = Stop;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Stop> {
        self.member(key == STATUS, value)
    }

    fn end(self) -> Result<(), Stop> {
        Ok(())
    }
}

impl SerializeMap for Members<'_> {
    type Ok = ();
    type Error = Stop;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Stop> {
        self.is_next = key.serialize(Key).unwrap_or(false);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Stop> {
        self.member(self.is_next, value)
    }

    fn end(self) -> Result<(), Stop> {
        Ok(())
    }
}

impl Serializer for Key {
    type Ok = bool;

    fn serialize_str(self, key: &str) -> Result<bool, Stop> {
        Ok(key == STATUS)
    }

    stop_at!(numbers);
    stop_at!(maps);
    stop_at!(compound);
}

impl Serializer for Status {
    type Ok = u16;

    fn serialize_u64(self, value: u64) -> Result<u16, Stop> {
        u16::try_from(value).ok().filter(|status| (100..1000).contains(status)).ok_or(Stop)
    }

    fn serialize_str(self, value: &str) -> Result<u16, Stop> {
        self.serialize_u64(value.trim().parse().map_err(|_| Stop)?)
    }

    fn serialize_i64(self, value: i64) -> Result<u16, Stop> {
        self.serialize_u64(value.try_into().map_err(|_| Stop)?)
    }

    fn serialize_i32(self, value: i32) -> Result<u16, Stop> {
        self.serialize_i64(value.into())
    }

    fn serialize_i16(self, value: i16) -> Result<u16, Stop> {
        self.serialize_i64(value.into())
    }

    fn serialize_u32(self, value: u32) -> Result<u16, Stop> {
        self.serialize_u64(value.into())
    }

    fn serialize_u16(self, value: u16) -> Result<u16, Stop> {
        self.serialize_u64(value.into())
    }

    stop_at! { serialize_i8(i8) serialize_u8(u8) }
    stop_at!(maps);
    stop_at!(compound);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Answer<S> {
        headers: Unseen,
        status_code: S,
        body: Unseen,
    }

    /// Not to be looked at.
    struct Unseen;

    impl Serialize for Unseen {
        fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            panic!("this is serialised")
        }
    }

    fn answer<S: Serialize>(status_code: S) -> Option<u16> {
        status_of(&Answer { headers: Unseen, status_code, body: Unseen })
    }

    #[test]
    fn finds_the_status_and_looks_at_nothing_else() {
        assert_eq!(answer(200_u16), Some(200));
        assert_eq!(answer(503_i64), Some(503));
        assert_eq!(answer(Some(404)), Some(404));
        assert_eq!(answer("429"), Some(429));
    }

    #[test]
    fn what_is_no_status_is_none() {
        assert_eq!(answer(99), None);
        assert_eq!(answer(-200), None);
        assert_eq!(answer(1000), None);
        assert_eq!(answer("fine"), None);
        assert_eq!(answer(None::<u16>), None);
        assert_eq!(answer([200]), None);
        assert_eq!(answer(Unseen.serialize_nothing()), None);
    }

    impl Unseen {
        fn serialize_nothing(self) -> Option<()> {
            None
        }
    }

    #[test]
    fn responses_of_any_other_shape_have_none() {
        assert_eq!(status_of("text"), None);
        assert_eq!(status_of(&200), None);
        assert_eq!(status_of(&()), None);
        assert_eq!(status_of(&[("statusCode", 200)]), None);
        assert_eq!(status_of(&Some(true)), None);
    }

    #[test]
    fn a_map_and_a_wrapper_have_it_too() {
        #[derive(serde::Serialize)]
        #[serde(untagged)]
        enum Either {
            One(Answer<i32>),
        }
        let untagged = Either::One(Answer { headers: Unseen, status_code: 201, body: Unseen });
        assert_eq!(status_of(&untagged), Some(201));
        assert_eq!(status_of(&Some(&untagged)), Some(201));
        let map = std::collections::BTreeMap::from([("body", 7), ("statusCode", 204)]);
        assert_eq!(status_of(&map), Some(204));
        assert_eq!(status_of(&serde_json::json!({"statusCode": 500, "body": "late"})), Some(500));
        assert_eq!(status_of(&serde_json::json!({"a": {"statusCode": 500}})), None);
    }

    #[test]
    fn a_long_map_is_not_searched_to_its_end() {
        let long: std::collections::BTreeMap<_, _> = (0..100).map(|key| (format!("k{key:03}"), 1)).collect();
        assert_eq!(status_of(&long), None);
        let mut long: Vec<_> = long.into_iter().collect();
        long.push((STATUS.to_owned(), 200));
        struct Map(Vec<(String, i32)>);
        impl Serialize for Map {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
            }
        }
        assert_eq!(status_of(&Map(long.clone())), None);
        assert_eq!(status_of(&Map(long.split_off(50))), Some(200));
    }
}
