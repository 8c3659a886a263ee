//! A request over HTTP, as an event has it.

use std::borrow::Cow;

/// A request over HTTP.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Http<'a> {
    /// The method, as the client sent it.
    pub method: Cow<'a, str>,
    /// The path without the query; empty where the event has none.
    pub path: Cow<'a, str>,
    /// The template that the path matched, as it was configured: `/orders/{id}`, or `$default`. There
    /// is none where the service does not route.
    pub route: Option<Cow<'a, str>>,
    /// The host that was asked.
    pub host: Option<Cow<'a, str>>,
    /// `http` or `https`, by which the client came.
    pub scheme: Option<Cow<'a, str>>,
    /// The address of the client, as the service saw it; where a load balancer tells it, the first that it
    /// forwards for, which a client can make up.
    pub client: Option<Cow<'a, str>>,
    /// What the client calls itself.
    pub user_agent: Option<Cow<'a, str>>,
}

/// A route key has a method before its path: `GET /orders/{id}`.
pub(super) fn without_method(route: Cow<'_, str>) -> Cow<'_, str> {
    match route {
        Cow::Borrowed(route) => Cow::Borrowed(route.split_once(' ').map_or(route, |(_, path)| path)),
        Cow::Owned(mut route) => {
            if let Some(space) = route.find(' ') {
                route.drain(..=space);
            }
            Cow::Owned(route)
        }
    }
}

/// The first of the addresses that a proxy forwards for.
pub(super) fn first_address(list: Cow<'_, str>) -> Cow<'_, str> {
    match list {
        Cow::Borrowed(list) => Cow::Borrowed(list.split(',').next().unwrap_or(list).trim()),
        Cow::Owned(list) => Cow::Owned(first_address(Cow::Borrowed(&list)).into_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_names_the_client_first() {
        for (list, first) in [("203.0.113.7", "203.0.113.7"), (" 2001:db8::1 , 10.0.0.1", "2001:db8::1")] {
            assert_eq!(first_address(Cow::Borrowed(list)), first);
            assert_eq!(first_address(Cow::Owned(list.to_owned())), first);
        }
    }

    #[test]
    fn a_route_has_no_method() {
        for (key, route) in [
            ("GET /orders/{id}", "/orders/{id}"),
            ("ANY /", "/"),
            ("$default", "$default"),
            ("/{proxy+}", "/{proxy+}"),
        ] {
            assert_eq!(without_method(Cow::Borrowed(key)), route);
            assert_eq!(without_method(Cow::Owned(key.to_owned())), route);
        }
    }
}
