//! From a struct to its implementation.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{Data, DeriveInput, Error, Fields, Generics, Result, WherePredicate, parse_quote_spanned};

use crate::attributes::Record;
use crate::field::{Field, Role};

const SHAPE: &str = "a record is a struct with named fields";

/// The implementation of `MetricsRecord`. Names and units are checked by what it calls, in constants, so that the
/// rules are in one place.
pub(crate) fn expand(input: &DeriveInput) -> Result<TokenStream> {
    let record = Record::read(&input.attrs)?;
    let fields = fields(input, &record)?;
    let home = &record.home;
    let of_role = |is_it: fn(&Role) -> bool| fields.iter().filter(move |field| is_it(&field.role));
    let metrics: Vec<_> = of_role(|role| matches!(role, Role::Metric(_))).collect();
    let (dimensions, properties): (Vec<_>, Vec<_>) = (
        of_role(|role| matches!(role, Role::Dimension)).collect(),
        of_role(|role| matches!(role, Role::Property)).collect(),
    );
    if metrics.is_empty() {
        return Err(Error::new(input.ident.span(), "a record has a metric at least: `#[metric(unit = …)]`"));
    }
    let declarations = metrics.iter().filter_map(|field| match &field.role {
        Role::Metric(form) => Some(form.declaration(home, &field.name)),
        _ => None,
    });
    let checks = checks(home, &dimensions, &properties);
    let is_generic = !input.generics.params.is_empty();
    let calls = calls(home, &metrics, &dimensions, &properties, is_generic);
    let generics = bounded(home, &input.generics, &fields);
    let (ident, count) = (&input.ident, metrics.len());
    let places = 0..count;
    let (for_impl, of_type, where_clause) = generics.split_for_impl();
    Ok(quote! {
        #[automatically_derived]
        impl #for_impl #home::MetricsRecord for #ident #of_type #where_clause {
            fn metrics() -> &'static [&'static #home::Metric] {
                #checks
                static METRICS: [#home::Metric; #count] = [#(#declarations),*];
                static ALL: [&#home::Metric; #count] = [#(&METRICS[#places]),*];
                &ALL
            }

            #[track_caller]
            fn record(&self) {
                let record = #home::derive::Recording::begin();
                #calls
                record.end();
            }
        }
    })
}

/// The fields that say something, each name once.
fn fields<'a>(input: &'a DeriveInput, record: &Record) -> Result<Vec<Field<'a>>> {
    let Data::Struct(data) = &input.data else { return Err(Error::new(input.ident.span(), SHAPE)) };
    let Fields::Named(named) = &data.fields else { return Err(Error::new(input.ident.span(), SHAPE)) };
    let mut fields = Vec::new();
    let mut names = BTreeMap::new();
    // All mistakes at once.
    let mut errors: Option<Error> = None;
    let mut note = |error: Error| match &mut errors {
        Some(errors) => errors.combine(error),
        None => errors = Some(error),
    };
    for field in &named.named {
        match Field::read(field, record) {
            Ok(Some(field)) => {
                let name = field.name.value();
                if let Some(first) = names.insert(name.clone(), field.ident) {
                    let told = format!("{name:?} is the name of `{first}` already");
                    note(Error::new(field.span(), told));
                }
                fields.push(field);
            }
            Ok(None) => {}
            Err(error) => note(error),
        }
    }
    errors.map_or(Ok(fields), Err)
}

/// What the compiler checks besides what a metric's own declaration does.
fn checks(home: &TokenStream, dimensions: &[&Field<'_>], properties: &[&Field<'_>]) -> TokenStream {
    let of_dimensions = dimensions.iter().map(|field| {
        let name = &field.name;
        quote_spanned!(field.span()=> const _: () = #home::derive::check_dimension(#name);)
    });
    let of_properties = properties.iter().map(|field| {
        let name = &field.name;
        quote_spanned!(field.span()=> const _: () = #home::derive::check_property(#name);)
    });
    let (many, more) = (dimensions.len(), properties.len());
    // Where the first one too many is.
    let end = dimensions.last().map(|field| field.span());
    let of_number =
        end.map(|span| quote_spanned!(span=> const _: () = #home::derive::check_dimensions(#many);));
    let end = properties.last().map(|field| field.span());
    let of_numbers =
        end.map(|span| quote_spanned!(span=> const _: () = #home::derive::check_properties(#more);));
    quote!(#(#of_dimensions)* #(#of_properties)* #of_number #of_numbers)
}

/// What records the fields.
fn calls(
    home: &TokenStream,
    metrics: &[&Field<'_>],
    dimensions: &[&Field<'_>],
    properties: &[&Field<'_>],
    is_generic: bool,
) -> TokenStream {
    let of_dimensions = dimensions.iter().map(|Field { ident, name, of_type, .. }| {
        let value = quote_spanned!(syn::spanned::Spanned::span(of_type)=> &self.#ident);
        quote!(record.dimension(#name, #value);)
    });
    let of_properties = properties.iter().map(|Field { ident, name, of_type, .. }| {
        let value = quote_spanned!(syn::spanned::Spanned::span(of_type)=> &self.#ident);
        quote!(record.property(#name, #value);)
    });
    let of_metrics = metrics.iter().enumerate().map(|(place, Field { ident, of_type, role, name })| {
        let span = syn::spanned::Spanned::span(of_type);
        let value = quote_spanned!(span=> &self.#ident);
        let unit = match role {
            Role::Metric(form) => form.unit(home, name.span()),
            _ => quote!(#home::Unit::None),
        };
        let check = quote_spanned!(span=> #home::derive::check_unit::<#of_type>(#unit));
        // An item is checked whether it is used or not, and cannot name what the struct is generic over.
        let check =
            if is_generic { quote!(let () = const { #check };) } else { quote!(const _: () = #check;) };
        quote! {
            #check
            record.metric(<Self as #home::MetricsRecord>::metrics()[#place], #value);
        }
    });
    quote!(#(#of_dimensions)* #(#of_properties)* #(#of_metrics)*)
}

/// The generics of the struct, whose fields have to be what they are said to be.
fn bounded(home: &TokenStream, generics: &Generics, fields: &[Field<'_>]) -> Generics {
    let mut generics = generics.clone();
    if generics.type_params().next().is_none() {
        return generics;
    }
    let clause = generics.make_where_clause();
    for field in fields {
        let of_type = field.of_type;
        let span = field.span();
        let bound: WherePredicate = match field.role {
            Role::Metric(_) => parse_quote_spanned!(span=> #of_type: #home::derive::MetricValue),
            Role::Dimension => parse_quote_spanned!(span=> #of_type: #home::derive::DimensionValue),
            Role::Property => parse_quote_spanned!(span=> #of_type: #home::derive::PropertyField),
        };
        clause.predicates.push(bound);
    }
    generics
}

#[cfg(test)]
mod tests;
