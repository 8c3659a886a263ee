//! Mistakes that the macro itself finds, and what it says of them.

use syn::{DeriveInput, parse_quote};

use super::expand;

fn errors(input: &DeriveInput) -> Vec<String> {
    let error = expand(input).expect_err("a mistake");
    error.into_iter().map(|error| error.to_string()).collect()
}

#[test]
fn a_field_that_does_not_say_what_it_is_is_a_mistake() {
    let input = parse_quote! {
        struct Checkout {
            #[metric]
            latency: f64,
            tenant: String,
            order: String,
        }
    };
    let errors = errors(&input);
    assert_eq!(errors.len(), 2, "all of them at once: {errors:?}");
    assert!(errors.iter().all(|error| error.starts_with("say what this field is: `#[metric(unit = …)]`")));
}

#[test]
fn a_field_that_is_two_things_is_a_mistake() {
    let input = parse_quote! {
        struct Checkout {
            #[metric]
            #[dimension]
            latency: f64,
        }
    };
    assert_eq!(errors(&input), ["a field is one thing only: a metric, a dimension or a property"]);
}

#[test]
fn a_name_that_is_taken_is_a_mistake() {
    let input = parse_quote! {
        #[record(rename_all = "PascalCase")]
        struct Checkout {
            #[metric]
            latency: f64,
            #[property(name = "Latency")]
            told: f64,
        }
    };
    assert_eq!(errors(&input), ["\"Latency\" is the name of `latency` already"]);
}

#[test]
fn a_record_without_a_metric_is_a_mistake() {
    let input = parse_quote! {
        struct Checkout {
            #[dimension]
            tenant: String,
            #[skip]
            latency: f64,
        }
    };
    assert_eq!(errors(&input), ["a record has a metric at least: `#[metric(unit = …)]`"]);
}

#[test]
fn only_a_struct_with_named_fields_is_a_record() {
    let inputs: [DeriveInput; 4] = [
        parse_quote!(
            struct Checkout(f64);
        ),
        parse_quote!(
            struct Checkout;
        ),
        parse_quote!(
            enum Checkout {
                Done,
            }
        ),
        parse_quote!(union Checkout { latency: f64 }),
    ];
    for input in inputs {
        assert_eq!(errors(&input), ["a record is a struct with named fields"]);
    }
}

#[test]
fn what_is_no_setting_is_a_mistake() {
    let inputs: [(DeriveInput, &str); 5] = [
        (
            parse_quote!(
                struct A {
                    #[metric(units = Count)]
                    a: u8,
                }
            ),
            "a dimension and a property take `name = \"…\"`",
        ),
        (
            parse_quote!(
                struct A {
                    #[dimension(unit = Count)]
                    a: u8,
                }
            ),
            "a dimension and a property take `name = \"…\"`",
        ),
        (
            parse_quote!(
                struct A {
                    #[skip(name = "b")]
                    a: u8,
                }
            ),
            "unexpected token",
        ),
        (
            parse_quote!(
                #[record(rename_all = "snake_case")]
                struct A {
                    #[metric]
                    a: u8,
                }
            ),
            "the one way to rename",
        ),
        (
            parse_quote!(
                #[record(namespace = "x")]
                struct A {
                    #[metric]
                    a: u8,
                }
            ),
            "a record takes `rename_all",
        ),
    ];
    for (input, start) in inputs {
        let errors = errors(&input);
        assert!(errors.len() == 1 && errors[0].starts_with(start), "{errors:?}");
    }
}

#[test]
fn attributes_of_others_are_left_alone() {
    let input = parse_quote! {
        #[derive(Debug)]
        #[serde(rename_all = "camelCase")]
        struct Checkout {
            /// How long it took,
            /// all in all.
            ///
            /// And more.
            #[serde(default)]
            #[metric(unit = Milliseconds)]
            r#type: f64,
        }
    };
    let code = expand(&input).expect("no mistake").to_string();
    assert!(code.contains("Metric :: new (\"type\" , :: lamplight"), "{code}");
    assert!(code.contains(". about (\"How long it took, all in all.\")"), "{code}");
}
