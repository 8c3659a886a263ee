//! What code says about single invocations: how closely to look at them, and what brings their lines together.

use std::borrow::Cow;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::Bytes;
use lamplight_core::json_path::ValuePath;
use lamplight_core::level::Level;
use lamplight_core::source::Facts;
use lamplight_invocation::{RequestContext, Scope};

/// Asked for the level of an invocation.
pub(crate) type LevelWhen =
    Box<dyn Fn(&RequestContext, Option<&Facts<Bytes>>) -> Option<Level> + Send + Sync>;
/// Asked for the correlation id of an invocation.
pub(crate) type CorrelateWith = Box<dyn Fn(&Scope) -> Option<String> + Send + Sync>;

/// What code is asked for each invocation.
#[derive(Default)]
pub(crate) struct Choices {
    pub(crate) level_when: Option<LevelWhen>,
    pub(crate) correlation_path: Option<ValuePath>,
    pub(crate) correlate_with: Option<CorrelateWith>,
}

// === impl Choices ===

impl Choices {
    /// The level that code asks for. None where it asks for none, or panics: the panic is reported as any other,
    /// and the handler goes on.
    pub(crate) fn level(&self, scope: &Scope) -> Option<Level> {
        let level_when = self.level_when.as_ref()?;
        catch_unwind(AssertUnwindSafe(|| level_when(scope.context(), scope.facts()))).ok().flatten()
    }

    /// The correlation id that code, or the path, finds.
    pub(crate) fn correlation_id<'a>(&self, scope: &'a Scope) -> Option<Cow<'a, str>> {
        let by_code = self.correlate_with.as_ref().and_then(|correlate_with| {
            catch_unwind(AssertUnwindSafe(|| correlate_with(scope))).ok().flatten()
        });
        let by_path = || self.correlation_path.as_ref()?.find(scope.payload()?);
        by_code.map(Cow::Owned).or_else(by_path)
    }
}

impl fmt::Debug for Choices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Choices").finish_non_exhaustive()
    }
}
