"""What all templates deploy, in a form of their own: the same function, with the same rights."""

# What says where to send to.
VARIABLES = ("OTEL_EXPORTER_OTLP_ENDPOINT", "LAMPLIGHT_HEADERS_SECRET_ARN")
ARCHITECTURES = ("arm64", "x86_64")
# Who may do what with which kind of thing. X-Ray has no resources to name.
RIGHTS = {
    ("logs:CreateLogStream", "logs:PutLogEvents"): "log group",
    ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"): "queue",
    ("secretsmanager:GetSecretValue",): "the parameter of the headers",
    ("xray:PutTraceSegments", "xray:PutTelemetryRecords"): "*",
}


def expected(architecture):
    return {
        "architectures": [architecture],
        "runtime": "provided.al2023",
        "handler": "bootstrap",
        "timeout": 10,
        "tracing": "Active",
        "layers": ["the parameter of the layer"],
        "collector": ["the parameter of the collector", "the parameter of the headers"],
        "writes to": "the log group that it has a right to",
        "rights": RIGHTS,
        "queue": {"batch": 10, "responses": ["ReportBatchItemFailures"], "hidden for": 60},
        "route": "POST /orders",
    }


def differences(found, architecture):
    wanted = expected(architecture)
    assert found.keys() == wanted.keys(), found.keys()
    return [f"{key}: {found[key]!r}, not {wanted[key]!r}" for key in wanted if found[key] != wanted[key]]
