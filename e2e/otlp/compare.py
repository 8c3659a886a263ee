"""Has a program send its spans to receivers that are not ours, in every form there is, and compares what they read with
what the program says it has sent.

    compare.py PROGRAM FOLDER
"""

import glob
import gzip
import http.server
import json
import os
import queue
import shutil
import socket
import subprocess
import sys
import threading
import time

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse

from spans import decode, difference, spans

HERE = os.path.dirname(os.path.abspath(__file__))
# Long enough for anything that works, on a busy machine, in seconds.
AMPLE = 60
FORMS = [(protocol, compression) for protocol in ("http/protobuf", "http/json") for compression in ("none", "gzip")]


class Receiver:
    """Reads requests on a free port, and keeps their spans."""

    def __init__(self):
        self.received = queue.Queue()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                assert self.path == "/v1/traces", self.path
                body = self.rfile.read(int(self.headers["content-length"]))
                encoding = self.headers.get("content-encoding")
                if encoding is not None:
                    assert encoding == "gzip", encoding
                    body = gzip.decompress(body)
                content_type = self.headers["content-type"]
                try:
                    outer.received.put((content_type, encoding, list(spans(decode(content_type, body)))))
                except Exception as error:
                    outer.received.put(error)
                    raise
                is_json = content_type == "application/json"
                answer = b"{}" if is_json else ExportTraceServiceResponse().SerializeToString()
                self.send_response(200)
                self.send_header("content-type", content_type)
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def next(self):
        received = self.received.get(timeout=AMPLE)
        if isinstance(received, Exception):
            raise received
        return received


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
    receiver = Receiver()
    for protocol, compression in FORMS:
        told = send(program, "http://127.0.0.1:%d" % receiver.port, protocol, compression)
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
    receiver = Receiver()
    [agent] = rotel(folder)
    grpc, port = free_ports(2)
    home = os.path.join(folder, "rotel")
    os.makedirs(home, exist_ok=True)
    command = [agent, "start", "--otlp-grpc-endpoint", "127.0.0.1:%d" % grpc]
    command += ["--otlp-http-endpoint", "127.0.0.1:%d" % port, "--exporter", "otlp"]
    command += ["--otlp-exporter-endpoint", "http://127.0.0.1:%d" % receiver.port]
    command += ["--otlp-exporter-protocol", "http", "--otlp-exporter-compression", "none"]
    command += ["--pid-file", os.path.join(home, "pid"), "--log-file", os.path.join(home, "log")]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as collector:
        try:
            wait_for(port, collector)
            for protocol, compression in FORMS:
                told = send(program, "http://127.0.0.1:%d" % port, protocol, compression)
                read = []
                while len(read) < len(told):
                    read += receiver.next()[2]
                yield protocol, compression, told, read
        finally:
            collector.terminate()


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [listener.getsockname()[1] for listener in sockets]
    for listener in sockets:
        listener.close()
    return ports


def wait_for(port, process):
    deadline = time.monotonic() + AMPLE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except ConnectionRefusedError:
            time.sleep(0.05)
    raise RuntimeError("it does not listen")


def rotel(folder):
    return glob.glob(os.path.join(folder, "venv", "lib", "*", "site-packages", "rotel", "rotel-agent"))


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
