//! From events down to the user's own types.

mod envelopes {
    mod anything;
    mod messages;
    mod requests;
    mod streams;
    mod support;
}
