"""Has functions with OpenTelemetry's SDKs send to the extension, and parties that are not ours take what comes out of it:
everything that a function has sent arrives exactly once, and as it was sent.

    independent.py LAMPLIGHT EXTENSION FOLDER
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time

import items
from far_ends import Definitions, Mock, Rotel, nothing
from session import Session

HERE = os.path.dirname(os.path.abspath(__file__))
ROUNDS, COUNT = 3, 20
COMPRESSIONS = ("none", "gzip")


def python(folder):
    """The Python SDK: how a function with it is run, and the forms that it sends."""
    interpreter = os.path.join(folder, "venv/bin/python")
    there = subprocess.run([interpreter, "-c", "import awslambdaric, runtime_client"], capture_output=True)
    if there.returncode != 0:
        return "awslambdaric is not installed", None, None
    forms = [{"protocol": "protobuf", "compression": compression} for compression in COMPRESSIONS]
    return None, [interpreter, "-m", "awslambdaric", "sender.handler"], forms


def javascript(folder):
    """The JavaScript SDK, the same."""
    modules = os.path.join(folder, "node/node_modules")
    client = os.path.join(modules, "aws-lambda-ric")
    if shutil.which("node") is None or not os.path.isdir(os.path.join(modules, "@opentelemetry")):
        return "OpenTelemetry's SDK is not installed", None, None
    if not os.path.exists(os.path.join(client, "rapid-client.node")):
        return "aws-lambda-ric is not installed", None, None
    protocols = ("protobuf", "json")
    forms = [{"protocol": protocol, "compression": packed} for protocol in protocols for packed in COMPRESSIONS]
    return None, [shutil.which("node"), os.path.join(client, "index.mjs"), "sender.handler"], forms


def functions_own(arrived):
    """What the function has sent, and what the extension wrote."""
    own, written = nothing(), nothing()
    for kind, found in arrived.items():
        for item in found:
            (own if "sender.form" in item["resource"] else written)[kind].append(item)
    return own, written


def prepare(home, folder):
    """Puts the functions into a folder, with what they import."""
    for source in os.scandir(os.path.join(HERE, "senders")):
        if source.is_file():
            shutil.copy(source, home)
    if os.path.isdir(os.path.join(folder, "node/node_modules")):
        os.symlink(os.path.join(folder, "node/node_modules"), os.path.join(home, "node_modules"))


def run(programs, folder, sender, far_end):
    """What was wrong, and how much was compared."""
    _, command, forms = sender
    with tempfile.TemporaryDirectory() as home, far_end(folder) as collector:
        prepare(home, folder)
        sent, wrong = nothing(), []
        with Session(programs, home, command, collector.url, collector.compression) as session:
            for round in range(ROUNDS):
                for form in forms:
                    told = session.invoke({**form, "round": str(round), "count": COUNT})
                    wrong += told.pop("failures")
                    for kind, found in told.items():
                        sent[kind] += found
            if (threads := session.threads()) != 1:
                wrong.append(f"the extension has {threads} threads")
        own, written = functions_own(collector.arrived(session))
        sent = {kind: [item for item in found if collector.reads(item)] for kind, found in sent.items()}
        wrong += items.differences(sent, own, collector.digits)
        wrong += [line.strip() for line in session.log if "telemetry was lost" in line or "FAILED" in line]
        inits = [span["name"] for span in written["spans"]]
        if inits != ["init"]:
            wrong.append(f"the extension's own spans: {inits}")
        invocations = sum(int(point["value"]["int"]) for point in written["points"] if point["name"] == "faas.invocations")
        if invocations != ROUNDS * len(forms):
            wrong.append(f"the extension has counted {invocations} invocations")
        if wrong:
            sys.stdout.write("".join(session.log))
        return wrong, {kind: len(found) for kind, found in own.items()}


def main(lamplight, extension, folder):
    failed = False
    senders = {"Python": python(folder), "JavaScript": javascript(folder)}
    for far_end in (Definitions, Mock, Rotel):
        missing = far_end.missing(folder)
        for name, sender in senders.items():
            what = f"{name}'s SDK, the extension, {far_end.__doc__}"
            if reason := missing or sender[0]:
                print(f"{what}: skipped: {reason}", flush=True)
                continue
            started = time.monotonic()
            wrong, counts = run((lamplight, extension), folder, sender, far_end)
            took = f"{time.monotonic() - started:.1f} s"
            counted = ", ".join(f"{count} {kind}" for kind, count in counts.items())
            print(f"{what}: {len(sender[2])} forms, {counted}: {took}: ", end="")
            print("each exactly once" if not wrong else f"FAILED: {len(wrong)} differences", flush=True)
            for each in wrong[:5]:
                print(f"  {each}")
            failed |= bool(wrong)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
