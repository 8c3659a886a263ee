//! What stands before the body of each request.

use std::fmt;
use std::io::Write as _;

use http::header::USER_AGENT;
use lamplight_core::clock::Clock;

use crate::encoding::Encoding;
use crate::settings::Settings;

/// The head of each request, up to what its body is. Has headers that may be secret.
pub(crate) struct RequestHead {
    head: Vec<u8>,
    #[cfg(feature = "sigv4")]
    signing: Option<(crate::signing::Signing, crate::endpoint::Endpoint)>,
}

// === impl RequestHead ===

impl RequestHead {
    pub(crate) fn new(settings: &Settings, agent: &str) -> Self {
        let Settings { endpoint, headers, .. } = settings;
        #[cfg(feature = "proxy")]
        let forwarder = settings.forwarder();
        #[cfg(feature = "proxy")]
        let mut head = match forwarder {
            // Whoever forwards has to know where to.
            Some(_) => format!("POST {endpoint} HTTP/1.1\r\nhost: ").into_bytes(),
            None => format!("POST {} HTTP/1.1\r\nhost: ", endpoint.path).into_bytes(),
        };
        #[cfg(not(feature = "proxy"))]
        let mut head = format!("POST {} HTTP/1.1\r\nhost: ", endpoint.path).into_bytes();
        head.extend_from_slice(endpoint.authority.as_bytes());
        head.extend_from_slice(b"\r\n");
        #[cfg(feature = "proxy")]
        if let Some(proxy) = forwarder {
            proxy.write_authorization(&mut head);
        }
        #[cfg(feature = "gzip")]
        if settings.is_compressed {
            head.extend_from_slice(b"content-encoding: gzip\r\n");
        }
        if headers.iter().all(|(name, _)| *name != USER_AGENT) {
            for part in ["user-agent: ", agent, "\r\n"] {
                head.extend_from_slice(part.as_bytes());
            }
        }
        for (name, value) in headers {
            head.extend_from_slice(name.as_str().as_bytes());
            head.extend_from_slice(b": ");
            head.extend_from_slice(value.as_bytes());
            head.extend_from_slice(b"\r\n");
        }
        Self {
            head,
            #[cfg(feature = "sigv4")]
            signing: settings.signing.clone().map(|signing| (signing, endpoint.clone())),
        }
    }

    /// All of it, for this body, sent now: a signature is only good for some minutes.
    pub(crate) fn for_body(&self, encoding: Encoding, body: &[u8], clock: &Clock) -> Vec<u8> {
        let mut head = self.head.clone();
        #[cfg(feature = "sigv4")]
        if let Some((signing, endpoint)) = &self.signing {
            signing.write(&mut head, endpoint, body, clock.now());
        }
        #[cfg(not(feature = "sigv4"))]
        let _ = clock;
        // Memory takes everything.
        let (content, length) = (self.content_type(encoding), body.len());
        let _ = write!(head, "content-type: {content}\r\ncontent-length: {length}\r\n\r\n");
        head
    }

    fn content_type(&self, encoding: Encoding) -> &'static str {
        #[cfg(feature = "sigv4")]
        if let Some(other) = self.signing.as_ref().and_then(|(signing, _)| signing.content_type()) {
            return other;
        }
        encoding.content_type()
    }
}

impl fmt::Debug for RequestHead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestHead").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> Settings {
        Settings::new("http://collector:1/base").expect("settings")
    }

    #[test]
    fn the_head_of_a_request_is_written_once_but_for_what_its_body_is() {
        let settings = settings().with_header("X-Key", "k").expect("a header");
        let head =
            RequestHead::new(&settings, "us/1").for_body(Encoding::Protobuf, &[0; 12], &Clock::system());
        let expected = concat!(
            "POST /base/v1/traces HTTP/1.1\r\nhost: collector:1\r\n",
            "user-agent: us/1\r\nx-key: k\r\ncontent-type: application/x-protobuf\r\ncontent-length: 12\r\n\r\n",
        );
        assert_eq!(String::from_utf8_lossy(&head), expected);
    }

    #[test]
    fn a_user_agent_of_the_settings_is_the_only_one() {
        let settings = settings().with_header("user-agent", "mine").expect("a header");
        let head = String::from_utf8(RequestHead::new(&settings, "us/1").for_body(
            Encoding::Protobuf,
            b"",
            &Clock::system(),
        ))
        .expect("text");
        assert_eq!(head.matches("user-agent: ").count(), 1);
        assert!(head.contains("\r\nuser-agent: mine\r\n"), "{head}");
    }

    #[test]
    fn what_may_be_secret_is_not_shown() {
        let head = RequestHead::new(&settings().with_header("x-key", "secret").expect("a header"), "us/1");
        assert_eq!(format!("{head:?}"), "RequestHead { .. }");
    }
}
