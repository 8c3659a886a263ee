//! The derive for wide records; `lamplight_metrics::MetricsRecord` says what it is for.

#![forbid(unsafe_code)]

mod attributes;
mod case;
mod expand;
mod field;
mod home;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Implements `MetricsRecord` for a struct with named fields, each of which says what it is:
///
/// | attribute | the field is |
/// |---|---|
/// | `#[metric(unit = Milliseconds)]` | a metric in one of `Unit`'s units; without a unit it has none |
/// | `#[dimension]` | a dimension |
/// | `#[property]` | a property |
/// | `#[skip]` | none of these |
///
/// All but the last take `name = "…"`; otherwise the name is the field's. A metric takes also `about = "…"`, what it
/// means, for the manifest, and has otherwise the first paragraph of the field's documentation; `high_resolution`;
/// and `distribution`.
///
/// The struct itself takes `#[record(rename_all = "PascalCase")]`, for names without one of their own, and
/// `#[record(crate = path)]`, where `lamplight-metrics` is re-exported as something else than `lamplight::metrics`.
#[proc_macro_derive(MetricsRecord, attributes(record, metric, dimension, property, skip))]
pub fn metrics_record(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand::expand(&input).unwrap_or_else(|error| error.to_compile_error()).into()
}
