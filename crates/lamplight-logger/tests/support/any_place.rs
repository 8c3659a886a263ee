//! Events and spans whose fields have any names, as no macro makes them.

use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock};

use tracing::callsite::Callsite;
use tracing::field::{FieldSet, Value, ValueSet};
use tracing::metadata::Kind;
use tracing::subscriber::Interest;
use tracing::{Event, Level, Metadata, Span};

/// A place in the code that is made up.
struct Place(OnceLock<Metadata<'static>>);

impl Callsite for Place {
    fn set_interest(&self, _: Interest) {}

    fn metadata(&self) -> &Metadata<'_> {
        self.0.get().expect("it is set when the place is made")
    }
}

/// An event of these fields, and of a message.
pub(crate) fn event(names: &[String; 3], text: &str) {
    let metadata = place(names, true);
    with_values(metadata, text, |values| Event::dispatch(metadata, values));
}

/// A span of these fields.
pub(crate) fn span(names: &[String; 3], text: &str) -> Span {
    let metadata = place(names, false);
    with_values(metadata, text, |values| Span::new(metadata, values))
}

fn with_values<T>(
    metadata: &'static Metadata<'static>,
    text: &str,
    work: impl FnOnce(&ValueSet<'_>) -> T,
) -> T {
    let fields: Vec<_> = metadata.fields().iter().collect();
    let [first, second, third, message] = &fields[..] else { panic!("four fields") };
    let number = text.len();
    let values: [(_, Option<&dyn Value>); 4] =
        [(first, Some(&text)), (second, Some(&number)), (third, Some(&text)), (message, Some(&text))];
    work(&metadata.fields().value_set(&values))
}

/// Places live as long as the process, so there is one for the same names.
fn place(names: &[String; 3], is_event: bool) -> &'static Metadata<'static> {
    static PLACES: Mutex<BTreeMap<(bool, [String; 3]), &'static Place>> = Mutex::new(BTreeMap::new());
    let mut places = PLACES.lock().expect("nothing panics while it is locked");
    let made = places.entry((is_event, names.clone())).or_insert_with(|| {
        let names: Vec<&'static str> =
            names.iter().map(|name| &*name.clone().leak()).chain(["message"]).collect();
        let place: &'static Place = Box::leak(Box::new(Place(OnceLock::new())));
        let fields = FieldSet::new(names.leak(), tracing::callsite::Identifier(place));
        let kind = if is_event { Kind::EVENT } else { Kind::SPAN };
        let module = Some("any");
        let metadata = Metadata::new("any", "any", Level::INFO, None, Some(7), module, fields, kind);
        assert!(place.0.set(metadata).is_ok(), "set once");
        place
    });
    made.0.get().expect("it is set when the place is made")
}
