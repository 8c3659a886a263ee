//! X-Ray's trace header, `X-Amzn-Trace-Id`.

use std::fmt;

use super::{SpanId, TraceId};

/// What a trace header says: `Root=1-…;Parent=…;Sampled=1`, and any other fields.
///
/// Keys come in any order and case, with or without white space. A value that is malformed is taken as
/// absent, so that a bad header starts a new trace instead of failing a request. Fields that are not
/// ours to understand (`Self`, which load balancers add; `Lineage`, which Lambda adds) are kept, in
/// their order, and printed again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TraceHeader<'a> {
    /// The trace.
    pub root: Option<TraceId>,
    /// The span that the request was made in.
    pub parent: Option<SpanId>,
    /// Whether the trace is recorded.
    pub sampling: Sampling,
    text: &'a str,
}

/// What a trace header says about recording.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Sampling {
    /// `Sampled=1`
    Sampled,
    /// `Sampled=0`
    NotSampled,
    /// `Sampled=?`: the caller asks to be told, so the callee decides.
    Requested,
    /// Not said, or not understood: the callee decides.
    #[default]
    Unsaid,
}

// === impl TraceHeader ===

impl<'a> TraceHeader<'a> {
    /// Reads a header. Never fails; of a key given twice the first good value counts.
    #[must_use]
    pub fn parse(text: &'a str) -> Self {
        Self::in_usual_form(text).unwrap_or_else(|| Self::in_any_form(text))
    }

    /// Reads what nearly every header is: root, parent and sampled in this order with nothing between them, or the root
    /// alone. What follows these three cannot change them.
    fn in_usual_form(text: &'a str) -> Option<Self> {
        let (root, rest) = text.strip_prefix("Root=")?.split_at_checked(TraceId::XRAY_LENGTH)?;
        let root = Some(TraceId::from_xray(root)?);
        if rest.is_empty() {
            return Some(Self { root, text, ..Self::default() });
        }
        let (parent, rest) = rest.strip_prefix(";Parent=")?.split_at_checked(SpanId::LENGTH)?;
        let parent = Some(SpanId::from_hex(parent)?);
        let (sampled, rest) = rest.strip_prefix(";Sampled=")?.split_at_checked(1)?;
        let sampling = Sampling::parse(sampled);
        let is_whole = rest.is_empty() || rest.starts_with(';');
        (is_whole && sampling != Sampling::Unsaid).then_some(Self { root, parent, sampling, text })
    }

    fn in_any_form(text: &'a str) -> Self {
        let mut header = Self { text, ..Self::default() };
        for (key, value) in fields(text) {
            match Key::of(key) {
                Key::Root => header.root = header.root.or_else(|| TraceId::from_xray(value)),
                Key::Parent => header.parent = header.parent.or_else(|| SpanId::from_hex(value)),
                Key::Sampled if header.sampling == Sampling::Unsaid => {
                    header.sampling = Sampling::parse(value);
                }
                Key::Sampled | Key::Other => {}
            }
        }
        header
    }

    /// The same trace, with another span as the parent: what is handed to a callee.
    #[must_use]
    pub fn with_parent(self, parent: SpanId) -> Self {
        Self { parent: Some(parent), ..self }
    }

    /// The fields other than root, parent and sampled, in the order they came.
    pub fn others(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        fields(self.text).filter(|(key, _)| matches!(Key::of(key), Key::Other))
    }
}

impl fmt::Display for TraceHeader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        let mut field = |key: &str, value: &dyn fmt::Display| {
            write!(f, "{separator}{key}={value}")?;
            separator = ";";
            Ok(())
        };
        if let Some(root) = self.root {
            field("Root", &root.xray())?;
        }
        if let Some(parent) = self.parent {
            field("Parent", &parent)?;
        }
        match self.sampling {
            Sampling::Sampled => field("Sampled", &'1')?,
            Sampling::NotSampled => field("Sampled", &'0')?,
            Sampling::Requested => field("Sampled", &'?')?,
            Sampling::Unsaid => {}
        }
        for (key, value) in self.others() {
            field(key, &value)?;
        }
        Ok(())
    }
}

// === impl Sampling ===

impl Sampling {
    fn parse(value: &str) -> Self {
        match value {
            "1" => Self::Sampled,
            "0" => Self::NotSampled,
            "?" => Self::Requested,
            _ => Self::Unsaid,
        }
    }
}

enum Key {
    Root,
    Parent,
    Sampled,
    Other,
}

impl Key {
    fn of(key: &str) -> Self {
        if key.eq_ignore_ascii_case("Root") {
            Self::Root
        } else if key.eq_ignore_ascii_case("Parent") {
            Self::Parent
        } else if key.eq_ignore_ascii_case("Sampled") {
            Self::Sampled
        } else {
            Self::Other
        }
    }
}

/// The `key=value` pairs of a header; what is not a pair is passed over.
fn fields(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split(';').filter_map(|field| {
        let (key, value) = field.split_once('=')?;
        let (key, value) = (key.trim(), value.trim());
        (!key.is_empty()).then_some((key, value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ROOT: &str = "1-5759e988-bd862e3fe1be46a994272793";

    #[test]
    fn keeps_the_fields_it_does_not_understand() {
        let text = format!(
            "Root={ROOT};Parent=53995c3f42cd8ad8;Sampled=1;Self=1-67891234-12456789abcdef012345678;Lineage=a87bd80c:1|68fd508a:5"
        );
        let header = TraceHeader::parse(&text);
        assert_eq!(header.root, TraceId::from_xray(ROOT));
        assert_eq!(header.sampling, Sampling::Sampled);
        let others: Vec<_> = header.others().map(|(key, _)| key).collect();
        assert_eq!(others, ["Self", "Lineage"]);
        assert_eq!(header.to_string(), text);
    }

    #[test]
    fn order_case_and_white_space_do_not_matter() {
        let text = format!(" sampled=0 ; PARENT=53995c3f42cd8ad8;; root={ROOT} ;");
        let header = TraceHeader::parse(&text);
        assert_eq!(header.to_string(), format!("Root={ROOT};Parent=53995c3f42cd8ad8;Sampled=0"));
    }

    #[test]
    fn what_is_malformed_is_absent() {
        for text in [
            "",
            ";;;",
            "=1",
            "Root",
            "Root=;Parent=xyz;Sampled=2",
            "Root=1-5e6722a7-cc56xmpl46db7ae02d4da47e",
        ] {
            let header = TraceHeader::parse(text);
            assert_eq!(
                (header.root, header.parent, header.sampling),
                (None, None, Sampling::Unsaid),
                "{text}"
            );
        }
    }

    #[test]
    fn the_callee_may_be_asked_to_decide() {
        let header = TraceHeader::parse("Sampled=?;Sampled=1");
        assert_eq!(header.sampling, Sampling::Requested);
        assert_eq!(header.to_string(), "Sampled=?");
    }

    #[test]
    fn a_new_parent_leaves_the_rest_alone() {
        let text = format!("Root={ROOT};Parent=53995c3f42cd8ad8;Sampled=1;Lineage=a:1");
        let parent = SpanId::from_hex("00000000000000ff").expect("a good id");
        assert_eq!(
            TraceHeader::parse(&text).with_parent(parent).to_string(),
            format!("Root={ROOT};Parent=00000000000000ff;Sampled=1;Lineage=a:1")
        );
    }

    proptest! {
        #[test]
        fn never_panics_and_prints_what_it_reads_again(text in "\\PC{0,80}|(Root=1-[0-9a-f]{8}-[0-9a-f]{24}|[A-Za-z]{1,8}=[^;]{0,9}|;){0,6}") {
            let printed = TraceHeader::parse(&text).to_string();
            prop_assert_eq!(TraceHeader::parse(&printed).to_string(), printed);
        }

        #[test]
        fn the_usual_form_is_read_as_any_other(
            text in "Root=1-(5759e988|0{8}|xmpl7890)-(bd862e3fe1be46a994272793|0{24})(;Parent=(53995C3f42cd8ad8|0{16}|[0-9a-g]{16,17}))?(;Sampled=[01?2])?( ?;(Self=1|root=1-5759e988-bd862e3fe1be46a994272793|Sampled=1|Parent=1))?"
        ) {
            prop_assert_eq!(TraceHeader::parse(&text), TraceHeader::in_any_form(&text));
        }
    }
}
