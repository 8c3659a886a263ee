//! Values that events of many sources have.

mod binary;
mod headers;
mod map;
mod one_or_many;
mod quoted;
mod raw_json;
mod secret;
mod status_code;
mod time_text;
mod timestamp;

pub use self::binary::{Binary, NotBase64};
pub use self::headers::Headers;
pub use self::map::Map;
pub use self::one_or_many::OneOrMany;
pub use self::quoted::Quoted;
pub use self::raw_json::RawJson;
pub use self::secret::Secret;
pub use self::status_code::StatusCode;
pub use self::timestamp::{Micros, Millis, Seconds, Timestamp, Unit};
