//! Which request wants what.

use std::convert::Infallible;
use std::sync::Arc;

use http::{Method, Request, StatusCode, header};
use hyper::body::Incoming;

use super::respond::{Reply, ServiceError, reply};
use super::{Functions, invocations};

pub(super) async fn handle(
    request: Request<Incoming>,
    functions: Arc<Functions>,
) -> Result<Reply, Infallible> {
    let path = request.uri().path().to_owned();
    // Browsers send it with every request of a script that is more than a plain GET; nobody else does.
    if let Some(origin) = request.headers().get(header::ORIGIN) {
        let origin = String::from_utf8_lossy(origin.as_bytes());
        return Ok(ServiceError::web_page(&origin).into_reply());
    }
    let response = match (request.method(), &path.split('/').collect::<Vec<_>>()[..]) {
        (&Method::POST, ["", "2015-03-31", "functions", name, "invocations"]) => {
            invocations::handle(&decode(name), request, &functions).await
        }
        (&Method::GET, ["", ""]) => Ok(health(&functions)),
        (method, _) => Err(ServiceError::no_such_path(method, &path)),
    };
    Ok(response.unwrap_or_else(ServiceError::into_reply))
}

fn health(functions: &Functions) -> Reply {
    let mut text = "lamplight: invoke endpoint is up\n".to_owned();
    for name in functions.keys() {
        text.push_str("POST /2015-03-31/functions/");
        text.push_str(name);
        text.push_str("/invocations\n");
    }
    reply(StatusCode::OK, "text/plain; charset=utf-8", text)
}

/// Undoes percent-encoding: SDKs encode the colons of an ARN. What is no encoding stays as it is.
pub(super) fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let hex = bytes.get(at + 1..at + 3).filter(|_| byte == b'%');
        let value = hex.and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        decoded.push(value.unwrap_or(byte));
        at += if value.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_encoding_is_undone() {
        assert_eq!(decode("arn%3Aaws%3alambda"), "arn:aws:lambda");
        assert_eq!(decode("%24LATEST%"), "$LATEST%");
        assert_eq!(decode("%zz%4"), "%zz%4");
    }
}
