//! What Ground Truth is told.

use serde::Serialize;

use crate::field::event;
use crate::{Quoted, RawJson};

/// What comes of a batch of labels: one for each object.
pub type GroundTruthConsolidationResponse = Vec<ConsolidatedAnnotation>;

event! {
    /// What people are shown.
    pub struct GroundTruthPreResponse = "the response to Ground Truth" {
        /// What the template of the task finds as `task.input`.
        pub task_input: RawJson = "taskInput",
        /// Whether people are to label it at all.
        pub is_human_annotation_required: Option<Quoted<bool>> = "isHumanAnnotationRequired",
    }
}

event! {
    /// What comes of the labels of an object.
    pub struct ConsolidatedAnnotation = "a consolidated annotation" {
        /// The object, as the payload names it.
        pub dataset_object_id: String = "datasetObjectId",
        /// What comes of it.
        pub consolidated_annotation: ConsolidatedContent = "consolidatedAnnotation",
    }
}

event! {
    /// What goes to the manifest.
    pub struct ConsolidatedContent = "the content of a consolidated annotation" {
        /// An object: the label under the name that the event gives.
        pub content: RawJson = "content",
    }
}

// === impl GroundTruthPreResponse ===

impl GroundTruthPreResponse {
    /// People are shown this.
    ///
    /// # Errors
    ///
    /// Where it cannot be written as JSON.
    pub fn new<T: Serialize + ?Sized>(task_input: &T) -> Result<Self, serde_json::Error> {
        Ok(Self { task_input: RawJson::write(task_input)?, ..Self::default() })
    }

    /// Nobody is to label it.
    #[must_use]
    pub fn without_people(mut self) -> Self {
        self.is_human_annotation_required = Some(Quoted::as_text(false));
        self
    }
}

// === impl ConsolidatedAnnotation ===

impl ConsolidatedAnnotation {
    /// This goes to the manifest for an object.
    ///
    /// # Errors
    ///
    /// Where it cannot be written as JSON.
    pub fn new<T: Serialize + ?Sized>(
        dataset_object_id: impl Into<String>,
        content: &T,
    ) -> Result<Self, serde_json::Error> {
        let content = ConsolidatedContent { content: RawJson::write(content)?, ..Default::default() };
        Ok(Self {
            dataset_object_id: dataset_object_id.into(),
            consolidated_annotation: content,
            ..Self::default()
        })
    }
}
