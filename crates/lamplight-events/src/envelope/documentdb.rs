//! Changes in a collection of DocumentDB.

use std::borrow::Cow;

use super::error::ContentError;
use super::records::Records;
use crate::source::{BatchSource, List};
use crate::sources::documentdb::{DocumentDbEvent, DocumentDbRecord};

/// Changes in a collection of DocumentDB, whose document is read as `C` says, in MongoDB's extended JSON.
///
/// A change may come without the document, as when it was deleted: `DocumentDb<Option<Json<Order>>>`.
pub type DocumentDb<C> = Records<DocumentDbEvent, C>;

impl BatchSource for DocumentDbEvent {
    type Record = DocumentDbRecord;
    type Input = [u8];
    const CONTENT: &'static str = "event.fullDocument";

    fn lists(&mut self, each: &mut dyn FnMut(List<'_, DocumentDbRecord>)) {
        each(List::new("events", &mut self.events));
    }

    fn content(record: &DocumentDbRecord) -> Result<Cow<'_, [u8]>, ContentError> {
        let document = record.event.full_document.get();
        Ok(if document == "null" { "" } else { document }.as_bytes().into())
    }

    /// The event source mapping takes no partial failures.
    fn id(_: &DocumentDbRecord) -> Option<Cow<'_, str>> {
        None
    }
}
