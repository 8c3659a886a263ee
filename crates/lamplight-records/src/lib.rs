//! Pure readers of what a Lambda function and its platform write: JSON logs and REPORT lines.
