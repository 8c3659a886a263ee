//! Puts any bytes through `lamplight_fuzz::envelopes`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| lamplight_fuzz::envelopes::check(bytes));
