//! Puts any bytes through `lamplight_fuzz::log_line`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| lamplight_fuzz::log_line::check(bytes));
