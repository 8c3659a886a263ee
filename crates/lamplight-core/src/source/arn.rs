//! Names within Amazon Resource Names.

use std::borrow::Cow;

/// The name of the resource: all of `my-queue`, and `orders` of `table/orders/stream/…` or `broker:orders:…`.
pub(super) fn resource_name(arn: Cow<'_, str>) -> Option<Cow<'_, str>> {
    match arn {
        Cow::Borrowed(arn) => name_in(arn).map(Cow::Borrowed),
        Cow::Owned(arn) => name_in(&arn).map(|name| Cow::Owned(name.to_owned())),
    }
}

fn name_in(arn: &str) -> Option<&str> {
    let resource = arn.strip_prefix("arn:")?.splitn(5, ':').nth(4)?;
    let mut pieces = resource.split(['/', ':']);
    let first = pieces.next()?;
    Some(pieces.next().unwrap_or(first)).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_how_services_write_names() {
        for (arn, name) in [
            ("arn:aws:sqs:us-east-2:123456789012:my-queue", "my-queue"),
            ("arn:aws:sns:us-east-2:123456789012:topic", "topic"),
            ("arn:aws:s3:::bucket", "bucket"),
            ("arn:aws:kinesis:us-east-1:123456789012:stream/lambda-stream", "lambda-stream"),
            ("arn:aws:dynamodb:us-east-1:123456789012:table/orders/stream/2015-06-27T00:48:05.899", "orders"),
            ("arn:aws:mq:us-west-2:112556298976:broker:test:b-9bcfa592", "test"),
            ("arn:aws-cn:kafka:cn-north-1:123456789012:cluster/vpc-1/uuid", "vpc-1"),
            (
                "arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/lambda-279/49e9d65c",
                "lambda-279",
            ),
            ("arn:aws:events:us-east-1:123456789012:rule/my-schedule", "my-schedule"),
            ("arn:aws:states:us-east-1:425362996713:stateMachine:orders", "orders"),
            ("arn:aws:rds:us-east-1:123456789012:cluster:canaryclusterb2a659a2", "canaryclusterb2a659a2"),
        ] {
            assert_eq!(resource_name(Cow::Borrowed(arn)).as_deref(), Some(name), "{arn}");
        }
    }

    #[test]
    fn what_is_not_an_arn_has_no_name() {
        for arn in ["", "arn", "arn:aws:sns:EXAMPLE", "stream-ARN", "arn:aws:sqs:r:1:", "a:b:c:d:e:f"] {
            assert_eq!(resource_name(Cow::Owned(arn.to_owned())), None, "{arn}");
        }
    }
}
