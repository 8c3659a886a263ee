//! What a function pays in bytes for the type of one source.

use std::fmt::Write as _;

use crate::build::{build, root};

/// Its name, among those of the comparisons.
pub const NAME: &str = "sizes";

/// The floor, ours, and the peer: packages in `sizes/`.
const PROGRAMS: [&str; 3] = ["none", "lamplight", "aws_lambda_events"];

/// Builds each by itself, as a user would, and compares their sizes.
pub fn measure() -> Result<String, String> {
    let mut out = String::from("\nsizes: a program that reads JSON, and then a batch of SQS as well\n");
    let mut sizes = [0; 3];
    for (size, program) in sizes.iter_mut().zip(PROGRAMS) {
        let package = format!("size-{program}");
        build("subject", &package)?;
        let path = root().join("target/subject").join(package);
        let metadata = std::fs::metadata(&path);
        *size = metadata.map_err(|error| format!("cannot look at {}: {error}", path.display()))?.len();
    }
    for (size, program) in sizes.iter().zip(PROGRAMS) {
        _ = writeln!(out, "size events-sqs/{program} {size} bytes, {} added", size - sizes[0]);
    }
    let added = |place: usize| (sizes[place] - sizes[0]) as f64;
    _ = writeln!(out, "ratio events-sqs/added-size/{} {:.3}", PROGRAMS[2], added(1) / added(2));
    Ok(out)
}
