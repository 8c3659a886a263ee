//! Requests over HTTP.

/// Every source of requests whose body is text or base64 gives its bytes.
macro_rules! requests {
    ($($(#[$about:meta])* $name:ident = $feature:literal: $($type:ident)::+,)*) => {$(
        #[cfg(feature = $feature)]
        $(#[$about])*
        pub type $name<C> = super::request::Request<crate::sources::$($type)::+, C>;

        #[cfg(feature = $feature)]
        impl crate::source::RequestSource for crate::sources::$($type)::+ {
            fn body(&self) -> Result<std::borrow::Cow<'_, [u8]>, super::error::ContentError> {
                Ok(self.body_bytes()?)
            }
        }
    )*};
}

requests! {}
