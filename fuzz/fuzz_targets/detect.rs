//! Puts any bytes through `lamplight_fuzz::detect`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| lamplight_fuzz::detect::check(bytes));
