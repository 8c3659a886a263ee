"""Templates of CloudFormation, and those of SAM, which become such."""

import json
import logging
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from deployed import VARIABLES

# Said of what the CDK writes: a dependency that is named although another one implies it.
IGNORED = ("W3005",)


def translated(template, architecture):
    """What CloudFormation makes of a template of SAM."""
    # It asks for no more than the name of a region, of the environment.
    os.environ.setdefault("AWS_DEFAULT_REGION", "eu-west-1")
    # It counts what it did, and warns where nobody asks.
    logging.getLogger("samtranslator").setLevel(logging.ERROR)
    from samtranslator.translator.transform import transform
    from samtranslator.yaml_helper import yaml_parse

    class Policies:
        def load(self):
            return {}

    template = yaml_parse(template)
    # As `sam package` does once it has sent the code to S3.
    template["Resources"]["Orders"]["Properties"]["CodeUri"] = "s3://bucket/orders.zip"
    return transform(template, {"Architecture": architecture}, Policies())


def lint(path):
    """What AWS's linter has to say."""
    command = [Path(sys.executable).with_name("cfn-lint"), path, "--format", "parseable", "--ignore-checks", *IGNORED]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    lines = [line for line in done.stdout.splitlines() if line]
    return lines or ([] if done.returncode == 0 else [f"cfn-lint ended with {done.returncode}"])


def lint_template(template):
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(template, file)
        file.flush()
        return lint(file.name)


def deployed(template, architecture):
    """The function of a template, in the form of deployed.py."""
    resources = template["Resources"]
    of = lambda kind: {name: item["Properties"] for name, item in resources.items() if item["Type"] == kind}
    [function] = of("AWS::Lambda::Function").values()
    [mapping] = of("AWS::Lambda::EventSourceMapping").values()
    [(logs, _)] = of("AWS::Logs::LogGroup").items()
    [(role, role_properties)] = of("AWS::IAM::Role").items()
    queue = mapping["EventSourceArn"]["Fn::GetAtt"][0]
    policies = role_properties.get("Policies", []) + list(of("AWS::IAM::Policy").values())
    assert function["Role"] == {"Fn::GetAtt": [role, "Arn"]}, function["Role"]
    assert "ManagedPolicyArns" not in role_properties, "what is managed by AWS allows more than is used"
    names = {logs: "log group", queue: "queue"}
    parameters = {
        "LamplightLayerArn": "layer",
        "CollectorEndpoint": "collector",
        "CollectorHeadersSecretArn": "headers",
    }

    def resource(value):
        if isinstance(value, str):
            return value
        return names.get(value["Fn::GetAtt"][0]) if "Fn::GetAtt" in value else parameter(value)

    def actions(value):
        return tuple([value] if isinstance(value, str) else value)

    def chosen(value):
        return architecture if value == {"Ref": "Architecture"} else value

    def parameter(value):
        return f"the parameter of the {parameters.get(value.get('Ref'))}"

    statements = [statement for policy in policies for statement in policy["PolicyDocument"]["Statement"]]
    return {
        "architectures": [chosen(item) for item in function["Architectures"]],
        "runtime": function["Runtime"],
        "handler": function["Handler"],
        "timeout": function["Timeout"],
        "tracing": function["TracingConfig"]["Mode"],
        "layers": [parameter(layer) for layer in function["Layers"]],
        "collector": [parameter(function["Environment"]["Variables"][name]) for name in VARIABLES],
        "writes to": "the log group that it has a right to"
        if function["LoggingConfig"]["LogGroup"] == {"Ref": logs}
        else function["LoggingConfig"],
        "rights": {actions(statement["Action"]): resource(statement["Resource"]) for statement in statements},
        "queue": {
            "batch": mapping["BatchSize"],
            "responses": mapping["FunctionResponseTypes"],
            "hidden for": of("AWS::SQS::Queue")[queue]["VisibilityTimeout"],
        },
        "route": route(of),
    }


def route(of):
    routes = [properties["RouteKey"] for properties in of("AWS::ApiGatewayV2::Route").values()]
    for properties in of("AWS::ApiGatewayV2::Api").values():
        paths = properties.get("Body", {}).get("paths", {})
        routes += [f"{method.upper()} {path}" for path, methods in paths.items() for method in methods]
    [route] = routes
    return route
