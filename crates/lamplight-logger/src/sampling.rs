//! Which invocations are looked at more closely.

use lamplight_core::settings::SampleRate;
use lamplight_invocation::RequestContext;

/// Whether an invocation is among those that the rate asks for. All functions of a trace come to the same
/// answer, if their rates are the same; and where the rates differ, one with the higher rate says yes wherever
/// one with the lower does. Without a trace, the id of the request decides, which a retry has again.
pub(crate) fn is_chosen(rate: SampleRate, context: &RequestContext) -> bool {
    let hash = match context.trace_id() {
        Some(trace_id) => hash(&trace_id.to_bytes()),
        None => hash(context.request_id().as_bytes()),
    };
    let share = f64::from(u32::try_from(hash >> 32).unwrap_or(u32::MAX)) / 4_294_967_296.0;
    share < rate.get()
}

/// FNV-1a, whose bits are then mixed as `SplitMix64` does. It is part of what functions of other versions, in one
/// trace, have to agree on: it stays as it is.
fn hash(bytes: &[u8]) -> u64 {
    let fnv = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let mixed = (fnv ^ (fnv >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context(trace: Option<u64>, request: u64) -> RequestContext {
        let mut context = lambda_runtime::Context::default();
        context.request_id = format!("8476a536-e9f4-11e8-9739-{request:012x}");
        context.xray_trace_id = trace.map(|trace| format!("Root=1-5759e988-{trace:024x};Sampled=1"));
        RequestContext::from(&context)
    }

    fn rate(rate: f64) -> SampleRate {
        SampleRate::new(rate).expect("from 0 to 1")
    }

    #[test]
    fn about_as_many_are_chosen_as_the_rate_says() {
        for trace in [false, true] {
            let chosen = |of: f64| {
                let contexts = (1..=10_000).map(|number| context(trace.then_some(number), number));
                contexts.filter(|context| is_chosen(rate(of), context)).count()
            };
            assert_eq!((chosen(0.0), chosen(1.0)), (0, 10_000));
            assert!((900..1100).contains(&chosen(0.1)), "{}", chosen(0.1));
            assert!((4800..5200).contains(&chosen(0.5)), "{}", chosen(0.5));
        }
    }

    #[test]
    fn the_invocations_of_a_trace_agree_and_a_higher_rate_includes_a_lower() {
        for trace in 1..1000 {
            let of_trace = |of, request| is_chosen(rate(of), &context(Some(trace), request));
            assert_eq!(of_trace(0.3, 1), of_trace(0.3, 2));
            assert!(!of_trace(0.3, 1) || of_trace(0.6, 2));
        }
    }

    #[test]
    fn the_hash_is_the_same_in_every_version() {
        assert_eq!(hash(b""), 0xf52a_15e9_a9b5_e89b);
        assert_eq!(hash(&[0x57; 16]), 0x259d_63b8_0864_8cdd);
    }
}
