"""Runs examples/extension-only on the local Lambda, in both languages: what arrives at a collector is what the functions
have sent, and what the README shows is what is printed.

    examples.py LAMPLIGHT EXTENSION FOLDER
"""

import collections
import os
import re
import shutil
import subprocess
import sys

from far_ends import Definitions
from independent import javascript, python
from receivers import AMPLE, free_ports
from session import PATIENT

EXAMPLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../examples/extension-only")
FAILED = 2
# How the README has the collector named: to all, and to the extension alone.
NAMED = (
    lambda url: {"OTEL_EXPORTER_OTLP_ENDPOINT": url},
    lambda url: {"LAMPLIGHT_DESTINATIONS": "main", "LAMPLIGHT_DESTINATION_MAIN_ENDPOINT": url},
)
# Of each event: name, name of the parent, code of the status.
SPANS = collections.Counter(
    {
        ("init", None, 0): 1,
        ("orders", None, 0): 1,
        ("pack", "orders", 0): 1,
        ("reserve", "pack", 0): 2,
        ("orders", None, FAILED): 1,
        ("pack", "orders", FAILED): 1,
        ("reserve", "pack", FAILED): 1,
    }
)


def prepared(folder, language):
    """The example, with what its README has the reader install."""
    home = os.path.join(folder, "example")
    for part in ("events", language):
        shutil.copytree(os.path.join(EXAMPLE, part), os.path.join(home, part), dirs_exist_ok=True)
    environment = os.path.join(home, "python/.venv")
    if language == "python" and not os.path.islink(environment):
        os.symlink(os.path.join(folder, "venv"), environment)
    return home


def dev(programs, home, language, *flags):
    lamplight, extension = programs
    [port] = free_ports(1)
    command = [lamplight, "--ascii", "dev", "--once", "orders", "--extension", extension, "--memory", "256"]
    command += ["--env", f"LAMPLIGHT_OTLP_PORT={port}", "--env", f"LAMPLIGHT_SOCKET=@lamplight-e2e-{port}"]
    flags = [*flags, *(word for name, value in PATIENT.items() for word in ("--env", f"{name}={value}"))]
    command += [*flags, "--timeout", "30s", "--", f"{language}/bootstrap"]
    done = subprocess.run(command, cwd=home, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=AMPLE)
    assert done.returncode == 0, done.stdout
    return done.stdout


def at_a_collector(programs, home, language, named):
    """What the functions sent, and no more of it, at a collector that these variables name."""
    with Definitions(None) as collector:
        flags = [word for name, value in named(collector.url).items() for word in ("--env", f"{name}={value}")]
        printed = dev(programs, home, language, *flags)
        arrived = collector.arrived(None)
    assert "telemetry was lost" not in printed, printed
    names = {span["span"]: span["name"] for span in arrived["spans"]}
    spans = [(span["name"], names.get(span["parent"]), span["status"][0]) for span in arrived["spans"]]
    assert collections.Counter(spans) == SPANS, spans
    roots = {span["name"]: span["trace"] for span in reversed(arrived["spans"]) if span["name"] in ("init", "orders")}
    assert roots["init"] == roots["orders"], "the set-up is in another trace than the first invocation"
    placed = [point for point in arrived["points"] if point["name"] == "orders.placed"]
    told = [(point["attributes"], float(*point["value"].values())) for point in placed]
    assert told == [({"customer": {"string": "ada"}}, 1.0)], told


def as_shown(programs, home, language):
    """What the README shows of Python's output, but for times and bars."""
    printed = without_times(dev(programs, home, language, "--otlp"))
    with open(os.path.join(EXAMPLE, "README.md")) as readme:
        shown = re.search(r"```text\n(.*?)```", readme.read(), re.DOTALL)[1]
    missing = [line for line in without_times(shown) if line not in printed]
    assert shown and not missing, f"the README shows {missing}, and printed is {printed}"


def without_times(text):
    """The words of its lines, without those that are others each time, and without what is drawn."""
    text = re.sub(r"\S+(…|\.\.\.)\S+|:[0-9]+(?=/)", " ", text)
    text = re.sub(r"(?<!\S)[0-9][0-9.:/]*( (ms|s)\b)?|[^\x00-\x7f]+|[-#=|`>+]+", " ", text)
    return [line.split() for line in text.splitlines()]


def main(lamplight, extension, folder):
    failed = False
    for language, found in {"python": python(folder), "node": javascript(folder)}.items():
        result = f"skipped: {found[0]}"
        if not found[0]:
            try:
                home = prepared(folder, language)
                for named in NAMED:
                    at_a_collector((lamplight, extension), home, language, named)
                if language == "python":
                    as_shown((lamplight, extension), home, language)
                result = "what was sent has arrived"
            except AssertionError as error:
                failed, result = True, f"FAILED: {error}"
        print(f"examples/extension-only/{language}: {result}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
