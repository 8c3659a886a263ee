//! Function binaries for the whole-system tests, and nothing else.

#![forbid(unsafe_code)]
