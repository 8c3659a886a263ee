//! A custom widget of a CloudWatch dashboard asks for what it shows.
//!
//! See "Create a custom widget for a CloudWatch dashboard" in the Amazon CloudWatch User Guide.

use serde_json::Value;

use crate::field::{event, words};
use crate::{Map, Millis, Timestamp};

event! {
    /// A widget asks for what it shows: HTML, an object with `markdown`, or any JSON.
    ///
    /// The parameters of the widget are among the event's own keys, in `extra`.
    pub struct CloudWatchDashboardWidgetEvent = "the event of a CloudWatch custom widget" {
        /// Whether it is not the content that is asked for, but what the widget is and takes, as Markdown.
        pub describe: Option<bool> = "describe",
        /// The widget and where it is shown.
        pub widget_context: DashboardWidgetContext = "widgetContext",
    }
}

event! {
    /// A widget and where it is shown.
    pub struct DashboardWidgetContext = "the context of a CloudWatch custom widget" {
        /// The dashboard.
        pub dashboard_name: Option<String> = "dashboardName",
        /// The widget in the dashboard.
        pub widget_id: Option<String> = "widgetId",
        /// The address of the console.
        pub domain: Option<String> = "domain",
        /// The account.
        pub account_id: Option<String> = "accountId",
        /// The language of who looks at it: `en`.
        pub locale: Option<String> = "locale",
        /// The time zone of the dashboard.
        pub timezone: DashboardTimezone = "timezone",
        /// The dashboard's period, in seconds.
        pub period: Option<u32> = "period",
        /// Whether the period fits itself to the time range.
        pub is_auto_period: bool = "isAutoPeriod",
        /// What the dashboard shows.
        pub time_range: DashboardTimeRange = "timeRange",
        /// What it looks like.
        pub theme: Option<DashboardTheme> = "theme",
        /// Whether zooming into one chart zooms into all.
        pub link_charts: bool = "linkCharts",
        /// The title of the widget.
        pub title: Option<String> = "title",
        /// What was filled in, form fields by their names.
        pub forms: DashboardForms = "forms",
        /// The parameters of the widget.
        pub params: Value = "params",
        /// How wide the widget is, in pixels.
        pub width: Option<u32> = "width",
        /// How high the widget is, in pixels.
        pub height: Option<u32> = "height",
    }
}

event! {
    /// A time zone.
    pub struct DashboardTimezone = "the time zone of a CloudWatch dashboard" {
        /// Its name: `UTC` or `Local`.
        pub label: Option<String> = "label",
        /// How far it is from UTC: `+00:00`.
        pub offset_iso: Option<String> = "offsetISO",
        /// The same in minutes.
        pub offset_in_minutes: Option<i32> = "offsetInMinutes",
    }
}

event! {
    /// A stretch of time.
    pub struct DashboardTimeRange = "the time range of a CloudWatch dashboard" {
        /// `relative` to now, or `absolute`.
        pub mode: Option<String> = "mode",
        /// From when.
        pub start: Option<Timestamp<Millis>> = "start",
        /// Until when.
        pub end: Option<Timestamp<Millis>> = "end",
        /// Where it is relative: how many milliseconds before its end it begins.
        pub relative_start: Option<u64> = "relativeStart",
        /// What was zoomed into.
        pub zoom: Option<DashboardZoom> = "zoom",
    }
}

event! {
    /// What was zoomed into.
    pub struct DashboardZoom = "what is zoomed into on a CloudWatch dashboard" {
        /// From when.
        pub start: Option<Timestamp<Millis>> = "start",
        /// Until when.
        pub end: Option<Timestamp<Millis>> = "end",
    }
}

event! {
    /// Forms of a widget.
    pub struct DashboardForms = "the forms of a CloudWatch custom widget" {
        /// All fields by their names.
        pub all: Map<Value> = "all",
    }
}

words! {
    /// What a dashboard looks like.
    pub enum DashboardTheme {
        /// Dark on light.
        Light = "light",
        /// Light on dark.
        Dark = "dark",
    }
}
