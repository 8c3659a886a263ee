//! Puts any bytes through `lamplight_fuzz::xray_documents`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| lamplight_fuzz::xray_documents::check(bytes));
