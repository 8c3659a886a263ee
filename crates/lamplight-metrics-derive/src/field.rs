//! What a field is, by its attributes.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::meta::ParseNestedMeta;
use syn::spanned::Spanned as _;
use syn::{Attribute, Error, Expr, ExprLit, Ident, Lit, LitStr, Meta, Result, Type};

use crate::attributes::Record;
use crate::case;

/// A field that says something.
pub(crate) struct Field<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) of_type: &'a Type,
    /// What is told of it as a metric, a dimension or a property.
    pub(crate) name: LitStr,
    pub(crate) role: Role,
}

/// What a field is.
pub(crate) enum Role {
    Metric(Form),
    Dimension,
    Property,
}

/// What is said of a metric besides its name.
#[derive(Default)]
pub(crate) struct Form {
    unit: Option<Ident>,
    about: Option<LitStr>,
    is_distribution: bool,
    is_high_resolution: bool,
}

const ROLES: &str =
    "say what this field is: `#[metric(unit = …)]`, `#[dimension]`, `#[property]` or `#[skip]`";

// === impl Field ===

impl<'a> Field<'a> {
    /// Reads a field. None if it is to be skipped.
    pub(crate) fn read(field: &'a syn::Field, record: &Record) -> Result<Option<Self>> {
        let Some(ident) = &field.ident else { return Err(Error::new(field.span(), ROLES)) };
        let mut found: Option<(&Attribute, Option<Role>)> = None;
        let mut name = None;
        for attribute in &field.attrs {
            let Some(role) = role(attribute, &mut name)? else { continue };
            if found.is_some() {
                return Err(Error::new(
                    attribute.span(),
                    "a field is one thing only: a metric, a dimension or a property",
                ));
            }
            found = Some((attribute, role));
        }
        let Some((_, mut role)) = found else { return Err(Error::new(ident.span(), ROLES)) };
        if let Some(Role::Metric(form)) = &mut role {
            form.about = form.about.take().or_else(|| documented(&field.attrs));
        }
        let name = name.unwrap_or_else(|| {
            let field = ident.unraw().to_string();
            LitStr::new(&if record.is_pascal { case::pascal(&field) } else { field }, ident.span())
        });
        Ok(role.map(|role| Self { ident, of_type: &field.ty, name, role }))
    }

    /// Where mistakes are shown.
    pub(crate) fn span(&self) -> Span {
        self.name.span()
    }
}

/// The first paragraph of a field's documentation.
fn documented(attributes: &[Attribute]) -> Option<LitStr> {
    let lines = attributes.iter().filter_map(|attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(line), .. }) => {
                Some((line.value().trim().to_owned(), line.span()))
            }
            _ => None,
        },
        _ => None,
    });
    let lines: Vec<_> = lines.take_while(|(line, _)| !line.is_empty()).collect();
    let span = lines.first()?.1;
    let text: Vec<_> = lines.into_iter().map(|(line, _)| line).collect();
    Some(LitStr::new(&text.join(" "), span))
}

/// The role that an attribute gives, none of them being one; nothing if it is somebody else's.
#[expect(clippy::option_option, reason = "to skip a field and to say nothing of it are different things")]
fn role(attribute: &Attribute, name: &mut Option<LitStr>) -> Result<Option<Option<Role>>> {
    let path = attribute.path();
    let role = if path.is_ident("metric") {
        let mut form = Form::default();
        nested(attribute, name, |meta| form.read(meta))?;
        Some(Role::Metric(form))
    } else if path.is_ident("dimension") {
        nested(attribute, name, |_| Ok(false))?;
        Some(Role::Dimension)
    } else if path.is_ident("property") {
        nested(attribute, name, |_| Ok(false))?;
        Some(Role::Property)
    } else if path.is_ident("skip") {
        attribute.meta.require_path_only()?;
        None
    } else {
        return Ok(None);
    };
    Ok(Some(role))
}

/// Reads `name = "…"` and what else is known.
fn nested(
    attribute: &Attribute,
    name: &mut Option<LitStr>,
    mut read: impl FnMut(&ParseNestedMeta<'_>) -> Result<bool>,
) -> Result<()> {
    if matches!(attribute.meta, Meta::Path(_)) {
        return Ok(());
    }
    attribute.parse_nested_meta(|meta| {
        if meta.path.is_ident("name") {
            *name = Some(meta.value()?.parse()?);
            Ok(())
        } else if read(&meta)? {
            Ok(())
        } else {
            Err(meta.error(
                "a dimension and a property take `name = \"…\"`; a metric takes `unit`, `about`, \
                            `high_resolution` and `distribution` as well",
            ))
        }
    })
}

// === impl Form ===

impl Form {
    /// Reads something that only metrics have; says whether it was that.
    fn read(&mut self, meta: &ParseNestedMeta<'_>) -> Result<bool> {
        if meta.path.is_ident("unit") {
            self.unit = Some(meta.value()?.parse()?);
        } else if meta.path.is_ident("about") {
            self.about = Some(meta.value()?.parse()?);
        } else if meta.path.is_ident("distribution") {
            self.is_distribution = true;
        } else if meta.path.is_ident("high_resolution") {
            self.is_high_resolution = true;
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    /// The unit, where it was written.
    pub(crate) fn unit(&self, home: &TokenStream, otherwise: Span) -> TokenStream {
        match &self.unit {
            Some(unit) => quote_spanned!(unit.span()=> #home::Unit::#unit),
            None => quote_spanned!(otherwise=> #home::Unit::None),
        }
    }

    /// The declaration of a metric of this name.
    pub(crate) fn declaration(&self, home: &TokenStream, name: &LitStr) -> TokenStream {
        let unit = self.unit(home, name.span());
        let about = self.about.iter().map(|about| quote!(.about(#about)));
        let high_resolution = self.is_high_resolution.then(|| quote!(.high_resolution()));
        let distribution = self.is_distribution.then(|| quote!(.distribution()));
        quote_spanned!(name.span()=> #home::Metric::new(#name, #unit) #(#about)* #high_resolution #distribution)
    }
}
