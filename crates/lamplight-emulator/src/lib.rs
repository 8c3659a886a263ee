//! A local AWS Lambda as a library: Runtime API, deadlines, timeouts, REPORT lines; no Docker.
