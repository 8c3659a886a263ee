//! As `emf-embedded`, and `xray-lite`, whose subsegments know names and times but no attributes, and lie side by side.

use std::sync::LazyLock;

use metrics_cloudwatch_embedded::lambda::handler::run;
use xray_lite::{
    Context, CustomNamespace, DaemonClient, InfallibleClient, InfallibleContext, IntoInfallibleClient,
    IntoInfallibleContext, SubsegmentContext,
};

/// One socket for all invocations.
static CLIENT: LazyLock<InfallibleClient<DaemonClient>> =
    LazyLock::new(|| DaemonClient::from_lambda_env().into_infallible());

struct Signals(InfallibleContext<SubsegmentContext<InfallibleClient<DaemonClient>>>);

impl Default for Signals {
    fn default() -> Self {
        Self(SubsegmentContext::from_lambda_env(CLIENT.clone()).into_infallible())
    }
}

impl subject::Signals for Signals {
    fn metrics(&self, value: f64) {
        common_embedded::record(value);
    }

    fn part(&self, name: &'static str) -> impl Sized {
        self.0.enter_subsegment(CustomNamespace::new(name))
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    lambda_runtime::tracing::init_default_subscriber();
    LazyLock::force(&CLIENT);
    run(common_embedded::collector(), subject::handler::<Signals>).await
}
