//! What the attributes of a struct say.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, Error, LitStr, Path, Result};

use crate::home;

/// What holds for the whole record.
pub(crate) struct Record {
    /// Where `lamplight-metrics` is.
    pub(crate) home: TokenStream,
    /// Whether names that are taken from fields are in `PascalCase`.
    pub(crate) is_pascal: bool,
}

// === impl Record ===

impl Record {
    pub(crate) fn read(attributes: &[Attribute]) -> Result<Self> {
        let mut record = Self { home: home::path(), is_pascal: false };
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("record")) {
            attribute.parse_nested_meta(|meta| {
                if meta.path.is_ident("crate") {
                    let path = meta.value()?.call(Path::parse_mod_style)?;
                    record.home = written_here(path.into_token_stream());
                } else if meta.path.is_ident("rename_all") {
                    let case: LitStr = meta.value()?.parse()?;
                    if case.value() != "PascalCase" {
                        return Err(Error::new(
                            case.span(),
                            "the one way to rename fields is \"PascalCase\"",
                        ));
                    }
                    record.is_pascal = true;
                } else {
                    return Err(meta.error("a record takes `rename_all = \"PascalCase\"` and `crate = path`"));
                }
                Ok(())
            })?;
        }
        Ok(record)
    }
}

/// As if the macro had written it, so that no lint judges a path that nobody could write shorter.
fn written_here(tokens: TokenStream) -> TokenStream {
    let here = |mut token: TokenTree| {
        token.set_span(Span::call_site());
        token
    };
    tokens.into_iter().map(here).collect()
}
