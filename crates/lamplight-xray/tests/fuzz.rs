//! What is fuzzed, with a fixed number of cases.

use proptest::prelude::*;

#[path = "../../../fuzz/src/xray_documents.rs"]
#[allow(unreachable_pub, reason = "part of a library in the fuzzer")]
mod xray_documents;

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_spans_that_become_documents(bytes in proptest::collection::vec(any::<u8>(), 0..4000)) {
        xray_documents::check(&bytes);
    }
}
