//! Where in a document a value is, and which places a rule means.

use std::borrow::Cow;

/// A step on the way to a value.
#[derive(Clone, Debug)]
pub(super) enum Place<'a> {
    Member(Cow<'a, str>),
    Element(usize),
}

/// A member's name, without regard to case, `_` and `-`.
#[derive(Clone, Debug)]
pub(super) struct Name(Box<str>);

/// The way to values.
#[derive(Clone, Debug)]
pub(super) struct Path(Vec<Step>);

#[derive(Clone, Debug)]
enum Step {
    Member(Box<str>),
    AnyMember,
    Element(usize),
    AnyElement,
}

// === impl Name ===

impl Name {
    pub(super) fn new(name: &str) -> Self {
        Self(bare(name).collect::<String>().into())
    }

    pub(super) fn is(&self, name: &str) -> bool {
        // Most names are of another length, even without their dashes.
        name.len() >= self.0.len() && bare(name).eq(self.0.chars())
    }
}

/// The characters that count.
fn bare(name: &str) -> impl Iterator<Item = char> {
    name.chars().filter(|char| !matches!(char, '_' | '-')).map(|char| char.to_ascii_lowercase())
}

// === impl Path ===

impl Path {
    pub(super) fn new(path: &str) -> Self {
        let parts = path.split('.').flat_map(|part| {
            let (member, elements) = part.split_at(part.find('[').unwrap_or(part.len()));
            let member = (!member.is_empty()).then(|| match member {
                "*" => Step::AnyMember,
                name => Step::Member(name.into()),
            });
            let elements = elements.split(['[', ']']).filter(|index| !index.is_empty());
            // What is no number means every element, `[*]` before all.
            member
                .into_iter()
                .chain(elements.map(|index| index.parse().map_or(Step::AnyElement, Step::Element)))
        });
        Self(parts.collect())
    }

    pub(super) fn is(&self, place: &[Place<'_>]) -> bool {
        self.0.len() == place.len() && self.0.iter().zip(place).all(|(step, place)| step.is(place))
    }
}

impl Step {
    fn is(&self, place: &Place<'_>) -> bool {
        match (self, place) {
            (Self::AnyMember, Place::Member(_)) | (Self::AnyElement, Place::Element(_)) => true,
            (Self::Member(name), Place::Member(member)) => **name == **member,
            (Self::Element(index), Place::Element(element)) => index == element,
            _ => false,
        }
    }
}
