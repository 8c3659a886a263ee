//! Headers that are kept in Secrets Manager or in the Parameter Store, so that no key stands in a function's variables.

use lamplight_core::lookup::Lookup;
use lamplight_otlp_client::{Client, Encoding, Problem, Settings};
use serde_json::{Value, json};

/// Where headers are kept.
#[derive(Debug)]
pub(crate) struct Secret {
    client: Client,
    /// What is asked for.
    request: Vec<u8>,
    /// Where in the answer the text is.
    pointer: &'static str,
}

// === impl Secret ===

impl Secret {
    /// A secret of Secrets Manager, by its ARN or its name.
    ///
    /// # Errors
    ///
    /// When there is no key or no region to ask with.
    pub(crate) fn of_secrets_manager(id: &str, agent: &str, lookup: &dyn Lookup) -> Result<Self, Problem> {
        let settings =
            Settings::of_operation("secretsmanager", region(id), "secretsmanager.GetSecretValue", lookup)?;
        let request = json!({ "SecretId": id }).to_string().into_bytes();
        Ok(Self { client: Client::new(settings, agent), request, pointer: "/SecretString" })
    }

    /// A parameter of the Parameter Store, by its ARN or its name.
    ///
    /// # Errors
    ///
    /// As there.
    pub(crate) fn of_parameter_store(name: &str, agent: &str, lookup: &dyn Lookup) -> Result<Self, Problem> {
        let settings = Settings::of_operation("ssm", region(name), "AmazonSSM.GetParameter", lookup)?;
        let request = json!({ "Name": name, "WithDecryption": true }).to_string().into_bytes();
        Ok(Self { client: Client::new(settings, agent), request, pointer: "/Parameter/Value" })
    }

    /// The headers, in a list. Asked for anew each time.
    ///
    /// # Errors
    ///
    /// Why there are none. What is kept is never told.
    pub(crate) async fn headers(&self) -> Result<String, String> {
        let answer = self.client.attempt(Encoding::Json, &self.request).await;
        let endpoint = self.client.endpoint();
        let answer = answer.map_err(|why| format!("{endpoint}: {why}"))?;
        let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        if !answer.status.is_success() {
            let kind = body.get("__type").and_then(Value::as_str).unwrap_or_default();
            return Err(format!("{endpoint}: it answers {} {kind}", answer.status));
        }
        let text = body.pointer(self.pointer).and_then(Value::as_str);
        text.map(list).ok_or_else(|| format!("{endpoint}: there is no text in its answer"))
    }
}

/// The fourth part of an ARN: `arn:aws:secretsmanager:eu-west-1:…`.
fn region(id: &str) -> Option<&str> {
    let region = id.strip_prefix("arn:")?.split(':').nth(2)?;
    (!region.is_empty()).then_some(region)
}

/// What is kept is a list already, or an object with a text for each header, as the console of Secrets Manager makes them.
fn list(kept: &str) -> String {
    let Ok(Value::Object(headers)) = serde_json::from_str(kept) else { return kept.to_owned() };
    let pairs =
        headers.iter().filter_map(|(name, value)| Some(format!("{name}={}", encoded(value.as_str()?))));
    pairs.collect::<Vec<_>>().join(",")
}

/// A value as the list has it: percent-encoded where it would end.
fn encoded(value: &str) -> String {
    value.replace('%', "%25").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_names_its_region() {
        assert_eq!(
            region("arn:aws:secretsmanager:eu-west-1:000000000000:secret:key-AbCdEf"),
            Some("eu-west-1")
        );
        assert_eq!((region("arn:aws:secretsmanager"), region("key")), (None, None));
    }

    #[test]
    fn what_is_kept_is_a_list_or_an_object() {
        assert_eq!(list("api-key=a,b=c"), "api-key=a,b=c");
        assert_eq!(list(r#"{"api-key":"a%,b","number":1}"#), "api-key=a%25%2Cb");
    }
}
