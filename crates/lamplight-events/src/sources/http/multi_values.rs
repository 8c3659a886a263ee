//! Headers and query parameters that come once with a single value, and once with all values.

use crate::Headers;

/// All values of a header: where they are, else the single one.
pub(crate) fn values<'a>(single: &'a Headers, multi: &'a Headers<Vec<String>>, name: &str) -> &'a [String] {
    match multi.get(name) {
        Some(values) => values,
        None => single.get(name).map_or(&[], std::slice::from_ref),
    }
}

/// Lets a request find its headers.
macro_rules! header_values {
    ($request:ty) => {
        impl $request {
            /// The value of a header, with its name in any case; the last one where there are several.
            #[must_use]
            pub fn header(&self, name: &str) -> Option<&str> {
                self.header_values(name).last().map(String::as_str)
            }

            /// All values of a header, with its name in any case.
            #[must_use]
            pub fn header_values(&self, name: &str) -> &[String] {
                $crate::sources::http::multi_values::values(&self.headers, &self.multi_value_headers, name)
            }
        }
    };
}

/// Lets a request find its query parameters.
#[allow(unused_macros, reason = "not every source decodes its query")]
macro_rules! query_values {
    ($request:ty) => {
        impl $request {
            /// The value of a query parameter, decoded; the last one where there are several.
            #[must_use]
            pub fn query(&self, name: &str) -> Option<&str> {
                self.query_values(name).last().map(String::as_str)
            }

            /// All values of a query parameter, decoded.
            #[must_use]
            pub fn query_values(&self, name: &str) -> &[String] {
                match self.multi_value_query_string_parameters.get(name) {
                    Some(values) => values,
                    None => self.query_string_parameters.get(name).map_or(&[], std::slice::from_ref),
                }
            }
        }
    };
}

pub(crate) use header_values;
#[allow(unused_imports, reason = "not every source decodes its query")]
pub(crate) use query_values;
