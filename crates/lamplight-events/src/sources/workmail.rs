//! A rule of Amazon WorkMail runs a function for an e-mail.
//!
//! See "Configuring AWS Lambda for Amazon WorkMail" in the Amazon WorkMail Administrator Guide.

use crate::field::{event, words};

event! {
    /// An e-mail comes in or goes out.
    pub struct WorkMailEvent = "a WorkMail event" {
        /// The version of the format: `2018-10-10`.
        pub summary_version: Option<String> = "summaryVersion" required,
        /// Between whom it is delivered.
        pub envelope: WorkMailEnvelope = "envelope",
        /// Who wrote it.
        pub sender: Option<WorkMailAddress> = "sender",
        /// The first 256 characters of its subject.
        pub subject: Option<String> = "subject",
        /// The id by which WorkMail's message flow gives its content.
        pub message_id: Option<String> = "messageId",
        /// The same where this is delivered again.
        pub invocation_id: Option<String> = "invocationId",
        /// Which way it goes.
        pub flow_direction: Option<WorkMailFlowDirection> = "flowDirection",
        /// Whether recipients or the subject were cut, since the event is at most 128 kB.
        pub truncated: Option<bool> = "truncated",
    }
}

event! {
    /// Between whom an e-mail is delivered.
    pub struct WorkMailEnvelope = "the envelope of a WorkMail event" {
        /// Who sends it: mostly, but not always the one who wrote it.
        pub mail_from: Option<WorkMailAddress> = "mailFrom",
        /// Who gets it.
        pub recipients: Vec<WorkMailAddress> = "recipients",
    }
}

event! {
    /// An address.
    pub struct WorkMailAddress = "an address of a WorkMail event" {
        /// The address.
        pub address: Option<String> = "address",
    }
}

words! {
    /// Which way an e-mail goes.
    pub enum WorkMailFlowDirection {
        /// It comes in.
        Inbound = "INBOUND",
        /// It goes out.
        Outbound = "OUTBOUND",
    }
}

event! {
    /// What becomes of the e-mail, where the rule waits for it: ten different actions at most.
    ///
    /// ```
    /// use lamplight_events::sources::workmail::{WorkMailAction, WorkMailActionType, WorkMailResponse};
    ///
    /// let response = WorkMailResponse::for_all(WorkMailAction::new(WorkMailActionType::Drop));
    /// assert_eq!(
    ///     serde_json::to_value(response)?,
    ///     serde_json::json!({ "actions": [{ "allRecipients": true, "action": { "type": "DROP" } }] })
    /// );
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub struct WorkMailResponse = "the response to WorkMail" {
        /// What becomes of it, for whom.
        pub actions: Vec<WorkMailDecision> = "actions",
    }
}

event! {
    /// What becomes of an e-mail for some.
    pub struct WorkMailDecision = "a decision for WorkMail" {
        /// Whether it is for all recipients who are not named elsewhere.
        pub all_recipients: Option<bool> = "allRecipients",
        /// The recipients.
        pub recipients: Option<Vec<String>> = "recipients",
        /// What becomes of it.
        pub action: WorkMailAction = "action",
    }
}

event! {
    /// What becomes of an e-mail.
    pub struct WorkMailAction = "an action of WorkMail" {
        /// What kind of action it is.
        pub kind: Option<WorkMailActionType> = "type",
        /// More about it.
        pub parameters: Option<WorkMailActionParameters> = "parameters",
    }
}

words! {
    /// What becomes of an e-mail.
    pub enum WorkMailActionType {
        /// The sender is told that it was not delivered.
        Bounce = "BOUNCE",
        /// It is not delivered, and nobody is told.
        Drop = "DROP",
        /// It is delivered as if there were no rule.
        Default = "DEFAULT",
        /// Incoming: it is delivered whatever the spam filter says.
        BypassSpamCheck = "BYPASS_SPAM_CHECK",
        /// Incoming: it is delivered to the folder for junk.
        MoveToJunk = "MOVE_TO_JUNK",
    }
}

event! {
    /// More about an action.
    pub struct WorkMailActionParameters = "the parameters of an action of WorkMail" {
        /// What the sender is told.
        pub bounce_message: Option<String> = "bounceMessage",
    }
}

// === impl WorkMailResponse ===

impl WorkMailResponse {
    /// The same for all recipients.
    #[must_use]
    pub fn for_all(action: WorkMailAction) -> Self {
        let decision = WorkMailDecision { all_recipients: Some(true), action, ..WorkMailDecision::default() };
        Self { actions: vec![decision], ..Self::default() }
    }

    /// Another action for some.
    #[must_use]
    pub fn with<A: Into<String>>(
        mut self,
        action: WorkMailAction,
        recipients: impl IntoIterator<Item = A>,
    ) -> Self {
        let recipients = Some(recipients.into_iter().map(Into::into).collect());
        self.actions.push(WorkMailDecision { recipients, action, ..WorkMailDecision::default() });
        self
    }
}

// === impl WorkMailAction ===

impl WorkMailAction {
    /// An action that needs no more said.
    #[must_use]
    pub fn new(kind: WorkMailActionType) -> Self {
        Self { kind: Some(kind), ..Self::default() }
    }

    /// The sender is told.
    pub fn bounce(message: impl Into<String>) -> Self {
        let parameters = WorkMailActionParameters {
            bounce_message: Some(message.into()),
            ..WorkMailActionParameters::default()
        };
        Self { parameters: Some(parameters), ..Self::new(WorkMailActionType::Bounce) }
    }
}
