//! Reads any JSON.

use std::io::Read as _;

fn main() {
    let mut event = Vec::new();
    std::io::stdin().read_to_end(&mut event).expect("an event on stdin");
    let event: serde_json::Value = serde_json::from_slice(&event).expect("an event");
    println!("{}", event["Records"][0]["body"]);
}
