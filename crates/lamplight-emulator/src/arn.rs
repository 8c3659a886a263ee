//! Names of functions: the ARN, and what callers may write in its place.

use std::fmt;

/// The ARN of a function.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arn<'a> {
    pub(crate) region: &'a str,
    pub(crate) account_id: &'a str,
    pub(crate) name: &'a str,
    pub(crate) qualifier: Option<&'a str>,
}

/// What a caller wrote: `name`, `account:function:name` or an ARN, each with or without a qualifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FunctionReference<'a> {
    pub(crate) name: &'a str,
    pub(crate) qualifier: Option<&'a str>,
}

// === impl Arn ===

impl fmt::Display for Arn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { region, account_id, name, qualifier } = self;
        let partition = match region.split_once('-') {
            Some(("cn", _)) => "aws-cn",
            Some(("us", rest)) if rest.starts_with("gov-") => "aws-us-gov",
            _ => "aws",
        };
        write!(f, "arn:{partition}:lambda:{region}:{account_id}:function:{name}")?;
        qualifier.iter().try_for_each(|qualifier| write!(f, ":{qualifier}"))
    }
}

// === impl FunctionReference ===

impl<'a> FunctionReference<'a> {
    /// Reads a reference. Region and account are not looked at: there is only one of each here.
    pub(crate) fn parse(text: &'a str) -> Self {
        let rest = match text.split_once(":function:") {
            Some((_, rest)) => rest,
            None => text,
        };
        match rest.split_once(':') {
            Some((name, qualifier)) => Self { name, qualifier: Some(qualifier) },
            None => Self { name: rest, qualifier: None },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_found_by_each_way_to_write_it() {
        for text in [
            "orders",
            "000000000000:function:orders",
            "arn:aws:lambda:us-east-1:000000000000:function:orders",
        ] {
            assert_eq!(FunctionReference::parse(text), FunctionReference { name: "orders", qualifier: None });
            let qualified = format!("{text}:live");
            let expected = FunctionReference { name: "orders", qualifier: Some("live") };
            assert_eq!(FunctionReference::parse(&qualified), expected);
        }
    }

    #[test]
    fn the_partition_follows_the_region() {
        let arn = |region| Arn { region, account_id: "123456789012", name: "f", qualifier: None }.to_string();
        assert_eq!(arn("eu-west-1"), "arn:aws:lambda:eu-west-1:123456789012:function:f");
        assert_eq!(arn("cn-north-1"), "arn:aws-cn:lambda:cn-north-1:123456789012:function:f");
        assert_eq!(arn("us-gov-west-1"), "arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:f");
    }
}
