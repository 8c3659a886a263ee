"""Terraform's files, as a parser of its language reads them: their references, and what they deploy."""

import re

import hcl2

from deployed import VARIABLES

# What references begin with that no block declares.
BUILT_IN = {"each", "count", "path", "terraform", "self", "local", "module"}


def read(folder):
    """All files of a folder as one: declared things by their addresses."""
    declared = {}
    for path in sorted(folder.glob("*.tf")):
        with path.open() as file:
            blocks = bare(hcl2.load(file))
        for kind, prefix in (("resource", ""), ("data", "data.")):
            for block in blocks.get(kind, []):
                for type, named in items(block):
                    for name, body in items(named):
                        declared[f"{prefix}{type}.{name}"] = body
        for kind, prefix in (("variable", "var."), ("output", "output."), ("terraform", "terraform")):
            for block in blocks.get(kind, []):
                if kind == "terraform":
                    declared[prefix] = block
                else:
                    declared.update({prefix + name: body for name, body in items(block)})
    return declared


def items(block):
    """What is in a block, without what the parser notes beside it."""
    return [(key, value) for key, value in block.items() if not key.startswith("__")]


def bare(value):
    """Without the quotation marks that the parser leaves at texts, and without its notes."""
    if isinstance(value, dict):
        return {bare(key): bare(item) for key, item in items(value)}
    if isinstance(value, list):
        return [bare(item) for item in value]
    return value[1:-1] if isinstance(value, str) and len(value) > 1 and value[0] == value[-1] == '"' else value


def dangling(declared):
    """References to what is not declared."""
    found = set()
    for address, body in declared.items():
        for text in texts(body):
            for expression in re.findall(r"\$\{(.*?)\}(?!\})", text, re.DOTALL):
                # What is in quotation marks is text, unless it is an expression again.
                expression = re.sub(r'"[^"$]*"', "", expression)
                for reference in re.findall(r"\b((?:data\.)?[a-z]\w*\.[a-z]\w*)", expression):
                    if reference not in declared and reference.split(".")[0] not in BUILT_IN:
                        found.add(f"{address} refers to {reference}, which is not declared")
    return sorted(found)


def texts(value):
    if isinstance(value, dict):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif isinstance(value, str):
        yield value


def deployed(declared, architecture):
    """The function, in the form of deployed.py."""
    function = declared["aws_lambda_function.orders"]
    mapping = declared["aws_lambda_event_source_mapping.queue"]
    policy = declared["data.aws_iam_policy_document.orders"]
    names = {
        "${aws_cloudwatch_log_group.orders.arn}:*": "log group",
        "${aws_sqs_queue.orders.arn}": "queue",
        "${var.lamplight_layer_arn}": "the parameter of the layer",
        "${var.collector_endpoint}": "the parameter of the collector",
        "${var.collector_headers_secret_arn}": "the parameter of the headers",
        "${var.architecture}": architecture,
    }
    named = lambda value: names.get(value, value)
    assert function["role"] == "${aws_iam_role.orders.arn}", function["role"]
    assert architecture in str(declared["var.architecture"]["validation"]), declared["var.architecture"]
    assert mapping["event_source_arn"] == "${aws_sqs_queue.orders.arn}", mapping
    [environment], [logging], [tracing] = (function[key] for key in ("environment", "logging_config", "tracing_config"))
    return {
        "architectures": [named(item) for item in function["architectures"]],
        "runtime": function["runtime"],
        "handler": function["handler"],
        "timeout": function["timeout"],
        "tracing": tracing["mode"],
        "layers": [named(layer) for layer in function["layers"]],
        "collector": [named(environment["variables"][name]) for name in VARIABLES],
        "writes to": "the log group that it has a right to"
        if logging["log_group"] == "${aws_cloudwatch_log_group.orders.name}"
        else logging,
        "rights": {
            tuple(statement["actions"]): named(resource)
            for statement in policy["statement"]
            for resource in statement["resources"]
        },
        "queue": {
            "batch": mapping["batch_size"],
            "responses": mapping["function_response_types"],
            "hidden for": declared["aws_sqs_queue.orders"]["visibility_timeout_seconds"],
        },
        "route": declared["aws_apigatewayv2_route.orders"]["route_key"],
    }
