"""Has a program send its spans to receivers that are not ours, in every form there is, and compares what they read with
what the program says it has sent.

    compare.py PROGRAM FOLDER
"""

import json
import os
import queue
import shutil
import subprocess
import sys

from receivers import AMPLE, Receiver, rotel, start_rotel, unpacked
from spans import decode, difference, spans

HERE = os.path.dirname(os.path.abspath(__file__))
FORMS = [(protocol, compression) for protocol in ("http/protobuf", "http/json") for compression in ("none", "gzip")]


class Spans:
    """A receiver that keeps the spans of each request."""

    def __init__(self):
        self.received = queue.Queue()
        self.url = Receiver(lambda *request: self.received.put(request)).url

    def next(self):
        path, content_type, encoding, body = self.received.get(timeout=AMPLE)
        assert path == "/v1/traces", path
        return content_type, encoding, list(spans(decode(content_type, unpacked(encoding, body))))


def send(program, endpoint, protocol, compression):
    """Runs the program; what it says of its spans."""
    environment = dict(
        os.environ,
        OTEL_EXPORTER_OTLP_ENDPOINT=endpoint,
        OTEL_EXPORTER_OTLP_PROTOCOL=protocol,
        OTEL_EXPORTER_OTLP_COMPRESSION=compression,
    )
    done = subprocess.run([program], env=environment, stdout=subprocess.PIPE, check=True, timeout=AMPLE)
    return [json.loads(line) for line in done.stdout.splitlines()]


def through_protobuf(program, _):
    """The decoder of the protocol's own definitions."""
    receiver = Spans()
    for protocol, compression in FORMS:
        told = send(program, receiver.url, protocol, compression)
        content_type, encoding, read = receiver.next()
        expected = "application/json" if protocol == "http/json" else "application/x-protobuf"
        assert (content_type, encoding or "none") == (expected, compression), (content_type, encoding)
        yield protocol, compression, told, read


def through_mock(program, folder):
    """The receiver of Elastic's own tests."""
    node = os.path.join(folder, "node")
    command = ["node", os.path.join(HERE, "mock.cjs"), node]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as mock:
        try:
            url = json.loads(mock.stdout.readline())
            # It takes no body that is compressed.
            for protocol, compression in [form for form in FORMS if form[1] == "none"]:
                told = send(program, url, protocol, compression)
                yield protocol, compression, told, json.loads(mock.stdout.readline())
        finally:
            mock.stdin.close()


def through_rotel(program, folder):
    """A collector, which reads what we send and sends what it has read."""
    receiver = Spans()
    plain = ("--otlp-exporter-protocol", "http", "--otlp-exporter-compression", "none")
    collector, url = start_rotel(folder, receiver.url, *plain)
    with collector:
        try:
            for protocol, compression in FORMS:
                told = send(program, url, protocol, compression)
                read = []
                while len(read) < len(told):
                    read += receiver.next()[2]
                yield protocol, compression, told, read
        finally:
            collector.terminate()


def has_mock(folder):
    return shutil.which("node") is not None and os.path.exists(os.path.join(folder, "node", "node_modules"))


def main(program, folder):
    # The name, whether it is there, and whether it reads every fraction in JSON to the last bit.
    receivers = [
        ("opentelemetry-proto", through_protobuf, True, True),
        ("mockotlpserver", through_mock, has_mock(folder), True),
        ("rotel", through_rotel, rotel(folder) != [], False),
    ]
    is_good = True
    for name, through, is_there, is_exact in receivers:
        if not is_there:
            print("%s: skipped, it is not installed" % name)
            continue
        for protocol, compression, told, read in through(program, folder):
            wrong = difference(told, read, is_exact or protocol != "http/json")
            print("%s: %s, %s: %s" % (name, protocol, compression, wrong or "%d spans are the same" % len(read)))
            is_good &= wrong is None
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
