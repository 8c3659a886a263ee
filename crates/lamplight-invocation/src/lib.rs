//! The invocation scope, the one middleware, and the deadline timer of Lamplight.
