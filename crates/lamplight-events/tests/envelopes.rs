//! From events down to the user's own types.

mod envelopes {
    mod anything;
    mod brokers;
    mod messages;
    mod requests;
    mod streams;
    mod support;
}
