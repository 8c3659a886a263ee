//! Where the extension takes OTLP.

use crate::lookup::Lookup;
use crate::variable::{self, Variable};

/// Where the extension takes OTLP on 127.0.0.1, unless `LAMPLIGHT_OTLP_PORT` says otherwise.
pub const OTLP_PORT: u16 = 4318;

/// The port on 127.0.0.1 that the extension takes OTLP on, as `LAMPLIGHT_OTLP_PORT` says.
///
/// # Errors
///
/// When the variable is no port: what it is, and what it may be.
pub fn otlp_port(lookup: &dyn Lookup) -> Result<u16, String> {
    let Variable { name, allowed, .. } = variable::OTLP_PORT;
    let Some(value) = lookup.get(name).map_err(|error| error.to_string())? else { return Ok(OTLP_PORT) };
    match value.parse() {
        Ok(port) if port > 0 => Ok(port),
        _ => Err(format!("{name} is {value:?}; allowed: {allowed}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_a_number_that_can_be_listened_on() {
        let read = |value| otlp_port(&[("LAMPLIGHT_OTLP_PORT", value)]);
        assert_eq!(otlp_port(&[("OTHER", "1")]), Ok(4318));
        assert_eq!(read("99"), Ok(99));
        for value in ["0", "", "65536", "-1", "http"] {
            let error = read(value).expect_err(value);
            assert!(error.starts_with(&format!("LAMPLIGHT_OTLP_PORT is {value:?}; allowed: ")), "{error}");
        }
    }
}
