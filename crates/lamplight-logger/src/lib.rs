//! tracing events as one JSON line each, with the invocation's keys, for AWS Lambda.
