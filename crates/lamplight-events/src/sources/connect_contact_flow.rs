//! A flow of Amazon Connect calls a function.
//!
//! See "Grant Amazon Connect access to your AWS Lambda functions" in the Amazon Connect Administrator Guide.
//!
//! The function answers within eight seconds with a JSON object of at most 32 kB; a flow that validates a
//! string map takes no nested values. Anything that serde writes as an object will do.

use crate::field::{event, words};
use crate::{Map, Millis, Timestamp};

event! {
    /// A contact has come to the block of the flow that calls the function.
    pub struct ConnectContactFlowEvent = "an event of a Connect flow" {
        /// `ContactFlowEvent`.
        pub name: Option<String> = "Name",
        /// The contact, and what the flow says.
        pub details: ConnectDetails = "Details" required,
    }
}

event! {
    /// The contact, and what the flow says.
    pub struct ConnectDetails = "the details of a Connect event" {
        /// The contact.
        pub contact_data: ConnectContactData = "ContactData",
        /// What the block of the flow hands over; what is nested stands in [`Map::extra`].
        pub parameters: Map<String> = "Parameters",
    }
}

event! {
    /// A contact.
    pub struct ConnectContactData = "the contact of a Connect event" {
        /// What flows noted about it.
        pub attributes: Map<String> = "Attributes",
        /// How the customer reaches the contact centre.
        pub channel: Option<ConnectChannel> = "Channel",
        /// Its id.
        pub contact_id: Option<String> = "ContactId",
        /// The customer's address; absent of chats and tasks.
        pub customer_endpoint: Option<ConnectEndpoint> = "CustomerEndpoint",
        /// The customer's id in another system.
        pub customer_id: Option<String> = "CustomerId",
        /// What it is about.
        pub description: Option<String> = "Description",
        /// The id of the first contact of this chain.
        pub initial_contact_id: Option<String> = "InitialContactId",
        /// How it began.
        pub initiation_method: Option<ConnectInitiationMethod> = "InitiationMethod",
        /// The ARN of the instance of Connect.
        pub instance_arn: Option<String> = "InstanceARN",
        /// The language of the flow: `en-US`.
        pub language_code: Option<String> = "LanguageCode",
        /// The recordings that are streamed.
        pub media_streams: Option<ConnectMediaStreams> = "MediaStreams",
        /// What the contact is called.
        pub name: Option<String> = "Name",
        /// The id of the contact before this one.
        pub previous_contact_id: Option<String> = "PreviousContactId",
        /// The queue that the contact is in.
        pub queue: Option<ConnectQueue> = "Queue",
        /// What belongs to it: links, files.
        pub references: Option<Map<ConnectReference>> = "References",
        /// The address of the contact centre; absent of chats and tasks.
        pub system_endpoint: Option<ConnectEndpoint> = "SystemEndpoint",
    }
}

words! {
    /// How a customer reaches a contact centre.
    pub enum ConnectChannel {
        /// By telephone.
        Voice = "VOICE",
        /// By chat.
        Chat = "CHAT",
        /// By e-mail.
        Email = "EMAIL",
        /// Not at all: there is something to do.
        Task = "TASK",
    }
}

words! {
    /// How a contact began.
    pub enum ConnectInitiationMethod {
        /// The customer called.
        Inbound = "INBOUND",
        /// An agent called.
        Outbound = "OUTBOUND",
        /// It was handed on.
        Transfer = "TRANSFER",
        /// The customer is called back.
        Callback = "CALLBACK",
        /// By a call of the API.
        Api = "API",
        /// It was handed on to another queue.
        QueueTransfer = "QUEUE_TRANSFER",
        /// The one before it ended.
        Disconnect = "DISCONNECT",
    }
}

event! {
    /// An address.
    pub struct ConnectEndpoint = "an endpoint of a Connect contact" {
        /// The address: a phone number as `+15550100`.
        pub address: Option<String> = "Address",
        /// What kind of address it is: `TELEPHONE_NUMBER`.
        pub kind: Option<String> = "Type",
    }
}

event! {
    /// Recordings that are streamed.
    pub struct ConnectMediaStreams = "the media streams of a Connect contact" {
        /// What the customer says.
        pub customer: Option<ConnectCustomerStreams> = "Customer",
    }
}

event! {
    /// What a customer says.
    pub struct ConnectCustomerStreams = "the customer's media streams of a Connect contact" {
        /// As sound; absent where it was never streamed.
        pub audio: Option<ConnectAudio> = "Audio",
    }
}

event! {
    /// Where in Kinesis Video Streams a recording is; all absent where it was never streamed.
    pub struct ConnectAudio = "the audio stream of a Connect contact" {
        /// The number of its first fragment.
        pub start_fragment_number: Option<String> = "StartFragmentNumber",
        /// When it begins.
        pub start_timestamp: Option<Timestamp<Millis>> = "StartTimestamp",
        /// The number of its last fragment, after it was stopped.
        pub stop_fragment_number: Option<String> = "StopFragmentNumber",
        /// When it ends, after it was stopped.
        pub stop_timestamp: Option<Timestamp<Millis>> = "StopTimestamp",
        /// The ARN of the stream.
        pub stream_arn: Option<String> = "StreamARN",
    }
}

event! {
    /// A queue.
    pub struct ConnectQueue = "a queue of Connect" {
        /// Its ARN.
        pub arn: Option<String> = "ARN",
        /// Its name.
        pub name: Option<String> = "Name",
        /// The number that calls out of it show.
        pub outbound_caller_id: Option<ConnectEndpoint> = "OutboundCallerId",
    }
}

event! {
    /// What belongs to a contact.
    pub struct ConnectReference = "a reference of a Connect contact" {
        /// What kind it is: `url`.
        pub kind: Option<String> = "Type",
        /// Its value.
        pub value: Option<String> = "Value",
    }
}
