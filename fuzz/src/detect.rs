//! Detection never panics; what it reads is written, and read again as the same; what it refuses is named in
//! few words.

use lamplight_events::Event;

/// The most bytes of an error: a path and a message, of which each is cut.
const MOST_OF_AN_ERROR: usize = 1_000;

/// Puts any bytes through detection.
///
/// # Panics
///
/// Where something does not hold.
pub fn check(bytes: &[u8]) {
    let detected = match Event::detect(bytes) {
        Ok(detected) => detected,
        Err(error) => {
            let said = error.to_string();
            assert!(said.len() <= MOST_OF_AN_ERROR, "{} bytes: {said}", said.len());
            return;
        }
    };
    let written = serde_json::to_vec(&detected.event).expect("what was read can be written");
    let again = Event::detect(&written).expect("what was written can be read");
    // What comes twice in an object may decide by its first and be read by its last.
    if again.kind == detected.kind {
        assert_eq!(again.event, detected.event);
    }
}
