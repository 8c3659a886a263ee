//! From events down to the user's own types.

mod envelopes {
    mod messages;
    mod requests;
    mod streams;
    mod support;
}
