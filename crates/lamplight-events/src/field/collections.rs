//! Fields with several values in their order.

use std::fmt;

use serde::de::{Expected, SeqAccess};
use serde_json::Value;

use super::read::{Field, Read};
use super::visitor::{Seed, unread};

/// Large batches grow as they come; more than this is not believed beforehand.
const MOST_RESERVED: usize = 64;

/// What is expected, and as which element: a parser tells the place of the array only.
struct Element {
    expected: &'static str,
    index: usize,
}

/// An array of plain values, such as text, of which one does not fit is a misfit as a whole. Among objects,
/// such as records, it is an error that names its place.
impl<T: Field> Field for Vec<T> {
    const EXPECTED: &'static str = "an array";

    fn from_sequence<'de, A: SeqAccess<'de>>(mut sequence: A) -> Result<Read<Self>, A::Error> {
        let mut elements = Self::with_capacity(sequence.size_hint().unwrap_or_default().min(MOST_RESERVED));
        while let Some(read) = sequence.next_element_seed(Seed::<T>::new())? {
            match read {
                Read::Fits(element) => elements.push(element),
                Read::Null => elements.extend(T::null()),
                Read::Misfit(misfit) => {
                    let place = Element { expected: T::EXPECTED, index: elements.len() };
                    let before =
                        if T::IS_PLAIN { elements.into_iter().map(T::plain).collect() } else { None };
                    return all(before, misfit, &place, sequence).map(Read::Misfit);
                }
            }
        }
        Ok(Read::Fits(elements))
    }
}

impl Expected for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} as element {}", self.expected, self.index)
    }
}

/// The whole array: what came before the misfit, and what is still to come.
#[cold]
fn all<'de, A: SeqAccess<'de>>(
    before: Option<Vec<Value>>,
    misfit: Value,
    place: &Element,
    mut rest: A,
) -> Result<Value, A::Error> {
    let Some(mut values) = before else { return Err(unread(&misfit, place)) };
    values.push(misfit);
    while let Some(value) = rest.next_element()? {
        values.push(value);
    }
    Ok(Value::Array(values))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::Extra;
    use crate::field::event;

    event! {
        /// An object with lists.
        #[expect(unreachable_pub, reason = "events are public elsewhere")]
        pub struct Lists = "an object with lists" {
            /// Of text.
            pub texts: Vec<String> = "texts",
            /// Of objects.
            pub objects: Vec<Lists> = "objects",
        }
    }

    #[test]
    fn a_list_of_texts_with_something_else_in_it_is_kept_as_it_is() {
        let came = json!({ "texts": ["a", 1, null, {}], "objects": [{ "texts": ["b"] }] });
        let read: Lists = serde_json::from_str(&came.to_string()).expect("the rest is read");
        assert_eq!(read.texts, Vec::<String>::new());
        assert_eq!(read.objects.first().map(|lists| lists.texts.clone()), Some(vec!["b".to_owned()]));
        assert_eq!(read.extra, Extra::from_iter([("texts".to_owned(), came["texts"].clone())]));
        assert_eq!(
            serde_json::to_value(&read).map(|written| written["texts"].clone()).ok(),
            Some(came["texts"].clone())
        );
    }

    #[test]
    fn of_a_key_that_comes_twice_the_last_value_counts() {
        let read = |json| serde_json::from_str::<Lists>(json).expect("all of it is read");
        let fits = Lists { texts: vec!["a".to_owned()], ..Lists::default() };
        assert_eq!(read(r#"{"texts": 1, "texts": ["a"]}"#), fits);
        assert_eq!(read(r#"{"texts": 1, "texts": null}"#), Lists::default());
        let misfit = Lists { extra: Extra::from_iter([("texts".to_owned(), json!(1))]), ..Lists::default() };
        assert_eq!(read(r#"{"texts": ["a"], "texts": 1}"#), misfit);
    }

    #[test]
    fn a_list_of_objects_with_something_else_in_it_is_an_error() {
        let read: Result<Lists, _> = serde_json::from_str(r#"{"objects": [{}, 1]}"#);
        let error = read.expect_err("a number is no object").to_string();
        assert_eq!(
            error,
            "invalid type: integer `1`, expected an object with lists as element 1 at line 1 column 19"
        );
    }
}
