//! `xray-lite`, whose subsegments know names and times but no attributes, and lie side by side.

use std::sync::LazyLock;

use xray_lite::{
    Context, CustomNamespace, DaemonClient, InfallibleClient, InfallibleContext, IntoInfallibleClient,
    IntoInfallibleContext, SubsegmentContext,
};

/// One socket for all invocations.
static CLIENT: LazyLock<InfallibleClient<DaemonClient>> =
    LazyLock::new(|| DaemonClient::from_lambda_env().into_infallible());

struct Parts(InfallibleContext<SubsegmentContext<InfallibleClient<DaemonClient>>>);

impl Default for Parts {
    fn default() -> Self {
        Self(SubsegmentContext::from_lambda_env(CLIENT.clone()).into_infallible())
    }
}

impl common_spans::Parts for Parts {
    fn part(&self, name: &'static str) -> impl Sized {
        self.0.enter_subsegment(CustomNamespace::new(name))
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    LazyLock::force(&CLIENT);
    lambda_runtime::run(lambda_runtime::service_fn(common_spans::handler::<Parts>)).await
}
