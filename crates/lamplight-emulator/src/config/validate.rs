//! Mistakes in a configuration, all of them at once.

use std::fmt::Debug;
use std::time::Duration;

use crate::environment::MAX_AGENTS;
use crate::process::reserved;
use crate::{ConfigMistake, FunctionConfig};

/// The limits of a function: <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>
const MEMORY_MB: std::ops::RangeInclusive<u32> = 128..=10_240;
const MAX_TIMEOUT: Duration = Duration::from_secs(900);
const MAX_NAME: usize = 64;
/// A bound of our own: each has a port, and a process that may be a large one.
const MAX_ENVIRONMENTS: u32 = 100;

impl FunctionConfig {
    /// Every mistake in it; empty when there is none.
    pub(crate) fn mistakes(&self) -> Vec<ConfigMistake> {
        let mut mistakes = Vec::new();
        let mut check = |good: bool, setting: &str, value: &dyn Debug, allowed: &str| {
            if !good {
                mistakes.push(ConfigMistake {
                    setting: setting.to_owned(),
                    value: format!("{value:?}").trim_matches('"').to_owned(),
                    allowed: allowed.to_owned(),
                });
            }
        };
        let is_name = |text: &str| {
            !text.is_empty()
                && text.len() <= MAX_NAME
                && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        };
        let is_time = |time| Duration::ZERO < time && time <= MAX_TIMEOUT;
        check(is_name(&self.name), "name", &self.name, "1 to 64 letters, digits, hyphens and underscores");
        check(MEMORY_MB.contains(&self.memory_mb), "memory_mb", &self.memory_mb, "128 to 10240");
        check(is_time(self.timeout), "timeout", &self.timeout, "more than zero, at most 900 s");
        if let Some(limit) = self.init_timeout {
            check(is_time(limit), "init_timeout", &limit, "more than zero, at most 900 s");
        }
        let environments = 1..=MAX_ENVIRONMENTS;
        check(environments.contains(&self.environments), "environments", &self.environments, "1 to 100");
        let allowed = "at most as many as there are environments";
        check(self.provisioned <= self.environments, "provisioned_concurrency", &self.provisioned, allowed);
        if let Some(limit) = self.max_concurrency {
            check(limit > 0, "max_concurrency", &limit, "at least 1");
        }
        let is_account = self.account_id.len() == 12 && self.account_id.bytes().all(|b| b.is_ascii_digit());
        check(is_account, "account_id", &self.account_id, "twelve digits");
        let is_factor = self.time_scale > 0.0 && self.time_scale <= 1.0;
        check(is_factor, "time_scale", &self.time_scale, "more than 0, at most 1");
        let names = self.extension_names();
        check(names.len() <= MAX_AGENTS, "extension", &names.len(), "at most 10 of them");
        for (index, (name, path)) in names.iter().zip(&self.extensions).enumerate() {
            let is_own = !name.is_empty() && !names[..index].contains(name);
            check(is_own, "extension", path, "a file with a name that no other extension has");
        }
        for (name, value) in &self.variables {
            let is_variable = !name.is_empty() && !name.contains(['=', '\0']) && !value.contains('\0');
            check(is_variable, "env", name, "a name without '=', and no zero byte in name or value");
            if let Some(why) = reserved(name) {
                check(false, &format!("env({name})"), value, &format!("no value: {why}"));
            }
        }
        mistakes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistakes(config: &FunctionConfig) -> Vec<String> {
        config.mistakes().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_new_configuration_has_none() {
        assert_eq!(mistakes(&FunctionConfig::new("orders", "bootstrap")), [""; 0]);
    }

    #[test]
    fn all_mistakes_are_told_at_once_with_what_is_allowed() {
        let config = FunctionConfig::new("my orders", "bootstrap")
            .memory_mb(64)
            .timeout(Duration::ZERO)
            .init_timeout(Duration::from_secs(901))
            .max_concurrency(0)
            .account_id("1234")
            .env("A=B", "c")
            .env("AWS_LAMBDA_LOG_FORMAT", "JSON");
        insta::assert_snapshot!(mistakes(&config).join("\n"));
    }

    #[test]
    fn limits_are_inclusive() {
        for config in [
            FunctionConfig::new("a".repeat(64), "bootstrap").memory_mb(128),
            FunctionConfig::new("a", "bootstrap").memory_mb(10_240).timeout(MAX_TIMEOUT),
            FunctionConfig::new("a", "bootstrap").timeout(Duration::from_nanos(1)).max_concurrency(1),
        ] {
            assert_eq!(mistakes(&config), [""; 0]);
        }
        assert_eq!(mistakes(&FunctionConfig::new("a".repeat(65), "bootstrap")).len(), 1);
        assert_eq!(mistakes(&FunctionConfig::new("a", "b").memory_mb(10_241)).len(), 1);
    }
}
