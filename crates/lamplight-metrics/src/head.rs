//! The beginning of a document: nearly always the one of the last invocation, but for the time.

use crate::dimensions::Dimensions;
use crate::emf;
use crate::limits::METRICS_PER_DOCUMENT;
use crate::metric_table::MetricTable;

/// A longer one is not kept.
const KEPT_BYTES: usize = 16 * 1024;

/// What a document says between its time and what is known of the invocation: namespace, dimensions and definitions.
///
/// Kept where all metrics fit into one document with one set of dimensions; others are put together each time.
#[derive(Debug, Default)]
pub(crate) struct Head {
    text: Vec<u8>,
    of: Option<Of>,
}

/// What it was made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Of {
    /// Which of the sets of dimensions.
    set: usize,
    dimensions: (u64, usize),
    metrics: (u64, usize),
}

// === impl Head ===

impl Head {
    /// Makes it unless it is there, and says whether it was. The namespace is always the same one, and the metrics are
    /// settled.
    pub(crate) fn keep(
        &mut self,
        namespace_json: &[u8],
        dimensions: &Dimensions,
        table: &MetricTable,
    ) -> bool {
        let metrics = table.metrics().len();
        let of = dimensions.only().filter(|_| metrics <= METRICS_PER_DOCUMENT).map(|(set, members)| Of {
            set,
            dimensions: members.state(),
            metrics: table.state(),
        });
        if of.is_none() || of == self.of {
            self.of = of;
            return of.is_some();
        }
        self.text.clear();
        let sets = || dimensions.iter();
        emf::write_head(&mut self.text, namespace_json, sets(), |out| {
            out.extend_from_slice(table.definitions(0..metrics));
        });
        sets().for_each(|set| self.text.extend_from_slice(set.json()));
        self.of = of.filter(|_| self.text.len() <= KEPT_BYTES);
        if self.of.is_none() {
            self.text = Vec::new();
        }
        false
    }

    /// The text, if it is there.
    pub(crate) fn text(&self) -> Option<&[u8]> {
        self.of.map(|_| &*self.text)
    }
}
