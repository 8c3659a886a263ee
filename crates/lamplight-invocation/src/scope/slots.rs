//! Places for state of any type, filled once and read without a lock.

use std::any::Any;
use std::fmt;
use std::sync::OnceLock;

use lamplight_core::loss::{Loss, Losses};

/// How many types of state a scope holds.
const PLACES: usize = 8;

/// Up to eight values of different types. Filled front to back, so a search ends at the first empty place.
#[derive(Default)]
pub(super) struct Slots([OnceLock<Slot>; PLACES]);

/// State, and what becomes of it at the end.
struct Slot {
    state: Box<dyn Any + Send + Sync>,
    end: fn(Box<dyn Any + Send + Sync>),
}

/// State that found no place: its type was there already, or all eight were taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlotsFull<T>(pub T);

/// State whose box is used again, for a scope that comes later.
pub trait KeptState: Any + Send + Sync {
    /// The scope is gone, and this is what it held. Called where the last one who holds the scope lets go of it.
    fn give_back(self: Box<Self>);
}

// === impl Slots ===

impl Slots {
    #[inline]
    pub(super) fn get<T: Any + Send + Sync>(&self) -> Option<&T> {
        self.0.iter().map_while(OnceLock::get).find_map(|slot| slot.state.downcast_ref())
    }

    pub(super) fn insert<T: Any + Send + Sync>(&self, state: T) -> Result<&T, SlotsFull<T>> {
        self.put(Box::new(state), drop).map_err(|back| SlotsFull(*back))
    }

    pub(super) fn insert_kept<T: KeptState>(&self, state: Box<T>) -> Result<&T, SlotsFull<Box<T>>> {
        self.put(state, |state| state.downcast::<T>().into_iter().for_each(T::give_back)).map_err(SlotsFull)
    }

    fn put<T: Any + Send + Sync>(
        &self,
        state: Box<T>,
        end: fn(Box<dyn Any + Send + Sync>),
    ) -> Result<&T, Box<T>> {
        let mut slot = Slot { state, end };
        for place in &self.0 {
            if place.get().is_some_and(|taken| taken.state.is::<T>()) {
                break;
            }
            match place.set(slot) {
                Ok(()) => return Ok(self.get().expect("it was just put in")),
                Err(back) => slot = back,
            }
        }
        if self.get::<T>().is_none() {
            let name = std::any::type_name::<T>();
            Losses::process().record(Loss::ScopeFull, 1, format_args!("{name}; there are {PLACES} places"));
        }
        Err(slot.state.downcast().unwrap_or_else(|_| unreachable!("it is of this type above")))
    }
}

impl Drop for Slots {
    fn drop(&mut self) {
        for Slot { state, end } in self.0.iter_mut().map_while(OnceLock::take) {
            end(state);
        }
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
    fn state_that_is_kept_is_given_back_in_its_box_and_only_then() {
        struct Kept(u8, std::sync::mpsc::Sender<Box<Kept>>);
        impl KeptState for Kept {
            fn give_back(self: Box<Self>) {
                let sent = self.1.clone();
                sent.send(self).expect("someone waits for it");
            }
        }
        let (sender, back) = std::sync::mpsc::channel();
        let slots = Slots::default();
        let state = Box::new(Kept(1, sender.clone()));
        let place = std::ptr::from_ref(&*state);
        assert!(slots.insert_kept(state).is_ok());
        let refused = slots.insert_kept(Box::new(Kept(2, sender)));
        assert_eq!(refused.err().map(|SlotsFull(state)| state.0), Some(2));
        assert_eq!(slots.get::<Kept>().map(|kept| kept.0), Some(1));
        assert!(back.try_recv().is_err());
        drop(slots);
        assert!(std::ptr::eq(&*back.try_recv().expect("given back"), place));
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
