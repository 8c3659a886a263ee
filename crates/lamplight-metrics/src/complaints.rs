//! Saying once what was refused, and where it was asked for.

use std::panic::Location;
use std::sync::{Mutex, PoisonError};

use lamplight_core::clock::Clock;
use lamplight_core::level::Level;
use lamplight_core::loss::{Loss, Losses};
use lamplight_core::notice;

use crate::name;
use crate::refusal::Refused;

/// How many places are told of. Whoever has more than these reads the counters.
const PLACES: usize = 32;

/// What was complained of.
#[derive(Debug)]
pub(crate) struct Complaints {
    losses: &'static Losses,
    said: Mutex<Vec<(&'static Location<'static>, Loss)>>,
}

// === impl Complaints ===

impl Complaints {
    pub(crate) fn new(losses: &'static Losses) -> Self {
        Self { losses, said: Mutex::default() }
    }

    /// Counts it, and says so if it is the first of its kind at this place.
    pub(crate) fn note(&self, refused: &Refused, place: &'static Location<'static>) {
        let loss = refused.why.loss();
        self.losses.count(loss, 1);
        if self.is_news(place, loss) {
            let Refused { name, why } = refused;
            let (about, name) = (loss.about(), name::shown(name));
            notice::say(&Clock::system(), Level::Warn, format_args!("{about}: {name:?} {why}, at {place}"));
        }
    }

    fn is_news(&self, place: &'static Location<'static>, loss: Loss) -> bool {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        let news = said.len() < PLACES && !said.contains(&(place, loss));
        if news {
            said.push((place, loss));
        }
        news
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_place_is_told_of_once_for_each_kind_of_mistake() {
        let complaints = Complaints::new(Box::leak(Box::default()));
        let here = Location::caller();
        let there = Location::caller();
        assert!(complaints.is_news(here, Loss::MetricName));
        assert!(!complaints.is_news(here, Loss::MetricName));
        assert!(complaints.is_news(here, Loss::MetricUnit));
        assert!(complaints.is_news(there, Loss::MetricName));
    }

    #[test]
    fn places_beyond_a_number_are_only_counted() {
        let complaints = Complaints::new(Box::leak(Box::default()));
        // A place for each turn, as code has it that is generated.
        *complaints.said.lock().expect("no panic") = vec![(Location::caller(), Loss::MetricName); PLACES - 1];
        assert!(complaints.is_news(Location::caller(), Loss::MetricName));
        assert!(!complaints.is_news(Location::caller(), Loss::MetricName));
    }
}
