//! What is fuzzed, with changed events of the corpus and a fixed number of cases.

use std::sync::OnceLock;

use proptest::prelude::*;
use proptest::sample::Index;

#[path = "../../lamplight-core/tests/corpus/mod.rs"]
#[expect(dead_code, reason = "shared with other tests")]
mod corpus;
#[path = "../../../fuzz/src/detect.rs"]
#[allow(unreachable_pub, reason = "part of a library in the fuzzer")]
mod detect;
#[path = "../../../fuzz/src/envelopes.rs"]
#[allow(unreachable_pub, reason = "part of a library in the fuzzer")]
mod envelopes;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn a_changed_event_is_detected_or_refused(bytes in changed()) {
        detect::check(&bytes);
    }

    #[test]
    fn a_changed_event_goes_through_envelopes(bytes in changed()) {
        envelopes::check(&bytes);
    }

    #[test]
    fn any_bytes_go_through_both(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
        detect::check(&bytes);
        envelopes::check(&bytes);
    }
}

#[test]
fn every_event_is_read_again_as_it_was_written() {
    for event in seeds() {
        detect::check(event);
        envelopes::check(event);
    }
}

/// Events of the corpus with something put over something else.
fn changed() -> impl Strategy<Value = Vec<u8>> {
    let put_in = proptest::sample::select(&[
        "null",
        "{}",
        "[]",
        "\"\"",
        "\"x\"",
        "1e999",
        "-0.0",
        "1.5",
        "true",
        "\"\\ud800\"",
        ",",
        "}",
        "]",
        "\\",
    ]);
    let change = (any::<Index>(), put_in, 0..30_usize);
    (any::<Index>(), proptest::collection::vec(change, 0..4)).prop_map(|(seed, changes)| {
        let mut bytes = seed.get(seeds()).clone();
        for (at, put_in, over) in changes {
            let at = at.index(bytes.len() + 1);
            let end = (at + over).min(bytes.len());
            bytes.splice(at..end, put_in.bytes());
        }
        bytes
    })
}

fn seeds() -> &'static [Vec<u8>] {
    static SEEDS: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    SEEDS.get_or_init(|| corpus::events().into_iter().map(|event| event.bytes).collect())
}
