//! Turning a handler's error into what can be said of it.

use std::any::type_name;
use std::fmt::Debug;

use crate::outcome::{Failure, Outcome};

/// Says what a handler's `Err` means. Closures `Fn(&E) -> Outcome` do.
pub trait Describe<E: ?Sized> {
    /// The outcome of an invocation whose handler returned this.
    fn describe(&self, error: &E) -> Outcome;
}

/// Describes an error by the name of its type and its `Debug` form: all that is known of every error
/// that the runtime takes.
#[derive(Clone, Copy, Debug, Default)]
pub struct ByDebug;

impl<E: Debug + ?Sized> Describe<E> for ByDebug {
    fn describe(&self, error: &E) -> Outcome {
        Outcome::Failed(Failure::new(short_type_name(type_name::<E>()), format!("{error:?}")))
    }
}

impl<E: ?Sized, F: Fn(&E) -> Outcome> Describe<E> for F {
    fn describe(&self, error: &E) -> Outcome {
        self(error)
    }
}

/// The last part of a type's path, without its parameters: `OrderError` for `shop::order::OrderError<T>`.
/// Boxed errors, which do not know their type, are just `Error`.
#[must_use]
pub fn short_type_name(name: &str) -> &str {
    if name.starts_with("alloc::boxed::Box<dyn ") {
        return "Error";
    }
    let path = name.split('<').next().unwrap_or(name);
    path.rsplit("::").next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_type_and_shows_it() {
        let error = std::fmt::Error;
        let outcome = ByDebug.describe(&error);
        assert_eq!(outcome, Outcome::Failed(Failure::new("Error", "Error")));
        assert_eq!(short_type_name(type_name::<std::num::ParseIntError>()), "ParseIntError");
        assert_eq!(short_type_name(type_name::<Option<std::num::ParseIntError>>()), "Option");
        assert_eq!(short_type_name(type_name::<Box<dyn std::error::Error + Send + Sync>>()), "Error");
    }

    #[test]
    fn a_closure_describes_as_well() {
        let describe = |error: &u8| Outcome::Failed(Failure::new("Code", error.to_string()));
        assert_eq!(describe.describe(&7), Outcome::Failed(Failure::new("Code", "7")));
    }
}
