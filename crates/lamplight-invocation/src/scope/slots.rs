//! Places for state of any type, filled once and read without a lock.

use std::any::Any;
use std::fmt;
use std::sync::OnceLock;

use lamplight_core::loss::{Loss, Losses};

/// How many types of state a scope holds.
const PLACES: usize = 8;

/// Up to eight values of different types. Filled front to back, so a search ends at the first empty place.
#[derive(Default)]
pub(super) struct Slots([OnceLock<Box<dyn Any + Send + Sync>>; PLACES]);

/// State that found no place: its type was there already, or all eight were taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlotsFull<T>(pub T);

impl Slots {
    #[inline]
    pub(super) fn get<T: Any + Send + Sync>(&self) -> Option<&T> {
        self.0.iter().map_while(OnceLock::get).find_map(|state| (**state).downcast_ref())
    }

    pub(super) fn insert<T: Any + Send + Sync>(&self, state: T) -> Result<&T, SlotsFull<T>> {
        let mut state: Box<dyn Any + Send + Sync> = Box::new(state);
        for place in &self.0 {
            if place.get().is_some_and(|taken| (**taken).is::<T>()) {
                break;
            }
            match place.set(state) {
                Ok(()) => return Ok(self.get().expect("it was just put in")),
                Err(back) => state = back,
            }
        }
        let Ok(state) = state.downcast::<T>() else { unreachable!("it was boxed as this type above") };
        if self.get::<T>().is_none() {
            let name = std::any::type_name::<T>();
            Losses::process().record(Loss::ScopeFull, 1, format_args!("{name}; there are {PLACES} places"));
        }
        Err(SlotsFull(*state))
    }
}

impl<T> fmt::Display for SlotsFull<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = std::any::type_name::<T>();
        write!(f, "no place in the invocation scope for another {name}")
    }
}

impl<T: fmt::Debug> std::error::Error for SlotsFull<T> {}

#[cfg(test)]
mod tests {
    use super::*;

    struct Typed<const N: usize>(u8);

    #[test]
    fn each_type_has_one_place_and_the_first_value_stays() {
        let slots = Slots::default();
        assert!(slots.get::<u8>().is_none());
        assert_eq!(slots.insert(1_u8), Ok(&1));
        assert_eq!(slots.insert(2_u8), Err(SlotsFull(2)));
        assert_eq!(slots.insert("text"), Ok(&"text"));
        assert_eq!((slots.get(), slots.get()), (Some(&1_u8), Some(&"text")));
    }

    #[test]
    fn the_ninth_type_is_refused_and_counted() {
        let slots = Slots::default();
        macro_rules! insert {
            ($($n:literal)*) => {[$(slots.insert(Typed::<$n>($n)).is_ok()),*]};
        }
        assert_eq!(insert!(0 1 2 3 4 5 6 7), [true; 8]);
        let before = Losses::process().get(Loss::ScopeFull);
        assert!(slots.insert(Typed::<8>(8)).is_err());
        assert_eq!(Losses::process().get(Loss::ScopeFull), before + 1);
        assert_eq!(slots.get::<Typed<7>>().map(|typed| typed.0), Some(7));
    }
}
