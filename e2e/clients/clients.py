"""Lets clients that are not ours use the local Lambda; prints a line for each, and fails if one of them does."""

import base64
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
PATIENCE = 60  # seconds; nothing here takes so long


class Session:
    """`lamplight dev` with one function, for as long as the `with` lasts."""

    def __init__(self, lamplight, name, command, *flags):
        self.folder = tempfile.TemporaryDirectory()
        # A script, for the folder of the executable is where a function is run.
        bootstrap = Path(self.folder.name, "bootstrap")
        # The handler is the last word; some take it from the variable that Lambda sets.
        words = " ".join(f"'{word}'" for word in command)
        bootstrap.write_text(f"#!/bin/sh\nexport _HANDLER='{command[-1]}'\nexec {words}\n")
        bootstrap.chmod(0o755)
        for source in (HERE / "functions").iterdir():
            if source.is_file():
                Path(self.folder.name, source.name).write_bytes(source.read_bytes())
        self.name, self.arguments = name, [lamplight, "dev", name, "--listen", "127.0.0.1:0", "--timeout", "30s"]
        self.arguments += [*flags, "--", str(bootstrap)]

    def __enter__(self):
        self.log, self.address, ready = [], None, threading.Event()
        self.process = subprocess.Popen(
            self.arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=self.folder.name
        )

        def read():
            for line in self.process.stdout:
                self.log.append(line)
                if found := re.search(r"is served at http://(\S+?);", line):
                    self.address = found[1]
                    ready.set()
            ready.set()

        threading.Thread(target=read, daemon=True).start()
        if not ready.wait(PATIENCE) or not self.address:
            self.process.kill()
            raise AssertionError("the local Lambda does not start:\n" + "".join(self.log))
        return self

    def __exit__(self, kind, *_):
        self.process.terminate()
        self.process.wait(PATIENCE)
        if kind:
            sys.stdout.write("".join(self.log))
        self.folder.cleanup()

    def invoke(self, event, headers=()):
        url = f"http://{self.address}/2015-03-31/functions/{self.name}/invocations"
        request = urllib.request.Request(url, json.dumps(event).encode(), dict(headers))
        with urllib.request.urlopen(request, timeout=PATIENCE) as reply:
            return reply.headers, reply.read()


def has(python, *modules):
    """Whether the environment is there, and these modules in it."""
    imports = "import " + ", ".join(modules)
    return python.is_file() and subprocess.run([python, "-c", imports], capture_output=True).returncode == 0


def expect(what, found, wanted):
    if found != wanted:
        raise AssertionError(f"{what}: {found!r}, not {wanted!r}")


def check_runtime(session, error_type):
    """What a runtime has to get right, whatever the language."""
    expect("echo", json.loads(session.invoke({"n": 1})[1]), {"echo": {"n": 1}})
    client = base64.b64encode(json.dumps({"custom": {"a": "b"}}).encode()).decode()
    headers, body = session.invoke({"do": "context"}, {"X-Amz-Client-Context": client}.items())
    context = json.loads(body)
    expect("request id", context["request_id"], headers["x-amzn-RequestId"])
    expect("ARN", context["arn"], f"arn:aws:lambda:us-east-1:000000000000:function:{session.name}")
    expect("memory", int(context["memory"]), 128)
    expect("custom", context["custom"], {"a": "b"})
    if not 0 < context["remaining"] <= 30_000:
        raise AssertionError(f"remaining: {context['remaining']}")
    headers, body = session.invoke({"do": "fail"}, {"X-Amz-Log-Type": "Tail"}.items())
    expect("kind of error", headers["X-Amz-Function-Error"], "Unhandled")
    expect("type of error", json.loads(body)["errorType"], error_type)
    tail = base64.b64decode(headers["X-Amz-Log-Result"]).decode()
    for part in ("START RequestId: ", "working on", "REPORT RequestId: "):
        if part not in tail:
            raise AssertionError(f"the log has no {part!r}:\n{tail}")
    expect("echo after an error", json.loads(session.invoke({"n": 2})[1]), {"echo": {"n": 2}})


def awslambdaric(lamplight, folder):
    """functions in Python, run by AWS's runtime interface client"""
    python = folder / "venv/bin/python"
    if not has(python, "awslambdaric", "runtime_client"):
        return "awslambdaric is not installed"
    for log_format in ("text", "json"):
        command = [python, "-m", "awslambdaric", "app.handler"]
        with Session(lamplight, "python", command, "--log-format", log_format) as session:
            if log_format == "text":
                check_runtime(session, "KeyError")
            else:
                expect("echo", json.loads(session.invoke({})[1]), {"echo": {}})
    return None


def aws_lambda_ric(lamplight, folder):
    """functions in Node, run by AWS's runtime interface client"""
    client = folder / "node/node_modules/aws-lambda-ric"
    if not (client / "rapid-client.node").is_file():
        return "aws-lambda-ric is not installed"
    node = subprocess.run(["sh", "-c", "command -v node"], capture_output=True, text=True).stdout.strip()
    with Session(lamplight, "node", [node, client / "index.mjs", "app.handler"]) as session:
        check_runtime(session, "TypeError")
    with Session(lamplight, "node", [node, client / "index.mjs", "app.stream"]) as session:
        expect("stream", session.invoke({})[1], b"one two three")
    return None


def cargo_lambda(lamplight, folder):
    """cargo lambda invoke"""
    command = folder / "venv/bin/cargo-lambda"
    if not command.is_file():
        return "cargo-lambda is not installed"
    with Session(lamplight, "orders", [sys.executable, "plain.py"]) as session:
        host, port = session.address.split(":")
        invoke = [command, "lambda", "invoke", "orders", "-A", host, "-P", port, "--data-ascii"]
        # It is not to fetch a toolchain.
        settings = {"capture_output": True, "text": True, "timeout": PATIENCE}
        settings["env"] = {**os.environ, "RUSTUP": "/nonexistent"}
        done = subprocess.run([*invoke, '{"n":1}'], **settings)
        expect(f"exit code ({done.stderr})", done.returncode, 0)
        expect("echo", json.loads(done.stdout), {"echo": {"n": 1}})
        done = subprocess.run([*invoke, '{"do":"fail"}'], **settings)
        if "SoldOut" not in done.stdout + done.stderr:
            raise AssertionError(f"the error is not told: {done}")
    return None


BOTO = """
import base64, boto3, botocore.exceptions, json, sys
from botocore.config import Config
client = boto3.client("lambda", endpoint_url=sys.argv[1], region_name="us-east-1", aws_access_key_id="a",
                      aws_secret_access_key="b", config=Config(retries={"max_attempts": 0}))
client_context = base64.b64encode(b'{"custom":{}}').decode()
done = client.invoke(FunctionName="orders", Payload=b'{"n":1}', LogType="Tail", ClientContext=client_context)
assert done["StatusCode"] == 200 and done["ExecutedVersion"] == "$LATEST", done
assert json.load(done["Payload"]) == {"echo": {"n": 1}}
assert "a line of the function" in base64.b64decode(done["LogResult"]).decode()
arn = "arn:aws:lambda:us-east-1:000000000000:function:orders"
done = client.invoke(FunctionName=arn, Payload=b'{"do":"fail"}')
assert done["FunctionError"] == "Unhandled", done
assert json.load(done["Payload"])["errorType"] == "SoldOut"
assert client.invoke(FunctionName="orders", InvocationType="DryRun")["StatusCode"] == 204
assert client.invoke(FunctionName="orders", InvocationType="Event", Payload=b"{}")["StatusCode"] == 202
try:
    client.invoke(FunctionName="nobody", Payload=b"{}")
    raise AssertionError("there is no such function")
except client.exceptions.ResourceNotFoundException:
    pass
try:
    client.invoke(FunctionName="orders", Payload=b"{")
    raise AssertionError("that is no JSON")
except client.exceptions.InvalidRequestContentException:
    pass
"""


def boto3(lamplight, folder):
    """the AWS SDK for Python with an endpoint URL"""
    python = folder / "venv/bin/python"
    if not has(python, "boto3"):
        return "boto3 is not installed"
    with Session(lamplight, "orders", [sys.executable, "plain.py"]) as session:
        done = subprocess.run(
            [python, "-c", BOTO, f"http://{session.address}"], capture_output=True, text=True, timeout=PATIENCE
        )
        expect(f"exit code ({done.stderr})", done.returncode, 0)
    return None


def main():
    lamplight, folder = sys.argv[1], Path(sys.argv[2])
    failed = []
    for client in (awslambdaric, aws_lambda_ric, cargo_lambda, boto3):
        started = time.monotonic()
        try:
            skipped = client(lamplight, folder)
            result = f"skipped: {skipped}" if skipped else f"ok, {time.monotonic() - started:.1f} s"
        except (AssertionError, subprocess.TimeoutExpired, OSError) as error:
            result = f"FAILED: {error}"
            failed.append(client.__name__)
        print(f"{client.__name__}: {client.__doc__}: {result}", flush=True)
    sys.exit(f"failed: {', '.join(failed)}" if failed else None)


main()
