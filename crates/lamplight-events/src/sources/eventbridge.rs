//! The frame of every event that EventBridge delivers, and its detail as a type of one's own.
//!
//! See "Event structure" in the Amazon EventBridge User Guide.

use std::fmt;

use lamplight_core::json_path::path_at_line;
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::excerpt;
use crate::field::{WriteFields, event};
use crate::{Extra, RawJson, Timestamp};

event! {
    /// An event of EventBridge, whose detail is not read yet.
    pub struct EventBridgeEvent = "an EventBridge event" {
        /// The version of the frame: `0` until now.
        pub version: Option<String> = "version",
        /// Tells the event from others; the same one again where it is delivered twice.
        pub id: String = "id",
        /// What happened: together with the source it says what the detail looks like.
        pub detail_type: String = "detail-type" required,
        /// Who says so: `aws.` and a service, or a name of one's own or a partner's.
        pub source: String = "source" required,
        /// The account that it comes from.
        pub account: Option<String> = "account",
        /// When it happened, as its sender has it; to the second where AWS writes it.
        pub time: Option<Timestamp> = "time",
        /// The region that it comes from.
        pub region: Option<String> = "region",
        /// The ARNs that it is about; there may be none.
        pub resources: Vec<String> = "resources",
        /// What the source says: an object.
        pub detail: RawJson = "detail",
        /// The replay that delivers it again, where one does.
        pub replay_name: Option<String> = "replay-name",
    }
}

/// An event of EventBridge with its detail: the frame is read leniently, the detail as strictly as its type
/// asks.
///
/// ```
/// use lamplight_events::sources::eventbridge::EventBridge;
/// use serde::Deserialize;
///
/// #[derive(Debug, Deserialize)]
/// struct Order {
///     total: f64,
/// }
///
/// let json = r#"{"detail-type":"OrderPlaced","source":"shop","detail":{"total":12.5}}"#;
/// let event: EventBridge<Order> = serde_json::from_str(json)?;
/// assert_eq!(event.detail.total, 12.5);
///
/// let json = r#"{"detail-type":"OrderPlaced","source":"shop","detail":{"total":"much"}}"#;
/// let error = serde_json::from_str::<EventBridge<Order>>(json).unwrap_err();
/// assert_eq!(error.to_string(), "detail.total: invalid type: string \"much\", expected f64");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(transform = require_little))]
pub struct EventBridge<T> {
    /// The version of the frame: `0` until now.
    pub version: Option<String>,
    /// Tells the event from others; the same one again where it is delivered twice.
    pub id: String,
    /// What happened: together with the source it says what the detail looks like.
    #[cfg_attr(feature = "schemars", schemars(rename = "detail-type"))]
    pub detail_type: String,
    /// Who says so: `aws.` and a service, or a name of one's own or a partner's.
    pub source: String,
    /// The account that it comes from.
    pub account: Option<String>,
    /// When it happened, as its sender has it; to the second where AWS writes it.
    pub time: Option<Timestamp>,
    /// The region that it comes from.
    pub region: Option<String>,
    /// The ARNs that it is about; there may be none.
    pub resources: Vec<String>,
    /// What the source says.
    pub detail: T,
    /// The replay that delivers it again, where one does.
    #[cfg_attr(feature = "schemars", schemars(rename = "replay-name"))]
    pub replay_name: Option<String>,
    /// What came beside these and is not known, or is not what its field takes.
    #[cfg_attr(feature = "schemars", schemars(skip))]
    pub extra: Extra,
}

/// The detail of an event is not of the type.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DetailMismatch {
    message: String,
}

// === impl EventBridgeEvent ===

impl EventBridgeEvent {
    /// The event with its detail as a type: when the detail's type is known.
    ///
    /// # Errors
    ///
    /// Where the detail is not of the type, with the path from the event's root to what is wrong.
    pub fn with_detail<T: DeserializeOwned>(self) -> Result<EventBridge<T>, DetailMismatch> {
        let detail = self.detail.read().map_err(|error| DetailMismatch::new(&self.detail, &error))?;
        Ok(EventBridge {
            version: self.version,
            id: self.id,
            detail_type: self.detail_type,
            source: self.source,
            account: self.account,
            time: self.time,
            region: self.region,
            resources: self.resources,
            detail,
            replay_name: self.replay_name,
            extra: self.extra,
        })
    }
}

// === impl EventBridge ===

impl<'de, T: DeserializeOwned> Deserialize<'de> for EventBridge<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        EventBridgeEvent::deserialize(deserializer)?.with_detail().map_err(D::Error::custom)
    }
}

impl<T: Serialize> Serialize for EventBridge<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap as _;

        let map = serializer.serialize_map(None)?;
        let mut fields = WriteFields { map, extra: &self.extra };
        fields.field("version", &self.version)?;
        fields.field("id", &self.id)?;
        fields.field("detail-type", &self.detail_type)?;
        fields.field("source", &self.source)?;
        fields.field("account", &self.account)?;
        fields.field("time", &self.time)?;
        fields.field("region", &self.region)?;
        fields.field("resources", &self.resources)?;
        fields.map.serialize_entry("detail", &self.detail)?;
        fields.field("replay-name", &self.replay_name)?;
        fields.end()
    }
}

#[cfg(feature = "schemars")]
fn require_little(schema: &mut schemars::Schema) {
    crate::schema::require(schema, &["detail-type", "source", "detail"], 0b111);
}

// === impl DetailMismatch ===

impl DetailMismatch {
    fn new(detail: &RawJson, error: &serde_json::Error) -> Self {
        let (line, column) = (error.line(), error.column());
        let path = path_at_line(detail.get().as_bytes(), line, column);
        let dot = if path.is_empty() || path.starts_with('[') { "" } else { "." };
        // The place in the detail's text is none in the event's.
        let what = excerpt::of_message(excerpt::without_place(error));
        let path = excerpt::cut(path, excerpt::MOST_OF_A_PATH);
        Self { message: format!("detail{dot}{path}: {what}") }
    }
}

impl fmt::Display for DetailMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for DetailMismatch {}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Deserialize, Serialize)]
    struct Order {
        items: Vec<Item>,
        #[serde(default)]
        note: Option<String>,
    }

    #[derive(Debug, PartialEq, Deserialize, Serialize)]
    struct Item {
        price: f64,
    }

    fn error(detail: &str) -> String {
        let json = format!("{{\n\"detail-type\":\"Placed\",\n\"source\":\"shop\",\n{detail}\"id\":\"1\"}}");
        serde_json::from_str::<EventBridge<Order>>(&json).expect_err("the detail is wrong").to_string()
    }

    #[test]
    fn an_error_names_the_way_from_the_root_and_no_line_of_the_detail() {
        assert_eq!(
            error("\"detail\":{\"items\":[{\"price\":\"free\"}]},"),
            "detail.items[0].price: invalid type: string \"free\", expected f64"
        );
        assert_eq!(
            error("\"detail\":{\"items\":[\n{\"price\":1},\n{\"price\":true}]},"),
            "detail.items[1].price: invalid type: boolean `true`, expected f64"
        );
        assert_eq!(error("\"detail\":{\"items\":[{}]},"), "detail.items[0]: missing field `price`");
        assert_eq!(error("\"detail\":{\"note\":\"x\"},"), "detail: missing field `items`");
        assert_eq!(
            error("\"detail\":[\"x\"],"),
            "detail[0]: invalid type: string \"x\", expected a sequence"
        );
    }

    #[test]
    fn a_detail_that_is_absent_is_null() {
        assert_eq!(error(""), "detail: invalid type: null, expected struct Order");
        let json = r#"{"detail-type":"Ping","source":"shop"}"#;
        assert!(
            serde_json::from_str::<EventBridge<Option<Order>>>(json).expect("none is fine").detail.is_none()
        );
    }

    #[test]
    fn an_error_of_the_frame_has_its_place_in_the_event() {
        let json = r#"{"source":"shop","detail":{"items":[]}}"#;
        let error = serde_json::from_str::<EventBridge<Order>>(json).expect_err("no detail-type").to_string();
        assert_eq!(error, "missing field `detail-type` at line 1 column 39");
    }

    #[test]
    fn writes_back_what_came() {
        let json = r#"{"version":"0","id":"7","detail-type":"Placed","source":"shop","account":"123456789012","time":"2020-10-22T18:43:48Z","region":"us-west-1","resources":["a"],"detail":{"items":[{"price":1.5}],"note":"x"},"replay-name":"again","trace":{"a":1}}"#;
        let event: EventBridge<Order> = serde_json::from_str(json).expect("an event");
        assert_eq!(event.replay_name.as_deref(), Some("again"));
        assert_eq!(event.time.as_ref().map(Timestamp::unix_seconds), Some(1_603_392_228));
        assert_eq!(serde_json::to_string(&event).expect("it can be written"), json);
    }

    #[test]
    fn the_frame_may_be_read_before_the_detail_s_type_is_known() {
        let json = r#"{"detail-type":"Placed","source":"shop","detail":{"items":[]}}"#;
        let event: EventBridgeEvent = serde_json::from_str(json).expect("an event");
        assert_eq!(event.detail.get(), r#"{"items":[]}"#);
        let event = event.with_detail::<Order>().expect("an order");
        assert!(event.detail.items.is_empty());
    }
}
